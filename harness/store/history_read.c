/* SPDX-License-Identifier: MIT */
/* Reads the history: its runs, and figures by series. Nothing in the file is trusted to have the type it
 * should. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history_parts.h"

/* That are held at a time: 56 MiB, up to one and a half times that while they grow. */
#define CHUNK_VALUES ((size_t)1 << 20)

static struct history_value *next_value(struct history_series *series)
{
    struct history_value *values =
        history_grown(series->values, series->count, &series->room, sizeof *values);
    if (!values)
        return NULL;
    series->values = values;
    return &values[series->count++];
}

/* 1: a number or nothing; else somebody else has written there. */
#define FIGURE_MAX    1e300 /* no detector takes more */
#define LOG_RATIO_MAX 300.0 /* of which differences have exponentials */

/* A figure, or nothing; no larger than any that was put in. */
static int is_figure(sqlite3_stmt *statement, int column, double most)
{
    const int type = sqlite3_column_type(statement, column);
    return type == SQLITE_NULL || ((type == SQLITE_FLOAT || type == SQLITE_INTEGER) &&
                                   fabs(sqlite3_column_double(statement, column)) <= most);
}

/* ---- which series ---- */

struct every {
    struct history_series *all; /* sorted by id while figures are read, else as they are shown */
    size_t count, room;
};

static void free_series(struct history_series *series)
{
    char *const texts[] = {series->class_name, series->cell, series->kind,
                           series->metric,     series->unit, series->better};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        free(texts[t]);
}

/* What kept_text gave. */
static void free_kept(const char *text)
{
    if (text && *text)
        free((char *)text);
}

static void free_values(struct history_series *series)
{
    for (size_t i = 0; series->imported && i < series->count; i++) {
        free_kept(series->values[i].time);
        free_kept(series->values[i].commit);
    }
    free(series->values);
    series->values = NULL;
    series->count = series->room = 0;
}

static void free_every(struct every *every)
{
    for (size_t i = 0; i < every->count; i++)
        free_series(&every->all[i]);
    free(every->all);
}

/* 1: one of the words of `list` is `text`, or with `part` stands in it. NULL lists all. */
static int wanted(const char *list, const char *text, int part)
{
    for (const char *at = list; at && *at; at += strcspn(at, ","), at += *at == ',') {
        size_t length = strcspn(at, ",");
        if (length == 0)
            continue;
        if (part ? memmem(text, strlen(text), at, length) != NULL
                 : strlen(text) == length && strncmp(at, text, length) == 0)
            return 1;
    }
    return !list;
}

static int take_series(sqlite3_stmt *statement, struct history_series *series)
{
    char **const texts[] = {&series->class_name, &series->cell, &series->kind,
                            &series->metric,     &series->unit, &series->better};
    int failed = 0;
    *series = (struct history_series){.id = sqlite3_column_int64(statement, 0),
                                      .imported = sqlite3_column_int(statement, 7) != 0};
    for (int i = 0; i < 6; i++) {
        *texts[i] = history_text_at(statement, 1 + i);
        failed |= !*texts[i];
    }
    return failed ? -1 : 0;
}

static int load_series(struct history *history, const struct history_filter *filter, struct every *every,
                       char *error)
{
    static const char sql[] = "SELECT id, class, cell, kind, metric, unit, better, imported FROM series"
                              " ORDER BY class, cell, kind, metric";
    sqlite3_stmt *statement = NULL;
    int failed = 0, code = sqlite3_prepare_v2(history->db, sql, -1, &statement, NULL);
    while (!failed && (code == SQLITE_OK || code == SQLITE_ROW)) {
        code = sqlite3_step(statement);
        if (code != SQLITE_ROW)
            break;
        struct history_series *all = history_grown(every->all, every->count, &every->room, sizeof *all);
        if (!all) {
            failed = history_out_of_memory(error);
            break;
        }
        every->all = all;
        struct history_series *series = &every->all[every->count];
        failed = take_series(statement, series) != 0 ? history_out_of_memory(error) : 0;
        if (!failed && wanted(filter->metric, series->metric, 0) && wanted(filter->cell, series->cell, 1) &&
            wanted(filter->machine, series->class_name, 1) &&
            (!filter->class_name || strcmp(filter->class_name, series->class_name) == 0))
            every->count++;
        else
            free_series(series);
    }
    if (!failed && code != SQLITE_DONE)
        failed = history_fail(history, code, error);
    sqlite3_finalize(statement);
    return failed;
}

/* ---- their figures ---- */

struct chunk {
    struct history_series **by_id; /* the series of this chunk, ascending by id */
    size_t count;
};

static int by_id(const void *left, const void *right)
{
    const struct history_series *a = *(struct history_series *const *)left,
                                *b = *(struct history_series *const *)right;
    return (a->id > b->id) - (a->id < b->id);
}

static struct history_series *find_series(const struct chunk *chunk, int64_t id, size_t *hint)
{
    struct history_series key = {.id = id}, *wanted_one = &key;
    if (*hint < chunk->count && chunk->by_id[*hint]->id == id)
        return chunk->by_id[(*hint)++]; /* rows come in this order */
    struct history_series **found =
        bsearch(&wanted_one, chunk->by_id, chunk->count, sizeof *chunk->by_id, by_id);
    *hint = found ? (size_t)(found - chunk->by_id) + 1 : *hint;
    return found ? *found : NULL;
}

static int take_value(sqlite3_stmt *statement, uint32_t run, const struct history_row *row,
                      struct history_series *series)
{
    struct history_value value = {.run = run,
                                  .median = history_real_at(statement, 1),
                                  .low = history_real_at(statement, 2),
                                  .high = history_real_at(statement, 3),
                                  .trials = (uint32_t)sqlite3_column_int64(statement, 4),
                                  .log_ratio = history_real_at(statement, 5),
                                  .reference = history_real_at(statement, 6),
                                  .time = row->time,
                                  .commit = row->commit};
    /* one figure a run serves all that is a ratio to it */
    if (!row->pinned && !isfinite(value.reference) && isfinite(value.log_ratio))
        value.reference = row->reference_value;
    if (!isfinite(value.median))
        return 0;
    struct history_value *place = next_value(series);
    if (place)
        *place = value;
    return place ? 0 : -1;
}

static int read_run(struct history *history, sqlite3_stmt *statement, uint32_t run,
                    const struct history_row *row, const struct chunk *chunk, char *error)
{
    size_t hint = 0;
    int code, failed = 0;
    while (!failed && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        struct history_series *series = find_series(chunk, sqlite3_column_int64(statement, 0), &hint);
        if (!series || series->imported)
            continue;
        for (int column = 1; !failed && column <= 6; column++)
            failed = is_figure(statement, column, column == 5 ? LOG_RATIO_MAX : FIGURE_MAX)
                         ? 0
                         : history_fail(history, SQLITE_CORRUPT, error);
        if (!failed && take_value(statement, run, row, series) != 0)
            failed = history_out_of_memory(error);
    }
    if (!failed && code != SQLITE_DONE)
        failed = history_fail(history, code, error);
    sqlite3_reset(statement);
    return failed;
}

static int read_chunk(struct history *history, const struct history_runs *runs, const struct chunk *chunk,
                      char *error)
{
    char sql[200];
    sqlite3_stmt *statement = NULL;
    snprintf(sql, sizeof sql,
             "SELECT series, median, low, high, trials, log_ratio, %s FROM point"
             " WHERE run = ?1 AND series BETWEEN ?2 AND ?3 ORDER BY series",
             history->schema >= 2 ? "reference" : "NULL");
    int code = sqlite3_prepare_v2(history->db, sql, -1, &statement, NULL), failed = 0;
    if (code != SQLITE_OK)
        return history_fail(history, code, error);
    sqlite3_bind_int64(statement, 2, chunk->by_id[0]->id);
    sqlite3_bind_int64(statement, 3, chunk->by_id[chunk->count - 1]->id);
    for (size_t i = 0; !failed && i < runs->count; i++) {
        sqlite3_bind_int64(statement, 1, runs->rows[i].id);
        failed = read_run(history, statement, (uint32_t)i, &runs->rows[i], chunk, error);
    }
    sqlite3_finalize(statement);
    return failed;
}

/* A copy; nothing is not copied: there may be a million of it. NULL: out of memory. */
static const char *kept_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text && *text ? strdup(text) : "";
}

static int take_imported(sqlite3_stmt *statement, struct history_series *series)
{
    const double value = history_real_at(statement, 0);
    if (!isfinite(value))
        return 0;
    struct history_value *place = next_value(series);
    if (!place)
        return -1;
    *place = (struct history_value){.run = HISTORY_NO_RUN,
                                    .trials = 1,
                                    .median = value,
                                    .low = NAN,
                                    .high = NAN,
                                    .log_ratio = NAN,
                                    .reference = NAN,
                                    .time = kept_text(statement, 1),
                                    .commit = kept_text(statement, 2)};
    return place->time && place->commit ? 0 : -1;
}

static int read_imported(struct history *history, struct history_series *series, char *error)
{
    static const char sql[] =
        "SELECT value, time, commit_id FROM imported WHERE series = ?1 ORDER BY ordinal";
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(history->db, sql, -1, &statement, NULL), failed = 0;
    if (code != SQLITE_OK)
        return history_fail(history, code, error);
    sqlite3_bind_int64(statement, 1, series->id);
    while (!failed && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!is_figure(statement, 0, FIGURE_MAX))
            failed = history_fail(history, SQLITE_CORRUPT, error);
        else
            failed = take_imported(statement, series) != 0 ? history_out_of_memory(error) : 0;
    }
    if (!failed && code != SQLITE_DONE)
        failed = history_fail(history, code, error);
    sqlite3_finalize(statement);
    return failed;
}

static int visit_chunk(struct history *history, const struct history_runs *runs,
                       struct history_series *series, size_t count, history_visit *visit, void *context,
                       char *error)
{
    struct chunk chunk = {calloc(count, sizeof *chunk.by_id), count};
    if (!chunk.by_id)
        return history_out_of_memory(error);
    for (size_t i = 0; i < count; i++)
        chunk.by_id[i] = &series[i];
    qsort(chunk.by_id, count, sizeof *chunk.by_id, by_id);
    int result = read_chunk(history, runs, &chunk, error);
    for (size_t i = 0; !result && i < count; i++) {
        if (series[i].imported)
            result = read_imported(history, &series[i], error);
        if (!result && series[i].count > 0)
            result = visit(context, &series[i]);
        free_values(&series[i]);
    }
    for (size_t i = 0; i < count; i++)
        free_values(&series[i]);
    free(chunk.by_id);
    return result;
}

int history_each_series(struct history *history, const struct history_runs *runs,
                        const struct history_filter *filter, history_visit *visit, void *context, char *error)
{
    struct every every = {0};
    int result = load_series(history, filter, &every, error);
    size_t at_once = CHUNK_VALUES / (runs->count ? runs->count : 1);
    if (at_once == 0)
        at_once = 1;
    for (size_t from = 0; !result && from < every.count; from += at_once) {
        size_t count = every.count - from < at_once ? every.count - from : at_once;
        result = visit_chunk(history, runs, &every.all[from], count, visit, context, error);
    }
    free_every(&every);
    return result;
}
