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
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = notice}; /* no SA_RESTART: what waits returns */
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before;
        /* What was started to ignore one (nohup) goes on ignoring it. */
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
    return &interrupted;
}
