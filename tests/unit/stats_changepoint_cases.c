/* SPDX-License-Identifier: MIT */
/* Single series that a change-point detector must get right, and hostile ones that it must survive. */
#include <errno.h>
#include <float.h>

#include "stats_changepoint_rig.h"

static void fill(struct rig_random *random, double *values, size_t count)
{
    rig_fill(random, RIG_NORMAL, values, count);
}

Test(stats_changepoint, a_clean_step_is_found_to_the_point)
{
    struct rig_random random = {.state = 1};
    for (size_t at = 20; at <= 180; at += 8) {
        double values[RIG_POINTS];
        size_t found[RIG_POINTS];
        fill(&random, values, RIG_POINTS);
        rig_step(values, at, RIG_POINTS, at % 16 ? 24 : -24);
        cr_assert_eq(rig_detect(values, RIG_POINTS, found), 1, "at %zu", at);
        cr_assert_eq(found[0], at);
    }
}

Test(stats_changepoint, spikes_and_short_bursts_are_no_change)
{
    struct rig_random random = {.state = 2};
    for (int round = 0; round < 20; round++) {
        double values[RIG_POINTS];
        size_t found[RIG_POINTS];
        fill(&random, values, RIG_POINTS);
        values[10 + round] += 500;
        values[90] -= 80;
        for (int i = 0; i < 3; i++)
            values[140 + round + i] += 60;
        values[RIG_POINTS - 2] += 70; /* what the newest points say is not believed at once */
        values[RIG_POINTS - 1] += 70;
        cr_assert_eq(rig_detect(values, RIG_POINTS, found), 0, "round %d", round);
    }
}

/* Points 90 to 109 lie 24 higher; besides them every `every`th point does, 0 for none. */
static size_t visit(struct rig_random *random, size_t every, size_t *found)
{
    double values[RIG_POINTS];
    fill(random, values, RIG_POINTS);
    for (size_t i = 0; i < RIG_POINTS; i++)
        if ((i >= 90 && i < 110) || (every && i % every == 0))
            values[i] += 24;
    return rig_detect(values, RIG_POINTS, found);
}

Test(stats_changepoint, a_visit_to_a_mode_of_the_noise_is_no_change)
{
    struct rig_random random = {.state = 21};
    size_t found[RIG_POINTS];
    for (int round = 0; round < 10; round++) {
        cr_assert_eq(visit(&random, 6, found), 0, "round %d", round);
        cr_assert_eq(visit(&random, 0, found), 2, "round %d", round);
        cr_assert_eq(found[0], 90);
        cr_assert_eq(found[1], 110);
    }
}

Test(stats_changepoint, a_new_level_at_the_end_is_seen_after_some_points)
{
    struct rig_random random = {.state = 3};
    double values[RIG_POINTS];
    size_t found[RIG_POINTS];
    fill(&random, values, RIG_POINTS);
    rig_step(values, 100, RIG_POINTS, 12);
    cr_assert_eq(rig_detect(values, 104, found), 0);
    cr_assert_eq(rig_detect(values, 112, found), 1);
    cr_assert_eq(found[0], 100);
}

Test(stats_changepoint, ties_and_series_without_noise)
{
    double values[60];
    size_t found[60];
    for (size_t i = 0; i < 60; i++)
        values[i] = 7;
    cr_assert_eq(rig_detect(values, 60, found), 0);
    values[30] = 900;
    cr_assert_eq(rig_detect(values, 60, found), 0);
    values[30] = 7;
    rig_step(values, 25, 60, 1);
    cr_assert_eq(rig_detect(values, 60, found), 1);
    cr_assert_eq(found[0], 25);
    for (size_t i = 0; i < 60; i++)
        values[i] = (double)(4096 * (i * 7 % 3 == 0)) + (i < 25 ? 1e6 : 1.1e6);
    cr_assert_eq(rig_detect(values, 60, found), 1);
    cr_assert_eq(found[0], 25);
}

Test(stats_changepoint, too_short_a_series_has_none)
{
    const double values[] = {1, 1, 1, 9, 9, 9, 9};
    size_t found[8];
    for (size_t count = 0; count <= 7; count++)
        cr_assert_eq(rig_detect(values, count, found), 0);
}

Test(stats_changepoint, the_unit_and_the_sign_do_not_matter)
{
    struct rig_random random = {.state = 4};
    for (int round = 0; round < 20; round++) {
        double values[RIG_POINTS], other[RIG_POINTS];
        size_t found[RIG_POINTS], again[RIG_POINTS];
        rig_fill(&random, (enum rig_noise)(round % RIG_NOISES), values, RIG_POINTS);
        rig_step(values, 60, RIG_POINTS, 5);
        size_t count = rig_detect(values, RIG_POINTS, found);
        for (size_t i = 0; i < RIG_POINTS; i++)
            other[i] = values[i] * 0x1p-70;
        cr_assert_eq(rig_detect(other, RIG_POINTS, again), count);
        cr_assert_eq(memcmp(found, again, count * sizeof *found), 0);
        cr_assert_eq(rig_detect(values, RIG_POINTS, again), count);
        cr_assert_eq(memcmp(found, again, count * sizeof *found), 0);
    }
}

/* The minimum effect is a share of the level: without it, what is added to all values does not matter. */
Test(stats_changepoint, far_from_zero_and_beside_an_absurd_value)
{
    static const double offsets[] = {0, 0x1p30, -0x1p40, 0x1p49};
    struct stats_changepoint_options options = stats_changepoint_defaults();
    struct rig_random random = {.state = 12};
    double values[RIG_POINTS], other[RIG_POINTS];
    size_t found[RIG_POINTS], count;
    fill(&random, values, RIG_POINTS);
    rig_step(values, 120, RIG_POINTS, 10);
    options.min_effect = 0;
    for (size_t o = 0; o < sizeof offsets / sizeof *offsets; o++) {
        for (size_t i = 0; i < RIG_POINTS; i++)
            other[i] = values[i] + offsets[o];
        cr_assert_eq(stats_changepoints(other, RIG_POINTS, &options, found, &count), 0);
        cr_assert(count == 1 && found[0] == 120, "offset %g: %zu", offsets[o], count);
    }
    values[40] = 1e300;
    cr_assert_eq(rig_detect(values, RIG_POINTS, found), 1);
    cr_assert_eq(found[0], 120);
}

Test(stats_changepoint, the_minimum_effect_about_zero_and_below)
{
    struct stats_changepoint_options options = stats_changepoint_defaults();
    struct rig_random random = {.state = 13};
    double values[RIG_POINTS];
    size_t found[RIG_POINTS], count;
    fill(&random, values, RIG_POINTS); /* about 100 */
    rig_step(values, 70, RIG_POINTS, 8);
    for (size_t i = 0; i < RIG_POINTS; i++)
        values[i] = -values[i];
    options.min_effect = .06;
    cr_assert(stats_changepoints(values, RIG_POINTS, &options, found, &count) == 0 && count == 1);
    options.min_effect = .1;
    cr_assert(stats_changepoints(values, RIG_POINTS, &options, found, &count) == 0 && count == 0);
    for (size_t i = 0; i < RIG_POINTS; i++)
        values[i] += 100; /* from 0 to -8: more than any share of the level before */
    cr_assert(stats_changepoints(values, RIG_POINTS, &options, found, &count) == 0 && count == 1);
}

Test(stats_changepoint, options_do_what_they_say)
{
    struct rig_random random = {.state = 8};
    double values[RIG_POINTS];
    size_t found[RIG_POINTS], count;
    fill(&random, values, RIG_POINTS);
    rig_step(values, 80, RIG_POINTS, 4);
    struct stats_changepoint_options options = stats_changepoint_defaults();
    cr_assert_eq(stats_changepoints(values, RIG_POINTS, &options, found, &count), 0);
    cr_assert_eq(count, 1);
    options.min_effect = .06;
    stats_changepoints(values, RIG_POINTS, &options, found, &count);
    cr_assert_eq(count, 0);
    options = stats_changepoint_defaults();
    options.p = 1e-40;
    stats_changepoints(values, RIG_POINTS, &options, found, &count);
    cr_assert_eq(count, 0);
    options = stats_changepoint_defaults();
    options.penalty = 60;
    stats_changepoints(values, RIG_POINTS, &options, found, &count);
    cr_assert_eq(count, 0);
}

Test(stats_changepoint, what_is_out_of_range_is_refused)
{
    const struct stats_changepoint_options wrong[] = {{.penalty = 0, .p = .1},
                                                      {.penalty = NAN, .p = .1},
                                                      {.penalty = 81, .p = .1},
                                                      {.penalty = 4, .p = 0},
                                                      {.penalty = 4, .p = 1},
                                                      {.penalty = 4, .p = NAN},
                                                      {.penalty = 4, .p = .1, .min_effect = -1},
                                                      {.penalty = 4, .p = .1, .min_effect = INFINITY}};
    const double not_values[] = {NAN, INFINITY, -INFINITY, DBL_MAX};
    const struct stats_changepoint_options options = stats_changepoint_defaults();
    double values[20] = {0};
    size_t found[20], count;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_eq(stats_changepoints(values, 20, &wrong[i], found, &count), -EINVAL, "%zu", i);
    for (size_t i = 0; i < sizeof not_values / sizeof *not_values; i++) {
        values[13] = not_values[i];
        cr_assert_eq(stats_changepoints(values, 20, &options, found, &count), -EINVAL, "%zu", i);
        cr_assert_eq(count, 0);
    }
}

/* Longer than one window of the posterior, with changes on and about the windows' limits. */
Test(stats_changepoint, long_series_are_searched_in_windows)
{
    static const size_t at[] = {300, 16000, 16384, 16900, 32768, 39000};
    enum { COUNT = 40000, STEPS = sizeof at / sizeof *at };
    struct rig_random random = {.state = 9};
    double *values = malloc(COUNT * sizeof *values);
    size_t *found = malloc(stats_changepoint_room(COUNT) * sizeof *found);
    fill(&random, values, COUNT);
    for (size_t i = 0; i < STEPS; i++)
        rig_step(values, at[i], COUNT, i % 2 ? -20 : 20);
    cr_assert_eq(rig_detect(values, COUNT, found), STEPS);
    cr_assert_eq(memcmp(found, at, sizeof at), 0);
    free(values);
    free(found);
}

static double hostile(int kind, size_t i, struct rig_random *random)
{
    switch (kind) {
    case 0:
        return i % 2 ? 1e300 : -1e300;
    case 1:
        return i % 2 ? DBL_TRUE_MIN : -DBL_TRUE_MIN;
    case 2:
        return (double)i * 1e297;
    case 3:
        return pow(10, 600 * rig_uniform(random) - 300);
    case 4:
        return i == 50 ? 1e300 : 1 + 1e-12 * rig_uniform(random);
    case 5:
        return i / 10 % 2 ? 1e9 : (double)i;
    default:
        return (double)(int)(3 * rig_uniform(random)) * DBL_MIN * (i < 40 ? 1 : 4);
    }
}

Test(stats_changepoint, hostile_series_are_survived)
{
    struct rig_random random = {.state = 10};
    for (int round = 0; round < 7 * 40; round++) {
        double values[RIG_POINTS];
        size_t found[RIG_POINTS], count = 8 + (size_t)(192 * rig_uniform(&random));
        for (size_t i = 0; i < count; i++)
            values[i] = hostile(round % 7, i, &random);
        rig_detect(values, count, found);
    }
}

Test(stats_changepoint, segments_say_what_lies_between)
{
    const double values[] = {1, 2, 3, 4, 50, 60, 70};
    const size_t found[] = {4};
    double scratch[14];
    struct stats_segment left = stats_changepoint_segment(values, 7, found, 1, 0, scratch);
    struct stats_segment right = stats_changepoint_segment(values, 7, found, 1, 1, scratch);
    struct stats_segment whole = stats_changepoint_segment(values, 7, NULL, 0, 0, scratch);
    cr_assert(left.from == 0 && left.to == 4 && left.median == 2.5 && left.mad == 1);
    cr_assert(right.from == 4 && right.to == 7 && right.median == 60 && right.mad == 10);
    cr_assert(whole.from == 0 && whole.to == 7 && whole.median == 4 && whole.mad == 3);
}
