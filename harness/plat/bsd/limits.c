/* SPDX-License-Identifier: MIT */
/* What is left of memory, processes and handles; no control groups here. */
#include "../posix/error.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>

#include <sys/resource.h>
#include <sys/sysctl.h>
#include <unistd.h>

/* Every CPU that is there: who binds nothing is kept from none. */
int plat_cpus_allowed(uint32_t *cpus, uint32_t room)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1)
        return -PLAT_ENOTSUP;
    for (long i = 0; i < count && i < (long)room; i++)
        cpus[i] = (uint32_t)i;
    return (int)count;
}

static int64_t number_of(const char *name)
{
    uint64_t wide = 0;
    size_t bytes = sizeof wide;
    if (sysctlbyname(name, &wide, &bytes, NULL, 0) == -1)
        return -1;
    if (bytes == sizeof(uint32_t)) {
        uint32_t narrow;
        memcpy(&narrow, &wide, sizeof narrow);
        return narrow;
    }
    return (int64_t)wide;
}

static int64_t limit_of(int which)
{
    struct rlimit limit;
    return getrlimit(which, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? (int64_t)limit.rlim_cur : -1;
}

int plat_limits_read(const char *root, struct plat_limits *limits)
{
    (void)root;
    *limits = (struct plat_limits){.memory_available = -1,
                                   .memory_cgroup = -1,
                                   .tasks_rlimit = limit_of(RLIMIT_NPROC),
                                   .tasks_cgroup = -1,
                                   .tasks_system = number_of("kern.maxproc"),
                                   .tasks_pids = -1,
                                   .files = limit_of(RLIMIT_NOFILE),
                                   .address_space = limit_of(RLIMIT_AS),
                                   .stack = limit_of(RLIMIT_STACK),
                                   .mappings = -1};
    limits->memory_total = number_of("hw.memsize"); /* macOS; FreeBSD: */
    if (limits->memory_total < 0)
        limits->memory_total = number_of("hw.physmem");
    return 0;
}
