/* SPDX-License-Identifier: MIT */
/* CSV (RFC 4180 quoting, LF line ends): one row a trial, worker and metric. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"

static const char header[] =
    "run,machine,os,libc,emulator,trial,session,block,kind,workload,version,params,model,"
    "sharing,workers,placement,worker,status,metric,unit,value";

static void put_field(FILE *to, const char *text)
{
    if (!text[strcspn(text, ",\"\r\n")]) {
        fputs(text, to);
        return;
    }
    fputc('"', to);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', to);
        fputc(*text, to);
    }
    fputc('"', to);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* "name=value;name=value", sorted by name; free() it. NULL: out of memory. */
static char *params_text(const json_t *params)
{
    size_t count = 0, bytes;
    char *text = NULL;
    const char **names = calloc(json_object_size(params) + 1, sizeof *names), *name;
    FILE *to = open_memstream(&text, &bytes);
    json_t *value;
    json_object_foreach((json_t *)params, name, value) if (names) names[count++] = name;
    if (count > 1)
        qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; to && i < count; i++) {
        char number[NUMBER_TEXT_MAX];
        value = json_object_get(params, names[i]);
        number_json(number, value);
        fprintf(to, "%s%s=%s", i ? ";" : "", names[i],
                json_is_string(value) ? json_string_value(value) : number);
    }
    int failed = !names || !to || fclose(to) != 0;
    free(names);
    if (!failed)
        return text;
    free(text);
    return NULL;
}

/* What stands in front of a row's worker, up to its comma; free() it. */
static char *row_front(const struct reader *reader, const struct record *record)
{
    char *text = NULL, *params = params_text(record->params);
    size_t bytes;
    FILE *to = open_memstream(&text, &bytes);
    if (to && params) {
        const char *const of_run[] = {reader->name, json_text_at(reader->machine, "machine", ""),
                                      json_text_at(reader->machine, "os.name", ""),
                                      json_text_at(reader->machine, "libc.name", ""),
                                      json_text_at(reader->machine, "emulator", "")};
        for (size_t i = 0; i < sizeof of_run / sizeof *of_run; i++) {
            put_field(to, of_run[i]);
            fputc(',', to);
        }
        fprintf(to, "%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%s,", record->trial, record->session, record->block,
                kind_name(record->kind));
        put_field(to, record->workload);
        fprintf(to, ",%" PRIu64 ",", record->version);
        put_field(to, params);
        fputc(',', to);
        put_field(to, record->model);
        fputc(',', to);
        put_field(to, record->sharing);
        fprintf(to, ",%" PRIu32 ",", record->workers);
        put_field(to, record->placement);
        fputc(',', to);
    }
    int failed = !to || fclose(to) != 0 || !params;
    free(params);
    if (!failed)
        return text;
    free(text);
    return NULL;
}

struct row {
    FILE *to;
    const struct reader *reader;
    const char *front, *status;
};

/* `worker` below 0: of the trial itself. */
static void put_row(const struct row *row, long worker, const char *metric, const json_t *value)
{
    char number[NUMBER_TEXT_MAX], index[24] = "";
    if (worker >= 0)
        snprintf(index, sizeof index, "%ld", worker);
    number_json(number, value);
    fprintf(row->to, "%s%s,%s,", row->front, index, row->status);
    put_field(row->to, metric);
    fputc(',', row->to);
    put_field(row->to, *metric ? reader_unit(row->reader, metric) : "");
    fprintf(row->to, ",%s\n", number);
}

static int put_record(struct reader *reader, const struct record *record, FILE *to)
{
    char *front = row_front(reader, record);
    if (!front)
        return -1;
    struct row row = {to, reader, front, status_name(record->status)};
    const char *name;
    json_t *value;
    size_t rows = 0;
    json_object_foreach((json_t *)record->metrics, name, value)
    {
        put_row(&row, -1, name, value);
        rows++;
    }
    json_object_foreach((json_t *)record->worker_metrics, name, value)
    {
        for (size_t worker = 0; worker < json_array_size(value); worker++, rows++)
            put_row(&row, (long)worker, name, json_array_get(value, worker));
    }
    if (rows == 0)
        put_row(&row, -1, "", NULL);
    free(front);
    return 0;
}

static int stream(struct reader *reader, FILE *to, char error[READER_ERROR_MAX])
{
    struct record record;
    int more;
    fprintf(to, "%s\n", header);
    while (!ferror(to) && (more = reader_next(reader, &record, error)) != 0) {
        if (more < 0)
            return -1;
        int failed = put_record(reader, &record, to);
        record_free(&record);
        if (failed) {
            snprintf(error, READER_ERROR_MAX, "out of memory");
            return -1;
        }
    }
    return 0;
}

const struct export_format export_format_csv = {.stream = stream};
