/* SPDX-License-Identifier: MIT */
/* Ctrl-C and its like: a word that the handler sets. */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile int interrupted; /* a handler has nowhere else to write */

static void notice(int signal)
{
    (void)signal;
    interrupted = 1;
}

volatile int *interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = notice}; /* no SA_RESTART: what waits returns */
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* What was started by nohup goes on when its terminal goes. */
    struct sigaction before;
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
    return &interrupted;
}
