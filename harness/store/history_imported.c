/* SPDX-License-Identifier: MIT */
/* Reads what was imported, so that more can follow it. */
#include <stdio.h>

#include "history_parts.h"

static int prepare(struct history *history, const char *sql, sqlite3_stmt **statement, char *error)
{
    int code = sqlite3_prepare_v2(history->db, sql, -1, statement, NULL);
    return code == SQLITE_OK ? 0 : history_fail(history, code, error);
}

static void copy_text(sqlite3_stmt *statement, int column, char *out, size_t room)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    snprintf(out, room, "%s", text ? text : "");
}

int history_find_imported(struct history *history, const struct history_key *key, struct history_known *known,
                          char *error)
{
    sqlite3_stmt *statement = NULL;
    const char *const texts[] = {key->class_name, key->cell, key->kind, key->metric};
    int fault = prepare(history,
                        "SELECT id, unit, better FROM series WHERE class = ?1 AND cell = ?2 AND kind = ?3"
                        " AND metric = ?4 AND imported",
                        &statement, error);
    *known = (struct history_known){0};
    for (int i = 0; !fault && i < 4; i++)
        sqlite3_bind_text(statement, 1 + i, texts[i], -1, SQLITE_STATIC);
    int code = fault ? SQLITE_DONE : sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        known->id = sqlite3_column_int64(statement, 0);
        copy_text(statement, 1, known->unit, sizeof known->unit);
        copy_text(statement, 2, known->better, sizeof known->better);
    } else if (code != SQLITE_DONE)
        fault = history_fail(history, code, error);
    sqlite3_finalize(statement);
    return fault;
}

int history_each_imported(struct history *history, int64_t series, history_imported_visit *visit,
                          void *context, char *error)
{
    sqlite3_stmt *statement = NULL;
    int code, stopped = 0,
              fault = prepare(history,
                              "SELECT ordinal, value, coalesce(time, ''), coalesce(commit_id, '')"
                              " FROM imported WHERE series = ?1 ORDER BY ordinal",
                              &statement, error);
    if (fault)
        return fault;
    sqlite3_bind_int64(statement, 1, series);
    while (!stopped && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const struct history_imported figure = {
            (uint64_t)sqlite3_column_int64(statement, 0), sqlite3_column_double(statement, 1),
            (const char *)sqlite3_column_text(statement, 2), (const char *)sqlite3_column_text(statement, 3)};
        stopped = visit(context, &figure);
    }
    if (!stopped && code != SQLITE_DONE)
        fault = history_fail(history, code, error);
    sqlite3_finalize(statement);
    return fault ? fault : stopped;
}
