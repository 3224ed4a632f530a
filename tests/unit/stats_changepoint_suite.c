/* SPDX-License-Identifier: MIT */
/* How often the change-point detector is right, over many made-up series. The floors lie below what it
 * reaches (docs/detect.md) and above what other detectors reach on such series. */
#include "stats_changepoint_rig.h"

#define SERIES 40

struct score {
    size_t hit, reported, truth;
};

static size_t take_nearest(const size_t *found, size_t count, char *used, size_t truth)
{
    size_t best = count;
    for (size_t i = 0; i < count; i++) {
        size_t away = found[i] > truth ? found[i] - truth : truth - found[i];
        size_t least = best == count ? 6 : found[best] > truth ? found[best] - truth : truth - found[best];
        if (!used[i] && away < least)
            best = i;
    }
    if (best < count)
        used[best] = 1;
    return best < count;
}

/* Two steps of `sigmas`, the second up or down. */
static void score_steps(struct rig_random *random, enum rig_noise noise, double sigmas, struct score *score)
{
    for (int s = 0; s < SERIES; s++) {
        double values[RIG_POINTS];
        size_t found[RIG_POINTS], truth[2];
        char used[RIG_POINTS] = {0};
        truth[0] = 25 + (size_t)(60 * rig_uniform(random));
        truth[1] = truth[0] + 35 + (size_t)(50 * rig_uniform(random));
        rig_fill(random, noise, values, RIG_POINTS);
        rig_step(values, truth[0], RIG_POINTS, 2 * sigmas);
        rig_step(values, truth[1], RIG_POINTS, s % 2 ? 2 * sigmas : -2 * sigmas);
        size_t count = rig_detect(values, RIG_POINTS, found);
        score->reported += count;
        score->truth += 2;
        for (int t = 0; t < 2; t++)
            score->hit += take_nearest(found, count, used, truth[t]);
    }
}

static double f1(const struct score *score)
{
    return 2.0 * (double)score->hit / (double)(score->reported + score->truth);
}

Test(stats_changepoint_suite, steps_are_found_where_they_are)
{
    static const double sizes[] = {1, 1.5, 2, 3};
    static const double floors[RIG_NOISES] = {.87, .67, .85, .97, .97};
    struct rig_random random = {.state = 20240229};
    struct score all = {0};
    for (int noise = 0; noise < RIG_NOISES; noise++) {
        struct score score = {0};
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            score_steps(&random, (enum rig_noise)noise, sizes[i], &score);
        cr_expect_geq(f1(&score), floors[noise], "noise %d: F1 %.3f", noise, f1(&score));
        all.hit += score.hit;
        all.reported += score.reported;
        all.truth += score.truth;
    }
    cr_assert_geq(f1(&all), .88, "F1 %.3f", f1(&all));
}

Test(stats_changepoint_suite, noise_alone_is_no_change)
{
    struct rig_random random = {.state = 5};
    size_t reported = 0, points = 0;
    for (int s = 0; s < 2 * SERIES * RIG_NOISES; s++) {
        double values[RIG_POINTS];
        size_t found[RIG_POINTS];
        rig_fill(&random, (enum rig_noise)(s % RIG_NOISES), values, RIG_POINTS);
        reported += rig_detect(values, RIG_POINTS, found);
        points += RIG_POINTS;
    }
    cr_assert_leq(1000.0 * (double)reported / (double)points, .2, "%zu in %zu points", reported, points);
}

/* Strong autocorrelation looks like change to whoever takes points for independent. */
Test(stats_changepoint_suite, nor_is_autocorrelation)
{
    struct rig_random random = {.state = 6};
    size_t reported = 0, points = 0;
    for (int s = 0; s < SERIES; s++) {
        double values[2 * RIG_POINTS], level = 0;
        size_t found[2 * RIG_POINTS];
        for (size_t i = 0; i < 2 * RIG_POINTS; i++) {
            level = .7 * level + rig_normal(&random);
            values[i] = 100 + 2 * level;
        }
        reported += rig_detect(values, 2 * RIG_POINTS, found);
        points += 2 * RIG_POINTS;
    }
    cr_assert_leq(1000.0 * (double)reported / (double)points, .9, "%zu in %zu points", reported, points);
}

/* A machine's speed wanders: a level that may only stay or jump would take that for changes. A step in it is
 * one all the same. */
Test(stats_changepoint_suite, nor_is_a_wandering_level)
{
    struct rig_random random = {.state = 7};
    size_t reported = 0, points = 0, hit = 0, steps = 0;
    for (int s = 0; s < 4 * SERIES; s++) {
        double values[RIG_POINTS], level = 0;
        size_t found[RIG_POINTS];
        for (size_t i = 0; i < RIG_POINTS; i++) {
            level += .3 * rig_normal(&random);
            values[i] = 100 + 2 * (level + rig_normal(&random));
        }
        reported += rig_detect(values, RIG_POINTS, found);
        points += RIG_POINTS;
        if (s % 2) {
            rig_step(values, 110, RIG_POINTS, 12);
            size_t count = rig_detect(values, RIG_POINTS, found);
            char used[RIG_POINTS] = {0};
            hit += take_nearest(found, count, used, 110);
            steps++;
        }
    }
    cr_expect_leq(1000.0 * (double)reported / (double)points, 7.5, "%zu in %zu points", reported, points);
    cr_expect_geq((double)hit, .85 * (double)steps, "%zu of %zu", hit, steps);
}

Test(stats_changepoint_suite, nor_is_a_slope)
{
    struct rig_random random = {.state = 11};
    size_t reported = 0, points = 0;
    for (int s = 0; s < 2 * SERIES; s++) {
        double values[RIG_POINTS];
        size_t found[RIG_POINTS];
        rig_fill(&random, RIG_NORMAL, values, RIG_POINTS);
        for (size_t i = 0; i < RIG_POINTS; i++)
            values[i] += (s % 2 ? .1 : -.1) * (double)i;
        reported += rig_detect(values, RIG_POINTS, found);
        points += RIG_POINTS;
    }
    cr_assert_leq(1000.0 * (double)reported / (double)points, 1.5, "%zu in %zu points", reported, points);
}
