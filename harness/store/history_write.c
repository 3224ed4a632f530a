/* SPDX-License-Identifier: MIT */
/* Puts runs, series and figures into the history. */
#include <math.h>
#include <stdio.h>

#include "history_parts.h"

static const char *const sql_of[HISTORY_STATEMENTS] = {
    [ADD_MACHINE] = "INSERT OR IGNORE INTO machine(class, fingerprint) VALUES(?1, ?2)",
    [FIND_MACHINE] = "SELECT id FROM machine WHERE fingerprint = ?1",
    [FIND_RUN] = "SELECT id, content FROM run WHERE key = ?1",
    [DROP_POINTS] = "DELETE FROM point WHERE run = ?1",
    [DROP_RUN] = "DELETE FROM run WHERE id = ?1",
    [ADD_RUN] = "INSERT INTO run(key, name, path, content, time, machine, tvp, commit_id, image, label,"
                " trials, trials_ok, reference, reference_kind, reference_value)"
                " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    [FIND_SERIES] = "SELECT id, unit = ?5 AND better = ?6 FROM series WHERE class = ?1 AND cell = ?2 AND "
                    "kind = ?3 AND metric = ?4",
    [ADD_SERIES] = "INSERT INTO series(class, cell, kind, metric, unit, better, imported)"
                   " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SET_SERIES] = "UPDATE series SET unit = ?2, better = ?3 WHERE id = ?1",
    [DROP_IMPORTED] = "DELETE FROM imported WHERE series = ?1",
    [ADD_IMPORTED] = "INSERT OR REPLACE INTO imported(series, ordinal, value, time, commit_id)"
                     " VALUES(?1, ?2, ?3, ?4, ?5)",
    [ADD_POINT] = "INSERT OR REPLACE INTO point(run, series, median, low, high, trials, log_ratio, "
                  "reference) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
};

int history_begin(struct history *history, char *error)
{
    return history_run_sql(history, "BEGIN IMMEDIATE", error);
}

int history_commit(struct history *history, char *error)
{
    return history_run_sql(history, "COMMIT", error);
}

void history_rollback(struct history *history)
{
    sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
}

/* The statement, ready to be bound; NULL with *error. */
static sqlite3_stmt *ready(struct history *history, enum history_statement which, int *fault, char *error)
{
    sqlite3_stmt **statement = &history->statements[which];
    int code = SQLITE_OK;
    if (!*statement)
        code = sqlite3_prepare_v3(history->db, sql_of[which], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    *fault = code == SQLITE_OK ? 0 : history_fail(history, code, error);
    return code == SQLITE_OK ? *statement : NULL;
}

int history_prepare_all(struct history *history, char *error)
{
    int fault = 0;
    for (int which = 0; !fault && which < HISTORY_STATEMENTS; which++)
        ready(history, (enum history_statement)which, &fault, error);
    return fault;
}

/* Runs it to its end; the first column of its row, if it gives one, into *number (may be NULL). */
static int finish(struct history *history, sqlite3_stmt *statement, int64_t *number, char *error)
{
    int code = sqlite3_step(statement), fault = 0;
    if (code == SQLITE_ROW) {
        if (number)
            *number = sqlite3_column_int64(statement, 0);
        code = sqlite3_step(statement);
    }
    if (code != SQLITE_DONE)
        fault = history_fail(history, code, error);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return fault;
}

static void put_text(sqlite3_stmt *statement, int place, const char *text)
{
    sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT);
}

static void put_real(sqlite3_stmt *statement, int place, double value)
{
    if (isfinite(value))
        sqlite3_bind_double(statement, place, value);
    else
        sqlite3_bind_null(statement, place);
}

/* ---- runs ---- */

/* Its id into *id, 0 when it is not there; *same: it has this content. */
static int find_run(struct history *history, const char *key, const char *content, int64_t *id, int *same,
                    char *error)
{
    int fault;
    sqlite3_stmt *statement = ready(history, FIND_RUN, &fault, error);
    *id = *same = 0;
    if (!statement)
        return fault;
    put_text(statement, 1, key);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        const char *known = (const char *)sqlite3_column_text(statement, 1);
        *id = sqlite3_column_int64(statement, 0);
        *same = known && sqlite3_stricmp(known, content) == 0;
    }
    fault = code == SQLITE_ROW || code == SQLITE_DONE ? 0 : history_fail(history, code, error);
    sqlite3_reset(statement);
    return fault;
}

int history_has_run(struct history *history, const char *key, const char *content, int64_t *id, char *error)
{
    int same, fault = find_run(history, key, content, id, &same, error);
    return fault ? fault : same ? HISTORY_THERE : 0;
}

static int by_number(struct history *history, enum history_statement which, int64_t number, char *error)
{
    int fault;
    sqlite3_stmt *statement = ready(history, which, &fault, error);
    if (!statement)
        return fault;
    sqlite3_bind_int64(statement, 1, number);
    return finish(history, statement, NULL, error);
}

static int put_machine(struct history *history, const struct history_machine *machine, int64_t *id,
                       char *error)
{
    int fault;
    sqlite3_stmt *statement = ready(history, ADD_MACHINE, &fault, error);
    if (!statement)
        return fault;
    put_text(statement, 1, machine->class_name);
    put_text(statement, 2, machine->fingerprint);
    fault = finish(history, statement, NULL, error);
    if (!fault)
        statement = ready(history, FIND_MACHINE, &fault, error);
    if (fault)
        return fault;
    put_text(statement, 1, machine->fingerprint);
    return finish(history, statement, id, error);
}

static void put_run(sqlite3_stmt *statement, const struct history_run *run, int64_t machine)
{
    const char *const texts[] = {run->key, run->name, run->path, run->content, run->time};
    const char *const more[] = {run->tvp, run->commit, run->image, run->label};
    for (int i = 0; i < 5; i++)
        put_text(statement, 1 + i, texts[i]);
    sqlite3_bind_int64(statement, 6, machine);
    for (int i = 0; i < 4; i++)
        put_text(statement, 7 + i, more[i]);
    sqlite3_bind_int64(statement, 11, (int64_t)run->trials);
    sqlite3_bind_int64(statement, 12, (int64_t)run->trials_ok);
    put_text(statement, 13, run->reference);
    put_text(statement, 14, run->reference_kind);
    put_real(statement, 15, run->reference_value);
}

int history_put_run(struct history *history, const struct history_run *run,
                    const struct history_machine *machine, int64_t *id, char *error)
{
    int64_t former, machine_id = 0;
    int same, fault = find_run(history, run->key, run->content, &former, &same, error);
    if (!fault && former)
        fault = by_number(history, DROP_POINTS, former, error);
    if (!fault && former)
        fault = by_number(history, DROP_RUN, former, error);
    if (!fault)
        fault = put_machine(history, machine, &machine_id, error);
    sqlite3_stmt *statement = fault ? NULL : ready(history, ADD_RUN, &fault, error);
    if (!statement)
        return fault;
    put_run(statement, run, machine_id);
    fault = finish(history, statement, NULL, error);
    *id = sqlite3_last_insert_rowid(history->db);
    return fault;
}

/* ---- series and figures ---- */

static void put_key(sqlite3_stmt *statement, const struct history_key *key)
{
    put_text(statement, 1, key->class_name);
    put_text(statement, 2, key->cell);
    put_text(statement, 3, key->kind);
    put_text(statement, 4, key->metric);
}

/* *same: it has this unit and this direction. */
static int find_series(struct history *history, const struct history_key *key, int64_t *id, int *same,
                       char *error)
{
    int fault;
    sqlite3_stmt *statement = ready(history, FIND_SERIES, &fault, error);
    *id = *same = 0;
    if (!statement)
        return fault;
    put_key(statement, key);
    put_text(statement, 5, key->unit);
    put_text(statement, 6, key->better);
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *id = sqlite3_column_int64(statement, 0);
        *same = sqlite3_column_int(statement, 1);
    }
    fault = code == SQLITE_ROW || code == SQLITE_DONE ? 0 : history_fail(history, code, error);
    sqlite3_reset(statement);
    return fault;
}

static int set_series(struct history *history, const struct history_key *key, int64_t id, char *error)
{
    int fault;
    sqlite3_stmt *statement = ready(history, SET_SERIES, &fault, error);
    if (!statement)
        return fault;
    sqlite3_bind_int64(statement, 1, id);
    put_text(statement, 2, key->unit);
    put_text(statement, 3, key->better);
    return finish(history, statement, NULL, error);
}

static int add_series(struct history *history, const struct history_key *key, int imported, int64_t *id,
                      char *error)
{
    int fault;
    sqlite3_stmt *statement = ready(history, ADD_SERIES, &fault, error);
    if (!statement)
        return fault;
    put_key(statement, key);
    put_text(statement, 5, key->unit);
    put_text(statement, 6, key->better);
    sqlite3_bind_int(statement, 7, imported);
    fault = finish(history, statement, NULL, error);
    *id = sqlite3_last_insert_rowid(history->db);
    return fault;
}

int history_put_series(struct history *history, const struct history_key *key, int64_t *id, char *error)
{
    int same, fault = find_series(history, key, id, &same, error);
    if (fault || same)
        return fault;
    return *id ? set_series(history, key, *id, error) : add_series(history, key, 0, id, error);
}

int history_replace_imported(struct history *history, const struct history_key *key, int64_t *id, char *error)
{
    int same, fault = find_series(history, key, id, &same, error);
    if (fault)
        return fault;
    if (!*id)
        return add_series(history, key, 1, id, error);
    if (!same)
        fault = set_series(history, key, *id, error);
    return fault ? fault : by_number(history, DROP_IMPORTED, *id, error);
}

int history_put_imported(struct history *history, int64_t series, const struct history_imported *figure,
                         char *error)
{
    int fault;
    sqlite3_stmt *statement = ready(history, ADD_IMPORTED, &fault, error);
    if (!statement)
        return fault;
    sqlite3_bind_int64(statement, 1, series);
    sqlite3_bind_int64(statement, 2, (int64_t)figure->ordinal);
    sqlite3_bind_double(statement, 3, figure->value);
    if (*figure->time)
        put_text(statement, 4, figure->time);
    if (*figure->commit)
        put_text(statement, 5, figure->commit);
    return finish(history, statement, NULL, error);
}

int history_put_figure(struct history *history, int64_t series, int64_t run,
                       const struct history_figure *figure, char *error)
{
    int fault;
    sqlite3_stmt *statement = ready(history, ADD_POINT, &fault, error);
    if (!statement)
        return fault;
    sqlite3_bind_int64(statement, 1, run);
    sqlite3_bind_int64(statement, 2, series);
    put_real(statement, 3, figure->median);
    put_real(statement, 4, figure->low);
    put_real(statement, 5, figure->high);
    sqlite3_bind_int64(statement, 6, (int64_t)figure->trials);
    put_real(statement, 7, figure->log_ratio);
    put_real(statement, 8, figure->reference);
    return finish(history, statement, NULL, error);
}

/* ---- sweeping ---- */

static int keep_runs(struct history *history, const int64_t *keep, size_t count, char *error)
{
    sqlite3_stmt *statement = NULL;
    int fault = history_run_sql(
        history, "CREATE TEMP TABLE IF NOT EXISTS kept(id INTEGER PRIMARY KEY);DELETE FROM kept;", error);
    if (fault)
        return fault;
    int code = sqlite3_prepare_v2(history->db, "INSERT OR IGNORE INTO kept VALUES(?1)", -1, &statement, NULL);
    for (size_t i = 0; code == SQLITE_OK && i < count; i++) {
        sqlite3_bind_int64(statement, 1, keep[i]);
        code =
            sqlite3_step(statement) == SQLITE_DONE ? sqlite3_reset(statement) : sqlite3_errcode(history->db);
    }
    if (code != SQLITE_OK)
        fault = history_fail(history, code, error);
    sqlite3_finalize(statement);
    return fault ? fault
                 : history_run_sql(history, "DELETE FROM run WHERE id NOT IN (SELECT id FROM kept)", error);
}

int history_keep_only(struct history *history, const int64_t *keep, size_t count, char *error)
{
    int fault = keep_runs(history, keep, count, error);
    return fault ? fault
                 : history_run_sql(history,
                                   "DELETE FROM point WHERE run NOT IN (SELECT id FROM run)"
                                   " OR series NOT IN (SELECT id FROM series);"
                                   "DELETE FROM series WHERE NOT imported AND id NOT IN (SELECT DISTINCT "
                                   "series FROM point);"
                                   "DELETE FROM machine WHERE id NOT IN (SELECT DISTINCT machine FROM run);",
                                   error);
}
