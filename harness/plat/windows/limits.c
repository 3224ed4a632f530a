/* SPDX-License-Identifier: MIT */
/* What this process may still use: the memory of the machine. Windows limits neither threads nor handles
 * below what memory does. */
#include "os.h"

int plat_limits_read(const char *root, struct plat_limits *limits)
{
    MEMORYSTATUSEX memory = {.dwLength = sizeof memory};
    if (root[0] != '\0')
        return -PLAT_ENOENT; /* another system's files say nothing here */
    if (!GlobalMemoryStatusEx(&memory))
        return plat_error_last();
    *limits = (struct plat_limits){.memory_total = (int64_t)memory.ullTotalPhys,
                                   .memory_available = (int64_t)memory.ullAvailPhys,
                                   .memory_cgroup = -1,
                                   .tasks_rlimit = -1,
                                   .tasks_cgroup = -1,
                                   .tasks_system = -1,
                                   .tasks_pids = -1,
                                   .files = -1,
                                   .address_space = -1,
                                   .stack = -1,
                                   .mappings = -1};
    return 0;
}
