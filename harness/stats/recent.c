/* SPDX-License-Identifier: MIT */
/* The last points of a series against those before. */
#include "recent.h"

#include <math.h>
#include <string.h>

#include "quantile.h"

#define CLIP 3.0 /* scaled deviations beyond it say nothing of the lag correlation */

struct before {
    double sorted[STATS_RECENT_BEFORE];
    size_t count;
    double median, scale; /* scale: a standard deviation's estimate; 0: all equal */
    double inflation;     /* of the variance of a mean, by autocorrelation */
};

/* 1.4826 MAD; where more than half of the values are equal, the mean deviation stands in. */
static double scale_of(const struct before *before)
{
    double scratch[STATS_RECENT_BEFORE], sum = 0;
    const double mad = stats_mad(before->sorted, before->count, scratch);
    for (size_t i = 0; i < before->count; i++)
        sum += fabs(before->sorted[i] - before->median);
    return mad > 0 ? 1.4826 * mad : sqrt(acos(-1.0) / 2) * sum / (double)before->count;
}

/* (1 + r) / (1 - r), r as far as it is beyond one standard error. */
static double inflation_of(const double *values, const struct before *before)
{
    double clipped[STATS_RECENT_BEFORE], mean = 0, above = 0, below = 0;
    const double count = (double)before->count;
    if (before->scale == 0)
        return 1;
    for (size_t i = 0; i < before->count; i++) {
        clipped[i] = fmax(-CLIP, fmin(CLIP, (values[i] - before->median) / before->scale));
        mean += clipped[i] / count;
    }
    for (size_t i = 0; i < before->count; i++) {
        below += (clipped[i] - mean) * (clipped[i] - mean);
        if (i > 0)
            above += (clipped[i - 1] - mean) * (clipped[i] - mean);
    }
    const double r = below > 0 ? fmax(0, fmin(0.9, above / below - 1 / sqrt(count))) : 0;
    return (1 + r) / (1 - r);
}

static struct before look_before(const double *values, size_t count)
{
    struct before out = {.count = count};
    memcpy(out.sorted, values, count * sizeof *values);
    stats_sort(out.sorted, count);
    out.median = stats_median(out.sorted, count);
    out.scale = scale_of(&out);
    out.inflation = inflation_of(values, &out);
    return out;
}

/* 1: the new points, ascending, lie beyond the old ones, upwards with sign 1, downwards with -1. */
static int lie_beyond(const struct before *before, const double *last, size_t count, int sign)
{
    static const double reach[] = {0, 1.5, 1.2, 1, 1};
    const double farthest =
        sign * ((sign > 0 ? before->sorted[before->count - 1] : before->sorted[0]) - before->median);
    const double nearest = sign * ((sign > 0 ? last[0] : last[count - 1]) - before->median);
    double wrong = 0;
    if (count < sizeof reach / sizeof *reach)
        return nearest >= reach[count] * farthest && nearest > farthest;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < before->count; j++) {
            const double apart = sign * (last[i] - before->sorted[j]);
            wrong += apart < 0 ? 1 : apart == 0 ? 0.5 : 0;
        }
    return wrong <= 0.05 * (double)count * (double)before->count;
}

static double errors_between(const struct before *before, double shift, size_t count)
{
    double variance = 1 / (double)count + 1 / (double)before->count;
    if (count > 1)
        variance *= before->inflation;
    if (count > 2) /* a median's variance is larger than a mean's */
        variance *= acos(-1.0) / 2;
    const double few = 1 + 4 / (double)before->count;
    return before->scale > 0 ? fabs(shift) / (before->scale * sqrt(variance) * few) : INFINITY;
}

/* One split; 1 with *out. */
static int split(const double *values, size_t count, size_t recent, double min_effect,
                 struct stats_recent *out)
{
    double last[STATS_RECENT_MOST];
    const size_t at = count - recent, room = at < STATS_RECENT_BEFORE ? at : STATS_RECENT_BEFORE;
    const struct before before = look_before(values + at - room, room);
    memcpy(last, values + at, recent * sizeof *last);
    stats_sort(last, recent);
    *out = (struct stats_recent){.at = at, .before = before.median, .after = stats_median(last, recent)};
    const double shift = out->after - out->before;
    if (shift == 0 || fabs(shift) < min_effect * fabs(out->before))
        return 0;
    out->z = errors_between(&before, shift, recent);
    return out->z >= STATS_RECENT_Z && lie_beyond(&before, last, recent, shift > 0 ? 1 : -1);
}

int stats_recent(const double *values, size_t count, double min_effect, struct stats_recent *out)
{
    struct stats_recent one;
    int found = 0;
    for (size_t recent = 1; recent <= STATS_RECENT_MOST && recent + STATS_RECENT_LEAST <= count; recent++)
        if (split(values, count, recent, min_effect, &one) && (!found || one.z > out->z)) {
            *out = one;
            found = 1;
        }
    return found;
}
