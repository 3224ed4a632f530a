/* SPDX-License-Identifier: MIT */
/* What several formats ask of a series: its values and moments, and what else the same trial measured. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "export.h"

void export_moments(const double *values, size_t count, struct export_moments *out)
{
    double sum = 0, squares = 0, *sorted = malloc(count * sizeof *sorted + 1);
    *out = (struct export_moments){NAN, NAN, NAN, NAN, NAN};
    if (count == 0 || !sorted) {
        free(sorted);
        return;
    }
    memcpy(sorted, values, count * sizeof *sorted);
    stats_sort(sorted, count);
    for (size_t i = 0; i < count; i++)
        sum += sorted[i];
    out->mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (sorted[i] - out->mean) * (sorted[i] - out->mean);
    if (count > 1)
        out->deviation = sqrt(squares / (double)(count - 1));
    out->median = stats_median(sorted, count);
    out->least = sorted[0];
    out->most = sorted[count - 1];
    free(sorted);
}

double *export_values(const struct export_series *series, double divisor)
{
    double *values = malloc(series->trials->count * sizeof *values);
    for (size_t i = 0; values && i < series->trials->count; i++)
        values[i] = series->trials->values[i].value / divisor;
    return values;
}

int export_beside(const struct export_set *set, const struct export_series *series, size_t i,
                  const char *metric, double *value)
{
    const struct view_series *other = view_series(set->view, series->cell, metric, series->trials->kind);
    uint64_t trial = series->trials->values[i].trial;
    /* Both are in the order in which the trials ran: it stands at the same place, or, after nulls, before it.
     */
    for (size_t step = 0; other && step < other->count; step++) {
        size_t at = (i % other->count + other->count - step) % other->count;
        if (other->values[at].trial != trial)
            continue;
        *value = other->values[at].value;
        return 1;
    }
    return 0;
}

uint64_t export_ops(const struct export_set *set, const struct export_series *series)
{
    const json_t *cell = json_array_get(set->view->reader.cells, (size_t)(series->cell - set->view->cells));
    json_int_t ops = json_integer_value(json_object_get(cell, "ops"));
    return ops > 0 ? (uint64_t)ops : 0;
}

int export_op_cpu(const struct export_set *set, const struct export_series *series, size_t i, double *user_ns,
                  double *system_ns)
{
    double ops = (double)export_ops(set, series) * series->cell->workers;
    if (strcmp(series->metric, "op_ns") != 0 || ops <= 0 ||
        !export_beside(set, series, i, "cpu_user_ns", user_ns) ||
        !export_beside(set, series, i, "cpu_system_ns", system_ns))
        return 0;
    *user_ns /= ops;
    *system_ns /= ops;
    return 1;
}

int export_epoch(const struct reader *reader, int64_t *seconds)
{
    struct tm when = {0};
    const char *stamp = json_text_at(reader->machine, "utc", "");
    const char *end = strptime(stamp, "%Y%m%dT%H%M%SZ", &when);
    if (strlen(stamp) != 16 || !end || *end)
        return 0;
    *seconds = (int64_t)timegm(&when);
    return 1;
}

int export_give(FILE *to, const char *before, json_t *value, char error[READER_ERROR_MAX])
{
    if (!value) {
        snprintf(error, READER_ERROR_MAX, "out of memory, or a figure beyond what JSON can hold");
        return -1;
    }
    fputs(before, to);
    export_put(to, value);
    json_decref(value);
    return 0;
}
