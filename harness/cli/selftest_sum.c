/* SPDX-License-Identifier: MIT */
/* What all comparisons of `tvp selftest` say together. */
#include <math.h>
#include <stdlib.h>

#include "selftest.h"

double selftest_threshold(const struct selftest *test, enum arms_figure figure)
{
    return log1p(thresholds_of(&test->ab->thresholds, arms_metric(figure), 0));
}

int selftest_has(const struct selftest *test, uint32_t pair, enum arms_figure figure)
{
    for (size_t i = 0; i < test->count; i++)
        if (test->list[i].pair == pair && test->list[i].figure == figure)
            return 1;
    return 0;
}

/* ---- rates ---- */

/* What the known difference contradicts: a direction that it has not by as much as the threshold, or none
 * although it is beyond. */
static int is_wrong(const struct comparison *one, double threshold)
{
    switch (one->verdict) {
    case STATS_REGRESSED:
        return one->truth <= threshold;
    case STATS_IMPROVED:
        return one->truth >= -threshold;
    case STATS_EQUIVALENT:
        return fabs(one->truth) > threshold;
    case STATS_INCONCLUSIVE:
        break;
    }
    return 0;
}

/* -1: this rate is not about such comparisons; 1: a hit. */
static int counts(const struct selftest *test, enum selftest_rate rate, const struct comparison *one)
{
    const int same = one->truth == 0;
    switch (rate) {
    case RATE_SMALL_P:
        return same ? one->p < SELFTEST_SMALL_P : -1;
    case RATE_SMALL_P_KNOWN:
        return same ? -1 : one->p_of_truth < SELFTEST_SMALL_P;
    case RATE_MISSED:
        return isfinite(one->interval.low) && isfinite(one->interval.high)
                   ? one->truth < one->interval.low || one->truth > one->interval.high
                   : -1;
    case RATE_ALARM:
        return same ? one->verdict == STATS_REGRESSED || one->verdict == STATS_IMPROVED : -1;
    case RATE_WRONG:
        return same ? -1 : is_wrong(one, selftest_threshold(test, one->figure));
    case RATES:
        break;
    }
    return -1;
}

struct stats_proportion selftest_rate(const struct selftest *test, enum selftest_rate rate)
{
    size_t hits = 0, all = 0;
    for (size_t i = 0; i < test->count; i++) {
        const int hit = counts(test, rate, &test->list[i]);
        all += hit >= 0;
        hits += hit > 0;
    }
    return stats_proportion(hits, all, SELFTEST_CONFIDENCE);
}

struct stats_proportion selftest_runs_with_alarm(const struct selftest *test)
{
    return stats_proportion(test->alarms[0], test->runs[0], SELFTEST_CONFIDENCE);
}

/* ---- resolution ---- */

const double selftest_minutes[SELFTEST_MINUTES] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60};

double selftest_noise(const struct selftest *test, uint32_t pair, enum arms_figure figure, int *failed)
{
    double *values = calloc(test->count + 1, sizeof *values);
    size_t count = 0;
    if (!values)
        *failed = -1;
    for (size_t i = 0; values && i < test->count; i++) {
        const struct comparison *one = &test->list[i];
        if (one->pair == pair && one->figure == figure && isfinite(one->error))
            values[count++] = one->error * sqrt((double)one->n / 2);
    }
    stats_sort(values, count);
    const double noise = count ? stats_median(values, count) : NAN;
    free(values);
    return noise;
}

/* Of the last look of a run of at most `trials` an arm, one cell in it. */
static double last_bound(const struct selftest *test, uint32_t trials)
{
    uint32_t looks[STATS_LOOKS_MAX];
    struct stats_looks shares = {.count = ab_looks(trials, looks, test->ab->looks)};
    for (size_t k = 0; k < shares.count; k++)
        shares.share[k] = (double)looks[k] / (double)looks[shares.count - 1];
    return stats_sequential_bound(&shares, test->ab->level / test->pairs);
}

void selftest_resolve(const struct selftest *test, uint32_t pair, enum arms_figure figure, double noise,
                      double minutes, struct selftest_resolution *out)
{
    uint64_t wall_ns = 0;
    for (uint32_t i = 0; i < test->pairs; i++)
        wall_ns += test->wall_ns[i];
    /* What the controller does between trials is shared out by what the trials themselves took. */
    const double share = wall_ns ? (double)test->wall_ns[pair] / (double)wall_ns : 0,
                 trial_ns =
                     test->played[pair] ? share * (double)test->runs_ns / (double)test->played[pair] : 0,
                 trials = trial_ns > 0 ? 2 * floor(minutes * 60e9 / trial_ns / 4) : 0;
    *out = (struct selftest_resolution){.minutes = minutes, .trials = trials, .half = NAN, .sees = NAN};
    if (!(trials >= 8 && trials <= AB_TRIALS_MOST) || isnan(noise)) /* so many and no more does tvp ab play */
        return;
    const double critical = last_bound(test, (uint32_t)trials), error = noise * sqrt(2 / trials);
    out->half = expm1(critical * error + ARMS_BETWEEN_RUNS);
    out->sees = arms_detectable(selftest_threshold(test, figure), critical, error);
}

/* ---- power ---- */

static int is_of(const struct comparison *one, uint32_t group, uint32_t pair, enum arms_figure figure)
{
    return one->group == group && one->pair == pair && one->figure == figure;
}

static double median_of(const struct selftest *test, uint32_t group, uint32_t pair, enum arms_figure figure,
                        int what, double *room, struct stats_interval *interval)
{
    size_t count = 0;
    for (size_t i = 0; i < test->count; i++) {
        const struct comparison *one = &test->list[i];
        if (is_of(one, group, pair, figure))
            room[count++] = what == 0 ? one->interval.estimate : what == 1 ? (double)one->n : one->seconds;
    }
    *interval = stats_median_interval(room, count, SELFTEST_CONFIDENCE);
    return interval->estimate;
}

/* The chance that the last look finds it; the looks before add little. */
static double expected(const struct selftest *test, double noise, double truth, enum arms_figure figure)
{
    const struct arms *arms = &test->ab->arms;
    const uint32_t trials = arms->look_trials[arms->look_count - 1];
    const double error = noise * sqrt(2.0 / trials),
                 z = (truth - selftest_threshold(test, figure) - ARMS_BETWEEN_RUNS) / error;
    return 0.5 * erfc((last_bound(test, trials) - z) / sqrt(2));
}

int selftest_power(const struct selftest *test, uint32_t group, uint32_t pair, enum arms_figure figure,
                   struct selftest_power *power)
{
    size_t found = 0, all = 0;
    int failed = 0;
    for (size_t i = 0; i < test->count; i++) {
        const struct comparison *one = &test->list[i];
        if (!is_of(one, group, pair, figure))
            continue;
        all++;
        found += one->verdict == STATS_REGRESSED;
    }
    *power = (struct selftest_power){.found = stats_proportion(found, all, SELFTEST_CONFIDENCE),
                                     .truth = selftest_truth(test, group, pair, figure)};
    double *room = calloc(test->count + 1, sizeof *room);
    if (all == 0 || !room) {
        free(room);
        return all == 0 ? 0 : -1;
    }
    struct stats_interval interval;
    power->trials = median_of(test, group, pair, figure, 1, room, &interval);
    power->seconds = median_of(test, group, pair, figure, 2, room, &interval);
    power->estimate = median_of(test, group, pair, figure, 0, room, &interval);
    power->low = interval.low;
    power->high = interval.high;
    power->kind = interval.kind;
    power->expected = expected(test, selftest_noise(test, pair, figure, &failed), power->truth, figure);
    free(room);
    return failed ? -1 : 1;
}
