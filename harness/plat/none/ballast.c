/* SPDX-License-Identifier: MIT */
/* What a parent can be loaded with, on systems that copy nothing of it to a new process. */
#include "../../api/plat.h"

const char *plat_ballast_unsupported(void)
{
    return "--mappings, --descriptors: no new process gets a copy of them on this system";
}

int plat_mappings_make(uint64_t count)
{
    return count == 0 ? 0 : -PLAT_ENOTSUP;
}

int plat_descriptors_make(uint64_t count)
{
    return count == 0 ? 0 : -PLAT_ENOTSUP;
}
