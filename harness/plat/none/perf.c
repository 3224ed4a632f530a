/* SPDX-License-Identifier: MIT */
/* No performance counters. */
#include "../../api/plat.h"

int plat_perf_try(int hardware)
{
    (void)hardware;
    return -PLAT_ENOTSUP;
}
