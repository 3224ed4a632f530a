/* SPDX-License-Identifier: MIT */
/* Variance components and numbers of repetitions, against tables made by other means (tables/variance.py). */
#include <criterion/criterion.h>
#include <math.h>

#include "../../harness/stats/verdict.h"
#include "tables/variance.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void part_is(const struct stats_part *part, const struct stats_part *expected, size_t row,
                    const char *which)
{
    cr_assert_eq(part->state, expected->state, "row %zu, %s: state %d", row, which, (int)part->state);
    cr_assert(fabs(part->variance - expected->variance) <= 1e-9 * (1 + expected->variance),
              "row %zu, %s: %.17g, not %.17g", row, which, part->variance, expected->variance);
}

Test(stats_variance, components_as_computed_from_the_samples)
{
    for (size_t i = 0; i < COUNT(nested_rows); i++) {
        const struct stats_components *expected = &nested_rows[i].is;
        struct stats_components is = stats_components(nested_rows[i].groups, nested_rows[i].count);
        part_is(&is.within, &expected->within, i, "within");
        part_is(&is.trials, &expected->trials, i, "trials");
        part_is(&is.sessions, &expected->sessions, i, "sessions");
        cr_assert_float_eq(is.mean, expected->mean, 1e-9, "row %zu", i);
        cr_assert_eq(is.samples, expected->samples);
        cr_assert_eq(is.trial_count, expected->trial_count);
        cr_assert_eq(is.session_count, expected->session_count);
    }
}

Test(stats_variance, what_says_nothing_is_passed_over)
{
    const struct nested_row *row = &nested_rows[1];
    struct stats_group more[16] = {{NAN, 1, 5, 3}, {1, NAN, 2, 3}, {1e6, 1, 0, 99}};
    for (size_t i = 0; i < row->count; i++)
        more[i + 3] = row->groups[i];
    struct stats_components is = stats_components(more, row->count + 3);
    cr_assert_eq(is.session_count, row->is.session_count);
    part_is(&is.sessions, &row->is.sessions, 1, "sessions");
    is = stats_components(more, 3);
    cr_assert(isnan(is.mean) && is.trial_count == 0);
    cr_assert_eq(is.within.state, STATS_PART_UNKNOWN);
    cr_assert_eq(is.trials.state, STATS_PART_UNKNOWN);
    cr_assert_eq(is.sessions.state, STATS_PART_UNKNOWN);
}

Test(stats_variance, moments_of_samples)
{
    const double values[] = {1e9 + 1, NAN, 1e9 + 2, 1e9 + 6, INFINITY};
    struct stats_group is = stats_group_of(values, COUNT(values), 4, 0);
    cr_assert(is.count == 3 && is.session == 4);
    cr_assert_float_eq(is.mean, 1e9 + 3, 1e-6);
    cr_assert_float_eq(is.variance, 7, 1e-6);
    const double factors[] = {1, 0, 2.718281828459045, -3};
    is = stats_group_of(factors, COUNT(factors), 0, 1);
    cr_assert_eq(is.count, 2);
    cr_assert_float_eq(is.mean, .5, 1e-12);
    cr_assert_float_eq(is.variance, .5, 1e-12);
    cr_assert_eq(stats_group_of(values, 0, 0, 0).count, 0);
}

/* On logarithms the unit does not matter. */
Test(stats_variance, relative_components_have_no_unit)
{
    double ns[4][3] = {{10, 11, 12}, {14, 13, 15}, {9, 11, 10}, {12, 12, 13}};
    struct stats_group in_ns[4], in_us[4];
    for (uint32_t i = 0; i < 4; i++) {
        in_ns[i] = stats_group_of(ns[i], 3, i / 2, 1);
        for (size_t k = 0; k < 3; k++)
            ns[i][k] /= 1000;
        in_us[i] = stats_group_of(ns[i], 3, i / 2, 1);
    }
    struct stats_components one = stats_components(in_ns, 4), other = stats_components(in_us, 4);
    cr_assert_float_eq(one.within.variance, other.within.variance, 1e-12);
    cr_assert_float_eq(one.trials.variance, other.trials.variance, 1e-12);
    cr_assert(one.within.variance > 0 && one.trials.variance > 0);
}

Test(stats_variance, best_number_of_repetitions)
{
    for (size_t i = 0; i < COUNT(repetition_rows); i++) {
        const struct repetition_row *row = &repetition_rows[i];
        double is = stats_repetitions(row->lower, row->upper, row->lower_cost, row->upper_cost);
        cr_assert_eq(is, row->repetitions, "row %zu: %g, not %g", i, is, row->repetitions);
    }
    cr_assert(isinf(stats_repetitions(1, 0, 1, 1)));
    cr_assert_eq(stats_repetitions(0, 1, 1, 1), 1);
    cr_assert_eq(stats_repetitions(0, 0, 1, 1), 1);
}

/* METHOD 6's example: 2 % noise of a trial and a shift of 3 %. */
Test(stats_variance, trials_from_components)
{
    struct stats_components components = {.within = {4e-4, STATS_PART_ESTIMATED},
                                          .trials = {3e-4, STATS_PART_ESTIMATED}};
    double deviation = sqrt(stats_trial_variance(&components, 4));
    cr_assert_float_eq(deviation, .02, 1e-12);
    cr_assert_eq(stats_trials_needed(deviation, .03, .05, .8), 7);
    cr_assert_float_eq(stats_trials_needed(deviation, stats_detectable(deviation, 12, .01, .8), .01, .8), 12,
                       1);
}
