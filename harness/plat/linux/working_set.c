/* SPDX-License-Identifier: MIT */
/* A process' pages in memory, its own and the others, from smaps_rollup. */
#include "../../api/plat.h"

/* Pages that others map too, or that are of a file: all that is resident but not its own. */
int plat_working_set_of(int64_t pid, struct plat_working_set *out)
{
    struct plat_footprint all;
    int error = plat_footprint_of(pid, &all);
    if (error < 0 || all.uss < 0 || all.rss < 0)
        return error < 0 ? error : -PLAT_ENOTSUP;
    out->private_bytes = all.uss;
    out->shared_bytes = all.rss - all.uss;
    return 0;
}
