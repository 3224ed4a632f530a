/* SPDX-License-Identifier: MIT */
/* Changes of `tvp history check`, each told once for all metrics of a cell that moved at the same point. */
#include "history_tell.h"

#include <stdlib.h>
#include <string.h>

#include "table.h"

#define MARGIN "     "

static void free_told(struct history_told *told)
{
    char *texts[] = {told->class_name, told->cell,   told->metric, told->date,
                     told->cause,      told->values, told->commits};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
}

int history_tell_later(struct history_telling *telling, const struct history_series *series,
                       const struct history_change *change, enum told told)
{
    if (telling->count == telling->room) {
        const size_t room = telling->room ? 2 * telling->room : 32;
        struct history_told *moved = realloc(telling->all, room * sizeof *moved);
        if (!moved)
            return -1;
        telling->all = moved;
        telling->room = room;
    }
    char cell[HISTORY_WORDS_MAX], metric[HISTORY_WORDS_MAX], date[HISTORY_WORDS_MAX], effect[800],
        commits[200];
    history_plain(cell, sizeof cell, series->cell);
    history_plain(metric, sizeof metric, series->metric);
    history_date(date, series->values[change->at].time);
    history_effect_words(effect, sizeof effect, series, change);
    history_commit_words(commits, sizeof commits, series, change);
    char *values = strstr(effect, ": "); /* "code: 120 ns -> 130 ns (...)", "environment (why): ..." */
    for (char *next = values; next && change->cause == CAUSE_ENVIRONMENT; next = strstr(next + 2, ": "))
        values = next;
    if (values)
        *values = '\0';
    struct history_told *out = &telling->all[telling->count];
    *out = (struct history_told){.class_name = strdup(series->class_name),
                                 .cell = strdup(cell),
                                 .metric = strdup(metric),
                                 .date = strdup(date),
                                 .cause = strdup(effect),
                                 .values = strdup(values ? values + 2 : ""),
                                 .commits = strdup(commits),
                                 .at = change->at,
                                 .count = series->count,
                                 .order = telling->count,
                                 .told = told};
    if (!out->class_name || !out->cell || !out->metric || !out->date || !out->cause || !out->values ||
        !out->commits) {
        free_told(out);
        return -1;
    }
    telling->count++;
    return 0;
}

void history_tell_free(struct history_telling *telling)
{
    for (size_t i = 0; i < telling->count; i++)
        free_told(&telling->all[i]);
    free(telling->all);
    *telling = (struct history_telling){.all = NULL};
}

/* 1: they are one change of one cell. */
static int together(const struct history_told *a, const struct history_told *b)
{
    const size_t apart = a->at > b->at ? a->at - b->at : b->at - a->at;
    return strcmp(a->class_name, b->class_name) == 0 && strcmp(a->cell, b->cell) == 0 &&
           a->count == b->count && apart <= HISTORY_SAME_POINT && strcmp(a->cause, b->cause) == 0 &&
           (a->told == TOLD_SUSPECT) == (b->told == TOLD_SUSPECT);
}

static int by_cell_and_point(const void *left, const void *right)
{
    const struct history_told *a = left, *b = right;
    int order = strcmp(a->class_name, b->class_name);
    if (order == 0)
        order = strcmp(a->cell, b->cell);
    if (order == 0 && a->at != b->at)
        order = a->at < b->at ? -1 : 1;
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static const char *word_of(enum told told)
{
    return told == TOLD_FAIL ? "FAIL" : told == TOLD_SUSPECT ? "?" : "-";
}

/* One metric: all in one sentence. */
static void tell_one(const struct history_told *one)
{
    char text[2048];
    snprintf(text, sizeof text, "%s %s, point %zu of %zu%s%s: %s: %s%s%s", one->cell, one->metric, one->at,
             one->count, *one->date ? ", " : "", one->date, one->cause, one->values,
             *one->commits ? ", " : "", one->commits);
    printf("%-4s ", word_of(one->told));
    table_text(stdout, text, 5, 5, TABLE_WIDTH);
}

/* Several: where and why, then each with what it was and is. */
static void tell_group(const struct history_told *first, const struct history_told *const *all, size_t count)
{
    char text[2048];
    enum told told = first->told;
    for (size_t i = 0; i < count; i++)
        told = all[i]->told == TOLD_FAIL ? TOLD_FAIL : told;
    snprintf(text, sizeof text, "%s, point %zu of %zu%s%s: %s%s%s", first->cell, first->at, first->count,
             *first->date ? ", " : "", first->date, first->cause, *first->commits ? ", " : "",
             first->commits);
    printf("%-4s ", word_of(told));
    table_text(stdout, text, 5, 5, TABLE_WIDTH);
    for (size_t i = 0; i < count; i++) {
        const char *fails = told == TOLD_FAIL && all[i]->told != TOLD_FAIL ? " (does not fail)" : "";
        snprintf(text, sizeof text, "%s %s%s", all[i]->metric, all[i]->values, fails);
        fputs(MARGIN "  ", stdout);
        table_text(stdout, text, 7, 9, TABLE_WIDTH);
    }
}

void history_tell(struct history_telling *telling)
{
    const struct history_told **group = calloc(telling->count + 1, sizeof *group);
    char *done = calloc(telling->count + 1, 1);
    if (telling->count > 1)
        qsort(telling->all, telling->count, sizeof *telling->all, by_cell_and_point);
    for (size_t i = 0; group && done && i < telling->count; i++) {
        size_t count = 0;
        for (size_t k = i;
             !done[i] && k < telling->count && strcmp(telling->all[i].cell, telling->all[k].cell) == 0; k++) {
            if (done[k] || !together(&telling->all[i], &telling->all[k]))
                continue;
            done[k] = k != i;
            group[count++] = &telling->all[k];
        }
        if (count == 1)
            tell_one(group[0]);
        else if (count > 1)
            tell_group(group[0], group, count);
    }
    if (!group || !done) /* then one by one */
        for (size_t i = 0; i < telling->count; i++)
            tell_one(&telling->all[i]);
    free((void *)group);
    free(done);
    history_tell_free(telling);
}
