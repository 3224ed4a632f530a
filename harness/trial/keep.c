/* SPDX-License-Identifier: MIT */
/* `tvp-trial keep PARENT IMAGE FOLDER PROGRAM WORD...` plays a program until that has ended, or PARENT has
 * gone; orphans of what it starts become its own, so that it can end them. `tvp-trial under KEEPER PROGRAM
 * WORD...` becomes the program, which is asked to end when its keeper has: what is left to do then is the
 * program's. */
#include "keep.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial.h"

#define LOOK_NS         50000000u
#define CANNOT_BE_FOUND 127

static char image_name[] = "tvp-trial";

int keep_start(struct plat_child *child, const char *image, const char *folder, char *const words[],
               int64_t handle, int64_t error_output)
{
    char role[] = "keep", me[24];
    char *argv[KEEP_WORDS_MAX + 6] = {image_name, role, me, (char *)(uintptr_t)image,
                                      (char *)(uintptr_t)folder};
    snprintf(me, sizeof me, "%lld", (long long)plat_pid());
    for (size_t i = 0; words[i] != NULL; i++)
        if (i == KEEP_WORDS_MAX)
            return -PLAT_EINVAL;
        else
            argv[i + 5] = words[i];
    return plat_child_start(child, image, argv, (char **)(uintptr_t)plat_environment(), handle, error_output);
}

/* Into the mapping, where what was given is one. */
static void tell_pid(int64_t pid)
{
    const int64_t bytes = plat_object_bytes(plat_handle_given());
    int error = 0;
    if (bytes < (int64_t)sizeof(struct map_head))
        return;
    struct map_head *map = plat_object_map(plat_handle_given(), (uint64_t)bytes, PLAT_PAGES_4K, &error);
    if (map != NULL && map_refusal(map, (uint64_t)bytes) == NULL)
        map->trial_pid = pid;
    if (map != NULL)
        plat_object_unmap(map, (uint64_t)bytes);
}

/* Until it has ended, or nobody wants it any more. */
static void await_end(struct plat_child *child, int64_t parent)
{
    while (plat_child_wait(child, LOOK_NS, NULL) == 0)
        if (plat_parent_pid() != parent)
            return;
}

int keep_main(int argc, char **argv)
{
    struct plat_children others;
    struct plat_child child;
    struct plat_exit how = {0, 0};
    char role[] = "under", me[24];
    char *words[KEEP_WORDS_MAX + 4] = {image_name, role, me};
    if (argc < 6 || argc - 5 > (int)KEEP_WORDS_MAX)
        return 2;
    const int64_t parent = strtoll(argv[2], NULL, 10);
    memcpy(words + 3, argv + 5, (size_t)(argc - 5) * sizeof *words);
    snprintf(me, sizeof me, "%lld", (long long)plat_pid());
    /* What ends its parent must not end who comes after it. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    int error = plat_controller_open(&others);
    if (error == 0)
        error = plat_child_start(&child, argv[3], words, (char **)(uintptr_t)plat_environment(),
                                 plat_handle_given(), 2);
    if (error < 0)
        return CANNOT_BE_FOUND;
    const int64_t pid = child.pid;
    tell_pid(pid);
    await_end(&child, parent);
    plat_child_end(&child, &others, &how);
    plat_runtime_sweep(pid);
    if (argv[4][0] != '\0') {
        plat_folder_clear(argv[4]);
        plat_folder_remove(argv[4]);
    }
    plat_end_as(&how);
}

int under_main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    const int error = plat_become(argv[3], argv + 3, strtoll(argv[2], NULL, 10));
    fprintf(stderr, "%s cannot be started: %s\n", argv[3], plat_error_text(error));
    return CANNOT_BE_FOUND;
}
