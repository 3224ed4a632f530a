/* SPDX-License-Identifier: MIT */
/* Libraries that a program is made to load: not on this system. */
#include "../../api/plat.h"

const char *plat_libraries_unsupported(void)
{
    return "--libraries: nothing can be preloaded on this system";
}

int64_t plat_libraries_loaded(const char *mark)
{
    (void)mark;
    return -PLAT_ENOTSUP;
}
