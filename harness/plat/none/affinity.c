/* SPDX-License-Identifier: MIT */
/* No binding of others, or to several processors. */
#include "../../api/plat.h"
#include "../../api/plat_command.h"

int plat_cpus_permit(const uint32_t *cpus, uint32_t count)
{
    (void)cpus;
    (void)count;
    return -PLAT_ENOTSUP;
}

int plat_process_is_pinned(int64_t pid, uint32_t cpu)
{
    (void)pid;
    (void)cpu;
    return -PLAT_ENOTSUP;
}
