/* SPDX-License-Identifier: MIT */
/* Fresh images by the calls that posix_spawn hides: fork and exec, vfork and exec. */
#include "../../api/plat_models.h"
#include "error.h"
#include "wrapped.h"

#include <errno.h>
#include <unistd.h>

extern char **environ;

#define NO_IMAGE 127 /* as a shell says it */

PLAT_START_PATH int plat_image_by_fork(struct plat_task *task, const char *path, char *const argv[])
{
    struct wrapped start;
    plat_wrap(&start, path, argv);
    const pid_t pid = fork();
    if (pid == 0) {
        execve(start.path, start.argv, environ);
        _exit(NO_IMAGE);
    }
    if (pid == -1)
        return plat_error_of(errno);
    *task = (struct plat_task){.pid = pid, .alive = 1};
    return 0;
}

/* The child runs on this very stack until it has its image: it may call exec and _exit, and leave a word
 * behind. */
PLAT_START_PATH int plat_image_by_vfork(struct plat_task *task, const char *path, char *const argv[])
{
    struct wrapped start;
    volatile int failed = 0;
    plat_wrap(&start, path, argv);
    const pid_t pid = vfork(); /* NOLINT: it is what is measured */
    if (pid == 0) {
        execve(start.path, start.argv, environ);
        failed = errno; /* NOLINT: a word of the parent's own thread */
        _exit(NO_IMAGE);
    }
    if (pid == -1)
        return plat_error_of(errno);
    *task = (struct plat_task){.pid = pid, .alive = 1};
    if (failed == 0)
        return 0;
    struct plat_exit how;
    plat_process_join(task, &how);
    return plat_error_of(failed);
}
