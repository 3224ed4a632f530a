/* SPDX-License-Identifier: MIT */
/* Dying with the parent: procctl(PROC_PDEATHSIG_CTL). */
#include "../posix/error.h"

#include <errno.h>
#include <signal.h>
#include <sys/types.h>

#include <sys/procctl.h>
#include <unistd.h>

int plat_die_with(int64_t parent)
{
    int signal = SIGKILL;
    if (procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &signal) == -1)
        return plat_error_of(errno);
    /* The parent may have gone before the signal was armed: it would never come. */
    if (getppid() != parent)
        _exit(1);
    return 0;
}
