/* SPDX-License-Identifier: MIT */
/* Bencher metric format (bencher.dev/docs/reference/bencher-metric-format): an object of benchmarks, each an
 * object of measures. A benchmark is a cell, a measure a metric in its own unit; the bounds are the median's
 * 95 % interval. */
#include "export.h"

static json_t *measure(const struct stats_interval *median)
{
    if (median->kind != STATS_INTERVAL)
        return json_pack("{s:f}", "value", median->estimate);
    return json_pack("{s:f, s:f, s:f}", "value", median->estimate, "lower_value", median->low, "upper_value",
                     median->high);
}

static json_t *benchmark(const struct export_series *series, size_t count)
{
    json_t *measures = json_object();
    for (size_t i = 0; i < count; i++) {
        if (json_object_set_new(measures, series[i].metric, measure(&series[i].median)) != 0) {
            json_decref(measures);
            return NULL;
        }
    }
    return measures;
}

static int write_set(const struct export_set *set, FILE *to, char error[READER_ERROR_MAX])
{
    const char *separator = "\n";
    fputc('{', to);
    for (size_t i = 0, next; i < set->count; i = next) {
        for (next = i; next < set->count && set->series[next].cell == set->series[i].cell;)
            next++;
        json_t *name = json_string(set->series[i].cell_name);
        if (export_give(to, separator, name, error) != 0 ||
            export_give(to, ": ", benchmark(set->series + i, next - i), error) != 0)
            return -1;
        separator = ",\n";
    }
    fputs("\n}\n", to);
    return 0;
}

const struct export_format export_format_bencher = {
    .write = write_set,
    .metrics = "enter_ns|enter_cold_ns,ops_per_s,memory_factor",
    .units = EXPORT_TIMES | EXPORT_BYTES | EXPORT_COUNTS | EXPORT_OTHERS,
};
