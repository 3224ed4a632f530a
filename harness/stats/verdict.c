/* SPDX-License-Identifier: MIT */
/* Verdicts, Holm, and what a number of trials can show. */
#include "verdict.h"

#include <math.h>

#include "sequential.h"

enum stats_verdict stats_verdict(double low, double high, double threshold, enum stats_direction better)
{
    if (!(low <= high))
        return STATS_INCONCLUSIVE;
    if (low > threshold)
        return better == STATS_LOWER_BETTER ? STATS_REGRESSED : STATS_IMPROVED;
    if (high < -threshold)
        return better == STATS_LOWER_BETTER ? STATS_IMPROVED : STATS_REGRESSED;
    return low >= -threshold && high <= threshold ? STATS_EQUIVALENT : STATS_INCONCLUSIVE;
}

/* Places in ascending order of p, equal ones as they come. */
static void by_p(const double *p, size_t count, size_t *order)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at > 0 && p[order[at - 1]] > p[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

size_t stats_holm(const double *p, size_t count, double alpha, double *tested, size_t *order)
{
    size_t rejected = 0;
    by_p(p, count, order);
    while (rejected < count && p[order[rejected]] <= alpha / (double)(count - rejected)) {
        tested[order[rejected]] = alpha / (double)(count - rejected);
        rejected++;
    }
    for (size_t i = rejected; i < count; i++)
        tested[order[i]] = alpha / (double)(count - rejected);
    return rejected;
}

void stats_holm_adjusted(const double *p, size_t count, double *adjusted, size_t *order)
{
    double least = 0;
    by_p(p, count, order);
    for (size_t i = 0; i < count; i++) {
        double step = p[order[i]] * (double)(count - i);
        least = step > least ? step : least;
        adjusted[order[i]] = least < 1 ? least : 1;
    }
}

static double both_bounds(double level, double power)
{
    /* The two-sided bound of 2 (1 - power) is the one-sided one of the power; negative below one half. */
    double z = power >= 0.5 ? stats_normal_bound(2 * (1 - power)) : -stats_normal_bound(2 * power);
    return stats_normal_bound(level) + z;
}

double stats_trials_needed(double deviation, double difference, double level, double power)
{
    double z = both_bounds(level, power), share = deviation / difference;
    double trials = ceil(2 * z * z * share * share);
    return trials > 2 ? trials : 2;
}

double stats_detectable(double deviation, double trials, double level, double power)
{
    return both_bounds(level, power) * deviation * sqrt(2 / trials);
}
