/* SPDX-License-Identifier: MIT */
/* Segments and the levels that explain them: neighbours that do not differ enough are joined, and the changes
 * that are left are moved to where the likelihood has them. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changepoint.h"
#include "changepoint_parts.h"
#include "ranksum.h"

/* Nor is a change reported that a rank-sum test, its variance inflated alike, does not see at 10 %: |z| below
 * this. It guards against a likelihood that was learnt from too little. */
#define RANK_Z 1.6448536
/* How far a change may be moved, and what counts as the same place. */
#define MOVE_MAX 20
#define NEAR     5

static size_t segment_start(const size_t *found, size_t segment)
{
    return segment == 0 ? 0 : found[segment - 1];
}

static size_t segment_end(const struct series *series, const size_t *found, size_t found_count,
                          size_t segment)
{
    return segment == found_count ? series->count : found[segment];
}

static size_t best_of(const float *row, size_t count)
{
    size_t best = 0;
    for (size_t k = 1; k < count; k++)
        if (row[k] > row[best])
            best = k;
    return best;
}

/* The best level, and between evenly spaced ones the top of the parabola through it and its neighbours. */
static int32_t best_level(const float *row, const struct levels *levels)
{
    size_t k = best_of(row, levels->count);
    if (k == 0 || k + 1 == levels->count)
        return levels->at[k];
    double bend = (double)row[k - 1] - 2.0 * (double)row[k] + (double)row[k + 1];
    int32_t step = levels->at[k + 1] - levels->at[k];
    if (bend >= 0 || levels->at[k] - levels->at[k - 1] != step)
        return levels->at[k];
    return levels->at[k] + (int32_t)lrint(.5 * ((double)row[k - 1] - (double)row[k + 1]) / bend * step);
}

static void score_segment(float *row, const struct series *series, size_t from, size_t to)
{
    double sums[LEVELS_MAX] = {0};
    for (size_t i = from; i < to; i++)
        for (size_t k = 0; k < series->levels.count; k++)
            sums[k] +=
                (double)series->noise.log_density[noise_cell(series->positions[i], series->levels.at[k])];
    for (size_t k = 0; k < series->levels.count; k++)
        row[k] = (float)sums[k];
}

static int make_room(struct scores *scores, size_t segments)
{
    if (segments <= scores->room)
        return 0;
    size_t room = segments < 16 ? 16 : segments + segments / 2;
    float *rows = realloc(scores->rows, room * LEVELS_MAX * sizeof *rows);
    if (rows)
        scores->rows = rows;
    int32_t *level = realloc(scores->level, room * sizeof *level);
    if (level)
        scores->level = level;
    if (!rows || !level)
        return -ENOMEM;
    scores->room = room;
    return 0;
}

int scores_of(struct scores *scores, const struct series *series, const size_t *found, size_t found_count)
{
    if (make_room(scores, found_count + 1) != 0)
        return -ENOMEM;
    for (size_t s = 0; s <= found_count; s++) {
        float *row = scores->rows + s * LEVELS_MAX;
        score_segment(row, series, segment_start(found, s), segment_end(series, found, found_count, s));
        scores->level[s] = best_level(row, &series->levels);
    }
    return 0;
}

void scores_free(struct scores *scores)
{
    free(scores->rows);
    free(scores->level);
}

static double level_value(const struct noise *noise, int32_t position)
{
    return noise->origin + position * noise->scale / NOISE_STEPS;
}

void scores_residuals(const struct scores *scores, struct series *series, const size_t *found,
                      size_t found_count)
{
    for (size_t s = 0; s <= found_count; s++) {
        double level = level_value(&series->noise, scores->level[s]);
        for (size_t i = segment_start(found, s); i < segment_end(series, found, found_count, s); i++)
            series->residuals[i] = series->values[i] - level;
    }
}

/* By how much two levels explain two segments better than one does, in units of log-likelihood. */
static double log_ratio(const float *left, const float *right, size_t levels)
{
    float both = -INFINITY;
    for (size_t k = 0; k < levels; k++)
        both = fmaxf(both, left[k] + right[k]);
    return (double)left[best_of(left, levels)] + (double)right[best_of(right, levels)] - (double)both;
}

struct joining {
    struct scores *scores;
    const struct series *series;
    double ratio_min, min_effect;
    size_t *found, found_count;
    double *strength; /* [change] of what it takes to stand: 1 is enough; NaN: not known */
};

/* How far change c is above what it takes; 0 when it is too small or the ranks do not show it. */
static double strength_of(const struct joining *joining, size_t c)
{
    const struct series *series = joining->series;
    const float *left = joining->scores->rows + c * LEVELS_MAX;
    double ratio = log_ratio(left, left + LEVELS_MAX, series->levels.count) / joining->ratio_min;
    double before = level_value(&series->noise, joining->scores->level[c]);
    double after = level_value(&series->noise, joining->scores->level[c + 1]);
    size_t from = segment_start(joining->found, c), at = joining->found[c];
    size_t to = segment_end(series, joining->found, joining->found_count, c + 1);
    if (fabs(after - before) < joining->min_effect * fabs(before))
        return 0;
    if (ratio < 1)
        return ratio;
    double z = stats_ranksum(series->values + from, at - from, series->values + at, to - at, series->scratch);
    return fabs(z) < RANK_Z * sqrt(series->noise.inflation) ? 0 : ratio;
}

/* Segment `into` takes segment `from` over. */
static void add_segment(struct joining *joining, size_t into, size_t from)
{
    float *left = joining->scores->rows + into * LEVELS_MAX;
    const float *right = joining->scores->rows + from * LEVELS_MAX;
    for (size_t k = 0; k < joining->series->levels.count; k++)
        left[k] += right[k];
    joining->scores->level[into] = best_level(left, &joining->series->levels);
}

/* Too weak, and no stronger than its neighbours; of equals the first. */
static int goes(const struct joining *joining, size_t c)
{
    const double *strength = joining->strength;
    return strength[c] < 1 && (c == 0 || strength[c - 1] > strength[c]) &&
           (c + 1 == joining->found_count || strength[c + 1] >= strength[c]);
}

/* Takes away the changes that go and moves up the others. Those beside one that went must be judged anew. */
static void sweep(struct joining *joining, const char *going)
{
    size_t kept = 0, last = 0; /* segment `last` is where the points after change kept - 1 are gathered */
    int changed = 0;
    for (size_t c = 0; c < joining->found_count; c++) {
        if (going[c]) {
            add_segment(joining, last, c + 1);
            if (kept > 0)
                joining->strength[kept - 1] = NAN;
            changed = 1;
            continue;
        }
        joining->found[kept] = joining->found[c];
        joining->strength[kept] = changed ? NAN : joining->strength[c];
        changed = 0;
        last = ++kept;
        memmove(joining->scores->rows + last * LEVELS_MAX, joining->scores->rows + (c + 1) * LEVELS_MAX,
                LEVELS_MAX * sizeof *joining->scores->rows);
        joining->scores->level[last] = joining->scores->level[c + 1];
    }
    joining->found_count = kept;
}

static size_t mark(struct joining *joining, char *going)
{
    size_t marked = 0;
    for (size_t c = 0; c < joining->found_count; c++)
        if (isnan(joining->strength[c]))
            joining->strength[c] = strength_of(joining, c);
    for (size_t c = 0; c < joining->found_count; c++)
        marked += (size_t)(going[c] = (char)goes(joining, c));
    return marked;
}

int join_neighbours(struct scores *scores, const struct series *series, double ratio_min, double min_effect,
                    size_t *found, size_t *found_count)
{
    struct joining joining = {.scores = scores,
                              .series = series,
                              .ratio_min = ratio_min,
                              .min_effect = min_effect,
                              .found = found,
                              .found_count = *found_count};
    char *going = malloc(*found_count + 1);
    joining.strength = malloc((*found_count + 1) * sizeof *joining.strength);
    int status = going && joining.strength ? 0 : -ENOMEM;
    if (status == 0) {
        for (size_t c = 0; c < *found_count; c++)
            joining.strength[c] = NAN;
        while (mark(&joining, going) > 0)
            sweep(&joining, going);
        *found_count = joining.found_count;
    }
    free(going);
    free(joining.strength);
    return status;
}

/* The place among `count` from `from` on with most likelihood within NEAR of it. weight: ln likelihood of
 * each, changed. */
static size_t weightiest(double *weight, size_t count)
{
    double greatest = -INFINITY, most = 0;
    size_t best = 0;
    for (size_t i = 0; i < count; i++)
        greatest = fmax(greatest, weight[i]);
    for (size_t i = 0; i < count; i++)
        weight[i] = exp(weight[i] - greatest);
    for (size_t i = 0; i < count; i++) {
        double sum = 1e-3 * weight[i];
        for (size_t j = i < NEAR ? 0 : i - NEAR; j <= i + NEAR && j < count; j++)
            sum += weight[j];
        if (sum > most) {
            most = sum;
            best = i;
        }
    }
    return best;
}

/* Between levels level[0] and level[1], of segments that lie in start .. end. */
static void relocate(const struct series *series, size_t start, size_t end, size_t *change,
                     const int32_t *level)
{
    const struct noise *noise = &series->noise;
    double weight[2 * MOVE_MAX + 1], sum = 0;
    size_t first = start + STATS_CHANGEPOINT_EDGE, last = end - STATS_CHANGEPOINT_EDGE;
    size_t from = *change < first + MOVE_MAX ? first : *change - MOVE_MAX;
    size_t to = *change + MOVE_MAX > last ? last : *change + MOVE_MAX;
    for (size_t i = from; i <= to; i++) {
        weight[i - from] = sum;
        sum += (double)noise->log_density[noise_cell(series->positions[i], level[0])] -
               (double)noise->log_density[noise_cell(series->positions[i], level[1])];
    }
    *change = from + weightiest(weight, to - from + 1);
}

void relocate_changes(const struct scores *scores, const struct series *series, size_t *found,
                      size_t found_count)
{
    for (size_t c = 0; c < found_count; c++)
        relocate(series, segment_start(found, c), segment_end(series, found, found_count, c + 1), &found[c],
                 scores->level + c);
}
