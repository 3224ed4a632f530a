/* SPDX-License-Identifier: MIT */
/* Shared by the files of this layer that read /proc, /sys and control groups below a root. */
#ifndef TVP_PLAT_LINUX_HIERARCHY_H
#define TVP_PLAT_LINUX_HIERARCHY_H

#include <stdio.h>

#include "../../api/plat.h"

#define PLAT_PATH_ROOM 4096u

struct plat_hierarchy {
    char mount[PLAT_PATH_ROOM]; /* where it is mounted */
    char group[PLAT_PATH_ROOM]; /* our group in it: "" or "/a/b" below the mount */
};

/* Opens root + path + name for reading; the caller closes it. NULL (errno tells) when that is not there. */
FILE *plat_root_open(const char *root, const char *path, const char *name);
/* The number at the beginning of a text; -1 for none ("max", "unlimited") and for what stands for no limit.
 */
int64_t plat_number_in(const char *text);
/* The number after `key` at the beginning of a line; with an empty key that of the first line. -1 for none.
 */
int64_t plat_root_number(const char *root, const char *path, const char *name, const char *key);
/* Finds the hierarchy of `controller` ("" for v2). 1, or 0 when there is none. */
int plat_hierarchy_find(const char *root, const char *controller, struct plat_hierarchy *found);

#endif
