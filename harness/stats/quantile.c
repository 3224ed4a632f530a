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

/* Insertion, for few. */
static void sort_few(double *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const double value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

static void swap(double *a, double *b)
{
    const double kept = *a;
    *a = *b;
    *b = kept;
}

/* Heapsort, where the pivots turn out badly. */
static void sort_heap(double *values, size_t count)
{
    for (size_t start = count / 2, end = count; end > 1;) {
        if (start > 0)
            start--;
        else
            swap(&values[--end], &values[0]);
        for (size_t root = start, child; (child = 2 * root + 1) < end; root = child) {
            child += child + 1 < end && values[child + 1] > values[child];
            if (!(values[child] > values[root]))
                break;
            swap(&values[child], &values[root]);
        }
    }
}

/* Splits around the median of first, middle and last (Hoare's partition). Returns where the second part
 * begins. */
static size_t split(double *values, size_t count)
{
    double *first = &values[0], *middle = &values[count / 2], *last = &values[count - 1];
    if (*first > *middle)
        swap(first, middle);
    if (*middle > *last)
        swap(middle, last);
    if (*first > *middle)
        swap(first, middle);
    const double pivot = *middle;
    size_t low = 0, high = count - 1;
    for (;;) {
        while (values[low] < pivot)
            low++;
        while (values[high] > pivot)
            high--;
        if (low >= high)
            return high + 1;
        swap(&values[low++], &values[high--]);
    }
}

#define FEW 24u

/* qsort's calls for each comparison took a quarter of the time of change point detection. */
void stats_sort(double *values, size_t count)
{
    struct part {
        double *values;
        size_t count;
        unsigned depth;
    } later[64], now = {values, count, 0};
    size_t waiting = 0;
    unsigned deepest = 2;
    for (size_t n = count; n; n /= 2)
        deepest += 2;
    for (;;) {
        while (now.count > FEW && now.depth < deepest) {
            const size_t low = split(now.values, now.count);
            const struct part first = {now.values, low, now.depth + 1},
                              second = {now.values + low, now.count - low, now.depth + 1};
            /* the larger part waits: then there are never more than log2 of them */
            later[waiting++] = first.count < second.count ? second : first;
            now = first.count < second.count ? first : second;
        }
        if (now.count > FEW)
            sort_heap(now.values, now.count);
        else
            sort_few(now.values, now.count);
        if (waiting == 0)
            return;
        now = later[--waiting];
    }
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
