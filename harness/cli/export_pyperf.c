/* SPDX-License-Identifier: MIT */
/* pyperf's JSON, format 1.0 (pyperf.readthedocs.io): a benchmark a series, and in it a run a trial, since a
 * trial is a process of its own just as pyperf's runs are. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "export.h"

/* Its metadata are numbers and texts: no empty ones, none of several lines. */
static void set_text(json_t *metadata, const char *name, const char *text)
{
    char *copy = strdup(text + strspn(text, " \t\r\n\v\f"));
    for (char *at = copy; at && *at; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
    if (copy && *copy)
        json_object_set_new(metadata, name, json_string(copy));
    free(copy);
}

static void set_number(json_t *metadata, const char *name, const json_t *number)
{
    if (json_is_number(number) && json_number_value(number) >= 0)
        json_object_set(metadata, name, (json_t *)number);
}

static json_t *of_the_run(const struct export_set *set)
{
    const struct reader *reader = &set->view->reader;
    const json_t *machine = reader->machine;
    json_t *out = json_object();
    char text[200];
    int64_t seconds;
    struct tm when;
    set_text(out, "hostname", json_text_at(machine, "machine", ""));
    set_text(out, "cpu_model_name", json_text_at(machine, "cpu.model", ""));
    snprintf(text, sizeof text, "%.60s %.60s", json_text_at(machine, "os.name", ""),
             json_text_at(machine, "os.kernel", ""));
    set_text(out, "platform", text);
    set_text(out, "tvp_version", json_text_at(reader->head, "tvp", ""));
    set_text(out, "tvp_run", reader->name);
    set_number(out, "cpu_count", json_object_get(json_object_get(machine, "cpu"), "allowed"));
    set_number(out, "load_avg_1min", json_object_get(json_object_get(machine, "load"), "minutes_1"));
    if (export_epoch(reader, &seconds)) {
        time_t began = (time_t)seconds;
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", gmtime_r(&began, &when));
        set_text(out, "date", text);
    }
    return out;
}

/* In the unit of the values. */
static void set_median(json_t *metadata, const struct stats_interval *median, double divisor)
{
    json_object_set_new(metadata, "tvp_median", json_real(median->estimate / divisor));
    if (median->kind != STATS_INTERVAL)
        return;
    json_object_set_new(metadata, "tvp_median_low", json_real(median->low / divisor));
    json_object_set_new(metadata, "tvp_median_high", json_real(median->high / divisor));
}

static json_t *of_the_benchmark(const struct export_set *set, const struct export_series *series)
{
    json_t *out = json_object();
    char *name = export_series_name(series);
    int bytes = strcmp(series->unit, "bytes") == 0, times = strcmp(series->unit, "ns") == 0;
    if (name)
        set_text(out, "name", name);
    set_text(out, "unit", times ? "second" : bytes ? "byte" : "integer");
    set_text(out, "description", series->brief);
    set_median(out, &series->median, times ? 1e9 : 1);
    if (strcmp(series->metric, "op_ns") == 0 && export_ops(set, series) > 0)
        json_object_set_new(out, "loops", json_integer((json_int_t)export_ops(set, series)));
    free(name);
    return out;
}

static json_t *benchmark(const struct export_set *set, const struct export_series *series)
{
    double *values = export_values(series, strcmp(series->unit, "ns") == 0 ? 1e9 : 1);
    json_t *runs = json_array(), *out = NULL;
    for (size_t i = 0; values && i < series->trials->count; i++)
        json_array_append_new(runs, json_pack("{s:[f], s:{s:I}}", "values", values[i], "metadata",
                                              "tvp_trial", (json_int_t)series->trials->values[i].trial));
    if (values && json_array_size(runs) == series->trials->count)
        out = json_pack("{s:o, s:O}", "metadata", of_the_benchmark(set, series), "runs", runs);
    json_decref(runs);
    free(values);
    return out;
}

static int write_set(const struct export_set *set, FILE *to, char error[READER_ERROR_MAX])
{
    if (export_give(to, "{\"version\": \"1.0\",\n\"metadata\": ", of_the_run(set), error) != 0)
        return -1;
    fputs(",\n\"benchmarks\": [", to);
    for (size_t i = 0; i < set->count; i++)
        if (export_give(to, i ? ",\n" : "\n", benchmark(set, &set->series[i]), error) != 0)
            return -1;
    fputs("\n]}\n", to);
    return 0;
}

const struct export_format export_format_pyperf = {
    .write = write_set,
    .metrics = "enter_ns|enter_cold_ns,op_ns",
    .units = EXPORT_TIMES | EXPORT_BYTES | EXPORT_COUNTS,
    .positive = 1,
};
