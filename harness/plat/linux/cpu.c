/* SPDX-License-Identifier: MIT */
/* Binding to processors, and which one runs the caller. */
#include "../posix/error.h"

#include <errno.h>
#include <sched.h>
#include <unistd.h>

#define CPUS_MAX 8192

int plat_cpu_now(void)
{
    int cpu = sched_getcpu();
    return cpu == -1 ? plat_error_of(errno) : cpu;
}

int plat_cpu_pin(uint32_t cpu)
{
    unsigned long mask[CPUS_MAX / (8 * sizeof(unsigned long))] = {0};
    const uint32_t bits = 8 * sizeof mask[0];
    if (cpu >= CPUS_MAX)
        return -PLAT_EINVAL;
    mask[cpu / bits] = 1ul << cpu % bits;
    /* The kernel reads as much of the mask as it has CPUs: hand it no more than this one needs. */
    if (sched_setaffinity(0, (cpu / bits + 1) * sizeof mask[0], (const cpu_set_t *)mask) == -1)
        return plat_error_of(errno);
    return 0;
}

/* A filter of system calls may forbid it: tried with what the thread has anyway. */
const char *plat_cpu_pin_unsupported(void)
{
    unsigned long mask[CPUS_MAX / (8 * sizeof(unsigned long))] = {0};
    if (sched_getaffinity(0, sizeof mask, (cpu_set_t *)mask) == -1)
        return "the CPUs allowed cannot be read here (sched_getaffinity)";
    return sched_setaffinity(0, sizeof mask, (const cpu_set_t *)mask) == 0
               ? NULL
               : "binding to a CPU is forbidden here (sched_setaffinity)";
}

int plat_cpu_is_pinned(uint32_t cpu)
{
    unsigned long mask[CPUS_MAX / (8 * sizeof(unsigned long))] = {0};
    const uint32_t bits = 8 * sizeof mask[0];
    if (cpu >= CPUS_MAX)
        return -PLAT_EINVAL;
    if (sched_getaffinity(0, sizeof mask, (cpu_set_t *)mask) == -1)
        return plat_error_of(errno);
    for (uint32_t word = 0; word < sizeof mask / sizeof mask[0]; word++)
        if (mask[word] != (word == cpu / bits ? 1ul << cpu % bits : 0))
            return 0;
    return 1;
}
