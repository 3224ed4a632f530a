/* SPDX-License-Identifier: MIT */
/* Order statistics of one sample. */
#include "quantile.h"

#include <math.h>
#include <stdlib.h>

size_t stats_keep_finite(double *values, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i]))
            values[kept++] = values[i];
    return kept;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void stats_sort(double *values, size_t count)
{
    if (count > 1)
        qsort(values, count, sizeof *values, ascending);
}

double stats_quantile(const double *sorted, size_t count, double fraction)
{
    if (count == 0 || isnan(fraction))
        return NAN;
    if (fraction <= 0)
        return sorted[0];
    if (fraction >= 1)
        return sorted[count - 1];
    double position = (double)(count - 1) * fraction;
    size_t below = (size_t)position;
    if (below + 1 >= count)
        return sorted[count - 1];
    double share = position - (double)below;
    return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

double stats_median(const double *sorted, size_t count)
{
    return stats_quantile(sorted, count, 0.5);
}

double stats_mad(const double *sorted, size_t count, double *scratch)
{
    double middle = stats_median(sorted, count);
    for (size_t i = 0; i < count; i++)
        scratch[i] = fabs(sorted[i] - middle);
    stats_sort(scratch, count);
    return stats_median(scratch, count);
}

double stats_quantile_weighted(const double *sorted, const double *weights, size_t count, double fraction)
{
    double total = 0, sum = 0;
    for (size_t i = 0; i < count; i++)
        total += weights[i];
    if (!(total > 0) || isnan(fraction))
        return NAN;
    /* Sums of weights like 1/3 miss the target by rounding: what is that near has reached it. */
    double target = fraction * total - 1e-9 * total;
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] <= 0)
            continue;
        last = i;
        sum += weights[i];
        if (sum >= target)
            return sorted[i];
    }
    return sorted[last];
}

size_t stats_median_rank(size_t count, double confidence, double *coverage)
{
    double n = (double)count, tail = 0, log_mass = -n * log(2.0), covered = 0;
    size_t rank = 0;
    for (size_t k = 0; 2 * k < count; k++) {
        tail += exp(log_mass); /* P(Bin <= k) */
        double here = 1 - 2 * tail;
        if (k == 0)
            covered = here;
        if (here < confidence)
            break;
        rank = k + 1;
        covered = here;
        log_mass += log((n - (double)k) / ((double)k + 1));
    }
    if (coverage)
        *coverage = covered;
    return rank;
}

struct stats_interval stats_median_interval(double *values, size_t count, double confidence)
{
    struct stats_interval out = {NAN, NAN, NAN, 0, count, STATS_NONE};
    if (count == 0)
        return out;
    stats_sort(values, count);
    size_t rank = stats_median_rank(count, confidence, &out.coverage);
    out.kind = rank ? STATS_INTERVAL : STATS_RANGE;
    out.estimate = stats_median(values, count);
    out.low = values[rank ? rank - 1 : 0];
    out.high = values[rank ? count - rank : count - 1];
    return out;
}
