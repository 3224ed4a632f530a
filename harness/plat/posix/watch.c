/* SPDX-License-Identifier: MIT */
/* The word that a child's death changes. */
#include "error.h"

#include <errno.h>
#include <signal.h>

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
