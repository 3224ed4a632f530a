/* SPDX-License-Identifier: MIT */
/* No dying with the parent. */
#include "../../api/plat.h"

int plat_die_with(int64_t parent)
{
    (void)parent;
    return -PLAT_ENOTSUP;
}
