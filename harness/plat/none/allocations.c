/* SPDX-License-Identifier: MIT */
/* No counting allocator can be preloaded. */
#include "../../api/plat.h"

int64_t plat_allocations(void)
{
    return -1;
}
