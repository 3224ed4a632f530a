/* SPDX-License-Identifier: MIT */
/* O'Brien and Fleming's bounds by recursive integration. */
#include "sequential.h"

#include <math.h>

#define POINTS 257 /* of Simpson's rule in (-bound, bound); odd */

static double upper_tail(double z)
{
    return 0.5 * erfc(z / sqrt(2.0));
}

static double density(double x, double deviation)
{
    return exp(-0.5 * x * x / (deviation * deviation)) / (deviation * sqrt(2 * 3.14159265358979323846));
}

double stats_normal_bound(double level)
{
    double low = 0, high = 40;
    for (int i = 0; i < 80; i++) {
        double middle = 0.5 * (low + high);
        if (2 * upper_tail(middle) > level)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static double point(int i, double bound)
{
    return bound * (2.0 * i / (POINTS - 1) - 1);
}

static double weight(int i, double bound)
{
    double step = 2 * bound / (POINTS - 1);
    return step / 3 * (i == 0 || i == POINTS - 1 ? 1 : i % 2 ? 4 : 2);
}

/* One more look, `deviation` later: *stay is replaced; returns the probability of leaving at it. */
static double advance(double stay[POINTS], double bound, double deviation)
{
    double next[POINTS], kernel[POINTS], left = 0;
    for (int j = 0; j < POINTS; j++) {
        next[j] = 0;
        kernel[j] = density(point(j, bound) + bound, deviation);
    }
    for (int i = 0; i < POINTS; i++) {
        double mass = stay[i] * weight(i, bound), from = point(i, bound);
        left += mass * (upper_tail((bound - from) / deviation) + upper_tail((bound + from) / deviation));
        for (int j = 0; j < POINTS; j++)
            next[j] += mass * kernel[i > j ? i - j : j - i];
    }
    for (int j = 0; j < POINTS; j++)
        stay[j] = next[j];
    return left;
}

double stats_crossing(const struct stats_looks *looks, double bound)
{
    double stay[POINTS];
    if (!(bound > 0) || looks->count == 0)
        return 1;
    double deviation = sqrt(looks->share[0]), crossed = 2 * upper_tail(bound / deviation);
    for (int i = 0; i < POINTS; i++)
        stay[i] = density(point(i, bound), deviation);
    for (size_t k = 1; k < looks->count; k++)
        crossed += advance(stay, bound, sqrt(looks->share[k] - looks->share[k - 1]));
    return crossed < 1 ? crossed : 1;
}

double stats_sequential_bound(const struct stats_looks *looks, double level)
{
    /* The last look alone is the least that it can be, all looks in their sum the most. */
    double low = stats_normal_bound(level), high = stats_normal_bound(level / (double)looks->count);
    for (int i = 0; i < 30 && high - low > 1e-7; i++) {
        double middle = 0.5 * (low + high);
        if (stats_crossing(looks, middle) > level)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

double stats_critical(const struct stats_looks *looks, size_t look, double level)
{
    return stats_sequential_bound(looks, level) / sqrt(looks->share[look]);
}

double stats_repeated_p(const struct stats_looks *looks, size_t look, double z)
{
    return stats_crossing(looks, fabs(z) * sqrt(looks->share[look]));
}
