/* SPDX-License-Identifier: MIT */
/* Sorts the points of a series by reference: ratios to different images have nothing to say to each other. */
#include "history_stretch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NO_GROUP UINT32_MAX

int history_judge_room(struct history_judge *judge, size_t count)
{
    if (count <= judge->room)
        return 0;
    const struct history_runs *runs = judge->runs;
    history_judge_free(judge);
    judge->runs = runs;
    const size_t changes = stats_changepoint_room(count) + 1;
    judge->values = calloc(count, sizeof *judge->values);
    judge->ratios = calloc(count, sizeof *judge->ratios);
    judge->references = calloc(count, sizeof *judge->references);
    judge->scratch = calloc(2 * count, sizeof *judge->scratch);
    judge->places = calloc(count, sizeof *judge->places);
    judge->groups = calloc(count, sizeof *judge->groups);
    judge->stretches = calloc(count, sizeof *judge->stretches);
    judge->found = calloc(2 * changes, sizeof *judge->found);
    judge->others = calloc(changes, sizeof *judge->others);
    judge->reference_changes = calloc(changes, sizeof *judge->reference_changes);
    judge->reference_runs = calloc(count, sizeof *judge->reference_runs);
    judge->room = count;
    return judge->values && judge->ratios && judge->references && judge->scratch && judge->places &&
                   judge->groups && judge->stretches && judge->found && judge->others &&
                   judge->reference_changes && judge->reference_runs
               ? 0
               : -1;
}

void history_judge_free(struct history_judge *judge)
{
    free(judge->values);
    free(judge->ratios);
    free(judge->references);
    free(judge->scratch);
    free(judge->places);
    free(judge->groups);
    free(judge->stretches);
    free(judge->found);
    free(judge->others);
    free(judge->reference_changes);
    free(judge->reference_runs);
    *judge = (struct history_judge){0};
}

const struct history_row *history_row_of(const struct history_runs *runs, const struct history_series *series,
                                         size_t i)
{
    static char none[] = "";
    static const struct history_row imported = {.name = none,
                                                .image = none,
                                                .class_name = none,
                                                .fingerprint = none,
                                                .reference = none,
                                                .reference_value = NAN};
    return series->imported ? &imported : &runs->rows[series->values[i].run];
}

/* ---- groups: points of one reference ---- */

static int has_ratio(const struct history_value *value)
{
    return isfinite(value->log_ratio) && isfinite(value->reference) && value->reference > 0;
}

static int same_reference(const struct history_row *a, const struct history_row *b)
{
    return a->pinned == b->pinned && strcmp(a->reference, b->reference) == 0;
}

/* Gives each point the number of its group, from 0, and returns how many there are. A group's first point
 * stands in judge->places for it. */
static uint32_t group_points(struct history_judge *judge, const struct history_series *series)
{
    uint32_t count = 0, last = 0;
    for (size_t i = 0; i < series->count; i++) {
        const struct history_row *row = history_row_of(judge->runs, series, i);
        judge->groups[i] = NO_GROUP;
        if (!has_ratio(&series->values[i]))
            continue;
        /* mostly that of the point before */
        if (last >= count || !same_reference(row, history_row_of(judge->runs, series, judge->places[last])))
            for (last = 0; last < count; last++)
                if (same_reference(row, history_row_of(judge->runs, series, judge->places[last])))
                    break;
        if (last == count)
            judge->places[count++] = i;
        judge->groups[i] = last;
    }
    return count;
}

/* Appends the groups that are large enough to judge->stretches, the one with the newest point last; returns
 * how many points they have. */
static size_t choose_groups(struct history_judge *judge, size_t points, uint32_t groups)
{
    size_t *sizes = judge->places, covered = 0;
    memset(sizes, 0, groups * sizeof *sizes);
    judge->stretch_count = 0;
    for (size_t i = 0; i < points; i++)
        if (judge->groups[i] != NO_GROUP)
            sizes[judge->groups[i]]++;
    for (size_t i = points; i-- > 0;) {
        const uint32_t group = judge->groups[i];
        if (group == NO_GROUP || sizes[group] < STATS_CHANGEPOINT_POINTS_MIN)
            continue;
        covered += sizes[group];
        sizes[group] = 0; /* it is chosen */
        judge->stretches[judge->stretch_count++] = group;
    }
    for (size_t i = 0; i < judge->stretch_count / 2; i++) {
        const uint32_t swapped = judge->stretches[i];
        judge->stretches[i] = judge->stretches[judge->stretch_count - 1 - i];
        judge->stretches[judge->stretch_count - 1 - i] = swapped;
    }
    return covered;
}

size_t history_stretches(struct history_judge *judge, const struct history_series *series)
{
    const uint32_t groups = group_points(judge, series);
    if (choose_groups(judge, series->count, groups) * 2 >= series->count)
        return judge->stretch_count;
    judge->stretch_count = 0;
    return 1;
}

void history_stretch_take(struct history_judge *judge, const struct history_series *series, size_t index,
                          struct history_stretch *out)
{
    *out = (struct history_stretch){.places = judge->places,
                                    .values = judge->values,
                                    .ratios = judge->ratios,
                                    .references = judge->references,
                                    .by_ratio = judge->stretch_count > 0};
    for (size_t i = 0; i < series->count; i++) {
        const struct history_value *value = &series->values[i];
        if (out->by_ratio && judge->groups[i] != judge->stretches[index])
            continue;
        const size_t at = out->count++;
        out->places[at] = i;
        out->values[at] = value->median;
        out->references[at] = value->reference;
        out->ratios[at] = exp(value->log_ratio - series->values[out->places[0]].log_ratio);
    }
    const struct history_row *first = history_row_of(judge->runs, series, out->places[0]);
    out->has_references =
        strcmp(series->kind, "time") == 0; /* memory does not feel how fast the machine is */
    for (size_t i = 0; i < out->count && out->has_references; i++)
        out->has_references = isfinite(out->references[i]) &&
                              same_reference(first, history_row_of(judge->runs, series, out->places[i]));
    out->pinned = out->has_references && first->pinned;
}
