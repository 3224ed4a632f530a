/* SPDX-License-Identifier: MIT */
/* Many values of one moment become one figure: their median. */
#include <math.h>
#include <stdlib.h>

#include "../stats/quantile.h"
#include "series_parts.h"

/* Sorts `values`. NaN when none is finite. */
static double median_of(double *values, size_t count)
{
    count = stats_keep_finite(values, count);
    stats_sort(values, count);
    return stats_median(values, count);
}

static double median_series(const struct series *series, int *failed)
{
    double *values = malloc((series->count + 1) * sizeof *values);
    *failed = values == NULL;
    for (size_t i = 0; values && i < series->count; i++)
        values[i] = series->values[i].value;
    double median = values ? median_of(values, series->count) : NAN;
    free(values);
    return median;
}

double series_median_json(const json_t *array, int *failed)
{
    const size_t count = json_array_size(array);
    double *values = malloc((count + 1) * sizeof *values);
    *failed = values == NULL;
    for (size_t i = 0; values && i < count; i++) {
        const json_t *value = json_array_get(array, i);
        values[i] = json_is_number(value) ? json_number_value(value) : NAN;
    }
    double median = values ? median_of(values, count) : NAN;
    free(values);
    return median;
}

int series_reduce_to(const struct series_set *groups, const char *time, const char *commit,
                     series_taker *take, void *context)
{
    int fault = 0;
    for (size_t i = 0; !fault && i < groups->count; i++) {
        const struct series *series = &groups->series[i];
        int failed;
        const struct series_point point = {.name = series_text_of(groups, series->name),
                                           .metric = series_text_of(groups, series->metric),
                                           .unit = series_text_of(groups, series->unit),
                                           .better = series_text_of(groups, series->better),
                                           .time = time,
                                           .commit = commit,
                                           .value = median_series(series, &failed)};
        fault = failed ? SERIES_NO_MEMORY : isnan(point.value) ? 0 : take(context, &point);
    }
    return fault;
}

struct place {
    struct series_reader *reader;
    uint64_t line;
};

static int take_at(void *context, const struct series_point *point)
{
    const struct place *place = context;
    return series_take(place->reader, place->line, point);
}

int series_reduce(struct series_reader *reader, const struct series_set *groups, uint64_t line,
                  const char *time, const char *commit)
{
    struct place place = {reader, line};
    return series_reduce_to(groups, time, commit, take_at, &place);
}
