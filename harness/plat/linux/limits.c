/* SPDX-License-Identifier: MIT */
/* What this process may still use on Linux, read from /proc and the control groups above it, v1 and v2. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hierarchy.h"

#define CAN_EXCEED ((UINT64_C(1) << 21) | (UINT64_C(1) << 24)) /* CAP_SYS_ADMIN, CAP_SYS_RESOURCE */

int plat_cpus_allowed(uint32_t *cpus, uint32_t room)
{
    uint32_t count = 0;
    for (int bits = 1024; bits <= (1 << 20); bits *= 2) {
        cpu_set_t *set = CPU_ALLOC(bits);
        if (!set)
            return -PLAT_ENOMEM;
        int error = sched_getaffinity(0, CPU_ALLOC_SIZE(bits), set) == 0 ? 0 : errno;
        for (int cpu = 0; !error && cpu < bits; cpu++)
            if (CPU_ISSET_S(cpu, CPU_ALLOC_SIZE(bits), set) && count++ < room)
                cpus[count - 1] = (uint32_t)cpu;
        CPU_FREE(set);
        if (!error)
            return (int)count;
        if (error != EINVAL) /* EINVAL: the kernel's set is larger */
            return -PLAT_EOTHER;
    }
    return -PLAT_EOTHER;
}

/* The lesser of two limits of which -1 is none. */
static int64_t tighter(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* What a limit leaves, never below 0; -1 when either is not known. */
static int64_t left_of(int64_t limit, int64_t used)
{
    if (limit < 0 || used < 0)
        return -1;
    return used > limit ? 0 : limit - used;
}

/* ---- control groups ---- */

struct group_files {
    const char *limit, *soft_limit, *used, *stat, *reclaimable; /* soft_limit, stat may be NULL */
};

/* What one group leaves: its limit less what it uses, where file pages that can be dropped do not count as
 * used. */
static int64_t group_left(const char *root, const char *path, const struct group_files *files)
{
    int64_t limit = plat_root_number(root, path, files->limit, "");
    if (files->soft_limit)
        limit = tighter(limit, plat_root_number(root, path, files->soft_limit, ""));
    int64_t used = plat_root_number(root, path, files->used, "");
    int64_t reclaimable = files->stat ? plat_root_number(root, path, files->stat, files->reclaimable) : 0;
    if (used >= 0 && reclaimable > 0)
        used = used > reclaimable ? used - reclaimable : 0;
    return left_of(limit, used);
}

/* The tightest of our group and all above it. */
static int64_t hierarchy_left(const char *root, const char *controller, const struct group_files *files)
{
    struct plat_hierarchy at;
    int64_t least = -1;
    if (!plat_hierarchy_find(root, controller, &at))
        return -1;
    for (;;) {
        char path[2 * PLAT_PATH_ROOM];
        snprintf(path, sizeof path, "%s%s", at.mount, at.group);
        least = tighter(least, group_left(root, path, files));
        char *last = strrchr(at.group, '/');
        if (!last)
            return least;
        *last = '\0';
    }
}

static void read_groups(const char *root, struct plat_limits *limits)
{
    static const struct group_files memory_v1 = {"/memory.limit_in_bytes", NULL, "/memory.usage_in_bytes",
                                                 "/memory.stat", "total_inactive_file "};
    static const struct group_files memory_v2 = {"/memory.max", "/memory.high", "/memory.current",
                                                 "/memory.stat", "inactive_file "};
    static const struct group_files tasks = {"/pids.max", NULL, "/pids.current", NULL, NULL};
    int64_t v1 = hierarchy_left(root, "memory", &memory_v1);
    int64_t v2 = hierarchy_left(root, "", &memory_v2);
    limits->memory_cgroup = tighter(v1, v2);
    limits->cgroup_version = limits->memory_cgroup < 0 ? 0 : limits->memory_cgroup == v2 ? 2 : 1;
    limits->tasks_cgroup = tighter(hierarchy_left(root, "pids", &tasks), hierarchy_left(root, "", &tasks));
}

/* ---- processes and threads ---- */

/* The threads of all processes of user `uid`: what RLIMIT_NPROC counts. -1 when /proc cannot be read. */
static int64_t tasks_of(const char *root, int64_t uid)
{
    char path[PLAT_PATH_ROOM];
    snprintf(path, sizeof path, "%s/proc", root);
    DIR *folder = opendir(path);
    int64_t tasks = 0;
    if (!folder)
        return -1;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(path, sizeof path, "/proc/%s/status", entry->d_name);
        if (plat_root_number(root, path, "", "Uid:") == uid) {
            int64_t threads = plat_root_number(root, path, "", "Threads:");
            tasks += threads > 0 ? threads : 0; /* it may have ended by now */
        }
    }
    closedir(folder);
    return tasks;
}

/* Whether the kernel lets this process exceed RLIMIT_NPROC: root and two capabilities do. */
static int may_exceed(const char *root, int64_t uid)
{
    FILE *file = plat_root_open(root, "/proc/self/status", "");
    char line[256];
    uint64_t capabilities = 0;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "CapEff:", 7) == 0)
            capabilities = strtoull(line + 7, NULL, 16);
    if (file)
        fclose(file);
    return uid == 0 || (capabilities & CAN_EXCEED) != 0;
}

static void read_tasks(const char *root, struct plat_limits *limits)
{
    int64_t granted = plat_root_number(root, "/proc/self/limits", "", "Max processes");
    int64_t uid = plat_root_number(root, "/proc/self/status", "", "Uid:");
    if (granted >= 0 && uid >= 0 && !may_exceed(root, uid))
        limits->tasks_rlimit = left_of(granted, tasks_of(root, uid));

    int64_t all = -1;
    FILE *file = plat_root_open(root, "/proc/loadavg", "");
    char line[128];
    if (file && fgets(line, sizeof line, file)) {
        const char *slash = strchr(line, '/'); /* "0.1 0.1 0.1 running/all last" */
        all = slash ? plat_number_in(slash + 1) : -1;
    }
    if (file)
        fclose(file);
    limits->tasks_system = left_of(plat_root_number(root, "/proc/sys/kernel/threads-max", "", ""), all);
    limits->tasks_pids = left_of(plat_root_number(root, "/proc/sys/kernel/pid_max", "", ""), all);
}

static int64_t kilobytes(int64_t count)
{
    return count < 0 || count > INT64_MAX / 1024 ? -1 : count * 1024;
}

int plat_limits_read(const char *root, struct plat_limits *limits)
{
    *limits = (struct plat_limits){.memory_cgroup = -1, .tasks_rlimit = -1, .tasks_cgroup = -1};
    limits->memory_total = kilobytes(plat_root_number(root, "/proc/meminfo", "", "MemTotal:"));
    limits->memory_available = kilobytes(plat_root_number(root, "/proc/meminfo", "", "MemAvailable:"));
    limits->files = plat_root_number(root, "/proc/self/limits", "", "Max open files");
    limits->address_space = plat_root_number(root, "/proc/self/limits", "", "Max address space");
    limits->stack = plat_root_number(root, "/proc/self/limits", "", "Max stack size");
    limits->mappings = plat_root_number(root, "/proc/sys/vm/max_map_count", "", "");
    read_groups(root, limits);
    read_tasks(root, limits);
    return limits->memory_total < 0 ? -PLAT_ENOENT : 0;
}
