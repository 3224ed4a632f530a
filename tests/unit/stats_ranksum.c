/* SPDX-License-Identifier: MIT */
/* The rank-sum test against its definition: pairs counted one by one. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#include "../../harness/stats/ranksum.h"

/* Mann and Whitney's count of pairs, less its mean; and the variance from the group sizes of equal values. */
static double by_pairs(const double *a, size_t n, const double *b, size_t m)
{
    double pairs = 0, ties = 0, all = (double)(n + m);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            pairs += a[i] > b[j] ? 1 : a[i] == b[j] ? .5 : 0;
    for (size_t i = 0; i < n + m; i++) {
        double value = i < n ? a[i] : b[i - n], equal = 0;
        for (size_t j = 0; j < n + m; j++)
            equal += (j < n ? a[j] : b[j - n]) == value;
        ties += equal * equal - 1; /* a group of k equal values comes here k times */
    }
    double variance = (double)n * (double)m / 12 * (all + 1 - ties / (all * (all - 1)));
    return variance > 0 ? (pairs - (double)n * (double)m / 2) / sqrt(variance) : 0;
}

Test(stats_ranksum, equals_its_definition_with_and_without_ties)
{
    uint64_t state = 7;
    for (int round = 0; round < 400; round++) {
        double a[24], b[24], scratch[48];
        size_t n = 1 + round % 23, m = 1 + (round * 7) % 24;
        for (size_t i = 0; i < n + m; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            double value = (double)(state >> 40) / (round % 2 ? 1.0 : 4194304.0);
            *(i < n ? a + i : b + (i - n)) = round % 2 ? value : floor(value);
        }
        double z = stats_ranksum(a, n, b, m, scratch), wanted = by_pairs(a, n, b, m);
        cr_assert(fabs(z - wanted) < 1e-9, "round %d: %.17g, not %.17g", round, z, wanted);
        cr_assert(fabs(stats_ranksum(b, m, a, n, scratch) + z) < 1e-9);
    }
}

Test(stats_ranksum, nothing_and_equals_say_nothing)
{
    const double same[] = {3, 3, 3};
    double scratch[6];
    cr_assert_eq(stats_ranksum(same, 3, same, 3, scratch), 0);
    cr_assert_eq(stats_ranksum(same, 3, same, 0, scratch), 0);
    cr_assert_eq(stats_ranksum(same, 0, same, 3, scratch), 0);
}
