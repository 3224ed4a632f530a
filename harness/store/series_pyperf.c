/* SPDX-License-Identifier: MIT */
/* pyperf's JSON (1.0): of each benchmark the median over its runs, which are processes, of the median of a
 * run's values. Warm-ups and runs that calibrate have no values. */
#include <math.h>
#include <string.h>

#include "series_parts.h"

static int is_pyperf(const json_t *object)
{
    const json_t *benchmarks = json_object_get(object, "benchmarks");
    return json_is_array(benchmarks) && json_is_string(json_object_get(object, "version")) &&
           (json_array_size(benchmarks) == 0 ||
            json_is_array(json_object_get(json_array_get(benchmarks, 0), "runs")));
}

/* A text of the run's metadata, the benchmark's, or what all benchmarks have in common. */
static const char *said(const json_t *document, const json_t *benchmark, const json_t *run, const char *name)
{
    const json_t *const places[] = {run, benchmark, document};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *text = json_string_value(json_object_get(json_object_get(places[i], "metadata"), name));
        if (text)
            return text;
    }
    return NULL;
}

static const char *unit_of(const char *said)
{
    if (!said || strcmp(said, "second") == 0)
        return "s";
    return strcmp(said, "byte") == 0 ? "bytes" : strcmp(said, "integer") == 0 ? "count" : said;
}

static int read_benchmark(struct series_reader *reader, const json_t *document, const json_t *benchmark,
                          uint64_t line)
{
    const json_t *runs = json_object_get(benchmark, "runs"), *first = json_array_get(runs, 0), *run;
    const char *name = said(document, benchmark, first, "name");
    const char *commit = said(document, benchmark, first, "commit_id");
    struct series_set groups = {0};
    struct series_point point = {.name = name && *name ? name : reader->options->name,
                                 .unit = unit_of(said(document, benchmark, first, "unit")),
                                 .better = "lower"};
    int fault = 0, failed;
    size_t i;
    json_array_foreach(runs, i, run)
    {
        point.value = series_median_json(json_object_get(run, "values"), &failed);
        if (failed)
            fault = SERIES_NO_MEMORY;
        else if (!isnan(point.value))
            fault = series_take_into(reader, &groups, line, &point);
        if (fault)
            break;
    }
    if (!fault)
        fault = series_reduce(reader, &groups, line, said(document, benchmark, first, "date"), commit);
    series_set_free(&groups);
    return fault;
}

static int read_pyperf(struct series_reader *reader, const json_t *object, uint64_t line)
{
    size_t i;
    const json_t *benchmark;
    int fault = 0;
    json_array_foreach(json_object_get(object, "benchmarks"), i, benchmark)
    {
        fault = json_is_array(json_object_get(benchmark, "runs"))
                    ? read_benchmark(reader, object, benchmark, line)
                    : series_fault(reader, line, "benchmark %zu has no runs", i);
        if (fault)
            break;
    }
    return fault;
}

const struct series_form series_form_pyperf = {SERIES_PYPERF, is_pyperf, read_pyperf};
