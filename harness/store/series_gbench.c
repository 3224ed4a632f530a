/* SPDX-License-Identifier: MIT */
/* google-benchmark's JSON: of each benchmark the median over its repetitions. */
#include <string.h>

#include "reader.h"
#include "series_parts.h"

/* What is taken of an entry. */
static const struct {
    const char *member, *unit, *better; /* unit NULL: the entry's time_unit */
} figures[] = {{"real_time", NULL, "lower"},
               {"cpu_time", NULL, "lower"},
               {"items_per_second", "items/s", "higher"},
               {"bytes_per_second", "bytes/s", "higher"}};

static int is_gbench(const json_t *object)
{
    return json_is_array(json_object_get(object, "benchmarks")) &&
           json_is_object(json_object_get(object, "context"));
}

static int ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), cut = strlen(end);
    return length >= cut && strcmp(text + length - cut, end) == 0;
}

/* The name of the aggregate that this entry is; NULL: it is one repetition. Old versions of the library say
 * it in the name alone. */
static const char *aggregate_of(const json_t *entry, const char *name)
{
    static const char *const aggregates[] = {"mean", "median", "stddev", "cv"};
    const char *type = json_text_at(entry, "run_type", NULL),
               *own = json_text_at(entry, "aggregate_name", NULL);
    if (type)
        return strcmp(type, "aggregate") == 0 ? (own ? own : "") : NULL;
    for (size_t i = 0; i < sizeof aggregates / sizeof *aggregates; i++)
        if (ends_with(name, aggregates[i]) && strrchr(name, '_') &&
            strcmp(strrchr(name, '_') + 1, aggregates[i]) == 0)
            return aggregates[i];
    return NULL;
}

static int went_wrong(const json_t *entry)
{
    return json_is_true(json_object_get(entry, "error_occurred")) ||
           json_is_true(json_object_get(entry, "skipped"));
}

struct source {
    struct series_reader *reader;
    uint64_t line;
    struct series_set groups;
};

static int take_figures(struct source *source, const json_t *entry, const char *name)
{
    const char *time_unit = json_text_at(entry, "time_unit", NULL);
    int fault = 0;
    for (size_t i = 0; !fault && i < sizeof figures / sizeof *figures; i++) {
        const json_t *value = json_object_get(entry, figures[i].member);
        const struct series_point point = {.name = name,
                                           .metric = figures[i].member,
                                           .unit = figures[i].unit ? figures[i].unit
                                                   : time_unit     ? time_unit
                                                                   : "ns",
                                           .better = figures[i].better,
                                           .value = json_number_value(value)};
        if (json_is_number(value))
            fault = series_take_into(source->reader, &source->groups, source->line, &point);
    }
    return fault;
}

/* Repetitions, or with an aggregate's name those of this kind, of benchmarks that told no repetitions. */
static int take_entries(struct source *source, const json_t *entries, const char *wanted)
{
    size_t i;
    const json_t *entry;
    int fault = 0;
    json_array_foreach(entries, i, entry)
    {
        const char *name = json_text_at(entry, "run_name", NULL);
        if (!name)
            name = json_text_at(entry, "name", NULL);
        if (!name)
            return series_fault(source->reader, source->line, "benchmark %zu has no name", i);
        const char *aggregate = aggregate_of(entry, name);
        if (went_wrong(entry) || (wanted == NULL) != (aggregate == NULL) ||
            (wanted && (strcmp(wanted, aggregate) != 0 || series_known(&source->groups, name, "real_time"))))
            continue;
        fault = take_figures(source, entry, name);
        if (fault)
            break;
    }
    return fault;
}

static int read_gbench(struct series_reader *reader, const json_t *object, uint64_t line)
{
    struct source source = {.reader = reader, .line = line};
    const json_t *entries = json_object_get(object, "benchmarks"),
                 *context = json_object_get(object, "context");
    const char *commit = json_text_at(context, "commit", NULL);
    int fault = take_entries(&source, entries, NULL);
    if (!fault)
        fault = take_entries(&source, entries, "median");
    if (!fault)
        fault = take_entries(&source, entries, "mean");
    if (!fault)
        fault = series_reduce(reader, &source.groups, line, json_text_at(context, "date", NULL), commit);
    series_set_free(&source.groups);
    return fault;
}

const struct series_form series_form_gbench = {SERIES_GBENCH, is_gbench, read_gbench};
