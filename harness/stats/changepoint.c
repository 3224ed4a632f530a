/* SPDX-License-Identifier: MIT */
/* The change-point detector: noise and changes are found in turns, each from the other, then weak changes are
 * taken away and the others put in place. */
#include "changepoint.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changepoint_parts.h"
#include "quantile.h"

/* Turns at most; most series need three or four until the changes stay where they are. Long series have
 * taught the noise before, and in them there is always a change that moves by a point. */
#define TURNS      6
#define TURNS_LONG 3
#define LONG       4096u
/* Differences below this are none. */
#define SCALE_MIN 1e-290
/* Probability of a change near a point that makes it one, while the noise is learnt and at the end. */
#define LEARN_LEAST  .4
#define REPORT_LEAST .6
/* An inflation between 1 and this may well be more than one series tells, and a level that wanders looks like
 * a change exactly where it is underrated: what a change must show grows by its square, but not beyond this.
 */
#define DOUBTED 2.5

struct stats_changepoint_options stats_changepoint_defaults(void)
{
    return (struct stats_changepoint_options){.penalty = 4, .p = 5e-5, .min_effect = .01};
}

size_t stats_changepoint_room(size_t count)
{
    return count / STATS_CHANGEPOINT_GAP + 1;
}

/* The log-likelihood ratio whose double, chi-squared with one degree of freedom, is exceeded with probability
 * p. */
static double ratio_for(double p)
{
    double low = 0, high = 40;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (erfc(middle / sqrt(2)) > p)
            low = middle;
        else
            high = middle;
    }
    return low * low / 2;
}

static int options_are_sane(const struct stats_changepoint_options *options)
{
    return options->penalty > 0 && options->penalty <= 80 && options->p > 0 && options->p < 1 &&
           options->min_effect >= 0 && isfinite(options->min_effect);
}

static int all_in_range(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(fabs(values[i]) <= STATS_CHANGEPOINT_VALUE_MAX))
            return 0;
    return 1;
}

static int series_open(struct series *series, const double *values, size_t count)
{
    *series = (struct series){.values = values, .count = count};
    series->sorted = malloc(5 * count * sizeof *series->sorted);
    series->positions = malloc(count * sizeof *series->positions);
    if (!series->sorted || !series->positions)
        return -ENOMEM;
    series->residuals = series->sorted + count;
    series->jump = series->residuals + count;
    series->scratch = series->jump + count;
    levels_smooth(series);
    series->noise.origin = stats_median(series->sorted, count);
    series->scale_start = noise_first_scale(series);
    return 0;
}

static void series_close(struct series *series)
{
    free(series->sorted);
    free(series->positions);
}

/* What one turn works with. */
struct turns {
    struct series series;
    struct posterior *posterior;
    struct scores scores;
    size_t *picked, picked_count; /* in the turn before */
};

/* Whether the changes picked are those of the turn before; they take their place. */
static int settled(struct turns *turns, const size_t *found, size_t found_count)
{
    size_t bytes = found_count * sizeof *found;
    int same = found_count == turns->picked_count && memcmp(found, turns->picked, bytes) == 0;
    memcpy(turns->picked, found, bytes);
    turns->picked_count = found_count;
    return same;
}

/* One turn with the noise as it is: levels, probabilities, changes. */
static size_t take_turn(struct turns *turns, double hazard, size_t *found)
{
    noise_place(&turns->series);
    levels_choose(&turns->series);
    posterior_jumps(turns->posterior, &turns->series, hazard);
    return pick_changes(&turns->series, LEARN_LEAST, found);
}

static int learn(struct turns *turns, double hazard, size_t *found)
{
    noise_first(&turns->series);
    size_t found_count = take_turn(turns, hazard, found);
    int most = turns->series.count < LONG ? TURNS : TURNS_LONG;
    for (int turn = 1; turn < most && (!settled(turns, found, found_count) || turn == 1); turn++) {
        if (scores_of(&turns->scores, &turns->series, found, found_count) != 0)
            return -ENOMEM;
        scores_residuals(&turns->scores, &turns->series, found, found_count);
        noise_estimate(&turns->series);
        found_count = take_turn(turns, hazard, found);
    }
    return 0;
}

static int decide(struct turns *turns, const struct stats_changepoint_options *options, size_t *found,
                  size_t *found_count)
{
    *found_count = pick_changes(&turns->series, REPORT_LEAST, found);
    double inflation = turns->series.noise.inflation,
           strictness = fmax(1, fmin(inflation, DOUBTED / inflation));
    int status = scores_of(&turns->scores, &turns->series, found, *found_count);
    if (status == 0)
        status = join_neighbours(&turns->scores, &turns->series, strictness * ratio_for(options->p),
                                 options->min_effect, found, found_count);
    if (status != 0)
        return status;
    relocate_changes(&turns->scores, &turns->series, found, *found_count);
    *found_count = leave_out_visits(&turns->scores, &turns->series, found, *found_count);
    return 0;
}

static int detect(struct turns *turns, const struct stats_changepoint_options *options, size_t *found,
                  size_t *found_count)
{
    turns->posterior = posterior_new(turns->series.count);
    turns->picked = malloc(stats_changepoint_room(turns->series.count) * sizeof *turns->picked);
    if (!turns->posterior || !turns->picked)
        return -ENOMEM;
    int status = learn(turns, exp(-options->penalty), found);
    return status ? status : decide(turns, options, found, found_count);
}

int stats_changepoints(const double *values, size_t count, const struct stats_changepoint_options *options,
                       size_t *found, size_t *found_count)
{
    struct turns turns = {.picked_count = 0};
    *found_count = 0;
    if (!options_are_sane(options) || !all_in_range(values, count))
        return -EINVAL;
    if (count < STATS_CHANGEPOINT_POINTS_MIN)
        return 0;
    int status = series_open(&turns.series, values, count);
    if (status == 0 && turns.series.scale_start > SCALE_MIN)
        status = detect(&turns, options, found, found_count);
    if (status != 0)
        *found_count = 0;
    posterior_free(turns.posterior);
    scores_free(&turns.scores);
    free(turns.picked);
    series_close(&turns.series);
    return status;
}

struct stats_segment stats_changepoint_segment(const double *values, size_t count, const size_t *found,
                                               size_t found_count, size_t index, double *scratch)
{
    size_t from = index == 0 ? 0 : found[index - 1], to = index == found_count ? count : found[index];
    struct stats_segment segment = {.from = from, .to = to};
    memcpy(scratch, values + from, (to - from) * sizeof *scratch);
    stats_sort(scratch, to - from);
    segment.median = stats_median(scratch, to - from);
    segment.mad = stats_mad(scratch, to - from, scratch + count);
    return segment;
}
