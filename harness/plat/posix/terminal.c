/* SPDX-License-Identifier: MIT */
/* The terminal: its width, and Ctrl-C. */
#include "../../api/plat.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_USUAL 80u

unsigned plat_terminal_columns(void)
{
    struct winsize size;
    if (!isatty(STDERR_FILENO))
        return 0;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ? COLUMNS_USUAL : size.ws_col;
}

static volatile int *watched; /* a handler has nowhere else to write */

static void notice(int signal)
{
    (void)signal;
    *watched = 1;
}

void plat_interrupt_watch(volatile int *word)
{
    struct sigaction action = {.sa_handler = notice}; /* no SA_RESTART: what waits returns */
    watched = word;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* What was started by nohup goes on when its terminal goes. */
    struct sigaction before;
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}
