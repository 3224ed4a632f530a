/* SPDX-License-Identifier: MIT */
/* What the statistics of two arms are worth on noise like a machine's: false alarms and power, with a fixed
 * seed, against the figures that docs/method.md promises. Welch's test stands beside them, as what they are
 * better than. */
#include <criterion/criterion.h>
#include <math.h>

#include "../../harness/core/schedule.h"
#include "../../harness/stats/aligned.h"
#include "../../harness/stats/sequential.h"

#define RUNS    2000u
#define TRIALS  40u /* of both arms together: 10 blocks of four */
#define MOST    64u
#define NOISE   0.02
#define SHIFT   0.03
#define SCRATCH (2 * MOST + MOST * MOST / 2 + 1)

enum noise { CLEAN, SPIKES, DRIFT_AND_SPIKES };

static double uniform(struct random_state *random)
{
    return ((double)(random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

static double gauss(struct random_state *random)
{
    return sqrt(-2 * log(uniform(random))) * cos(2 * 3.14159265358979323846 * uniform(random));
}

/* `count` trials in ABBA or BAAB, arm 1 shifted. Spikes: one trial in ten takes
 * longer, by 20 % on average (exponential); drift: a random walk of 1 % a trial. */
static void make(struct random_state *random, struct stats_trial *trials, size_t count, enum noise noise,
                 double shift)
{
    double level = 0;
    uint32_t turned = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % 4 == 0)
            turned = (uint32_t)random_below(random, 2);
        trials[i].block = (uint32_t)(i / 4);
        trials[i].arm = (i % 4 == 1 || i % 4 == 2) ^ turned;
        trials[i].value = level + NOISE * gauss(random) + (trials[i].arm ? shift : 0);
        if (noise != CLEAN && random_below(random, 10) == 0)
            trials[i].value += log(1 - 0.2 * log(uniform(random)));
        if (noise == DRIFT_AND_SPIKES)
            level += 0.01 * gauss(random);
    }
}

/* Welch's t, two-sided at 5 %; the t quantile by Cornish and Fisher's expansion. */
static int welch_rejects(const struct stats_trial *trials, size_t count)
{
    double n[2] = {0}, sum[2] = {0}, squares[2] = {0};
    for (size_t i = 0; i < count; i++) {
        n[trials[i].arm]++;
        sum[trials[i].arm] += trials[i].value;
    }
    for (size_t i = 0; i < count; i++) {
        double off = trials[i].value - sum[trials[i].arm] / n[trials[i].arm];
        squares[trials[i].arm] += off * off;
    }
    double a = squares[0] / (n[0] - 1) / n[0], b = squares[1] / (n[1] - 1) / n[1];
    double freedom = (a + b) * (a + b) / (a * a / (n[0] - 1) + b * b / (n[1] - 1)), z = 1.959964;
    double t = z + (z * z * z + z) / (4 * freedom) +
               (5 * pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * freedom * freedom);
    return fabs(sum[1] / n[1] - sum[0] / n[0]) / sqrt(a + b) > t;
}

struct rates {
    double aligned, welch, covered;
};

static struct rates rates_of(enum noise noise, double shift, uint64_t seed)
{
    static double scratch[SCRATCH];
    struct stats_trial trials[TRIALS];
    struct random_state random;
    struct rates out = {0, 0, 0};
    random_seed(&random, seed);
    for (unsigned run = 0; run < RUNS; run++) {
        make(&random, trials, TRIALS, noise, shift);
        out.aligned += fabs(stats_aligned_z(trials, TRIALS, 0, scratch)) > 1.959964;
        out.welch += welch_rejects(trials, TRIALS);
        struct stats_interval interval = stats_aligned_interval(trials, TRIALS, 1.959964, scratch);
        cr_assert(interval.low <= interval.estimate && interval.estimate <= interval.high);
        out.covered += interval.low <= shift && shift <= interval.high;
    }
    out.aligned /= RUNS;
    out.welch /= RUNS;
    out.covered /= RUNS;
    return out;
}

static void between(const char *what, double value, double low, double high)
{
    cr_log_info("%s: %.3f", what, value);
    cr_assert(value >= low && value <= high, "%s: %.3f, not within %.3f .. %.3f", what, value, low, high);
}

Test(stats_simulation, false_alarms)
{
    between("clean", rates_of(CLEAN, 0, 1).aligned, .035, .065);
    between("spikes", rates_of(SPIKES, 0, 2).aligned, .035, .065);
    between("drift and spikes", rates_of(DRIFT_AND_SPIKES, 0, 3).aligned, .02, .06);
}

Test(stats_simulation, power)
{
    struct rates clean = rates_of(CLEAN, SHIFT, 4), spikes = rates_of(SPIKES, SHIFT, 5),
                 drift = rates_of(DRIFT_AND_SPIKES, SHIFT, 6);
    between("clean", clean.aligned, .97, 1);
    between("spikes", spikes.aligned, .86, 1);
    between("drift and spikes", drift.aligned, .80, 1);
    between("spikes, Welch", spikes.welch, 0, .6);
    between("drift and spikes, Welch", drift.welch, 0, .5);
    between("clean, Welch", clean.welch, .97, 1);
    between("clean, covered", clean.covered, .93, .97);
    between("spikes, covered", spikes.covered, .93, .97);
    between("drift and spikes, covered", drift.covered, .93, .985);
}

/* Looks after 8, 16 and 32 trials a side, overall 5 %: METHOD's .035 to .054; and the interval of whichever
 * look one stops at covers at least as often as it says. */
Test(stats_simulation, looks)
{
    static double scratch[SCRATCH];
    const struct stats_looks looks = {3, {.25, .5, 1}};
    double critical[3], alarms = 0, seen = 0, early = 0, covered = 0;
    struct stats_trial trials[MOST];
    struct random_state random;
    random_seed(&random, 7);
    for (size_t k = 0; k < 3; k++)
        critical[k] = stats_critical(&looks, k, .05);
    for (unsigned run = 0; run < 2 * RUNS; run++) {
        double shift = run % 2 ? SHIFT : 0;
        size_t k = 0;
        make(&random, trials, MOST, SPIKES, shift);
        while (k < 2 && fabs(stats_aligned_z(trials, 16u << k, 0, scratch)) < critical[k])
            k++;
        int rejected = fabs(stats_aligned_z(trials, 16u << k, 0, scratch)) >= critical[k];
        struct stats_interval interval = stats_aligned_interval(trials, 16u << k, critical[k], scratch);
        covered += interval.low <= shift && shift <= interval.high;
        *(run % 2 ? &seen : &alarms) += rejected;
        early += run % 2 && k < 2;
    }
    between("false alarms over all looks", alarms / RUNS, .033, .058);
    between("power", seen / RUNS, .95, 1);
    between("stopped early with a shift", early / RUNS, .35, 1);
    between("covered", covered / (2 * RUNS), .94, .985);
}
