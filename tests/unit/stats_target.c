/* SPDX-License-Identifier: MIT */
/* Stopping when the interval is narrow: what the looks are, and, by simulation with a fixed seed, how often
 * the intervals of runs that stopped so hold the truth, against the figures of docs/method.md. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "../../harness/core/schedule.h"
#include "../../harness/stats/target.h"

#define RUNS 2000u
#define MOST 256u

Test(stats_target, looks)
{
    static const unsigned wanted[] = {8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256};
    unsigned trials = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        trials = stats_target_look(trials, 0);
        cr_assert_eq(trials, wanted[i], "%u, not %u", trials, wanted[i]);
    }
    cr_assert_eq(stats_target_look(0, 1), 6);
    cr_assert_eq(stats_target_look(6, 1), 8);
    cr_assert_eq(stats_target_look(13, 1), 16);
    cr_assert_eq(stats_target_look(11, 0), 12);
    cr_assert_eq(stats_target_look(12, 0), 16);
}

Test(stats_target, half_width)
{
    double few[] = {5, 1, 2, 3, 4}, six[] = {104, 100, 98, 101, 99, 102}, below[] = {-1, -2, -3, -4, -5, -6},
           eight[] = {100, 101, 102, 103, 104, 105, 106, 120};
    cr_assert(isinf(stats_half_width(few, 5, 0.95)), "five have no 95 %% interval");
    /* Six: their range, 98 to 104 around 100.5 */
    cr_assert_float_eq(stats_half_width(six, 6, 0.95), 3.5 / 100.5, 1e-12);
    cr_assert(isinf(stats_half_width(six, 6, 0.97)) && isinf(stats_half_width(below, 6, 0.95)));
    /* Eight: 99.2 % for their range, 92.97 % for the next two */
    cr_assert_float_eq(stats_half_width(eight, 8, 0.97), 16.5 / 103.5, 1e-12);
    cr_assert_not(stats_target_reached(eight, 8, 0.159, 0));
    cr_assert(stats_target_reached(eight, 8, 0.16, 0));
    cr_assert(stats_target_reached(six, 6, 0.035, 1) && !stats_target_reached(six, 6, 0.035, 0));
}

Test(stats_target, trials_expected)
{
    /* (2.170090 x 1.253314 x .1 / .05)^2; 1.959964 x 1.253314 x .1 / sqrt(25) */
    cr_assert_float_eq(stats_target_trials(0.1, 0.05), 29.5889, 1e-3);
    cr_assert_float_eq(stats_target_trials(0.001, 0.05), 8, 0);
    cr_assert_float_eq(stats_target_width(0.1, 25), 0.0491291, 1e-6);
}

enum noise { CLEAN, SPIKES, TWO_LEVELS, SKEWED, NOISES };
static const char *const noise_names[] = {"clean", "spikes", "two levels", "skewed"};

static double uniform(struct random_state *random)
{
    return ((double)(random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

/* In each, the median of all that could come is 1: what is drawn below it has one chance in two. */
static double draw(struct random_state *random, enum noise noise)
{
    double u = uniform(random), z = sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * uniform(random));
    switch (noise) {
    case CLEAN: /* 2 %, normal */
        return exp(0.02 * z);
    case SPIKES: /* ... and a tenth of those above takes longer, by 20 % on average */
        return exp(0.02 * z) * (z > 0 && uniform(random) < 0.1 ? 1 - 0.2 * log(uniform(random)) : 1);
    case TWO_LEVELS: /* 3 in 10 lie 8 % above, the others so that half of all is below 1: z .5659 of .7 */
        return uniform(random) < 0.3 ? 1.08 * exp(0.01 * z) : exp(0.01 * (z - 0.5659488));
    default: /* exponential, 5 % */
        return 1 + 0.05 * (-log(u) - log(2.0));
    }
}

struct rates {
    double told, deciding, looked_always; /* shares of intervals that hold the truth */
    double trials, reached;
};

/* One run as `tvp run --target` makes it. */
static void run_once(struct random_state *random, enum noise noise, double target, struct rates *rates)
{
    double values[MOST], sorted[MOST];
    unsigned n = 0, count = 0;
    int reached = 0;
    while (!reached && n < MOST) {
        n = stats_target_look(n, 0);
        for (; count < n; count++)
            values[count] = draw(random, noise);
        memcpy(sorted, values, n * sizeof *values);
        reached = stats_target_reached(sorted, n, target, 0);
    }
    struct stats_interval told = stats_median_interval(sorted, n, STATS_TARGET_CONFIDENCE);
    struct stats_interval deciding = stats_median_interval(sorted, n, STATS_TARGET_DECIDING);
    cr_assert(!reached || told.high - told.low <= 2 * target * told.estimate);
    rates->told += told.low <= 1 && 1 <= told.high;
    rates->deciding += deciding.low <= 1 && 1 <= deciding.high;
    rates->trials += n;
    rates->reached += reached;
}

/* What it is better than: the same interval that is told, looked at after every trial. */
static void run_impatient(struct random_state *random, enum noise noise, double target, struct rates *rates)
{
    double values[MOST], sorted[MOST];
    unsigned n = 0;
    double width = INFINITY;
    while (width > target && n < MOST) {
        values[n++] = draw(random, noise);
        memcpy(sorted, values, n * sizeof *values);
        width = stats_half_width(sorted, n, STATS_TARGET_CONFIDENCE);
    }
    struct stats_interval told = stats_median_interval(sorted, n, STATS_TARGET_CONFIDENCE);
    rates->looked_always += told.low <= 1 && 1 <= told.high;
}

static struct rates rates_of(enum noise noise, double target)
{
    struct random_state random;
    struct rates rates = {0, 0, 0, 0, 0};
    random_seed(&random, 7 + noise);
    for (unsigned run = 0; run < RUNS; run++) {
        run_once(&random, noise, target, &rates);
        run_impatient(&random, noise, target, &rates);
    }
    rates.told /= RUNS;
    rates.deciding /= RUNS;
    rates.looked_always /= RUNS;
    rates.trials /= RUNS;
    rates.reached /= RUNS;
    cr_log_info("%-10s %.3f: told %.3f, deciding %.3f, looked always %.3f; %.0f trials, reached %.2f",
                noise_names[noise], target, rates.told, rates.deciding, rates.looked_always, rates.trials,
                rates.reached);
    return rates;
}

Test(stats_target, intervals_of_runs_that_stop_hold)
{
    static const double targets[] = {0.01, 0.02, 0.04};
    double told = 0, worst = 1;
    for (int noise = CLEAN; noise < NOISES; noise++)
        for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
            struct rates rates = rates_of((enum noise)noise, targets[i]);
            /* Three standard errors of 2000 runs are .015. */
            cr_assert(rates.told >= .935, "%s: %.3f", noise_names[noise], rates.told);
            cr_assert(rates.deciding >= .94, "%s: %.3f", noise_names[noise], rates.deciding);
            told += rates.told / 12;
            worst = rates.looked_always < worst ? rates.looked_always : worst;
        }
    cr_log_info("told, on average: %.4f; looked always, at worst: %.4f", told, worst);
    cr_assert(told >= .955 && worst < .93, "%.4f, %.4f", told, worst);
}
