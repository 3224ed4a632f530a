/* SPDX-License-Identifier: MIT */
/* Where the level of a series changed, and whether code or the environment did it: the ratio to a reference
 * is judged where there is one, and a move of the reference itself or of the machine is the environment's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../stats/quantile.h"
#include "../stats/recent.h"
#include "../store/health.h"
#include "history_cli.h"
#include "history_stretch.h"

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

/* Changes of the reference over the runs of this stretch; a reference that is one figure a run is looked at
 * once for all series of the same runs. */
static int find_reference_changes(struct history_judge *judge, const struct history_series *series,
                                  const struct history_stretch *stretch)
{
    const int own = history_is_reference_cell(series->cell); /* held against the others, not against itself */
    int known = !stretch->pinned && !own && judge->reference_count == stretch->count && stretch->count > 0;
    for (size_t i = 0; known && i < stretch->count; i++)
        known = judge->reference_runs[i] == series->values[stretch->places[i]].run;
    if (known)
        return 0;
    judge->reference_count = stretch->has_references && !stretch->pinned && !own ? stretch->count : 0;
    judge->reference_change_count = 0;
    for (size_t i = 0; i < stretch->count; i++)
        judge->reference_runs[i] = series->values[stretch->places[i]].run;
    return stretch->has_references ? find(stretch->references, stretch->count, judge->reference_changes,
                                          &judge->reference_change_count)
                                   : 0;
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

/* One series, or those of its points that are judged together. */
struct trial {
    struct history_judge *judge;
    const struct history_series *series;
    struct history_stretch stretch;
};

static const struct history_row *row_at(const struct trial *trial, size_t i)
{
    return history_row_of(trial->judge->runs, trial->series, trial->stretch.places[i]);
}

/* 1: the machine changed at about the same point; `why` says how. */
static int machine_changed(const struct trial *trial, size_t at, char *why, size_t room)
{
    size_t from = at > HISTORY_SAME_POINT ? at - HISTORY_SAME_POINT : 1;
    for (size_t i = from; i <= at + HISTORY_SAME_POINT && i < trial->stretch.count; i++) {
        const struct history_row *before = row_at(trial, i - 1), *after = row_at(trial, i);
        if (strcmp(before->fingerprint, after->fingerprint) == 0)
            continue;
        snprintf(why, room, "%.150s -> %.150s", beyond_class(before), beyond_class(after));
        return 1;
    }
    return 0;
}

static enum history_cause cause_of(const struct trial *trial, size_t at, char *why, size_t room)
{
    const struct history_judge *judge = trial->judge;
    if (machine_changed(trial, at, why, room))
        return CAUSE_ENVIRONMENT;
    if (!is_near(judge->reference_changes, judge->reference_change_count, at))
        return CAUSE_CODE;
    if (!trial->stretch.pinned && history_is_reference_cell(trial->series->cell))
        snprintf(why, room, "the other workloads moved too");
    else
        snprintf(why, room, "the reference %s%.200s moved too", trial->stretch.pinned ? "image " : "",
                 row_at(trial, at)->reference);
    return CAUSE_ENVIRONMENT;
}

static int any_machine_change(const struct trial *trial)
{
    for (size_t i = 1; i < trial->stretch.count; i++)
        if (strcmp(row_at(trial, i - 1)->fingerprint, row_at(trial, i)->fingerprint) != 0)
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
static int add_environment(const struct trial *trial, size_t *count)
{
    struct history_judge *judge = trial->judge;
    char why[HISTORY_WHY_MAX];
    size_t values = 0, ratios = *count;
    if (judge->reference_change_count == 0 && !any_machine_change(trial))
        return 0;
    if (find(trial->stretch.values, trial->stretch.count, judge->others, &values) != 0)
        return -1;
    for (size_t i = 0; i < values; i++)
        if (!is_near(judge->found, ratios, judge->others[i]) &&
            cause_of(trial, judge->others[i], why, sizeof why) == CAUSE_ENVIRONMENT)
            judge->found[(*count)++] = judge->others[i];
    qsort(judge->found, *count, sizeof *judge->found, ascending);
    return 0;
}

/* ---- the judgement ---- */

static double effect_of(double before, double after)
{
    return before != 0 ? (after - before) / fabs(before) : after > 0 ? INFINITY : after < 0 ? -INFINITY : 0;
}

static double level(const struct trial *trial, const double *values, size_t changes, size_t index)
{
    return stats_changepoint_segment(values, trial->stretch.count, trial->judge->found, changes, index,
                                     trial->judge->scratch)
        .median;
}

static int worse_of(const struct history_series *series, double effect)
{
    const int sign = strcmp(series->better, "lower") == 0    ? 1
                     : strcmp(series->better, "higher") == 0 ? -1
                                                             : 0;
    return sign * ((effect > 0) - (effect < 0));
}

static void describe(const struct trial *trial, size_t changes, size_t index, struct history_change *change)
{
    const struct history_stretch *stretch = &trial->stretch;
    const size_t at = trial->judge->found[index];
    *change = (struct history_change){.at = stretch->places[at], .previous = stretch->places[at - 1]};
    change->cause = cause_of(trial, at, change->why, sizeof change->why);
    change->before = level(trial, stretch->values, changes, index);
    change->after = level(trial, stretch->values, changes, index + 1);
    change->of_ratio = stretch->by_ratio && change->cause == CAUSE_CODE;
    change->effect = change->of_ratio ? effect_of(level(trial, stretch->ratios, changes, index),
                                                  level(trial, stretch->ratios, changes, index + 1))
                                      : effect_of(change->before, change->after);
    change->worse = worse_of(trial->series, change->effect);
}

/* A ratio to the weaker reference moves with that reference's own noise: a change counts only where the value
 * moved as well, the same way. What the environment did must be seen in the values, too. */
static int is_borne_out(const struct trial *trial, const struct history_change *change)
{
    const double value = effect_of(change->before, change->after);
    if (!trial->stretch.by_ratio || (trial->stretch.pinned && change->of_ratio))
        return 1;
    return fabs(value) >= HISTORY_EFFECT_LEAST && (!change->of_ratio || (value > 0) == (change->effect > 0));
}

/* ---- the newest points ---- */

static double median_of(const struct trial *trial, size_t from, size_t to)
{
    double *scratch = trial->judge->scratch;
    memcpy(scratch, trial->stretch.values + from, (to - from) * sizeof *scratch);
    stats_sort(scratch, to - from);
    return stats_median(scratch, to - from);
}

/* The reference looks as if it had moved at the same point too. */
static int reference_is_suspect(const struct trial *trial, size_t from, size_t at)
{
    const struct history_stretch *stretch = &trial->stretch;
    struct stats_recent recent;
    if (!stretch->has_references ||
        !stats_recent(stretch->references + from, stretch->count - from, HISTORY_EFFECT_LEAST, &recent))
        return 0;
    recent.at += from;
    return (recent.at > at ? recent.at - at : at - recent.at) <= HISTORY_SAME_POINT;
}

/* Since the last change, `from`: do the last points look like a new level? */
static void find_suspect(const struct trial *trial, size_t from, struct history_judgement *out)
{
    const struct history_stretch *stretch = &trial->stretch;
    const double *values = stretch->by_ratio ? stretch->ratios : stretch->values;
    struct history_change *change = &out->suspect;
    struct stats_recent recent;
    out->has_suspect = stats_recent(values + from, stretch->count - from, HISTORY_EFFECT_LEAST, &recent);
    if (!out->has_suspect)
        return;
    const size_t at = from + recent.at,
                 first = at - from > STATS_RECENT_BEFORE ? at - STATS_RECENT_BEFORE : from;
    *change = (struct history_change){.at = stretch->places[at], .previous = stretch->places[at - 1]};
    change->before = median_of(trial, first, at);
    change->after = median_of(trial, at, stretch->count);
    change->of_ratio = stretch->by_ratio;
    change->effect = effect_of(recent.before, recent.after);
    change->worse = worse_of(trial->series, change->effect);
    out->has_suspect = is_borne_out(trial, change);
    if (reference_is_suspect(trial, from, at)) {
        change->cause = CAUSE_ENVIRONMENT;
        snprintf(change->why, sizeof change->why, "the reference %s%.200s seems to have moved too",
                 stretch->pinned ? "image " : "", row_at(trial, at)->reference);
    } else if (machine_changed(trial, at, change->why, sizeof change->why)) {
        change->cause = CAUSE_ENVIRONMENT;
    }
}

/* A change that another stretch has at the same point too is one. */
static int is_known(const struct history_judgement *out, size_t from, const struct history_change *change)
{
    for (size_t i = 0; i < from; i++) {
        const struct history_change *other = &out->changes[i];
        const size_t apart = other->at > change->at ? other->at - change->at : change->at - other->at;
        if (apart <= HISTORY_SAME_POINT && other->cause == change->cause &&
            (other->effect > 0) == (change->effect > 0))
            return 1;
    }
    return 0;
}

static int judge_stretch(struct trial *trial, struct history_judgement *out)
{
    struct history_judge *judge = trial->judge;
    const struct history_stretch *stretch = &trial->stretch;
    const size_t before = out->count;
    size_t count = 0;
    if (find_reference_changes(judge, trial->series, stretch) != 0 ||
        find(stretch->by_ratio ? stretch->ratios : stretch->values, stretch->count, judge->found, &count) !=
            0 ||
        (stretch->by_ratio && add_environment(trial, &count) != 0))
        return -1;
    struct history_change *moved = realloc(out->changes, (before + count + 1) * sizeof *moved);
    if (!moved)
        return -1;
    out->changes = moved;
    for (size_t i = 0; i < count; i++) {
        describe(trial, count, i, &out->changes[out->count]);
        out->count += (size_t)(is_borne_out(trial, &out->changes[out->count]) &&
                               !is_known(out, before, &out->changes[out->count]));
    }
    find_suspect(trial, count > 0 ? judge->found[count - 1] : 0, out); /* of the last stretch it stays */
    return 0;
}

static int by_place(const void *left, const void *right)
{
    const struct history_change *a = left, *b = right;
    return (a->at > b->at) - (a->at < b->at);
}

int history_judge(struct history_judge *judge, const struct history_series *series,
                  struct history_judgement *out)
{
    struct trial trial = {.judge = judge, .series = series};
    *out = (struct history_judgement){.too_few = series->count < STATS_CHANGEPOINT_POINTS_MIN};
    if (out->too_few)
        return 0;
    if (history_judge_room(judge, series->count) != 0)
        return -1;
    const size_t stretches = history_stretches(judge, series);
    for (size_t i = 0; i < stretches; i++) {
        history_stretch_take(judge, series, i, &trial.stretch);
        if (judge_stretch(&trial, out) != 0) {
            history_judgement_free(out);
            return -1;
        }
        out->judged += trial.stretch.count;
        out->by_ratio = trial.stretch.by_ratio; /* the last stretch holds the newest points */
        out->pinned = trial.stretch.by_ratio && trial.stretch.pinned;
    }
    if (out->count > 1)
        qsort(out->changes, out->count, sizeof *out->changes, by_place);
    return 0;
}

/* 1: the metric tells how good the code is; not how much others disturbed the machine, and not a matter of
 * taste. */
static int is_of_code(const struct history_series *series)
{
    return strcmp(series->better, "neither") != 0 && !health_has_metric(series->metric);
}

int history_is_suspicious(const struct history_judgement *judgement, const struct history_series *series)
{
    return judgement->has_suspect && judgement->suspect.cause == CAUSE_CODE &&
           judgement->suspect.worse >= 0 && is_of_code(series);
}

const struct history_change *history_failing(const struct history_judgement *judgement,
                                             const struct history_series *series, uint64_t last)
{
    const struct history_change *change = NULL;
    for (size_t i = 0; i < judgement->count; i++)
        if (judgement->changes[i].cause == CAUSE_CODE)
            change = &judgement->changes[i];
    if (!change || change->worse < 0 || !is_of_code(series))
        return NULL;
    return last == 0 || series->count - change->at <= last ? change : NULL;
}
