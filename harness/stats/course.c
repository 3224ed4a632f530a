/* SPDX-License-Identifier: MIT */
/* A trial's course from the segments between its change points. */
#include "course.h"

#include "changepoint.h"
#include "quantile.h"

const char *stats_course_name(enum stats_course course)
{
    static const char *const names[STATS_COURSE_COUNT] = {NULL, "flat", "warm-up", "slowdown", "unsteady"};
    return (unsigned)course < STATS_COURSE_COUNT ? names[course] : NULL;
}

/* The median of part `part` of `parts` of every series. */
static double part_median(const double *const *series, const size_t *counts, size_t series_count, size_t part,
                          size_t parts, double *scratch)
{
    size_t taken = 0;
    for (size_t s = 0; s < series_count; s++) {
        size_t from = counts[s] * part / parts, to = counts[s] * (part + 1) / parts;
        for (size_t i = from; i < to; i++)
            scratch[taken++] = series[s][i];
    }
    stats_sort(scratch, taken);
    return stats_median(scratch, taken);
}

size_t stats_course_thin(const double *const *series, const size_t *counts, size_t series_count,
                         double points[STATS_COURSE_POINTS], double *scratch)
{
    size_t parts = series_count > 0 ? STATS_COURSE_POINTS : 0;
    for (size_t s = 0; s < series_count; s++)
        parts = counts[s] < parts ? counts[s] : parts;
    for (size_t part = 0; part < parts; part++)
        points[part] = part_median(series, counts, series_count, part, parts, scratch);
    return parts;
}

/* 1: b lies above a, -1: below, 0: they are one level. */
static int step(double a, double b)
{
    double lower = a < b ? a : b, apart = b - a;
    if (apart > STATS_COURSE_SHARE * lower)
        return 1;
    return -apart > STATS_COURSE_SHARE * lower ? -1 : 0;
}

static enum stats_course classify(const double *points, size_t count, const size_t *found, size_t found_count)
{
    double scratch[2 * STATS_COURSE_POINTS];
    double before = stats_changepoint_segment(points, count, found, found_count, 0, scratch).median;
    int up = 0, down = 0, late = 0;
    for (size_t i = 0; i < found_count; i++) {
        double level = stats_changepoint_segment(points, count, found, found_count, i + 1, scratch).median;
        int moved = step(before, level);
        up |= moved > 0;
        down |= moved < 0;
        late |= moved != 0 && found[i] >= count - count / 4;
        before = moved != 0 ? level : before;
    }
    if (late || (up && down))
        return STATS_COURSE_UNSTEADY;
    return up ? STATS_COURSE_SLOWDOWN : down ? STATS_COURSE_WARM_UP : STATS_COURSE_FLAT;
}

int stats_course(const double *points, size_t count, enum stats_course *course)
{
    const struct stats_changepoint_options options = stats_changepoint_defaults();
    size_t found[STATS_COURSE_POINTS], found_count = 0;
    *course = STATS_COURSE_UNKNOWN;
    if (count < STATS_COURSE_POINTS_MIN || count > STATS_COURSE_POINTS)
        return 0;
    int error = stats_changepoints(points, count, &options, found, &found_count);
    if (error == 0)
        *course = classify(points, count, found, found_count);
    return error;
}
