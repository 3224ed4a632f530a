/* SPDX-License-Identifier: MIT */
/* Binding to processors, and which one runs the caller. */
#include "../posix/error.h"

#include <errno.h>
#include <sched.h>
#include <sys/param.h>

#include <sys/cpuset.h>

int plat_cpu_now(void)
{
    const int cpu = sched_getcpu();
    return cpu == -1 ? plat_error_of(errno) : cpu;
}

int plat_cpu_pin(uint32_t cpu)
{
    cpuset_t mask;
    if (cpu >= CPU_SETSIZE)
        return -PLAT_EINVAL;
    CPU_ZERO(&mask);
    CPU_SET(cpu, &mask);
    return cpuset_setaffinity(CPU_LEVEL_WHICH, CPU_WHICH_TID, -1, sizeof mask, &mask) == -1
               ? plat_error_of(errno)
               : 0;
}

const char *plat_cpu_pin_unsupported(void)
{
    cpuset_t mask;
    if (cpuset_getaffinity(CPU_LEVEL_WHICH, CPU_WHICH_TID, -1, sizeof mask, &mask) == -1)
        return "the CPUs allowed cannot be read here (cpuset_getaffinity)";
    return cpuset_setaffinity(CPU_LEVEL_WHICH, CPU_WHICH_TID, -1, sizeof mask, &mask) == 0
               ? NULL
               : "binding to a CPU is forbidden here (cpuset_setaffinity)";
}

int plat_cpu_is_pinned(uint32_t cpu)
{
    cpuset_t mask;
    if (cpu >= CPU_SETSIZE)
        return -PLAT_EINVAL;
    if (cpuset_getaffinity(CPU_LEVEL_WHICH, CPU_WHICH_TID, -1, sizeof mask, &mask) == -1)
        return plat_error_of(errno);
    return CPU_COUNT(&mask) == 1 && CPU_ISSET(cpu, &mask);
}
