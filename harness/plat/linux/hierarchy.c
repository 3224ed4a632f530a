/* SPDX-License-Identifier: MIT */
/* Files below a root that a test may set, the numbers in them, and where our control groups are mounted. */
#include "hierarchy.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PLAT_UNLIMITED (INT64_C(1) << 62) /* cgroup v1 writes a number near 2^63 for "no limit" */

/* Opens root + path + name. NULL when that is not there. */
FILE *plat_root_open(const char *root, const char *path, const char *name)
{
    char full[PLAT_PATH_ROOM];
    int length = snprintf(full, sizeof full, "%s%s%s", root, path, name);
    return length < 0 || (size_t)length >= sizeof full ? NULL : fopen(full, "re");
}

/* The number at the beginning of a text; -1 for none ("max", "unlimited") and for what stands for no limit.
 */
int64_t plat_number_in(const char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    if (!isdigit((unsigned char)*text))
        return -1;
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    return errno != 0 || value >= PLAT_UNLIMITED ? -1 : value;
}

/* The number after `key` at the beginning of a line; with an empty key that of the first line. -1 for none.
 */
int64_t plat_root_number(const char *root, const char *path, const char *name, const char *key)
{
    FILE *file = plat_root_open(root, path, name);
    if (!file)
        return -1;
    char line[512];
    int64_t value = -1;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) == 0) {
            value = plat_number_in(line + strlen(key));
            break;
        }
    }
    fclose(file);
    return value;
}

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
static int own_group(const char *root, const char *controller, char path[PLAT_PATH_ROOM])
{
    FILE *file = plat_root_open(root, "/proc/self/cgroup", "");
    char line[PLAT_PATH_ROOM];
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
            snprintf(path, PLAT_PATH_ROOM, "%s", group);
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
int plat_hierarchy_find(const char *root, const char *controller, struct plat_hierarchy *found)
{
    char path[PLAT_PATH_ROOM], line[PLAT_PATH_ROOM], *mount_root, *mount;
    FILE *file = own_group(root, controller, path) ? plat_root_open(root, "/proc/self/mountinfo", "") : NULL;
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
