/* SPDX-License-Identifier: MIT */
/* Budgets shared out by variance and cost: known answers, and against trying all that is possible. */
#include <criterion/criterion.h>
#include <math.h>

#include "../../harness/core/schedule.h"
#include "../../harness/stats/allocation.h"

static struct stats_share share(double variance, double cost, uint32_t least, uint32_t most)
{
    return (struct stats_share){variance, cost, least, most, 0};
}

Test(stats_allocation, known_answers)
{
    /* Neyman's proportions, equal costs: deviations 1 : 2 : 3 of 60 repetitions. */
    struct stats_share three[] = {share(1, 1, 1, 1000), share(4, 1, 1, 1000), share(9, 1, 1, 1000)};
    cr_assert_float_eq(stats_allocate(three, 3, 60), 60, 1e-9);
    cr_assert(three[0].count == 10 && three[1].count == 20 && three[2].count == 30);
    /* With costs: 1 / sqrt(4) against 1 / sqrt(1), 2 x 4 + 4 x 1 = 12. */
    struct stats_share two[] = {share(1, 4, 1, 1000), share(1, 1, 1, 1000)};
    cr_assert_float_eq(stats_allocate(two, 2, 12), 12, 1e-9);
    cr_assert(two[0].count == 2 && two[1].count == 4);
    /* The least first, the rest to the noisy one, up to its most. */
    struct stats_share bounded[] = {share(1e-6, 1, 6, 1000), share(1, 1, 6, 1000), share(1e9, 1, 6, 40)};
    cr_assert_float_eq(stats_allocate(bounded, 3, 100), 100, 1e-9);
    cr_assert(bounded[0].count == 6 && bounded[1].count == 54 && bounded[2].count == 40);
    /* Without variance nobody needs more than the least. */
    struct stats_share still[] = {share(0, 1, 6, 1000), share(0, 2, 6, 1000)};
    cr_assert_float_eq(stats_allocate(still, 2, 1000), 18, 1e-9);
    /* Where all have their most, the rest stays. */
    struct stats_share rich[] = {share(1, 1, 6, 10), share(2, 1, 6, 10)};
    cr_assert_float_eq(stats_allocate(rich, 2, 1000), 20, 1e-9);
}

Test(stats_allocation, too_little_for_the_least)
{
    struct stats_share shares[] = {share(100, 1, 6, 1000), share(1, 2, 6, 1000), share(1, 1, 2, 1000)};
    cr_assert_float_eq(stats_allocate(shares, 3, 15), 14, 1e-9);
    cr_assert(shares[0].count == 4 && shares[1].count == 4 && shares[2].count == 2, "%u %u %u",
              shares[0].count, shares[1].count, shares[2].count);
    cr_assert_float_eq(stats_allocate(shares, 3, 0), 4, 1e-9);
    cr_assert(shares[0].count == 1 && shares[1].count == 1 && shares[2].count == 1, "one each in any case");
    cr_assert_float_eq(stats_allocate(shares, 0, 10), 0, 0);
}

static double objective(const struct stats_share *shares)
{
    double sum = 0;
    for (int i = 0; i < 3; i++)
        sum += shares[i].variance / shares[i].count;
    return sum;
}

/* The least sum of variances that any whole numbers reach. */
static double best_of_all(const struct stats_share *shares, double budget)
{
    struct stats_share tried[3] = {shares[0], shares[1], shares[2]};
    double best = INFINITY;
    for (tried[0].count = shares[0].least; tried[0].count <= shares[0].most; tried[0].count++)
        for (tried[1].count = shares[1].least; tried[1].count <= shares[1].most; tried[1].count++)
            for (tried[2].count = shares[2].least; tried[2].count <= shares[2].most; tried[2].count++) {
                double cost = 0;
                for (int i = 0; i < 3; i++)
                    cost += tried[i].cost * tried[i].count;
                if (cost <= budget && objective(tried) < best)
                    best = objective(tried);
            }
    return best;
}

Test(stats_allocation, nearly_as_good_as_trying_all)
{
    struct random_state random;
    random_seed(&random, 11);
    for (int run = 0; run < 60; run++) {
        struct stats_share shares[3];
        double least_cost = 0;
        for (int i = 0; i < 3; i++) {
            shares[i] = share(0.01 + (double)random_below(&random, 1000) / 100,
                              0.5 + (double)random_below(&random, 50) / 10, 2, 40);
            least_cost += 2 * shares[i].cost;
        }
        double budget = least_cost * (1.2 + (double)random_below(&random, 80) / 10);
        double cost = stats_allocate(shares, 3, budget), best = best_of_all(shares, budget);
        cr_assert(cost <= budget + 1e-9);
        cr_assert(objective(shares) <= best * 1.06, "%g against %g", objective(shares), best);
    }
}

Test(stats_allocation, few_degrees_of_freedom_lean_on_the_prior)
{
    cr_assert_float_eq(stats_shrunk(9, 2, 3, 4), 5, 1e-12);
    cr_assert_float_eq(stats_shrunk(9, 1e9, 3, 4), 9, 1e-6);
    cr_assert_float_eq(stats_shrunk(NAN, 5, 3, 4), 3, 0);
    cr_assert_float_eq(stats_shrunk(9, 0, 3, 4), 3, 0);
}
