/* SPDX-License-Identifier: MIT */
/* What this process may still use on Linux, read from /proc and the control groups above it, v1 and v2. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../api/plat.h"

#define PATH_ROOM  4096u
#define UNLIMITED  (INT64_C(1) << 62) /* cgroup v1 writes a number near 2^63 for "no limit" */
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

/* ---- files ---- */

/* Opens root + path + name. NULL when that is not there. */
static FILE *open_at(const char *root, const char *path, const char *name)
{
    char full[PATH_ROOM];
    int length = snprintf(full, sizeof full, "%s%s%s", root, path, name);
    return length < 0 || (size_t)length >= sizeof full ? NULL : fopen(full, "re");
}

/* The number at the beginning of a text; -1 for none ("max", "unlimited") and for what stands for no limit.
 */
static int64_t number_in(const char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    if (!isdigit((unsigned char)*text))
        return -1;
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    return errno != 0 || value >= UNLIMITED ? -1 : value;
}

/* The number after `key` at the beginning of a line; with an empty key that of the first line. -1 for none.
 */
static int64_t number_at(const char *root, const char *path, const char *name, const char *key)
{
    FILE *file = open_at(root, path, name);
    if (!file)
        return -1;
    char line[512];
    int64_t value = -1;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) == 0) {
            value = number_in(line + strlen(key));
            break;
        }
    }
    fclose(file);
    return value;
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

struct hierarchy {
    char mount[PATH_ROOM]; /* where it is mounted */
    char group[PATH_ROOM]; /* our group in it: "" or "/a/b" below the mount */
};

/* Whether a list "a,b,c" holds `word`. */
static int lists(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += length)
        if ((at == list || at[-1] == ',') && (at[length] == '\0' || at[length] == ',' || at[length] == '\n'))
            return 1;
    return 0;
}

/* Our path in the hierarchy of `controller` ("" for v2), from /proc/self/cgroup: "4:cpu,memory:/path". */
static int own_group(const char *root, const char *controller, char path[PATH_ROOM])
{
    FILE *file = open_at(root, "/proc/self/cgroup", "");
    char line[PATH_ROOM];
    int found = 0;
    while (file && !found && fgets(line, sizeof line, file)) {
        char *names = strchr(line, ':');
        char *group = names ? strchr(names + 1, ':') : NULL;
        if (!group)
            continue;
        *group++ = '\0';
        group[strcspn(group, "\n")] = '\0';
        found = *controller ? lists(names + 1, controller) : names[1] == '\0';
        if (found)
            snprintf(path, PATH_ROOM, "%s", group);
    }
    if (file)
        fclose(file);
    return found;
}

/* Takes one line of mountinfo apart: "id parent dev ROOT MOUNT options ... - TYPE source OPTIONS". 1: it is
 * the hierarchy wanted. */
static int mount_matches(char *line, const char *controller, char **mount_root, char **mount)
{
    char *tail = strstr(line, " - "), *rest = line, *type, *options;
    if (!tail)
        return 0;
    *tail = '\0';
    tail += 3;
    for (int i = 0; i < 3; i++)
        strsep(&rest, " ");
    *mount_root = strsep(&rest, " ");
    *mount = strsep(&rest, " ");
    type = strsep(&tail, " ");
    strsep(&tail, " ");
    options = tail;
    if (!*mount_root || !*mount || !type || !options)
        return 0;
    return *controller ? strcmp(type, "cgroup") == 0 && lists(options, controller)
                       : strcmp(type, "cgroup2") == 0;
}

/* Finds the hierarchy of `controller` ("" for v2). In a container the mount may show our own group at its
 * top, and the path of /proc/self/cgroup may lie outside of it: then the mount itself is what we see of it.
 */
static int find_hierarchy(const char *root, const char *controller, struct hierarchy *found)
{
    char path[PATH_ROOM], line[PATH_ROOM], *mount_root, *mount;
    FILE *file = own_group(root, controller, path) ? open_at(root, "/proc/self/mountinfo", "") : NULL;
    int matches = 0;
    while (file && !matches && fgets(line, sizeof line, file)) {
        matches = mount_matches(line, controller, &mount_root, &mount);
        if (!matches)
            continue;
        size_t length = strcmp(mount_root, "/") == 0 ? 0 : strlen(mount_root);
        int inside = strncmp(path, mount_root, length) == 0 && (path[length] == '/' || path[length] == '\0');
        snprintf(found->mount, sizeof found->mount, "%s", mount);
        snprintf(found->group, sizeof found->group, "%s",
                 inside && strcmp(path + length, "/") != 0 && !strstr(path, "/..") ? path + length : "");
    }
    if (file)
        fclose(file);
    return matches;
}

struct group_files {
    const char *limit, *soft_limit, *used, *stat, *reclaimable; /* soft_limit, stat may be NULL */
};

/* What one group leaves: its limit less what it uses, where file pages that can be dropped do not count as
 * used. */
static int64_t group_left(const char *root, const char *path, const struct group_files *files)
{
    int64_t limit = number_at(root, path, files->limit, "");
    if (files->soft_limit)
        limit = tighter(limit, number_at(root, path, files->soft_limit, ""));
    int64_t used = number_at(root, path, files->used, "");
    int64_t reclaimable = files->stat ? number_at(root, path, files->stat, files->reclaimable) : 0;
    if (used >= 0 && reclaimable > 0)
        used = used > reclaimable ? used - reclaimable : 0;
    return left_of(limit, used);
}

/* The tightest of our group and all above it. */
static int64_t hierarchy_left(const char *root, const char *controller, const struct group_files *files)
{
    struct hierarchy at;
    int64_t least = -1;
    if (!find_hierarchy(root, controller, &at))
        return -1;
    for (;;) {
        char path[2 * PATH_ROOM];
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
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/proc", root);
    DIR *folder = opendir(path);
    int64_t tasks = 0;
    if (!folder)
        return -1;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(path, sizeof path, "/proc/%s/status", entry->d_name);
        if (number_at(root, path, "", "Uid:") == uid) {
            int64_t threads = number_at(root, path, "", "Threads:");
            tasks += threads > 0 ? threads : 0; /* it may have ended by now */
        }
    }
    closedir(folder);
    return tasks;
}

/* Whether the kernel lets this process exceed RLIMIT_NPROC: root and two capabilities do. */
static int may_exceed(const char *root, int64_t uid)
{
    FILE *file = open_at(root, "/proc/self/status", "");
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
    int64_t granted = number_at(root, "/proc/self/limits", "", "Max processes");
    int64_t uid = number_at(root, "/proc/self/status", "", "Uid:");
    if (granted >= 0 && uid >= 0 && !may_exceed(root, uid))
        limits->tasks_rlimit = left_of(granted, tasks_of(root, uid));

    int64_t all = -1;
    FILE *file = open_at(root, "/proc/loadavg", "");
    char line[128];
    if (file && fgets(line, sizeof line, file)) {
        const char *slash = strchr(line, '/'); /* "0.1 0.1 0.1 running/all last" */
        all = slash ? number_in(slash + 1) : -1;
    }
    if (file)
        fclose(file);
    limits->tasks_system = left_of(number_at(root, "/proc/sys/kernel/threads-max", "", ""), all);
    limits->tasks_pids = left_of(number_at(root, "/proc/sys/kernel/pid_max", "", ""), all);
}

static int64_t kilobytes(int64_t count)
{
    return count < 0 ? -1 : count * 1024;
}

int plat_limits_read(const char *root, struct plat_limits *limits)
{
    *limits = (struct plat_limits){.memory_cgroup = -1, .tasks_rlimit = -1, .tasks_cgroup = -1};
    limits->memory_total = kilobytes(number_at(root, "/proc/meminfo", "", "MemTotal:"));
    limits->memory_available = kilobytes(number_at(root, "/proc/meminfo", "", "MemAvailable:"));
    limits->files = number_at(root, "/proc/self/limits", "", "Max open files");
    read_groups(root, limits);
    read_tasks(root, limits);
    return limits->memory_total < 0 ? -PLAT_ENOENT : 0;
}
