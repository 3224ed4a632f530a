/* SPDX-License-Identifier: MIT */
/* JSON as series: objects with `values`, alone, in an array, or one a line; or a bare array of numbers. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "history_import.h"

struct document {
    const struct import_file *from;
    struct importer *importer;
    long at;          /* where it begins in the file */
    uint64_t objects; /* read so far */
    char *error;
};

/* The line, from 1, in which byte `at` of the file stands. */
static uint64_t line_at(FILE *file, long at)
{
    uint64_t line = 1;
    rewind(file);
    for (long i = 0; i < at; i++) {
        int letter = getc(file);
        if (letter == EOF)
            break;
        line += letter == '\n';
    }
    return line;
}

static int fault(const struct document *document, uint64_t more_lines, const char *what)
{
    snprintf(document->error, HISTORY_ERROR_MAX, "%.*s:%llu: %.200s", (int)TVP_PATH_MAX, document->from->path,
             (unsigned long long)(line_at(document->from->file, document->at) + more_lines), what);
    return IMPORT_AT_FAULT;
}

static int fault_at(const struct document *document, const char *list, size_t i, const char *what)
{
    char text[160];
    snprintf(text, sizeof text, "element %zu of %s is %s", i, list, what);
    return fault(document, 0, text);
}

/* ---- one series ---- */

/* The first of the members that is there. */
static const json_t *member(const json_t *object, const char *const *names)
{
    const json_t *found = NULL;
    for (size_t i = 0; names[i] && !found; i++)
        found = json_object_get(object, names[i]);
    return found;
}

static void take_name(const struct document *document, const json_t *object, char *name, size_t room)
{
    static const char *const names[] = {"id", "name", "series", "benchmark", NULL};
    const json_t *value = member(object, names);
    if (json_is_integer(value))
        snprintf(name, room, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_string(value) && *json_string_value(value))
        snprintf(name, room, "%s", json_string_value(value));
    else if (document->objects == 0)
        snprintf(name, room, "%s", document->from->name);
    else
        snprintf(name, room, "%s %llu", document->from->name, (unsigned long long)document->objects + 1);
}

static const char *word_of(const json_t *object, const char *first, const char *second)
{
    const char *const names[] = {first, second, NULL};
    const char *word = json_string_value(member(object, names));
    return word ? word : "";
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

/* A list beside the values; NULL in *list when there is none. */
static int take_list(const struct document *document, const json_t *object, const char *const *names,
                     size_t count, const json_t **list)
{
    *list = member(object, names);
    if (!json_is_array(*list))
        *list = NULL;
    if (!*list || json_array_size(*list) == count)
        return 0;
    return fault(document, 0, "times or commits are not as many as values");
}

static int take_values(struct document *document, const json_t *object, const json_t *values)
{
    static const char *const time_names[] = {"times", "time", "timestamps", NULL};
    static const char *const commit_names[] = {"commits", "commit", "revisions", NULL};
    const json_t *times = NULL, *commits = NULL;
    char name[512], time[64], commit[64];
    size_t i;
    json_t *value;
    int failed = take_list(document, object, time_names, json_array_size(values), &times);
    if (!failed)
        failed = take_list(document, object, commit_names, json_array_size(values), &commits);
    take_name(document, object, name, sizeof name);
    struct import_point point = {.name = name,
                                 .unit = word_of(object, "unit", "units"),
                                 .better = word_of(object, "better", "direction")};
    for (i = 0; !failed && i < json_array_size(values); i++) {
        value = json_array_get(values, i);
        if (json_is_null(value))
            continue;
        if (!json_is_number(value) || !isfinite(json_number_value(value)))
            return fault_at(document, "values", i, "no number");
        point.ordinal = i;
        point.value = json_number_value(value);
        point.time = element(times, i, time, sizeof time);
        point.commit = element(commits, i, commit, sizeof commit);
        failed = importer_take(document->importer, &point, document->error);
    }
    document->objects++;
    return failed;
}

static int take_object(struct document *document, const json_t *object)
{
    const json_t *values = json_object_get(object, "values");
    if (!json_is_array(values))
        return fault(document, 0, "an object without an array `values`");
    return take_values(document, object, values);
}

static int take_array(struct document *document, const json_t *array)
{
    int failed = 0;
    if (json_is_number(json_array_get(array, 0)) || json_is_null(json_array_get(array, 0)))
        return take_values(document, NULL, array);
    for (size_t i = 0; !failed && i < json_array_size(array); i++)
        failed = json_is_object(json_array_get(array, i)) ? take_object(document, json_array_get(array, i))
                                                          : fault_at(document, "the array", i, "no object");
    return failed;
}

/* ---- the file ---- */

/* 1: there is more than blanks. */
static int more_to_read(FILE *file)
{
    int letter;
    do
        letter = getc(file);
    while (letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r');
    return letter != EOF && ungetc(letter, file) != EOF;
}

int import_json(const struct import_file *from, struct importer *importer, char *error)
{
    struct document document = {.from = from, .importer = importer, .error = error};
    int failed = 0;
    while (!failed && more_to_read(from->file)) {
        json_error_t what;
        document.at = ftell(from->file);
        json_t *json = json_loadf(from->file, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &what);
        const long end = ftell(from->file);
        if (!json)
            return fault(&document, what.line > 0 ? (uint64_t)what.line - 1 : 0, what.text);
        failed = json_is_object(json) ? take_object(&document, json) : take_array(&document, json);
        json_decref(json);
        if (!failed && fseek(from->file, end, SEEK_SET) != 0)
            failed = fault(&document, 0, "cannot be read again");
    }
    return failed;
}
