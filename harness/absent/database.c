/* SPDX-License-Identifier: MIT */
/* Stands in for the database of many runs in a build without SQLite: it cannot be opened, and says so. What
 * would work on an open one is never reached. */
#include <stdio.h>
#include <string.h>

#include "../store/history.h"

static int refuse(char *error)
{
    snprintf(error, HISTORY_ERROR_MAX,
             "this build has no database (SQLite): use another build with the run folders");
    return HISTORY_FAILED;
}

int history_open(struct history *history, const char *path, enum history_mode mode, int wait_ms, char *error)
{
    (void)path;
    (void)mode;
    (void)wait_ms;
    memset(history, 0, sizeof *history);
    return refuse(error);
}

void history_close(struct history *history)
{
    (void)history;
}

int history_load_runs(struct history *history, struct history_runs *runs, char *error)
{
    (void)history;
    *runs = (struct history_runs){NULL, 0, 0};
    return refuse(error);
}

void history_free_runs(struct history_runs *runs)
{
    (void)runs;
}

int history_each_series(struct history *history, const struct history_runs *runs,
                        const struct history_filter *filter, history_visit *visit, void *context, char *error)
{
    (void)history;
    (void)runs;
    (void)filter;
    (void)visit;
    (void)context;
    return refuse(error);
}
