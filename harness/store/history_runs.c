/* SPDX-License-Identifier: MIT */
/* Reads the runs of the history, and what reading its other tables takes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history_parts.h"

int history_out_of_memory(char *error)
{
    snprintf(error, HISTORY_ERROR_MAX, "out of memory");
    return HISTORY_FAILED;
}

void *history_grown(void *base, size_t count, size_t *room, size_t bytes)
{
    if (count < *room)
        return base;
    const size_t wider = *room ? *room + *room / 2 : 8;
    void *moved = realloc(base, wider * bytes);
    if (moved)
        *room = wider;
    return moved;
}

char *history_text_at(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return strdup(text ? text : "");
}

double history_real_at(sqlite3_stmt *statement, int column)
{
    const int type = sqlite3_column_type(statement, column);
    return type == SQLITE_FLOAT || type == SQLITE_INTEGER ? sqlite3_column_double(statement, column) : NAN;
}

/* ---- runs ---- */

static const char runs_sql[] =
    "SELECT r.id, r.name, r.path, r.time, r.tvp, r.commit_id, r.image, r.label, r.reference, m.class, "
    "m.fingerprint,"
    " r.trials, r.trials_ok, r.reference_value, r.reference_kind, r.key FROM run r JOIN machine m ON m.id = "
    "r.machine"
    " ORDER BY r.time, r.id";

static int take_row(sqlite3_stmt *statement, struct history_row *row)
{
    char **const texts[] = {&row->name,  &row->path,  &row->time,      &row->tvp,        &row->commit,
                            &row->image, &row->label, &row->reference, &row->class_name, &row->fingerprint};
    int failed = 0;
    *row = (struct history_row){.id = sqlite3_column_int64(statement, 0)};
    for (int i = 0; i < 10; i++) {
        *texts[i] = history_text_at(statement, 1 + i);
        failed |= !*texts[i];
    }
    row->trials = (uint64_t)sqlite3_column_int64(statement, 11);
    row->trials_ok = (uint64_t)sqlite3_column_int64(statement, 12);
    row->reference_value = history_real_at(statement, 13);
    const char *kind = (const char *)sqlite3_column_text(statement, 14);
    row->pinned = kind && strcmp(kind, HISTORY_PINNED) == 0;
    row->key = history_text_at(statement, 15);
    failed |= !row->key;
    return failed ? -1 : 0;
}

int history_load_runs(struct history *history, struct history_runs *runs, char *error)
{
    sqlite3_stmt *statement = NULL;
    *runs = (struct history_runs){0};
    int failed = 0, code = sqlite3_prepare_v2(history->db, runs_sql, -1, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code != SQLITE_ROW)
            break;
        struct history_row *rows = history_grown(runs->rows, runs->count, &runs->room, sizeof *rows);
        if (rows)
            runs->rows = rows;
        if (!rows || take_row(statement, &rows[runs->count++]) != 0) {
            failed = history_out_of_memory(error);
            break;
        }
    }
    if (!failed && code != SQLITE_DONE)
        failed = history_fail(history, code, error);
    sqlite3_finalize(statement);
    return failed;
}

void history_free_runs(struct history_runs *runs)
{
    for (size_t i = 0; i < runs->count; i++) {
        struct history_row *row = &runs->rows[i];
        char *const texts[] = {row->key,       row->name,       row->path,       row->time,
                               row->tvp,       row->commit,     row->image,      row->label,
                               row->reference, row->class_name, row->fingerprint};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            free(texts[t]);
    }
    free(runs->rows);
    *runs = (struct history_runs){0};
}
