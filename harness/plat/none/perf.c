/* SPDX-License-Identifier: MIT */
/* No performance counters. */
#include "../../api/plat.h"
#include "../../api/plat_fitness.h"

int plat_perf_try(int hardware)
{
    (void)hardware;
    return -PLAT_ENOTSUP;
}
