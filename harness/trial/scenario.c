/* SPDX-License-Identifier: MIT */
/* The role `scenario`: plays a script within a time, and leaves nothing of it: not when its time is over, not
 * when tvp (PARENT) has gone. What it is given (the records' file) it gives on; temporary files go to FOLDER,
 * which is removed. It ends with the script's exit code. */
#include <stdio.h>
#include <stdlib.h>

#include "../api/plat_command.h"
#include "../api/plat_runtime.h"
#include "../core/scenario.h"
#include "keep.h"
#include "trial.h"

#define LOOK_NS 50000000u

int scenario_main(int argc, char **argv)
{
    struct plat_children others;
    struct plat_child child;
    struct plat_exit how = {0, 0};
    char option[] = "-I", out[] = "--out-fd", handle[] = "3", limit[] = "--limit";
    if (argc != 8) {
        fprintf(stderr,
                "tvp-trial: scenario PARENT IMAGE FOLDER PROGRAM SCRIPT SECONDS, which tvp claims starts\n");
        return 2;
    }
    char *words[] = {argv[5], option, argv[6], out, handle, limit, argv[7], NULL};
    const int64_t parent = strtoll(argv[2], NULL, 10);
    const uint64_t begun = plat_now_ns(), most = strtoull(argv[7], NULL, 10) * 1000000000u;
    int code = SCENARIO_LATE, error = plat_variable_set("TMPDIR", argv[4]);
    if (error == 0)
        error = plat_variable_set("TVP_SCENARIO_FOLDER", argv[4]);
    if (error == 0)
        error = plat_controller_open(&others);
    if (error == 0)
        error = keep_start(&child, argv[3], argv[4], words, plat_handle_given(), -1);
    if (error < 0)
        return 1;
    do {
        if (plat_child_wait(&child, LOOK_NS, NULL) == 1)
            code = 0;
    } while (code != 0 && plat_parent_pid() == parent && plat_now_ns() - begun <= most);
    error = plat_child_end(&child, &others, &how);
    /* The keeper may have been ended before it could do this; tvp may be no more. */
    plat_runtime_sweep(0);
    plat_folder_clear(argv[4]);
    plat_folder_remove(argv[4]);
    if (code == 0)
        code = how.signal != 0 ? SCENARIO_KILLED : how.code;
    return error < 0 ? 1 : code;
}
