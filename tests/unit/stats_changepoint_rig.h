/* SPDX-License-Identifier: MIT */
/* Made-up series for the change-point detector: five kinds of noise from a fixed seed, with steps put in. */
#ifndef TVP_STATS_CHANGEPOINT_RIG_H
#define TVP_STATS_CHANGEPOINT_RIG_H

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/stats/changepoint.h"

#define RIG_POINTS 200

enum rig_noise { RIG_NORMAL, RIG_AUTOREGRESSIVE, RIG_OUTLIERS, RIG_SKEW, RIG_BIMODAL, RIG_NOISES };

struct rig_random {
    uint64_t state;
};

static inline double rig_uniform(struct rig_random *random)
{
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(random->state >> 11) + .5) / 9007199254740992.0;
}

static inline double rig_normal(struct rig_random *random)
{
    double radius = sqrt(-2 * log(rig_uniform(random)));
    return radius * cos(6.283185307179586 * rig_uniform(random));
}

/* About 100, with a standard deviation of 2 or a little less where the tail is left out. */
static inline void rig_fill(struct rig_random *random, enum rig_noise noise, double *values, size_t count)
{
    double last = rig_normal(random);
    for (size_t i = 0; i < count; i++) {
        last = .5 * last + sqrt(.75) * rig_normal(random);
        double plain = rig_normal(random), chance = rig_uniform(random), size = rig_uniform(random);
        const double kinds[RIG_NOISES] = {
            [RIG_NORMAL] = 2 * plain,
            [RIG_AUTOREGRESSIVE] = 2 * last,
            [RIG_OUTLIERS] = 2 * plain + (chance < .05 ? 5 + 65 * size : 0),
            [RIG_SKEW] = -2 * log(size) - 2,
            [RIG_BIMODAL] = .6 * plain + (chance < .3 ? 4 : 0),
        };
        values[i] = 100 + kinds[noise];
    }
}

static inline void rig_step(double *values, size_t from, size_t count, double by)
{
    for (size_t i = from; i < count; i++)
        values[i] += by;
}

/* Runs the detector with its defaults; the changes into found (room for RIG_POINTS). */
static inline size_t rig_detect(const double *values, size_t count, size_t *found)
{
    struct stats_changepoint_options options = stats_changepoint_defaults();
    size_t found_count = 99;
    cr_assert_eq(stats_changepoints(values, count, &options, found, &found_count), 0);
    for (size_t i = 0; i < found_count; i++) {
        cr_assert_geq(found[i], (i == 0 ? 0 : found[i - 1]) + STATS_CHANGEPOINT_EDGE);
        cr_assert_leq(found[i] + STATS_CHANGEPOINT_EDGE, count);
    }
    return found_count;
}

#endif
