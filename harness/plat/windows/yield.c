/* SPDX-License-Identifier: MIT */
/* Giving up the CPU to whoever else may run there. */
#include "os.h"

void plat_cpu_yield(void)
{
    SwitchToThread();
}
