/* SPDX-License-Identifier: MIT */
/* Nothing is told of the pages that a process has in memory. */
#include "../../api/plat.h"

int plat_working_set_of(int64_t pid, struct plat_working_set *out)
{
    (void)pid;
    *out = (struct plat_working_set){-1, -1};
    return -PLAT_ENOTSUP;
}
