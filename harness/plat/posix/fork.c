/* SPDX-License-Identifier: MIT */
/* Forking. */
#include "error.h"

#include <errno.h>
#include <unistd.h>

PLAT_START_PATH int plat_fork(struct plat_task *task)
{
    pid_t pid = fork();
    if (pid == 0)
        return 1;
    if (pid == -1)
        return plat_error_of(errno);
    *task = (struct plat_task){.pid = pid, .alive = 1};
    return 0;
}
