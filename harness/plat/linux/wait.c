/* SPDX-License-Identifier: MIT */
/* Waiting on a word that threads or processes share: a futex without the private flag, so that both
 * pay the same. Also the word that a child's death changes. */
#include "../posix/error.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

PLAT_START_PATH void plat_wait(uint32_t *word, uint32_t expected, uint64_t timeout_ns)
{
    struct timespec limit = {(time_t)(timeout_ns / 1000000000u), (long)(timeout_ns % 1000000000u)};
    syscall(SYS_futex, word, FUTEX_WAIT, expected, timeout_ns != 0 ? &limit : NULL, NULL, 0);
}

void plat_wake_all(uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static uint32_t *watched, *counted;

static void child_died(int signal)
{
    int kept = errno;
    (void)signal;
    __atomic_fetch_add(counted, 1, __ATOMIC_ACQ_REL);
    __atomic_fetch_add(watched, 1, __ATOMIC_ACQ_REL);
    plat_wake_all(watched);
    errno = kept;
}

int plat_watch_children(uint32_t *word, uint32_t *deaths)
{
    struct sigaction action = {.sa_handler = child_died, .sa_flags = SA_NOCLDSTOP};
    watched = word;
    counted = deaths;
    return sigaction(SIGCHLD, &action, NULL) == -1 ? plat_error_of(errno) : 0;
}
