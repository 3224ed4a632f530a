/* SPDX-License-Identifier: MIT */
/* A portable baseline (portable.h): a figure a line, so that a change of it reads well in a diff. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "portable.h"

static json_t *plain_number(double value)
{
    return value == floor(value) && fabs(value) < 1e15 ? json_integer((json_int_t)value) : json_real(value);
}

/* Two digits after the point: what no two runs share is not written. 0, or -1: the cell cannot be a base. */
static int settle(const json_t *cell)
{
    const char *name;
    json_t *figure, *metrics = json_object_get(cell, "metrics");
    void *next;
    json_object_foreach_safe(metrics, next, name, figure)
    {
        const json_t *value = json_object_get(figure, "value");
        if (!json_is_number(value)) {
            json_object_del(metrics, name);
            continue;
        }
        json_object_del(figure, "reason");
        json_object_del(figure, "trials");
        json_object_set_new(figure, "value", plain_number(round(100 * json_number_value(value)) / 100));
        json_object_set_new(figure, "tolerance",
                            plain_number(json_number_value(json_object_get(figure, "tolerance"))));
    }
    return strcmp(json_text_at(cell, "status", ""), "none") != 0 ? 0 : -1;
}

/* All but the metrics on one line, then each of these on one. */
static int write_cell(json_t *cell, FILE *to, char error[READER_ERROR_MAX])
{
    const char *name, *comma = "";
    json_t *figure, *metrics = json_incref(json_object_get(cell, "metrics")), *head;
    json_object_del(cell, "metrics");
    if (json_is_null(json_object_get(cell, "reason")))
        json_object_del(cell, "reason");
    char *text = NULL;
    size_t bytes = 0;
    FILE *line = open_memstream(&text, &bytes);
    if (line)
        export_put(line, cell);
    if (!line || fclose(line) != 0 || bytes == 0) {
        free(text);
        json_decref(metrics);
        snprintf(error, READER_ERROR_MAX, "out of memory");
        return -1;
    }
    fprintf(to, "%.*s, \"metrics\": {", (int)bytes - 1, text); /* without its closing brace */
    free(text);
    json_object_foreach(metrics, name, figure)
    {
        head = json_string(name);
        fprintf(to, "%s\n ", comma);
        export_put(to, head);
        fputs(": ", to);
        export_put(to, figure);
        json_decref(head);
        comma = ",";
    }
    fputs("}}", to);
    json_decref(metrics);
    return 0;
}

static int write_document(const json_t *document, FILE *to, char error[READER_ERROR_MAX])
{
    size_t i;
    json_t *cell;
    fprintf(to, "{\n\"schema\": %d,\n\"kind\": \"portable\",\n\"suite\": ", PORTABLE_SCHEMA);
    export_put(to, json_object_get(document, "suite"));
    fputs(",\n\"cells\": [", to);
    json_array_foreach(json_object_get(document, "cells"), i, cell)
    {
        fputs(i ? ",\n" : "\n", to);
        if (write_cell(cell, to, error) != 0)
            return -1;
    }
    fputs("\n]\n}\n", to);
    return 0;
}

/* Before anything is written. */
static int settle_all(const json_t *document, const char *path, char error[READER_ERROR_MAX])
{
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(document, "cells"), i, cell)
    {
        if (settle(cell) != 0) {
            snprintf(error, READER_ERROR_MAX,
                     "%.900s: cell %zu has no record: finish the run first (tvp run --resume)", path, i);
            return -1;
        }
    }
    return 0;
}

static int stream(struct reader *reader, FILE *to, char error[READER_ERROR_MAX])
{
    struct view view;
    json_t *document = NULL;
    int failed = view_open(&view, reader->path, NULL, error) != 0;
    if (!failed)
        document = portable_of_run(&view, error);
    failed = failed || !document || settle_all(document, reader->path, error) != 0 ||
             write_document(document, to, error) != 0;
    json_decref(document);
    view_close(&view);
    return failed ? -1 : 0;
}

const struct export_format export_format_portable = {.stream = stream};
