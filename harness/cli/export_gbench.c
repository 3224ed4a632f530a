/* SPDX-License-Identifier: MIT */
/* google-benchmark's JSON (--benchmark_format=json): each trial is a repetition of a benchmark, then come the
 * aggregates that the library itself would print. compare.py of its tools reads it. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "export.h"

static json_t *context(const struct export_set *set)
{
    const struct reader *reader = &set->view->reader;
    const json_t *load = json_object_get(reader->machine, "load");
    json_t *out = json_pack("{s:s, s:s, s:s, s:s}", "host_name", json_text_at(reader->machine, "machine", ""),
                            "executable", "tvp", "tvp_version", json_text_at(reader->head, "tvp", ""),
                            "tvp_run", reader->name);
    json_t *cpus = json_object_get(json_object_get(reader->machine, "cpu"), "allowed");
    int64_t seconds;
    struct tm when;
    char date[40];
    time_t began;
    if (export_epoch(reader, &seconds)) {
        began = (time_t)seconds;
        strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S+00:00", gmtime_r(&began, &when));
        json_object_set_new(out, "date", json_string(date));
    }
    if (json_is_integer(cpus))
        json_object_set(out, "num_cpus", cpus);
    if (json_is_object(load))
        json_object_set_new(out, "load_avg",
                            json_pack("[O?, O?, O?]", json_object_get(load, "minutes_1"),
                                      json_object_get(load, "minutes_5"),
                                      json_object_get(load, "minutes_15")));
    return out;
}

/* What repetitions and aggregates of a series have in common. */
struct family {
    const struct export_set *set;
    const struct export_series *series;
    const char *name;
    size_t index, instance; /* of the cell, and of the series within it: compare.py sorts by them */
    double *real_ns, *cpu_ns;
    FILE *to;
    const char *before; /* of the next entry */
    char *error;
};

static int put(struct family *family, json_t *entry)
{
    const char *before = family->before;
    family->before = ",\n";
    return export_give(family->to, before, entry, family->error);
}

static json_t *common(const struct family *family, const char *suffix, const char *type)
{
    return json_pack("{s:s+, s:I, s:I, s:s, s:s, s:I, s:I, s:s}", "name", family->name, suffix,
                     "family_index", (json_int_t)family->index, "per_family_instance_index",
                     (json_int_t)family->instance, "run_name", family->name, "run_type", type, "repetitions",
                     (json_int_t)family->series->trials->count, "threads",
                     (json_int_t)family->series->cell->workers, "time_unit", "ns");
}

/* How often the measured thing was done for one value. */
static uint64_t iterations(const struct family *family)
{
    const struct export_series *series = family->series;
    json_int_t starts = json_integer_value(json_object_get(series->cell->params, "starts"));
    uint64_t ops = export_ops(family->set, series);
    if (strcmp(series->metric, "op_ns") == 0)
        return ops ? ops : 1;
    return starts > 1 && !strstr(series->metric, "_cold") ? (uint64_t)starts - 1 : 1;
}

static int put_repetition(struct family *family, size_t i)
{
    double items;
    json_t *entry = common(family, "", "iteration");
    json_object_set_new(entry, "repetition_index", json_integer((json_int_t)i));
    json_object_set_new(entry, "iterations", json_integer((json_int_t)iterations(family)));
    json_object_set_new(entry, "real_time", json_real(family->real_ns[i]));
    json_object_set_new(entry, "cpu_time", json_real(family->cpu_ns[i]));
    if (strcmp(family->series->metric, "op_ns") == 0 &&
        export_beside(family->set, family->series, i, "ops_per_s", &items))
        json_object_set_new(entry, "items_per_second", json_real(items));
    return put(family, entry);
}

/* The 95 % interval goes with the median, where the library has a benchmark's own counters. */
static void put_interval(const struct family *family, json_t *entry)
{
    const struct stats_interval *median = &family->series->median;
    if (median->kind != STATS_INTERVAL)
        return;
    json_object_set_new(entry, "interval_low", json_real(median->low));
    json_object_set_new(entry, "interval_high", json_real(median->high));
}

static int put_aggregate(struct family *family, const char *name, const char *unit, double real, double cpu)
{
    char suffix[24];
    snprintf(suffix, sizeof suffix, "_%s", name);
    json_t *entry = common(family, suffix, "aggregate");
    json_object_set_new(entry, "aggregate_name", json_string(name));
    json_object_set_new(entry, "aggregate_unit", json_string(unit));
    json_object_set_new(entry, "iterations", json_integer((json_int_t)family->series->trials->count));
    json_object_set_new(entry, "real_time", json_real(real));
    json_object_set_new(entry, "cpu_time", json_real(cpu));
    if (strcmp(name, "median") == 0)
        put_interval(family, entry);
    return put(family, entry);
}

static double over(double above, double below)
{
    return below != 0 ? above / below : 0;
}

static int put_aggregates(struct family *family)
{
    struct export_moments real, cpu;
    size_t count = family->series->trials->count;
    if (count < 2)
        return 0;
    export_moments(family->real_ns, count, &real);
    export_moments(family->cpu_ns, count, &cpu);
    return put_aggregate(family, "mean", "time", real.mean, cpu.mean) ||
           put_aggregate(family, "median", "time", real.median, cpu.median) ||
           put_aggregate(family, "stddev", "time", real.deviation, cpu.deviation) ||
           put_aggregate(family, "cv", "percentage", over(real.deviation, real.mean),
                         over(cpu.deviation, cpu.mean));
}

/* The format has a CPU time everywhere. Of an op it is known; of what is not work, such as a start, it is
 * not, and the real time stands in for it. All trials of a series have the same. */
static void fill_cpu(struct family *family)
{
    size_t count = family->series->trials->count;
    double user_ns, system_ns;
    for (size_t i = 0; i < count; i++) {
        if (!export_op_cpu(family->set, family->series, i, &user_ns, &system_ns)) {
            memcpy(family->cpu_ns, family->real_ns, count * sizeof *family->cpu_ns);
            return;
        }
        family->cpu_ns[i] = user_ns + system_ns;
    }
}

static int put_family(struct family *family)
{
    char *name = export_series_name(family->series);
    int failed = 0;
    family->name = name;
    family->real_ns = export_values(family->series, 1);
    family->cpu_ns = export_values(family->series, 1);
    if (name && family->real_ns && family->cpu_ns) {
        fill_cpu(family);
        for (size_t i = 0; !failed && i < family->series->trials->count; i++)
            failed = put_repetition(family, i);
        failed = failed || put_aggregates(family);
    } else {
        failed = export_give(family->to, "", NULL, family->error);
    }
    free(name);
    free(family->real_ns);
    free(family->cpu_ns);
    return failed;
}

static int write_set(const struct export_set *set, FILE *to, char error[READER_ERROR_MAX])
{
    struct family family = {.set = set, .to = to, .before = "\n", .error = error};
    if (export_give(to, "{\"context\": ", context(set), error) != 0)
        return -1;
    fputs(",\n\"benchmarks\": [", to);
    for (size_t i = 0; i < set->count; i++) {
        if (i && set->series[i].cell != set->series[i - 1].cell) {
            family.index++;
            family.instance = 0;
        }
        family.series = &set->series[i];
        if (put_family(&family) != 0)
            return -1;
        family.instance++;
    }
    fputs("\n]}\n", to);
    return 0;
}

const struct export_format export_format_gbench = {
    .write = write_set,
    .metrics = "enter_ns|enter_cold_ns,op_ns",
    .units = EXPORT_TIMES,
};
