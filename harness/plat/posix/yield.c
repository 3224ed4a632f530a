/* SPDX-License-Identifier: MIT */
/* Giving up the CPU to whoever else may run there. */
#include "error.h"

#include <sched.h>

void plat_cpu_yield(void)
{
    sched_yield();
}
