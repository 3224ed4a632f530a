/* SPDX-License-Identifier: MIT */
/* The rank-sum test, by merging the two sorted samples. */
#include "ranksum.h"

#include <math.h>
#include <string.h>

#include "quantile.h"

/* How many of the values from *at on equal `value`; moves *at behind them. */
static size_t take_equal(const double *sorted, size_t count, size_t *at, double value)
{
    size_t start = *at;
    while (*at < count && sorted[*at] <= value)
        (*at)++;
    return *at - start;
}

double stats_ranksum(const double *first, size_t first_count, const double *second, size_t second_count,
                     double *scratch)
{
    double *a = scratch, *b = scratch + first_count;
    double n = (double)first_count, m = (double)second_count, all = n + m;
    double sum = 0, ties = 0;
    size_t i = 0, j = 0;
    if (first_count == 0 || second_count == 0)
        return 0;
    memcpy(a, first, first_count * sizeof *a);
    memcpy(b, second, second_count * sizeof *b);
    stats_sort(a, first_count);
    stats_sort(b, second_count);
    while (i < first_count || j < second_count) {
        double before = (double)(i + j);
        double value = j == second_count || (i < first_count && a[i] <= b[j]) ? a[i] : b[j];
        double of_a = (double)take_equal(a, first_count, &i, value);
        double equal = of_a + (double)take_equal(b, second_count, &j, value);
        sum += of_a * (before + (equal + 1) / 2);
        ties += equal * (equal * equal - 1);
    }
    double variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));
    return variance > 0 ? (sum - n * (all + 1) / 2) / sqrt(variance) : 0;
}
