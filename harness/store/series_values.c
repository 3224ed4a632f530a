/* SPDX-License-Identifier: MIT */
/* A JSON object that is a series: an array of values, and what is said of them beside it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "series_parts.h"

struct source {
    struct series_reader *reader;
    uint64_t line;
    const char *key; /* of the values */
    const json_t *values, *times, *commits;
    struct series_point point;
    char time[64], commit[64];
};

/* The first of the members that is there. */
static const json_t *member(const json_t *object, const char *const *names)
{
    const json_t *found = NULL;
    for (size_t i = 0; names[i] && !found; i++)
        found = json_object_get(object, names[i]);
    return found;
}

static const char *word_of(const json_t *object, const char *first, const char *second)
{
    const char *const names[] = {first, second, NULL};
    return json_string_value(member(object, names));
}

/* The file's name of the first object that has none, "load 2" of others. */
static int take_name(const struct series_reader *reader, const json_t *object, uint64_t number, char *name,
                     size_t room)
{
    static const char *const names[] = {"id", "name", "series", "benchmark", NULL};
    const json_t *value = member(object, names);
    if (json_is_integer(value))
        return snprintf(name, room, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_string(value) && *json_string_value(value))
        return snprintf(name, room, "%s", json_string_value(value));
    return number == 0 ? snprintf(name, room, "%s", reader->options->name)
                       : snprintf(name, room, "%s %ju", reader->options->name, (uintmax_t)(number + 1));
}

/* Element i of a list of texts or numbers, "" without the list. */
static const char *element(const json_t *list, size_t i, char *room, size_t bytes)
{
    const json_t *value = json_array_get(list, i);
    if (json_is_string(value))
        return json_string_value(value);
    room[0] = '\0';
    if (json_is_integer(value))
        snprintf(room, bytes, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(room, bytes, "%.17g", json_real_value(value));
    return room;
}

/* A list beside the values; NULL when there is none. */
static int take_list(const struct source *source, const json_t *object, const char *const *names,
                     const json_t **list)
{
    *list = member(object, names);
    if (!json_is_array(*list))
        *list = NULL;
    if (!*list || json_array_size(*list) == json_array_size(source->values))
        return 0;
    return series_fault(source->reader, source->line, "times or commits are not as many as values");
}

/* Value i, into a series that is in no set, or with NULL into the set. */
static int take_value(struct source *source, size_t i, struct series *alone)
{
    const json_t *value = json_array_get(source->values, i);
    if (!json_is_number(value) && !json_is_null(value))
        return series_fault(source->reader, source->line, "element %zu of %.40s is no number", i,
                            source->key);
    source->point.value = json_is_null(value) ? NAN : json_number_value(value);
    source->point.time = alone ? NULL : element(source->times, i, source->time, sizeof source->time);
    source->point.commit = alone ? NULL : element(source->commits, i, source->commit, sizeof source->commit);
    return alone ? series_add(source->reader, source->reader->set, source->line, alone, &source->point)
                 : series_take(source->reader, source->line, &source->point);
}

static int take_values(struct source *source, struct series *alone)
{
    int fault = 0;
    for (size_t i = 0; !fault && i < json_array_size(source->values); i++)
        fault = take_value(source, i, alone);
    return fault;
}

/* To whom wants whole series; such have values alone. */
static int give_whole(struct source *source, json_t *object)
{
    struct series_set *set = source->reader->set;
    struct series series = {0};
    source->point.unit = NULL; /* the object has it */
    int fault = take_values(source, &series);
    set->total -= series.count;
    if (!fault) {
        json_object_del(object, source->key);
        source->reader->given = 1;
        fault = set->whole(set->context, &series, object, source->line) ? SERIES_STOPPED : 0;
    }
    free(series.values);
    return fault;
}

const char *series_values_key(const struct series_reader *reader)
{
    return reader->options->column ? reader->options->column : "values";
}

int series_json_values(struct series_reader *reader, json_t *object, uint64_t line, uint64_t number)
{
    static const char *const time_names[] = {"times", "time", "timestamps", NULL};
    static const char *const commit_names[] = {"commits", "commit", "revisions", NULL};
    struct source source = {.reader = reader, .line = line, .key = series_values_key(reader)};
    char name[SERIES_NAME_MAX];
    source.values = json_object_get(object, source.key);
    reader->is_moment = 0;
    if (reader->not_finite)
        return series_fault(reader, line,
                            "NaN and Infinity are no tokens of JSON: null says that a value is missing");
    int fault = take_list(&source, object, time_names, &source.times);
    if (!fault)
        fault = take_list(&source, object, commit_names, &source.commits);
    if (fault)
        return fault;
    take_name(reader, object, number, name, sizeof name);
    source.point = (struct series_point){.name = name,
                                         .unit = word_of(object, "unit", "units"),
                                         .better = word_of(object, "better", "direction")};
    return reader->set->whole ? give_whole(&source, object) : take_values(&source, NULL);
}
