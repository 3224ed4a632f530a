/* SPDX-License-Identifier: MIT */
/* The difference between two treatments from pairs within blocks. */
#include "paired.h"

#include <math.h>
#include <string.h>

#include "sequential.h"

#define EXACT_MAX 200u

static size_t walsh_count(size_t count)
{
    return count * (count + 1) / 2;
}

size_t stats_paired_scratch(size_t count)
{
    /* Log ratios in front; behind them the averages, or the distribution (its lower half), or a copy to sort.
     * Of more pairs than STATS_WALSH_MAX so few may be usable that averages are made after all. */
    return 2 * count + walsh_count(count < STATS_WALSH_MAX ? count : STATS_WALSH_MAX) + 2;
}

/* P(T = t) for t = 0 .. averages / 2, T the sum of the ranks of positive differences under symmetry. */
static void signed_rank_masses(size_t count, double *mass, size_t masses)
{
    memset(mass, 0, masses * sizeof *mass);
    mass[0] = 1;
    for (size_t rank = 1; rank <= count; rank++)
        for (size_t t = masses; t-- > 0;)
            mass[t] = 0.5 * (mass[t] + (t >= rank ? mass[t - rank] : 0));
}

static size_t exact_rank(size_t count, double confidence, double *mass, double *coverage)
{
    size_t masses = walsh_count(count) / 2 + 1, rank = 0;
    double tail = 0;
    signed_rank_masses(count, mass, masses);
    *coverage = 1 - 2 * mass[0];
    for (size_t k = 0; k < masses; k++) {
        tail += mass[k]; /* P(T <= k) */
        if (1 - 2 * tail < confidence)
            break;
        rank = k + 1;
        *coverage = 1 - 2 * tail;
    }
    return rank;
}

static size_t normal_rank(size_t count, double confidence, double *coverage)
{
    double n = (double)count, mean = n * (n + 1) / 4, deviation = sqrt(n * (n + 1) * (2 * n + 1) / 24);
    size_t low = 0, high = (size_t)mean; /* the greatest rank with P(T < rank) <= (1 - confidence) / 2 */
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        double tail = 0.5 * erfc((mean - ((double)middle - 0.5)) / deviation / sqrt(2.0));
        if (1 - 2 * tail >= confidence)
            low = middle;
        else
            high = middle - 1;
    }
    *coverage = 1 - erfc((mean - ((double)low - 0.5)) / deviation / sqrt(2.0));
    return low;
}

size_t stats_walsh_rank(size_t count, double confidence, double *scratch, double *coverage)
{
    double covered = 0;
    size_t rank = 0;
    if (count > 0)
        rank = count <= EXACT_MAX ? exact_rank(count, confidence, scratch, &covered)
                                  : normal_rank(count, confidence, &covered);
    if (coverage)
        *coverage = covered;
    return rank;
}

struct stats_interval stats_centre(const double *differences, size_t count, double confidence,
                                   double *scratch)
{
    struct stats_interval out = {NAN, NAN, NAN, 0, count, STATS_NONE};
    if (count == 0)
        return out;
    if (count > STATS_WALSH_MAX) {
        memmove(scratch, differences, count * sizeof *scratch);
        return stats_median_interval(scratch, count, confidence);
    }
    size_t rank = stats_walsh_rank(count, confidence, scratch, &out.coverage), averages = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++)
            scratch[averages++] = 0.5 * differences[i] + 0.5 * differences[j];
    stats_sort(scratch, averages);
    out.kind = rank ? STATS_INTERVAL : STATS_RANGE;
    out.estimate = stats_median(scratch, averages);
    out.low = scratch[rank ? rank - 1 : 0];
    out.high = scratch[rank ? averages - rank : averages - 1];
    return out;
}

struct stats_interval stats_paired_ratio(const double *numerator, const double *denominator, size_t count,
                                         double confidence, double *scratch)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        double a = numerator[i], b = denominator[i];
        if (isfinite(a) && isfinite(b) && a > 0 && b > 0)
            scratch[used++] = log(a) - log(b);
    }
    struct stats_interval out = stats_centre(scratch, used, confidence, scratch + used);
    out.estimate = exp(out.estimate);
    out.low = exp(out.low);
    out.high = exp(out.high);
    return out;
}

double stats_ratio_detectable(const struct stats_interval *ratio, double confidence, double level,
                              double power)
{
    if (ratio->kind != STATS_INTERVAL || !(ratio->low > 0) || !isfinite(ratio->high))
        return NAN;
    double error = (log(ratio->high) - log(ratio->low)) / (2 * stats_normal_bound(1 - confidence));
    return expm1((stats_normal_bound(level) + stats_normal_bound(2 * (1 - power))) * error);
}
