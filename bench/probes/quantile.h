/* SPDX-License-Identifier: MIT */
/* Quantiles of what a probe has measured. */
#ifndef QUANTILE_H
#define QUANTILE_H

#include <stdint.h>
#include <stdlib.h>

static inline int quantile_order(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static inline void quantile_sort(int64_t *values, uint64_t count)
{
    qsort(values, count, sizeof *values, quantile_order);
}

/* Of sorted values; type 7 of Hyndman and Fan 1996, "Sample quantiles in statistical packages". */
static inline int64_t quantile_of(const int64_t *sorted, uint64_t count, double share)
{
    const double place = share * (double)(count - 1);
    const uint64_t below = (uint64_t)place;
    const uint64_t above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (int64_t)((place - (double)below) * (double)(sorted[above] - sorted[below]) + 0.5);
}

#endif
