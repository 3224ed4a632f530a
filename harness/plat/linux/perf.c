/* SPDX-License-Identifier: MIT */
/* Whether this process may have performance counters. */
#include "../../api/plat_fitness.h"
#include "../posix/error.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int plat_perf_try(int hardware)
{
    struct perf_event_attr wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.size = sizeof wanted;
    wanted.type = hardware ? PERF_TYPE_HARDWARE : PERF_TYPE_SOFTWARE;
    wanted.config = hardware ? PERF_COUNT_HW_CPU_CYCLES : PERF_COUNT_SW_CONTEXT_SWITCHES;
    wanted.disabled = 1;
    wanted.exclude_kernel = hardware != 0; /* what an unprivileged user may ask for */
    wanted.exclude_hv = 1;
    long fd = syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0ul);
    if (fd >= 0) {
        close((int)fd);
        return 0;
    }
    /* No counters of this kind in this machine, or none in this kernel. */
    return errno == ENOENT || errno == EOPNOTSUPP || errno == ENODEV || errno == ENOSYS
               ? -PLAT_ENOTSUP
               : plat_error_of(errno);
}
