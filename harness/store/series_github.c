/* SPDX-License-Identifier: MIT */
/* github-action-benchmark: an entry of its custom format (a file is an array of them), and the store that it
 * keeps of all runs, a script that sets window.BENCHMARK_DATA, or the same as JSON. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "series_parts.h"

/* Its values are numbers; some who write the custom format have them as texts. */
static int value_of(const json_t *entry, double *value)
{
    const json_t *json = json_object_get(entry, "value");
    if (json_is_string(json))
        return series_number(json_string_value(json), value) >= 0;
    *value = json_is_null(json) ? NAN : json_number_value(json);
    return json_is_number(json) || json_is_null(json);
}

static int is_entry(const json_t *object)
{
    return json_is_string(json_object_get(object, "name")) && json_object_get(object, "value") != NULL &&
           !json_is_object(json_object_get(object, "value"));
}

/* `name` is the series', `better` the tool's word, NULL: by the unit. */
static int take_entry(struct series_reader *reader, struct series_set *set, uint64_t line,
                      const json_t *entry, const char *name, const char *better)
{
    struct series_point point = {
        .name = name, .unit = json_string_value(json_object_get(entry, "unit")), .better = better};
    if (!better)
        point.better = series_unit_better(point.unit);
    if (!value_of(entry, &point.value))
        return series_fault(reader, line, "the value of %.60s is no number", name);
    return series_take_into(reader, set, line, &point);
}

static int read_entry(struct series_reader *reader, const json_t *object, uint64_t line)
{
    return take_entry(reader, reader->set, line, object, json_string_value(json_object_get(object, "name")),
                      NULL);
}

/* ---- the store ---- */

static int is_store(const json_t *object)
{
    return json_is_object(json_object_get(object, "entries")) &&
           (json_object_get(object, "lastUpdate") != NULL || json_object_get(object, "repoUrl") != NULL);
}

/* The direction that goes with the tool which measured; all others' are times. */
static const char *better_of(const char *tool)
{
    static const char *const higher[] = {"benchmarkjs", "pytest", "customBiggerIsBetter"};
    for (size_t i = 0; tool && i < sizeof higher / sizeof *higher; i++)
        if (strcmp(tool, higher[i]) == 0)
            return "higher";
    return tool ? "lower" : NULL;
}

struct source {
    struct series_reader *reader;
    uint64_t line;
    const char *suite;
};

static int take_bench(const struct source *source, struct series_set *groups, const json_t *bench,
                      const char *better)
{
    const char *name = json_string_value(json_object_get(bench, "name"));
    char whole[2 * SERIES_NAME_MAX];
    if (!name)
        return series_fault(source->reader, source->line, "a benchmark of %.60s has no name", source->suite);
    if ((size_t)snprintf(whole, sizeof whole, "%s/%s", source->suite, name) >= sizeof whole)
        return series_fault(source->reader, source->line, "a name is too long: %.60s", name);
    return take_entry(source->reader, groups, source->line, bench, whole, better);
}

/* All benchmarks of one commit; one that is there several times counts once, with the median. */
static int take_commit(const struct source *source, const json_t *run)
{
    struct series_set groups = {0};
    const char *commit = json_string_value(json_object_get(json_object_get(run, "commit"), "id"));
    const char *better = better_of(json_string_value(json_object_get(run, "tool")));
    const json_t *date = json_object_get(run, "date"), *bench;
    char time[32] = "";
    size_t i;
    int fault = 0;
    if (json_is_integer(date))
        snprintf(time, sizeof time, "%" JSON_INTEGER_FORMAT, json_integer_value(date));
    json_array_foreach(json_object_get(run, "benches"), i, bench)
    {
        fault = take_bench(source, &groups, bench, better);
        if (fault)
            break;
    }
    if (!fault)
        fault = series_reduce(source->reader, &groups, source->line, time, commit);
    series_set_free(&groups);
    return fault;
}

static int read_store(struct series_reader *reader, const json_t *object, uint64_t line)
{
    const char *suite;
    json_t *runs, *run;
    size_t i;
    reader->is_moment = 0;
    json_object_foreach(json_object_get(object, "entries"), suite, runs)
    {
        const struct source source = {reader, line, suite};
        json_array_foreach(runs, i, run)
        {
            int fault = take_commit(&source, run);
            if (fault)
                return fault;
        }
    }
    return 0;
}

const struct series_form series_form_github_entry = {SERIES_GITHUB_ACTION, is_entry, read_entry};
const struct series_form series_form_github = {SERIES_GITHUB_ACTION, is_store, read_store};
