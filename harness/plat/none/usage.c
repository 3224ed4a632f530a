/* SPDX-License-Identifier: MIT */
/* Nothing is accounted to a thread. */
#include "../../api/plat.h"

int plat_usage_thread(struct plat_usage *usage)
{
    *usage = (struct plat_usage){-1, -1, -1, -1, -1, -1};
    return -PLAT_ENOTSUP;
}
