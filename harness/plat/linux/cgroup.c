/* SPDX-License-Identifier: MIT */
/* A cgroup for one trial, of either version: where one can be made, and how it goes away again. Only folders
 * on a cgroup file system that bear our name are ever removed. */
#include "../posix/error.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define OUR_NAME        "tvp-"
#define PATH_ROOM       1024u
#define RETRY_NS        2000000u
#define CGROUP_V1_MAGIC 0x27e0ebL /* linux/magic.h */
#define CGROUP_V2_MAGIC 0x63677270L

/* A word is in a list of words with separators. */
static int has_word(const char *list, const char *word, const char *separators)
{
    const size_t length = strlen(word);
    for (const char *at = list; *at != '\0';) {
        size_t span = strcspn(at, separators);
        if (span == length && strncmp(at, word, length) == 0)
            return 1;
        at += span;
        at += strspn(at, separators);
    }
    return 0;
}

static FILE *open_below(const char *root, const char *name)
{
    char path[2 * PATH_ROOM];
    int length = snprintf(path, sizeof path, "%s%s", root, name);
    return length > 0 && (size_t)length < sizeof path ? fopen(path, "re") : NULL;
}

/* Our own path in the hierarchy that accounts memory. The version, or 0. */
static int own_group(const char *root, char path[PATH_ROOM], int version)
{
    FILE *file = open_below(root, "/proc/self/cgroup");
    char line[2048];
    int found = 0;
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        char *controllers = strchr(line, ':');
        char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');
        if (group == NULL)
            continue;
        *group++ = '\0';
        group[strcspn(group, "\n")] = '\0';
        controllers++;
        int fits = version == 1 ? has_word(controllers, "memory", ",") : *controllers == '\0';
        if (fits)
            found = (size_t)snprintf(path, PATH_ROOM, "%s", group) < PATH_ROOM ? version : 0;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

/* mountinfo writes a blank as \040. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; to++) {
        if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] != '\0' && from[3] != '\0') {
            *to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

/* The folder of `group` when this line of mountinfo is the mount of its hierarchy. 1, or 0. */
static int folder_in(const char *line, int version, const char *group, char *folder, size_t room)
{
    char root[PATH_ROOM], mount[PATH_ROOM], type[32], options[512] = "";
    const char *rest = strstr(line, " - ");
    if (rest == NULL || sscanf(line, "%*s %*s %*s %1023s %1023s", root, mount) != 2 ||
        sscanf(rest, " - %31s %*s %511s", type, options) < 1)
        return 0;
    if (strcmp(type, version == 1 ? "cgroup" : "cgroup2") != 0 ||
        (version == 1 && !has_word(options, "memory", ",")))
        return 0;
    unescape(root);
    unescape(mount);
    size_t shown = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(group, root, shown) != 0 || (group[shown] != '/' && group[shown] != '\0'))
        return 0;
    const char *below = strcmp(group + shown, "/") == 0 ? "" : group + shown;
    return (size_t)snprintf(folder, room, "%s%s", mount, below) < room;
}

static int find_folder(const char *root, int version, const char *group, char *folder, size_t room)
{
    FILE *file = open_below(root, "/proc/self/mountinfo");
    char line[4096];
    int found = 0;
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
        found = folder_in(line, version, group, folder, room);
    if (file != NULL)
        fclose(file);
    return found;
}

/* Version 2: a group's children account memory only where its subtree_control says so. */
static int gives_memory(const char *folder)
{
    char line[512] = "";
    FILE *file = open_below(folder, "/cgroup.subtree_control");
    int gives = file != NULL && fgets(line, sizeof line, file) != NULL && has_word(line, "memory", " \n");
    if (file != NULL)
        fclose(file);
    return gives;
}

/* A group that is shown from outside its namespace ("/..") has no folder here. */
static int home_of(const char *root, int version, char *folder, size_t room)
{
    char group[PATH_ROOM], mounted[PATH_ROOM];
    if (own_group(root, group, version) == 0 || strstr(group, "/..") != NULL ||
        !find_folder(root, version, group, mounted, sizeof mounted) ||
        (size_t)snprintf(folder, room, "%s%s", root, mounted) >= room)
        return 0;
    return (version == 1 || gives_memory(folder)) && access(folder, W_OK | X_OK) == 0;
}

int plat_cgroup_home(const char *root, char *folder, size_t room)
{
    for (int version = 1; version <= 2; version++)
        if (home_of(root, version, folder, room))
            return 0;
    if (room > 0)
        *folder = '\0';
    return -PLAT_ENOTSUP;
}

int plat_cgroup_make(const char *path)
{
    char file[PATH_ROOM + 32];
    if (mkdir(path, 0755) == -1)
        return plat_error_of(errno);
    snprintf(file, sizeof file, "%s/memory.stat", path);
    if (access(file, R_OK) == 0)
        return 0;
    rmdir(path);
    return -PLAT_ENOTSUP;
}

/* `path` may be removed: absolute, without detours, our name, on a cgroup file system. `folder` gets its
 * parent. */
static int is_ours(const char *path, char folder[PATH_ROOM])
{
    const char *name = strrchr(path, '/');
    if (*path != '/' || strlen(path) >= PATH_ROOM || strstr(path, "/..") != NULL ||
        strncmp(name + 1, OUR_NAME, strlen(OUR_NAME)) != 0)
        return 0;
    snprintf(folder, PATH_ROOM, "%.*s", (int)(name - path), path);
    struct statfs facts;
    return statfs(folder, &facts) == 0 &&
           ((long)facts.f_type == CGROUP_V1_MAGIC || (long)facts.f_type == CGROUP_V2_MAGIC);
}

static int remove_patiently(const char *path, uint64_t patience_ns)
{
    const uint64_t started = plat_now_ns();
    while (rmdir(path) == -1) {
        if (errno == ENOENT)
            return 0;
        if (errno != EBUSY || plat_now_ns() - started >= patience_ns)
            return plat_error_of(errno);
        plat_sleep_ns(RETRY_NS);
    }
    return 0;
}

int plat_cgroup_remove(const char *path, uint64_t patience_ns)
{
    char folder[PATH_ROOM];
    return is_ours(path, folder) ? remove_patiently(path, patience_ns) : -PLAT_EINVAL;
}

int plat_cgroup_remove_all(const char *prefix, uint64_t patience_ns)
{
    char folder[PATH_ROOM], path[2 * PATH_ROOM];
    if (!is_ours(prefix, folder))
        return -PLAT_EINVAL;
    const char *name = strrchr(prefix, '/') + 1;
    DIR *list = opendir(folder);
    if (list == NULL)
        return plat_error_of(errno);
    int error = 0;
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (strncmp(entry->d_name, name, strlen(name)) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        int one = remove_patiently(path, patience_ns);
        error = error != 0 ? error : one;
    }
    closedir(list);
    return error;
}

void plat_cgroup_sweep(const char *home)
{
    DIR *list = opendir(home);
    for (const struct dirent *entry = list ? readdir(list) : NULL; entry != NULL; entry = readdir(list)) {
        char path[2 * PATH_ROOM], *end;
        if (strncmp(entry->d_name, OUR_NAME, strlen(OUR_NAME)) != 0)
            continue;
        const char *number = entry->d_name + strlen(OUR_NAME);
        long pid = strtol(number, &end, 10);
        if (end == number || *end != '-' || pid <= 0 || kill((pid_t)pid, 0) == 0 || errno != ESRCH)
            continue;
        snprintf(path, sizeof path, "%s/%s", home, entry->d_name);
        plat_cgroup_remove(path, 0);
    }
    if (list != NULL)
        closedir(list);
}
