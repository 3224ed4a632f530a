/* SPDX-License-Identifier: MIT */
/* No two-way channels. */
#include "../../api/plat.h"

int plat_pair_new(int64_t ends[2])
{
    (void)ends;
    return -PLAT_ENOTSUP;
}

const char *plat_pair_unsupported(void)
{
    return "this system has no pairs of local sockets";
}
