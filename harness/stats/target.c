/* SPDX-License-Identifier: MIT */
/* Looks at how narrow an interval has become. */
#include "target.h"

#include <math.h>

#include "sequential.h"

#define MEDIAN_DEVIATION 1.2533141373155003 /* sqrt(pi / 2) */

unsigned stats_target_look(unsigned trials, int exact)
{
    unsigned look = STATS_TARGET_FIRST;
    if (exact && trials < STATS_TARGET_EXACT)
        return STATS_TARGET_EXACT;
    while (look <= trials) {
        if (look / 2 * 3 > trials)
            return look / 2 * 3;
        look *= 2;
    }
    return look;
}

double stats_half_width(double *values, size_t count, double confidence)
{
    struct stats_interval median = stats_median_interval(values, count, confidence);
    if (median.kind != STATS_INTERVAL || !(median.estimate > 0))
        return INFINITY;
    double above = median.high - median.estimate, below = median.estimate - median.low;
    return (above > below ? above : below) / median.estimate;
}

int stats_target_reached(double *values, size_t count, double target, int exact)
{
    return stats_half_width(values, count, exact ? STATS_TARGET_CONFIDENCE : STATS_TARGET_DECIDING) <= target;
}

double stats_target_trials(double deviation, double target)
{
    double reach = stats_normal_bound(1 - STATS_TARGET_DECIDING) * MEDIAN_DEVIATION * deviation / target;
    return reach * reach > STATS_TARGET_FIRST ? reach * reach : STATS_TARGET_FIRST;
}

double stats_target_width(double deviation, double trials)
{
    return stats_normal_bound(1 - STATS_TARGET_CONFIDENCE) * MEDIAN_DEVIATION * deviation / sqrt(trials);
}
