/* SPDX-License-Identifier: MIT */
/* Giving up the CPU: by the shortest sleep there is. */
#include "../../api/plat.h"

void plat_cpu_yield(void)
{
    plat_sleep_ns(1);
}
