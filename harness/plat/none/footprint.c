/* SPDX-License-Identifier: MIT */
/* No proportional memory. */
#include "../../api/plat.h"

int plat_footprint_of(int64_t pid, struct plat_footprint *out)
{
    (void)pid;
    *out = (struct plat_footprint){-1, -1, -1, -1};
    return -PLAT_ENOTSUP;
}

const char *plat_footprint_unsupported(void)
{
    return "no proportional memory here: see working_set";
}
