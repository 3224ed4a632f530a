/* SPDX-License-Identifier: MIT */
/* Dying with the parent: PR_SET_PDEATHSIG, which fires when the thread that started the process ends. */
#include "../posix/error.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

int plat_die_with(int64_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        return plat_error_of(errno);
    /* The parent may have gone before the signal was armed: it would never come. */
    if (getppid() != parent)
        _exit(1);
    return 0;
}
