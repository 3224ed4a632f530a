/* SPDX-License-Identifier: MIT */
/* Aligned ranks against tables made by going through every arrangement (tables/compare.py). */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "../../harness/stats/aligned.h"
#include "../../harness/stats/sequential.h"
#include "../../harness/stats/verdict.h"
#include "tables/compare.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static double *scratch_for(size_t count)
{
    double *scratch = malloc(stats_aligned_scratch(count) * sizeof *scratch);
    cr_assert_not_null(scratch);
    return scratch;
}

static int same(double a, double b, double within)
{
    return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= within;
}

Test(stats_aligned, z_is_that_of_all_arrangements)
{
    for (size_t i = 0; i < COUNT(aligned_rows); i++) {
        const struct aligned_row *row = &aligned_rows[i];
        double *scratch = scratch_for(row->count);
        const double shifts[] = {0, .25, -1}, wanted[] = {row->z, row->z_quarter, row->z_minus};
        for (size_t s = 0; s < 3; s++) {
            double z = stats_aligned_z(row->trials, row->count, shifts[s], scratch);
            cr_assert(same(z, wanted[s], 1e-9), "layout %zu, shift %g: %.12g, not %.12g", i, shifts[s], z,
                      wanted[s]);
        }
        free(scratch);
    }
}

Test(stats_aligned, effect_and_interval)
{
    for (size_t i = 0; i < COUNT(aligned_rows); i++) {
        const struct aligned_row *row = &aligned_rows[i];
        double *scratch = scratch_for(row->count);
        struct stats_interval got = stats_aligned_interval(row->trials, row->count, 1.96, scratch);
        cr_assert_eq(got.count, row->blocks, "layout %zu: %zu blocks", i, got.count);
        cr_assert(same(got.estimate, row->effect, 1e-12), "layout %zu: %.12g", i, got.estimate);
        cr_assert(same(stats_block_effect(row->trials, row->count, scratch), row->effect, 1e-12));
        cr_assert(same(got.low, row->low, 1.1 / 512) && same(got.high, row->high, 1.1 / 512),
                  "layout %zu: [%g, %g], not [%g, %g]", i, got.low, got.high, row->low, row->high);
        cr_assert_eq(got.kind, isinf(row->low) ? STATS_RANGE : STATS_INTERVAL);
        double deviation = stats_trial_deviation(row->trials, row->count, scratch);
        cr_assert(same(deviation, row->deviation, 1e-12), "layout %zu: deviation %.12g", i, deviation);
        free(scratch);
    }
}

Test(stats_aligned, nothing_of_nothing)
{
    const struct stats_trial alone[] = {{0, 0, 1.0}, {1, 1, 2.0}};
    double scratch[16];
    struct stats_interval got = stats_aligned_interval(alone, 2, 1.96, scratch);
    cr_assert_eq(got.kind, STATS_NONE);
    cr_assert(isnan(got.estimate) && isnan(got.low));
    cr_assert_eq(got.count, 0);
    cr_assert_eq(stats_aligned_z(alone, 2, 0, scratch), 0);
    cr_assert_eq(stats_aligned_z(NULL, 0, 0, scratch), 0);
}

Test(stats_aligned, an_arm_swapped_turns_everything_round)
{
    const struct aligned_row *row = &aligned_rows[0];
    struct stats_trial swapped[64];
    double *scratch = scratch_for(row->count);
    for (size_t i = 0; i < row->count; i++) {
        swapped[i] = row->trials[i];
        swapped[i].arm = 1 - swapped[i].arm;
    }
    struct stats_interval one = stats_aligned_interval(row->trials, row->count, 1.96, scratch);
    struct stats_interval two = stats_aligned_interval(swapped, row->count, 1.96, scratch);
    cr_assert(same(one.estimate, -two.estimate, 1e-12) && same(one.low, -two.high, 1e-9) &&
              same(one.high, -two.low, 1e-9));
    free(scratch);
}

/* ---- looks ---- */

Test(stats_sequential, crossing_probabilities)
{
    for (size_t i = 0; i < COUNT(crossing_rows); i++) {
        const struct crossing_row *row = &crossing_rows[i];
        double got = stats_crossing(&row->looks, row->bound);
        cr_assert(same(got, row->crossing, 2e-5 + 1e-3 * row->crossing),
                  "%zu looks, bound %g: %.8g, not %.8g", row->looks.count, row->bound, got, row->crossing);
    }
}

/* Jennison and Turnbull, Group Sequential Methods (2000), table 2.3. */
Test(stats_sequential, published_bounds)
{
    static const double published[3][6] = {{.05, 1.960, 1.977, 2.004, 2.024, 2.040},
                                           {.01, 2.576, 2.580, 2.595, 2.609, 2.621},
                                           {.10, 1.645, 1.678, 1.710, 1.733, 1.751}};
    for (size_t row = 0; row < 3; row++)
        for (size_t count = 1; count <= 5; count++) {
            struct stats_looks looks = {.count = count};
            for (size_t k = 0; k < count; k++)
                looks.share[k] = (double)(k + 1) / (double)count;
            double bound = stats_sequential_bound(&looks, published[row][0]);
            cr_assert(fabs(bound - published[row][count]) < 6e-4, "K %zu at %g: %.5f, not %.3f", count,
                      published[row][0], bound, published[row][count]);
            cr_assert(fabs(stats_critical(&looks, 0, published[row][0]) - bound * sqrt((double)count)) <
                      1e-6);
        }
}

Test(stats_sequential, p_of_a_look_is_the_level_that_just_rejects)
{
    const struct stats_looks looks = {3, {.25, .5, 1}};
    for (size_t k = 0; k < 3; k++)
        for (double level = .2; level > 1e-6; level /= 7) {
            double p = stats_repeated_p(&looks, k, -stats_critical(&looks, k, level));
            cr_assert(fabs(p / level - 1) < 1e-4, "look %zu: %g, not %g", k, p, level);
        }
    cr_assert_eq(stats_repeated_p(&looks, 2, 0), 1);
}

Test(stats_sequential, normal_bounds)
{
    for (size_t i = 0; i < COUNT(bound_rows); i++) {
        cr_assert(same(stats_normal_bound(bound_rows[i].level), bound_rows[i].bound, 1e-7));
        cr_assert(fabs(stats_two_sided(-bound_rows[i].bound) / bound_rows[i].level - 1) < 1e-6);
    }
}

/* ---- verdicts ---- */

Test(stats_verdict, holm_as_it_is_defined)
{
    for (size_t i = 0; i < COUNT(holm_rows); i++) {
        const struct holm_row *row = &holm_rows[i];
        double tested[8], adjusted[8];
        size_t order[8], rejected = stats_holm(row->p, row->count, .05, tested, order);
        cr_assert_eq(rejected, (size_t)__builtin_popcount(row->rejected));
        stats_holm_adjusted(row->p, row->count, adjusted, order);
        for (size_t k = 0; k < row->count; k++) {
            cr_assert_eq(row->p[k] <= tested[k], (int)(row->rejected >> k & 1u), "row %zu, test %zu", i, k);
            cr_assert(same(adjusted[k], row->adjusted[k], 1e-9), "row %zu, test %zu: %g, not %g", i, k,
                      adjusted[k], row->adjusted[k]);
        }
    }
}

Test(stats_verdict, interval_against_threshold)
{
    const enum stats_direction lower = STATS_LOWER_BETTER, higher = STATS_HIGHER_BETTER;
    cr_assert_eq(stats_verdict(.011, .03, .01, lower), STATS_REGRESSED);
    cr_assert_eq(stats_verdict(.011, .03, .01, higher), STATS_IMPROVED);
    cr_assert_eq(stats_verdict(-.03, -.011, .01, lower), STATS_IMPROVED);
    cr_assert_eq(stats_verdict(-.03, -.011, .01, higher), STATS_REGRESSED);
    cr_assert_eq(stats_verdict(.010, .03, .01, lower), STATS_INCONCLUSIVE);
    cr_assert_eq(stats_verdict(.001, .03, .01, lower), STATS_INCONCLUSIVE);
    cr_assert_eq(stats_verdict(-.01, .01, .01, lower), STATS_EQUIVALENT);
    cr_assert_eq(stats_verdict(.002, .004, .01, lower), STATS_EQUIVALENT);
    cr_assert_eq(stats_verdict(-.02, .001, .01, lower), STATS_INCONCLUSIVE);
    cr_assert_eq(stats_verdict(-INFINITY, INFINITY, .01, lower), STATS_INCONCLUSIVE);
    cr_assert_eq(stats_verdict(NAN, NAN, .01, lower), STATS_INCONCLUSIVE);
    cr_assert_eq(stats_verdict(0, 0, 0, lower), STATS_EQUIVALENT);
    cr_assert_eq(stats_verdict(1e-9, 1, 0, lower), STATS_REGRESSED);
}

Test(stats_verdict, how_many_trials)
{
    for (size_t i = 0; i < COUNT(power_rows); i++) {
        const struct power_row *row = &power_rows[i];
        cr_assert_eq(stats_trials_needed(row->deviation, row->difference, row->level, row->power),
                     row->needed);
        double seen = stats_detectable(row->deviation, row->exactly, row->level, row->power);
        cr_assert(same(seen, row->difference, 1e-6), "row %zu: %.9g, not %.9g", i, seen, row->difference);
    }
}
