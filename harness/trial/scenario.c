/* SPDX-License-Identifier: MIT */
/* The role `scenario`: plays a script within a time, and leaves nothing of it: not when its time is over, not
 * when tvp has gone. What it is given (the records' file) it gives on. */
#include <stdio.h>
#include <stdlib.h>

#include "../api/plat_runtime.h"
#include "trial.h"

#define LOOK_NS 50000000u

int scenario_main(int argc, char **argv)
{
    struct plat_children others;
    struct plat_child child;
    struct plat_exit how = {0, 0};
    char option[] = "-I", out[] = "--out-fd", handle[] = "3", limit[] = "--limit";
    if (argc != 5) {
        fprintf(stderr, "tvp-trial: scenario PROGRAM SCRIPT SECONDS, which tvp claims starts\n");
        return 2;
    }
    char *words[] = {argv[2], option, argv[3], out, handle, limit, argv[4], NULL};
    const int64_t parent = plat_parent_pid();
    const uint64_t begun = plat_now_ns(), most = strtoull(argv[4], NULL, 10) * 1000000000u;
    int error = plat_controller_open(&others);
    if (error == 0)
        error = plat_child_start(&child, argv[2], words, (char **)(uintptr_t)plat_environment(),
                                 plat_handle_given(), -1);
    if (error < 0)
        return 1;
    while (plat_child_wait(&child, LOOK_NS, NULL) == 0)
        if (plat_parent_pid() != parent || plat_now_ns() - begun > most)
            break;
    const int64_t pid = child.pid;
    error = plat_child_end(&child, &others, &how);
    plat_runtime_sweep(pid);
    return error < 0 ? 1 : how.code;
}
