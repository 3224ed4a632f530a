/* SPDX-License-Identifier: MIT */
/* No two-way channels. */
#include "../../api/plat.h"

int plat_pair_new(enum plat_pair kind, int64_t ends[2])
{
    (void)kind;
    (void)ends;
    return -PLAT_ENOTSUP;
}

int plat_pair_take(int64_t end)
{
    (void)end;
    return -PLAT_ENOTSUP;
}

const char *plat_pair_unsupported(enum plat_pair kind)
{
    (void)kind;
    return "this system has no two-way channels";
}
