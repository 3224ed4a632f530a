/* SPDX-License-Identifier: MIT */
/* To which processors others are bound, and binding to several. */
#include "../../api/plat_command.h"
#include "../posix/error.h"

#include <errno.h>
#include <sched.h>

#define CPUS_MAX 8192
#define WORD     (8 * sizeof(unsigned long))

int plat_cpus_permit(const uint32_t *cpus, uint32_t count)
{
    unsigned long mask[CPUS_MAX / WORD] = {0};
    uint32_t words = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (cpus[i] >= CPUS_MAX)
            return -PLAT_EINVAL;
        mask[cpus[i] / WORD] |= 1ul << cpus[i] % WORD;
        words = cpus[i] / WORD + 1 > words ? (uint32_t)(cpus[i] / WORD + 1) : words;
    }
    return sched_setaffinity(0, words * sizeof mask[0], (const cpu_set_t *)mask) == -1 ? plat_error_of(errno)
                                                                                       : 0;
}

int plat_process_is_pinned(int64_t pid, uint32_t cpu)
{
    unsigned long mask[CPUS_MAX / WORD] = {0};
    if (cpu >= CPUS_MAX)
        return -PLAT_EINVAL;
    if (sched_getaffinity((pid_t)pid, sizeof mask, (cpu_set_t *)mask) == -1)
        return plat_error_of(errno);
    for (uint32_t word = 0; word < sizeof mask / sizeof mask[0]; word++)
        if (mask[word] != (word == cpu / WORD ? 1ul << cpu % WORD : 0))
            return 0;
    return 1;
}
