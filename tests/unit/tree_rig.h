/* SPDX-License-Identifier: MIT */
/* A made-up tree of files, such as /proc and /sys of a machine that we do not have, in a folder of its own.
 */
#ifndef TVP_TREE_RIG_H
#define TVP_TREE_RIG_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../harness/api/plat.h"

static char root[] = "/tmp/tvp-tree-XXXXXX";

static inline void make_root(void)
{
    cr_assert_not_null(mkdtemp(root));
}

/* The file at `path` below it, with the folders that lead there. */
static inline void write_file(const char *path, const char *text)
{
    char full[512];
    int length = snprintf(full, sizeof full, "%s%s", root, path);
    cr_assert(length > 0 && (size_t)length < sizeof full);
    for (char *slash = full + strlen(root); (slash = strchr(slash + 1, '/')) != NULL; *slash = '/') {
        *slash = '\0';
        mkdir(full, 0700);
    }
    FILE *file = fopen(full, "w");
    cr_assert_not_null(file, "%s", full);
    fputs(text, file);
    fclose(file);
}

static inline void remove_root(void)
{
    char command[] = "rm", flags[] = "-rf";
    char *argv[] = {command, flags, root, NULL};
    struct plat_task task;
    struct plat_exit how;
    cr_assert_eq(plat_image_start(&task, "/bin/rm", argv, NULL), 0);
    cr_assert_eq(plat_process_join(&task, &how), 0);
}

#endif
