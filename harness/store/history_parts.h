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
/* ---- history_runs.c: reading ---- */
/* Says so in *error. HISTORY_FAILED. */
int history_out_of_memory(char *error);
/* `base` with room for one more of `bytes` each, maybe moved; NULL: out of memory, and it is as it was. */
void *history_grown(void *base, size_t count, size_t *room, size_t bytes);
/* A copy of the text of a column, "" for none; the caller frees it. NULL: out of memory. */
char *history_text_at(sqlite3_stmt *statement, int column);
/* NaN: it is no number. */
double history_real_at(sqlite3_stmt *statement, int column);

int history_run_sql(struct history *history, const char *sql, char *error);

#endif
