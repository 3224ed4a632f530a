/* SPDX-License-Identifier: MIT */
/* Candidate levels of a series: a lattice over the range in which its running median lies. */
#include <math.h>
#include <string.h>

#include "changepoint_parts.h"
#include "quantile.h"

static double median_of_five(const double *values, size_t count, size_t i)
{
    double window[5];
    size_t size = 0;
    for (size_t j = i < 2 ? 0 : i - 2; j <= i + 2 && j < count; j++) {
        size_t at = size++;
        for (; at > 0 && window[at - 1] > values[j]; at--)
            window[at] = window[at - 1];
        window[at] = values[j];
    }
    return stats_median(window, size);
}

/* A spike is no level: the running median of five (Tukey, Exploratory Data Analysis, 7) passes over it. */
void levels_smooth(struct series *series)
{
    for (size_t i = 0; i < series->count; i++)
        series->sorted[i] = median_of_five(series->values, series->count, i);
    stats_sort(series->sorted, series->count);
}

/* Adds cells `from` to `to` of `unit`, counted from the least smoothed value; 0 when they are too many. */
static int add_cells(struct levels *levels, const struct series *series, int64_t from, int64_t to,
                     double unit)
{
    for (int64_t cell = from; cell <= to; cell++) {
        if (levels->count == LEVELS_MAX)
            return 0;
        double away = series->sorted[0] - series->noise.origin + ((double)cell + .5) * unit;
        double position = rint(away / series->noise.scale * NOISE_STEPS);
        levels->at[levels->count++] = (int32_t)fmax(-POSITION_MAX, fmin(POSITION_MAX, position));
    }
    return 1;
}

/* Cells of `step` that hold a smoothed value, and their neighbours; 0 when they are too many. Their numbers
 * fit: the scale is no less than some billionths of the range of the smoothed values. */
static int choose(struct levels *levels, const struct series *series, double step)
{
    double unit = series->noise.scale / NOISE_STEPS * step;
    int64_t last = -2;
    levels->count = 0;
    for (size_t i = 0; i < series->count; i++) {
        int64_t cell = (int64_t)floor((series->sorted[i] - series->sorted[0]) / unit);
        if (cell + 1 <= last)
            continue;
        if (!add_cells(levels, series, cell - 1 > last ? cell - 1 : last + 1, cell + 1, unit))
            return 0;
        last = cell + 1;
    }
    return 1;
}

void levels_choose(struct series *series)
{
    struct levels *levels = &series->levels;
    double step = LEVEL_STEP;
    while (!choose(levels, series, step))
        step = ceil(step * 1.25);
    levels->step = (int32_t)fmin(step, POSITION_MAX);
    levels->padded = levels->count;
    for (; levels->padded % LANES != 0; levels->padded++)
        levels->at[levels->padded] = levels->at[levels->count - 1];
}
