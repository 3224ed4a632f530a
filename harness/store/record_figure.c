/* SPDX-License-Identifier: MIT */
/* One number of a record: a trial's own, or the median over its workers. */
#include <math.h>
#include <string.h>

#include "../stats/quantile.h"
#include "reader.h"

double values_median(const json_t *values)
{
    double present[TVP_WORKERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(values) && i < TVP_WORKERS_MAX; i++)
        if (json_is_number(json_array_get(values, i)))
            present[count++] = json_number_value(json_array_get(values, i));
    stats_sort(present, count);
    return stats_median(present, count);
}

double record_op_ns(const struct record *record)
{
    const json_t *work = json_object_get(record->worker_metrics, "work_ns");
    const json_t *ops = json_object_get(record->worker_metrics, "ops");
    double each[TVP_WORKERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(work) && i < TVP_WORKERS_MAX; i++) {
        double done = json_number_value(json_array_get(ops, i));
        if (json_is_number(json_array_get(work, i)) && done > 0)
            each[count++] = json_number_value(json_array_get(work, i)) / done;
    }
    stats_sort(each, count);
    return stats_median(each, count);
}

double record_figure(const struct record *record, const char *metric)
{
    if (strcmp(metric, "op_ns") == 0)
        return record_op_ns(record);
    const json_t *own = json_object_get(record->metrics, metric);
    if (json_is_number(own))
        return json_number_value(own);
    return values_median(json_object_get(record->worker_metrics, metric));
}
