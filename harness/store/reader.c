/* SPDX-License-Identifier: MIT */
/* Opens a run folder for reading: the machine, the plan's head, its cells. */
#include "reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "run_parts.h"

static int file_path(const struct reader *reader, const char *name, char path[TVP_PATH_MAX], char *error)
{
    if ((size_t)snprintf(path, TVP_PATH_MAX, "%s/%s", reader->path, name) < TVP_PATH_MAX)
        return 0;
    snprintf(error, READER_ERROR_MAX, "the path is too long: %.200s", reader->path);
    return -1;
}

static json_t *load_object(const struct reader *reader, const char *name, char *error)
{
    char path[TVP_PATH_MAX];
    json_error_t what;
    if (file_path(reader, name, path, error) != 0)
        return NULL;
    FILE *file = plat_file_stream(path);
    if (file == NULL) {
        snprintf(error, READER_ERROR_MAX, "cannot read %s", path);
        return NULL;
    }
    json_t *object = json_loadf(file, JSON_REJECT_DUPLICATES, &what);
    fclose(file);
    if (json_is_object(object))
        return object;
    snprintf(error, READER_ERROR_MAX, "%s:%d: %s", path, object != NULL ? 1 : what.line,
             object != NULL ? "not a JSON object" : what.text);
    json_decref(object);
    return NULL;
}

/* ---- the plan ---- */

static int wrong(const char *path, uint64_t line, const char *what, char *error)
{
    snprintf(error, READER_ERROR_MAX, "%.*s:%llu: %s", (int)TVP_PATH_MAX, path, (unsigned long long)line,
             what);
    return -1;
}

/* Of letters, digits and underscores, so that it may stand as it is in whatever is written of it. */
static int is_word(const char *name)
{
    const size_t length = strlen(name);
    return length > 0 && length < TVP_NAME_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == length;
}

static const char *head_fault(const json_t *head)
{
    size_t i;
    json_t *metric;
    if (!json_is_string(json_object_get(head, "run")))
        return "the plan's head has no run name";
    if (!json_is_array(json_object_get(head, "metrics")))
        return "the plan's head lists no metrics";
    json_array_foreach(json_object_get(head, "metrics"), i, metric)
    {
        static const char *const words[] = {"name", "unit", "better", "scope", "probe", "brief"};
        for (size_t word = 0; word < sizeof words / sizeof words[0]; word++)
            if (!json_is_string(json_object_get(metric, words[word])))
                return "a metric of the plan's head is not complete";
        if (!is_word(json_text_at(metric, "name", "")))
            return "a metric of the plan's head whose name is no word";
    }
    return NULL;
}

static const char *cell_fault(const json_t *cell, size_t expected)
{
    static const char *const words[] = {"workload", "model", "sharing", "placement"};
    const json_t *workers = json_object_get(cell, "workers"), *id = json_object_get(cell, "cell");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!json_is_string(json_object_get(cell, words[i])))
            return "a cell without workload, model, sharing or placement";
    if (!json_is_integer(id) || json_integer_value(id) != (json_int_t)expected)
        return "cells are not numbered in order";
    if (!json_is_integer(workers) || json_integer_value(workers) < 1 ||
        json_integer_value(workers) > (json_int_t)TVP_WORKERS_MAX)
        return "a cell's number of workers is out of range";
    if (!json_is_integer(json_object_get(cell, "version")))
        return "a cell without its workload's version";
    if (!json_is_object(json_object_get(cell, "params")) || !json_is_array(json_object_get(cell, "kinds")))
        return "a cell without params or kinds";
    return NULL;
}

/* One more trial of a cell that is needed. 0, or -1: out of memory. */
static int want(struct reader *reader, size_t cell)
{
    const size_t cells = json_array_size(reader->cells);
    if (reader->wanted_count < cells) {
        uint64_t *moved = realloc(reader->wanted, cells * sizeof *moved);
        if (!moved)
            return -1;
        memset(moved + reader->wanted_count, 0, (cells - reader->wanted_count) * sizeof *moved);
        reader->wanted = moved;
        reader->wanted_count = cells;
    }
    reader->wanted[cell]++;
    return 0;
}

static const char *take_trial(struct reader *reader, const json_t *line)
{
    const json_t *id = json_object_get(line, "trial"), *cell = json_object_get(line, "cell");
    const uint32_t kind = word_index(json_string_value(json_object_get(line, "kind")), 3, kind_name);
    if (!json_is_integer(id) || json_integer_value(id) != (json_int_t)reader->trials)
        return "trials are not numbered in order";
    if (!json_is_integer(cell) || json_integer_value(cell) < 0 ||
        (size_t)json_integer_value(cell) >= json_array_size(reader->cells))
        return "a trial of no cell";
    if (kind == 3)
        return "a trial of no kind";
    const int decided =
        decisions_have(&reader->decisions, kind, (uint32_t)json_integer_value(cell), reader->trials);
    if (!decided && want(reader, (size_t)json_integer_value(cell)) != 0)
        return "out of memory";
    reader->decided += (uint64_t)decided;
    reader->trials++;
    reader->kinds[kind]++;
    return NULL;
}

/* Keeps what a line of the plan says. NULL, or what is wrong with it. */
static const char *take_plan_line(struct reader *reader, json_t *line, int *ended)
{
    const char *type = json_text_at(line, "type", "");
    const char *fault = NULL;
    if (strcmp(type, "plan") == 0 && reader->head == NULL) {
        fault = head_fault(line);
        reader->head = json_incref(line);
    } else if (reader->head == NULL) {
        fault = "the plan does not begin with its head";
    } else if (strcmp(type, "cell") == 0) {
        fault = cell_fault(line, json_array_size(reader->cells));
        json_array_append(reader->cells, line);
    } else if (strcmp(type, "pilot") == 0) {
        json_array_append(reader->pilots, line);
    } else if (strcmp(type, "group") == 0) {
        fault = json_is_array(json_object_get(line, "cells")) ? NULL : "a group without cells";
        json_array_append(reader->groups, line);
    } else if (strcmp(type, "trial") == 0) {
        fault = take_trial(reader, line);
    } else if (strcmp(type, "end") == 0) {
        *ended = 1;
    } else {
        fault = "a line of unknown type";
    }
    return fault;
}

static int take_plan(struct reader *reader, struct lines *lines, const char *path, char *error)
{
    int ended = 0, failed = 0;
    enum line_kind kind = LINE_END;
    while (!failed && !ended && (kind = lines_next(lines)) == LINE_WHOLE) {
        json_t *line = json_line(path, lines->number, lines->text, lines->bytes, error);
        if (line == NULL)
            return -1;
        const char *fault = NULL;
        if (lines->number == 1 && schema_refused(path, 1, line, error) != 0)
            failed = -1;
        else if ((fault = take_plan_line(reader, line, &ended)) != NULL)
            failed = wrong(path, lines->number, fault, error);
        json_decref(line);
    }
    if (!failed && !ended)
        failed = wrong(path, lines->number,
                       kind == LINE_BAD    ? "cannot be read"
                       : kind == LINE_TORN ? "the line is torn: the plan was never finished"
                                           : "the plan was never finished",
                       error);
    else if (!failed && lines_next(lines) != LINE_END)
        failed = wrong(path, lines->number, "there is something after the plan's end", error);
    return failed;
}

static int read_plan(struct reader *reader, char *error)
{
    char path[TVP_PATH_MAX];
    if (file_path(reader, "plan.jsonl", path, error) != 0)
        return -1;
    struct lines lines = {.file = plat_file_stream(path)};
    if (lines.file == NULL) {
        snprintf(error, READER_ERROR_MAX, "this is no run folder, it has no plan.jsonl: %s", reader->path);
        return -1;
    }
    int failed = take_plan(reader, &lines, path, error);
    lines_close(&lines);
    if (!failed)
        snprintf(reader->name, sizeof reader->name, "%s", json_text_at(reader->head, "run", ""));
    return failed;
}

int reader_open(struct reader *reader, const char *path, char error[READER_ERROR_MAX])
{
    char path_of[TVP_PATH_MAX];
    *reader = (struct reader){.cells = json_array(), .pilots = json_array(), .groups = json_array()};
    uint64_t whole, torn;
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    snprintf(reader->path, sizeof reader->path, "%.*s",
             (int)(length < TVP_PATH_MAX ? length : TVP_PATH_MAX - 1), path);
    int failed = file_path(reader, DECISIONS_FILE, path_of, error) != 0 ||
                 decisions_read(&reader->decisions, path_of, &whole, &torn, error) != 0;
    if (!failed)
        failed = read_plan(reader, error);
    if (!failed) {
        reader->machine = load_object(reader, "machine.json", error);
        failed = reader->machine == NULL || file_path(reader, "machine.json", path_of, error) != 0 ||
                 schema_refused(path_of, 1, reader->machine, error) != 0;
    }
    if (!failed)
        failed = file_path(reader, "trials.jsonl", path_of, error);
    if (!failed) {
        reader->lines.file = plat_file_stream(path_of);
        failed = !reader->lines.file && errno != ENOENT;
        if (failed)
            snprintf(error, READER_ERROR_MAX, "cannot read %s, or it is no file", path_of);
    }
    if (!failed) {
        reader->seen = calloc(1, (size_t)(reader->trials / 8 + 1));
        failed = !reader->seen;
        if (failed)
            snprintf(error, READER_ERROR_MAX, "out of memory");
    }
    if (failed)
        reader_close(reader);
    return failed ? -1 : 0;
}

void reader_close(struct reader *reader)
{
    json_decref(reader->machine);
    json_decref(reader->head);
    json_decref(reader->cells);
    json_decref(reader->pilots);
    json_decref(reader->groups);
    free(reader->wanted);
    decisions_free(&reader->decisions);
    free(reader->seen);
    lines_close(&reader->lines);
    *reader = (struct reader){0};
}

void reader_rewind(struct reader *reader)
{
    reader->lines.number = 0;
    reader->torn = 0;
    if (reader->seen)
        memset(reader->seen, 0, (size_t)(reader->trials / 8 + 1));
    if (reader->lines.file != NULL)
        rewind(reader->lines.file);
}

const json_t *reader_metric(const struct reader *reader, const char *metric)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(reader->head, "metrics"), i, one)
    {
        if (strcmp(json_text_at(one, "name", ""), metric) == 0)
            return one;
    }
    return NULL;
}

const char *reader_unit(const struct reader *reader, const char *metric)
{
    return json_text_at(reader_metric(reader, metric), "unit", "");
}

/* ---- samples ---- */

static int all_integers(const json_t *list, size_t count)
{
    size_t i;
    json_t *one;
    if (!json_is_array(list) || (count > 0 && json_array_size(list) != count))
        return 0;
    json_array_foreach(list, i, one)
    {
        if (!json_is_integer(one) || json_integer_value(one) < 0)
            return 0;
    }
    return 1;
}

/* A list of lists of integers; `count`: how many each has, 0 for any. */
static int all_lists(const json_t *list, size_t count)
{
    size_t i;
    json_t *one;
    if (!json_is_array(list))
        return 0;
    json_array_foreach(list, i, one)
    {
        if (!all_integers(one, count))
            return 0;
    }
    return 1;
}

static const char *samples_fault(const json_t *samples)
{
    size_t i, workers = json_array_size(json_object_get(samples, "go"));
    json_t *crew;
    if (!json_is_array(json_object_get(samples, "starts")))
        return "no stamps";
    json_array_foreach(json_object_get(samples, "starts"), i, crew)
    {
        if (json_array_size(crew) != workers || !all_lists(crew, 6))
            return "stamps are not six a worker";
    }
    if (workers == 0 || !all_integers(json_object_get(samples, "go"), workers) ||
        !all_integers(json_object_get(samples, "done"), workers))
        return "go and done are not one a worker";
    if (json_array_size(json_object_get(samples, "batch_ns")) != workers ||
        !all_lists(json_object_get(samples, "batch_ns"), 0))
        return "batch_ns is not one list a worker";
    return NULL;
}

json_t *reader_samples(const struct reader *reader, uint64_t trial, char error[READER_ERROR_MAX])
{
    char name[64];
    snprintf(name, sizeof name, "samples/%llu.json", (unsigned long long)trial);
    json_t *samples = load_object(reader, name, error);
    const char *fault = samples != NULL ? samples_fault(samples) : NULL;
    if (fault == NULL)
        return samples;
    snprintf(error, READER_ERROR_MAX, "%.*s/%s:1: %s", (int)TVP_PATH_MAX, reader->path, name, fault);
    json_decref(samples);
    return NULL;
}
