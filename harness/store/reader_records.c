/* SPDX-License-Identifier: MIT */
/* One record at a time, with every type that the schema promises. */
#include <string.h>

#include "reader.h"
#include "run_parts.h"

/* A whole number from 0 to `max`, into *value. 1, or 0 when the field is none. */
static int take_number(const json_t *object, const char *name, uint64_t max, uint64_t *value)
{
    const json_t *number = json_object_get(object, name);
    if (!json_is_integer(number) || json_integer_value(number) < 0 ||
        (uint64_t)json_integer_value(number) > max)
        return 0;
    *value = (uint64_t)json_integer_value(number);
    return 1;
}

static int take_word(const json_t *object, const char *name, const char **word)
{
    *word = json_string_value(json_object_get(object, name));
    return *word != NULL;
}

static int is_value(const json_t *value)
{
    return json_is_number(value) || json_is_null(value);
}

static int metrics_are_sound(const json_t *metrics)
{
    const char *name;
    json_t *value;
    if (!json_is_object(metrics))
        return 0;
    json_object_foreach((json_t *)metrics, name, value)
    {
        if (!is_value(value))
            return 0;
    }
    return 1;
}

static int worker_metrics_are_sound(const json_t *metrics, size_t workers)
{
    const char *name;
    json_t *list, *value;
    size_t i;
    if (!json_is_object(metrics))
        return 0;
    json_object_foreach((json_t *)metrics, name, list)
    {
        if (!json_is_array(list) || json_array_size(list) != workers)
            return 0;
        json_array_foreach(list, i, value)
        {
            if (!is_value(value))
                return 0;
        }
    }
    return 1;
}

static int nulls_are_sound(const json_t *nulls)
{
    const char *name;
    json_t *value;
    if (!json_is_object(nulls))
        return 0;
    json_object_foreach((json_t *)nulls, name, value)
    {
        if (!json_is_string(value))
            return 0;
    }
    return 1;
}

static const char *take_numbers(const struct reader *reader, struct record *record)
{
    const json_t *json = record->json;
    uint64_t workers = 0;
    const size_t cells = json_array_size(reader->cells);
    if (reader->trials == 0 || !take_number(json, "trial", reader->trials - 1, &record->trial))
        return "no such trial in the plan";
    if (cells == 0 || !take_number(json, "cell", cells - 1, &record->cell))
        return "no such cell in the plan";
    if (!take_number(json, "session", INT32_MAX, &record->session) ||
        !take_number(json, "block", INT32_MAX, &record->block) ||
        !take_number(json, "version", INT32_MAX, &record->version))
        return "session, block or version is no number";
    if (!take_number(json, "workers", TVP_WORKERS_MAX, &workers) || workers == 0)
        return "workers is out of range";
    record->workers = (uint32_t)workers;
    return NULL;
}

static const char *take_words(struct record *record)
{
    const json_t *json = record->json, *reason = json_object_get(json, "reason");
    record->kind = word_index(json_string_value(json_object_get(json, "kind")), 3, kind_name);
    record->status =
        word_index(json_string_value(json_object_get(json, "status")), STATUS_COUNT, status_name);
    record->reason = json_is_string(reason) ? json_string_value(reason) : "";
    record->oversubscribed = json_is_true(json_object_get(json, "oversubscribed"));
    if (record->kind == 3)
        return "kind is none of time, memory, pilot";
    if (record->status == STATUS_COUNT)
        return "status is none that this tvp knows";
    if (!take_word(json, "workload", &record->workload) || !take_word(json, "model", &record->model) ||
        !take_word(json, "sharing", &record->sharing) || !take_word(json, "placement", &record->placement))
        return "workload, model, sharing or placement is no text";
    return NULL;
}

static const char *take_metrics(struct record *record)
{
    record->params = json_object_get(record->json, "params");
    record->metrics = json_object_get(record->json, "metrics");
    record->worker_metrics = json_object_get(record->json, "worker_metrics");
    record->nulls = json_object_get(record->json, "nulls");
    record->inside = json_object_get(record->json, "inside");
    if (!json_is_object(record->params))
        return "params is no object";
    if (!metrics_are_sound(record->metrics))
        return "metrics are not all numbers or null";
    if (!worker_metrics_are_sound(record->worker_metrics, record->workers))
        return "worker_metrics are not one number or null a worker";
    return nulls_are_sound(record->nulls) ? NULL : "nulls are not all text";
}

/* Each trial has one record. */
static const char *take_turn(const struct reader *reader, uint64_t trial)
{
    unsigned char *byte = &reader->seen[trial / 8];
    const unsigned char bit = (unsigned char)(1u << trial % 8);
    if (*byte & bit)
        return "the trial has a record already";
    *byte |= bit;
    return NULL;
}

static int take_record(const struct reader *reader, struct record *record, const char *path, char *error)
{
    const uint64_t line = reader->lines.number;
    if (schema_refused(path, line, record->json, error) != 0)
        return -1;
    const char *fault = take_numbers(reader, record);
    if (fault == NULL)
        fault = take_words(record);
    if (fault == NULL)
        fault = take_metrics(record);
    if (fault == NULL)
        fault = take_turn(reader, record->trial);
    if (fault == NULL)
        return 1;
    snprintf(error, READER_ERROR_MAX, "%s:%llu: %s", path, (unsigned long long)line, fault);
    return -1;
}

int reader_next(struct reader *reader, struct record *record, char error[READER_ERROR_MAX])
{
    char path[TVP_PATH_MAX + 16];
    *record = (struct record){0};
    if (reader->lines.file == NULL)
        return 0;
    snprintf(path, sizeof path, "%s/trials.jsonl", reader->path);
    const enum line_kind kind = lines_next(&reader->lines);
    reader->torn = kind == LINE_TORN;
    if (kind == LINE_END || kind == LINE_TORN)
        return 0;
    if (kind == LINE_BAD) {
        snprintf(error, READER_ERROR_MAX, "%s:%llu: cannot be read", path,
                 (unsigned long long)reader->lines.number);
        return -1;
    }
    record->json = json_line(path, reader->lines.number, reader->lines.text, reader->lines.bytes, error);
    if (record->json == NULL)
        return -1;
    int got = take_record(reader, record, path, error);
    if (got < 0)
        record_free(record);
    return got;
}

void record_free(struct record *record)
{
    json_decref(record->json);
    *record = (struct record){0};
}
