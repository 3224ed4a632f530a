/* SPDX-License-Identifier: MIT */
/* What the identification instruction costs: a hypervisor may trap it. */
#include "../../api/plat.h"
#include "../../api/plat_fitness.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#include <stdlib.h>

#define TIMES 31u /* one is traps enough to see */

static int by_size(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

int64_t plat_cpuid_ns(void)
{
    uint64_t ns[TIMES];
    for (uint32_t i = 0; i < TIMES; i++) {
        unsigned int a, b, c, d;
        uint64_t begin = plat_now_ns();
        __cpuid(0, a, b, c, d);
        ns[i] = plat_now_ns() - begin;
    }
    qsort(ns, TIMES, sizeof ns[0], by_size);
    return (int64_t)ns[TIMES / 2];
}
#else
int64_t plat_cpuid_ns(void)
{
    return -PLAT_ENOTSUP;
}
#endif
