/* SPDX-License-Identifier: MIT */
/* Sessions of BASE's series from the history, for `tvp compare`. */
#include "compare_sessions.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "history_stretch.h"

/* ---- which points of a series are like BASE ---- */

/* The stretch between two change points in which BASE lies; the last one when BASE is not in the history. */
static void level_of_base(const struct compare_sessions *sessions, const struct history_series *series,
                          const struct history_judgement *judgement, size_t *from, size_t *to)
{
    size_t base = series->count - 1;
    for (size_t i = 0; i < series->count; i++)
        if (strcmp(history_row_of(sessions->runs, series, i)->key, sessions->base.key) == 0)
            base = i;
    *from = 0;
    *to = series->count;
    for (size_t i = 0; i < judgement->count; i++) {
        if (judgement->changes[i].at <= base)
            *from = judgement->changes[i].at;
        else if (judgement->changes[i].at < *to)
            *to = judgement->changes[i].at;
    }
}

static int is_like_base(const struct compare_sessions *sessions, const struct history_row *row)
{
    return strcmp(row->fingerprint, sessions->fingerprint) == 0 && strcmp(row->key, sessions->other.key) != 0;
}

static int has_reference(const struct compare_sessions *sessions, const struct history_row *row)
{
    return sessions->reference && row->pinned == sessions->pinned &&
           strcmp(row->reference, sessions->reference) == 0;
}

/* The newest ones first. */
static void take_points(const struct compare_sessions *sessions, const struct history_series *series,
                        size_t from, size_t to, struct compare_series *out)
{
    for (size_t i = to; i-- > from;) {
        const struct history_value *value = &series->values[i];
        const struct history_row *row = history_row_of(sessions->runs, series, i);
        if (!is_like_base(sessions, row))
            continue;
        if (value->median > 0 && out->value_count < COMPARE_SESSIONS_MOST)
            out->values[out->value_count++] = (struct stats_session){log(value->median), value->trials};
        if (isfinite(value->log_ratio) && has_reference(sessions, row) &&
            out->ratio_count < COMPARE_SESSIONS_MOST)
            out->ratios[out->ratio_count++] = (struct stats_session){value->log_ratio, value->trials};
    }
}

static void free_series(struct compare_series *series)
{
    free(series->cell);
    free(series->kind);
    free(series->metric);
    free(series->values);
    free(series->ratios);
}

/* 0, or -1: out of memory. */
static int make_series(struct compare_series *out, const struct history_series *series)
{
    const size_t most = series->count < COMPARE_SESSIONS_MOST ? series->count : COMPARE_SESSIONS_MOST;
    *out = (struct compare_series){.cell = strdup(series->cell),
                                   .kind = strdup(series->kind),
                                   .metric = strdup(series->metric),
                                   .values = calloc(most, sizeof *out->values),
                                   .ratios = calloc(most, sizeof *out->ratios)};
    return out->cell && out->kind && out->metric && out->values && out->ratios ? 0 : -1;
}

static int take_series(void *context, const struct history_series *series)
{
    struct compare_sessions *sessions = context;
    struct history_judgement judgement;
    size_t from, to;
    if (series->imported)
        return 0;
    if (sessions->count == sessions->room) {
        const size_t room = sessions->room ? 2 * sessions->room : 64;
        struct compare_series *moved = realloc(sessions->series, room * sizeof *moved);
        if (!moved)
            return 1;
        sessions->series = moved;
        sessions->room = room;
    }
    struct compare_series *out = &sessions->series[sessions->count];
    if (make_series(out, series) != 0 || history_judge(&sessions->judge, series, &judgement) != 0) {
        free_series(out);
        return 1;
    }
    sessions->count++;
    level_of_base(sessions, series, &judgement, &from, &to);
    take_points(sessions, series, from, to, out);
    history_judgement_free(&judgement);
    return 0;
}

/* ---- reading ---- */

static int is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* What both runs are, for those of the history to be held against. */
static int identify(struct compare_sessions *sessions, const struct compare_pair *pair, char *class_name,
                    char *error)
{
    if (history_identify(&sessions->base, pair->a_path, error) != 0 ||
        history_identify(&sessions->other, pair->b_path, error) != 0)
        return -1;
    history_machine_words(pair->a->reader.machine, class_name, sessions->fingerprint);
    const struct history_ratios *a = pair->a_ratios, *b = pair->b_ratios;
    sessions->pinned = a->pinned;
    if (*a->name && a->pinned == b->pinned && strcmp(a->name, b->name) == 0)
        sessions->reference = a->name;
    return 0;
}

static int read_history(struct compare_sessions *sessions, const char *path, const char *class_name,
                        char *error)
{
    struct history history;
    struct history_runs runs = {0};
    const struct history_filter filter = {.class_name = class_name};
    sessions->runs = sessions->judge.runs = &runs;
    int fault = history_open(&history, path, HISTORY_READ, 10000, error);
    if (!fault)
        fault = history_load_runs(&history, &runs, error);
    if (!fault)
        fault = history_each_series(&history, &runs, &filter, take_series, sessions, error);
    if (fault > 0)
        snprintf(error, HISTORY_ERROR_MAX, "out of memory");
    history_judge_free(&sessions->judge);
    history_free_runs(&runs);
    history_close(&history);
    sessions->runs = NULL;
    return fault;
}

int compare_sessions_open(struct compare_sessions *sessions, const struct compare_asked *asked,
                          const struct compare_pair *pair, char error[READER_ERROR_MAX])
{
    char why[HISTORY_ERROR_MAX] = "", class_name[HISTORY_CLASS_MAX];
    *sessions = (struct compare_sessions){.series = NULL};
    if (!asked->db && !is_there(HISTORY_DB))
        return 0;
    int fault = identify(sessions, pair, class_name, why) != 0
                    ? HISTORY_MISSING
                    : read_history(sessions, asked->db ? asked->db : HISTORY_DB, class_name, why);
    if (!fault)
        return 0;
    if (!asked->db) { /* nobody asked for it: the comparison does without, and says so */
        compare_sessions_close(sessions);
        snprintf(sessions->trouble, sizeof sessions->trouble, "%s", why);
        return 0;
    }
    snprintf(error, READER_ERROR_MAX, "%.*s", (int)READER_ERROR_MAX - 1, why);
    return fault == HISTORY_MISSING ? -1 : COMPARE_DB_FAULT;
}

void compare_sessions_close(struct compare_sessions *sessions)
{
    for (size_t i = 0; i < sessions->count; i++)
        free_series(&sessions->series[i]);
    free(sessions->series);
    *sessions = (struct compare_sessions){.series = NULL};
}

static int by_name(const void *left, const void *right)
{
    const struct compare_series *a = left, *b = right;
    int order = strcmp(a->cell, b->cell);
    if (order == 0)
        order = strcmp(a->kind, b->kind);
    return order ? order : strcmp(a->metric, b->metric);
}

const struct compare_series *compare_sessions_of(const struct compare_sessions *sessions, const char *cell,
                                                 const char *kind, const char *metric)
{
    const struct compare_series key = {.cell = (char *)(uintptr_t)cell,
                                       .kind = (char *)(uintptr_t)kind,
                                       .metric = (char *)(uintptr_t)metric};
    return sessions->count > 0
               ? bsearch(&key, sessions->series, sessions->count, sizeof *sessions->series, by_name)
               : NULL;
}
