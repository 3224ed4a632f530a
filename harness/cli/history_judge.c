/* SPDX-License-Identifier: MIT */
/* Where the level of a series changed, and whether code or the environment did it: the ratio to the run's
 * reference is judged where every run has one, and a move of the reference itself or of the machine is the
 * environment's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history_cli.h"

/* ---- memory ---- */

static int make_room(struct history_judge *judge, size_t count)
{
    if (count <= judge->room)
        return 0;
    const struct history_runs *runs = judge->runs;
    history_judge_free(judge);
    judge->runs = runs;
    const size_t changes = stats_changepoint_room(count) + 1;
    judge->values = calloc(count, sizeof *judge->values);
    judge->ratios = calloc(count, sizeof *judge->ratios);
    judge->scratch = calloc(2 * count, sizeof *judge->scratch);
    judge->found = calloc(2 * changes, sizeof *judge->found);
    judge->others = calloc(changes, sizeof *judge->others);
    judge->reference_changes = calloc(changes, sizeof *judge->reference_changes);
    judge->reference_runs = calloc(count, sizeof *judge->reference_runs);
    judge->room = count;
    return judge->values && judge->ratios && judge->scratch && judge->found && judge->others &&
                   judge->reference_changes && judge->reference_runs
               ? 0
               : -1;
}

void history_judge_free(struct history_judge *judge)
{
    free(judge->values);
    free(judge->ratios);
    free(judge->scratch);
    free(judge->found);
    free(judge->others);
    free(judge->reference_changes);
    free(judge->reference_runs);
    *judge = (struct history_judge){0};
}

void history_judgement_free(struct history_judgement *judgement)
{
    free(judgement->changes);
    *judgement = (struct history_judgement){0};
}

/* ---- changes ---- */

static int find(const double *values, size_t count, size_t *found, size_t *found_count)
{
    const struct stats_changepoint_options options = stats_changepoint_defaults();
    return stats_changepoints(values, count, &options, found, found_count) == 0 ? 0 : -1;
}

static int is_near(const size_t *changes, size_t count, size_t at)
{
    for (size_t i = 0; i < count; i++)
        if ((changes[i] > at ? changes[i] - at : at - changes[i]) <= HISTORY_SAME_POINT)
            return 1;
    return 0;
}

/* An imported figure has no machine and no reference. */
static const struct history_row *row_of(const struct history_judge *judge,
                                        const struct history_series *series, size_t i)
{
    static char none[] = "";
    static const struct history_row imported = {
        .class_name = none, .fingerprint = none, .reference = none, .reference_value = NAN};
    return series->imported ? &imported : &judge->runs->rows[series->values[i].run];
}

/* Changes of the reference over the runs of this series; that of the series before serves when its runs were
 * the same. None when a run has no reference or another one. */
static int find_reference_changes(struct history_judge *judge, const struct history_series *series)
{
    int known = judge->reference_count == series->count && judge->reference_count > 0, same = 1;
    for (size_t i = 0; known && i < series->count; i++)
        known = judge->reference_runs[i] == series->values[i].run;
    if (known)
        return 0;
    judge->reference_count = series->count;
    judge->reference_change_count = 0;
    for (size_t i = 0; i < series->count; i++) {
        judge->reference_runs[i] = series->values[i].run;
        judge->scratch[i] = row_of(judge, series, i)->reference_value;
        same &= isfinite(judge->scratch[i]) &&
                strcmp(row_of(judge, series, i)->reference, row_of(judge, series, 0)->reference) == 0;
    }
    return same
               ? find(judge->scratch, series->count, judge->reference_changes, &judge->reference_change_count)
               : 0;
}

/* Fills judge->values, and judge->ratios when all runs have a ratio to the same reference: then 1. */
static int take_values(struct history_judge *judge, const struct history_series *series)
{
    int ratios = 1;
    for (size_t i = 0; i < series->count; i++) {
        const struct history_value *value = &series->values[i];
        judge->values[i] = value->median;
        judge->ratios[i] = exp(value->log_ratio - series->values[0].log_ratio);
        ratios &= isfinite(judge->ratios[i]) &&
                  strcmp(row_of(judge, series, i)->reference, row_of(judge, series, 0)->reference) == 0;
    }
    return ratios;
}

/* ---- causes ---- */

/* What the fingerprints of two machines of one class have more than the class. */
static const char *beyond_class(const struct history_row *row)
{
    size_t length = strlen(row->class_name);
    if (strncmp(row->fingerprint, row->class_name, length) != 0)
        return row->fingerprint;
    return row->fingerprint + length + strspn(row->fingerprint + length, ", ");
}

/* 1: the machine changed at about the same point; `why` says how. */
static int machine_changed(const struct history_judge *judge, const struct history_series *series, size_t at,
                           char *why, size_t room)
{
    size_t from = at > HISTORY_SAME_POINT ? at - HISTORY_SAME_POINT : 1;
    for (size_t i = from; i <= at + HISTORY_SAME_POINT && i < series->count; i++) {
        const struct history_row *before = row_of(judge, series, i - 1), *after = row_of(judge, series, i);
        if (strcmp(before->fingerprint, after->fingerprint) == 0)
            continue;
        snprintf(why, room, "%.150s -> %.150s", beyond_class(before), beyond_class(after));
        return 1;
    }
    return 0;
}

static enum history_cause cause_of(const struct history_judge *judge, const struct history_series *series,
                                   size_t at, char *why, size_t room)
{
    if (machine_changed(judge, series, at, why, room))
        return CAUSE_ENVIRONMENT;
    if (!is_near(judge->reference_changes, judge->reference_change_count, at))
        return CAUSE_CODE;
    snprintf(why, room, "the reference %.200s moved too", row_of(judge, series, at)->reference);
    return CAUSE_ENVIRONMENT;
}

static int any_machine_change(const struct history_judge *judge, const struct history_series *series)
{
    for (size_t i = 1; i < series->count; i++)
        if (strcmp(row_of(judge, series, i - 1)->fingerprint, row_of(judge, series, i)->fingerprint) != 0)
            return 1;
    return 0;
}

static int ascending(const void *left, const void *right)
{
    const size_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Beside the changes of the ratio, in judge->found, those of the value that the environment explains: the
 * ratio does not show them, and who looks at the values wants to know. */
static int add_environment(struct history_judge *judge, const struct history_series *series, size_t *count)
{
    char why[400];
    size_t values = 0, ratios = *count;
    if (judge->reference_change_count == 0 && !any_machine_change(judge, series))
        return 0;
    if (find(judge->values, series->count, judge->others, &values) != 0)
        return -1;
    for (size_t i = 0; i < values; i++)
        if (!is_near(judge->found, ratios, judge->others[i]) &&
            cause_of(judge, series, judge->others[i], why, sizeof why) == CAUSE_ENVIRONMENT)
            judge->found[(*count)++] = judge->others[i];
    qsort(judge->found, *count, sizeof *judge->found, ascending);
    return 0;
}

/* ---- the judgement ---- */

static double effect_of(double before, double after)
{
    return before != 0 ? (after - before) / fabs(before) : after > 0 ? INFINITY : after < 0 ? -INFINITY : 0;
}

static double level(const double *values, struct history_judge *judge, size_t count, size_t changes,
                    size_t index)
{
    return stats_changepoint_segment(values, count, judge->found, changes, index, judge->scratch).median;
}

static void describe(struct history_judge *judge, const struct history_series *series, size_t changes,
                     size_t index, int by_ratio, struct history_change *change)
{
    const size_t count = series->count;
    change->at = judge->found[index];
    change->cause = cause_of(judge, series, change->at, change->why, sizeof change->why);
    change->before = level(judge->values, judge, count, changes, index);
    change->after = level(judge->values, judge, count, changes, index + 1);
    change->effect = effect_of(change->before, change->after);
    if (by_ratio && change->cause == CAUSE_CODE)
        change->effect = effect_of(level(judge->ratios, judge, count, changes, index),
                                   level(judge->ratios, judge, count, changes, index + 1));
    const int sign = strcmp(series->better, "lower") == 0    ? 1
                     : strcmp(series->better, "higher") == 0 ? -1
                                                             : 0;
    change->worse = sign * ((change->effect > 0) - (change->effect < 0));
}

int history_judge(struct history_judge *judge, const struct history_series *series,
                  struct history_judgement *out)
{
    size_t count = 0;
    *out = (struct history_judgement){.too_few = series->count < STATS_CHANGEPOINT_POINTS_MIN};
    if (out->too_few)
        return 0;
    if (make_room(judge, series->count) != 0 || find_reference_changes(judge, series) != 0)
        return -1;
    out->by_ratio = take_values(judge, series);
    if (find(out->by_ratio ? judge->ratios : judge->values, series->count, judge->found, &count) != 0 ||
        (out->by_ratio && add_environment(judge, series, &count) != 0))
        return -1;
    out->changes = calloc(count + 1, sizeof *out->changes);
    if (!out->changes)
        return -1;
    out->count = count;
    for (size_t i = 0; i < count; i++)
        describe(judge, series, count, i, out->by_ratio, &out->changes[i]);
    return 0;
}

const struct history_change *history_failing(const struct history_judgement *judgement,
                                             const struct history_series *series, uint64_t last)
{
    const struct history_change *change = NULL;
    for (size_t i = 0; i < judgement->count; i++)
        if (judgement->changes[i].cause == CAUSE_CODE)
            change = &judgement->changes[i];
    if (!change || change->worse < 0 || strcmp(series->better, "neither") == 0)
        return NULL;
    return last == 0 || series->count - change->at <= last ? change : NULL;
}
