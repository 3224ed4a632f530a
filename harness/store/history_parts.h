/* SPDX-License-Identifier: MIT */
/* What the parts of the history share. */
#ifndef TVP_HISTORY_PARTS_H
#define TVP_HISTORY_PARTS_H

#include <sqlite3.h>

#include "history.h"

/* Says in *error what SQLite's result `code` means for the file; returns the enum history_fault. */
int history_fail(const struct history *history, int code, char *error);
/* Do the tables fit all that is written into them? 0, or the enum history_fault. */
int history_prepare_all(struct history *history, char *error);
int history_run_sql(struct history *history, const char *sql, char *error);

#endif
