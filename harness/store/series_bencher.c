/* SPDX-License-Identifier: MIT */
/* Bencher metric format: an object of benchmarks, each an object of measures. The unit and the direction of a
 * measure stand in Bencher, not in the file: only those that Bencher has from the start, and tvp's own, are
 * known. */
#include <string.h>

#include "series_parts.h"

static int is_measure(const json_t *measure)
{
    return json_is_number(json_object_get(measure, "value"));
}

static int is_bencher(const json_t *object)
{
    const char *name, *inner;
    json_t *benchmark, *measure;
    json_object_foreach((json_t *)(uintptr_t)object, name, benchmark)
    {
        if (!json_is_object(benchmark))
            return 0;
        json_object_foreach(benchmark, inner, measure)
        {
            if (!is_measure(measure))
                return 0;
        }
    }
    return json_object_size(object) > 0;
}

static struct series_point measure_of(const char *benchmark, const char *name, const json_t *measure)
{
    const int is_latency = strcmp(name, "latency") == 0, is_throughput = strcmp(name, "throughput") == 0;
    return (struct series_point){.name = benchmark,
                                 .metric = name,
                                 .unit = is_latency      ? "ns"
                                         : is_throughput ? "ops/s"
                                                         : series_metric_unit(name),
                                 .better = is_latency      ? "lower"
                                           : is_throughput ? "higher"
                                                           : series_metric_better(name),
                                 .value = json_number_value(json_object_get(measure, "value"))};
}

static int read_bencher(struct series_reader *reader, const json_t *object, uint64_t line)
{
    const char *name, *inner;
    json_t *benchmark, *measure;
    json_object_foreach((json_t *)(uintptr_t)object, name, benchmark)
    {
        json_object_foreach(benchmark, inner, measure)
        {
            const struct series_point point = measure_of(*name ? name : "(no name)", inner, measure);
            int fault = series_take(reader, line, &point);
            if (fault)
                return fault;
        }
    }
    return 0;
}

const struct series_form series_form_bencher = {SERIES_BENCHER, is_bencher, read_bencher};
