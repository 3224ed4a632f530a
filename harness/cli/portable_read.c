/* SPDX-License-Identifier: MIT */
/* Reads a portable baseline, which anyone may have edited. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "../store/lines.h"
#include "portable.h"

#define PORTABLE_BYTES_MAX (16u << 20)
#define TOLERANCE_MAX      100.0
#define METRIC_NAME_MAX    32u /* of a report's row */
#define METRIC_LETTERS     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

/* A folder opens, but cannot be read. What is not there is told by its name, so that the right error is said.
 */
int portable_is_file(const char *path)
{
    const size_t length = strlen(path);
    FILE *file = fopen(path, "rb");
    if (!file)
        return length > 5 && strcmp(path + length - 5, ".json") == 0;
    const int is_file = getc(file) != EOF || !ferror(file);
    fclose(file);
    return is_file;
}

/* Of everything that is quoted: shown on a terminal. */
static int is_plain(const char *text, size_t most)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return 0;
    return length <= most;
}

static int text_at(const json_t *object, const char *name, size_t most)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text && is_plain(text, most);
}

static int integer_at(const json_t *object, const char *name, json_int_t least, json_int_t most)
{
    const json_t *value = json_object_get(object, name);
    return json_is_integer(value) && json_integer_value(value) >= least && json_integer_value(value) <= most;
}

static int number_at(const json_t *object, const char *name, double least, double most)
{
    const json_t *value = json_object_get(object, name);
    return json_is_number(value) && json_number_value(value) >= least && json_number_value(value) <= most;
}

static const char *figure_fault(const char *name, const json_t *figure)
{
    const char *better = json_text_at(figure, "better", "");
    if (strlen(name) >= METRIC_NAME_MAX || name[strspn(name, METRIC_LETTERS)] || !*name)
        return "the name of a metric is too long, or no word";
    if (!json_is_object(figure))
        return "a metric that is no object";
    if (!number_at(figure, "value", -1e300, 1e300))
        return "a metric without a value";
    if (!number_at(figure, "tolerance", 0, TOLERANCE_MAX))
        return "a tolerance that is not from 0 to 100 (1 is 100 %)";
    if (!text_at(figure, "unit", 15) || !text_at(figure, "for", PORTABLE_PLATFORM_MAX - 1))
        return "a metric without a unit, or without saying for which platform";
    if (strcmp(better, "lower") != 0 && strcmp(better, "higher") != 0 && strcmp(better, "neither") != 0)
        return "better is neither lower, higher nor neither";
    return NULL;
}

static const char *params_fault(const json_t *params)
{
    const char *name;
    json_t *value;
    if (!json_is_object(params))
        return "a cell without params";
    json_object_foreach((json_t *)params, name, value)
    {
        if (!is_plain(name, TVP_NAME_MAX) || !(json_is_number(value) || json_is_string(value)))
            return "a parameter that is neither number nor text";
        if (json_is_string(value) && !is_plain(json_string_value(value), VIEW_TEXT_MAX - 1))
            return "a parameter that is too long, or no plain text";
    }
    return NULL;
}

static int is_status(const char *word)
{
    for (uint32_t status = 0; status < STATUS_COUNT; status++)
        if (strcmp(word, status_name(status)) == 0)
            return 1;
    return 0;
}

static const char *cell_fault(const json_t *cell)
{
    static const char *const words[] = {"workload", "model", "sharing", "placement"};
    const char *name, *fault = NULL;
    json_t *figure;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!text_at(cell, words[i], VIEW_TEXT_MAX - 1))
            return "a cell without workload, model, sharing or placement";
    if (!integer_at(cell, "version", 1, UINT32_MAX) || !integer_at(cell, "workers", 1, TVP_WORKERS_MAX))
        return "a cell whose version or workers are out of range";
    if (!is_status(json_text_at(cell, "status", "")))
        return "a cell whose status is none that this tvp knows";
    if (!text_at(cell, "for", PORTABLE_PLATFORM_MAX - 1))
        return "a cell that does not say for which platform";
    if (!json_is_object(json_object_get(cell, "metrics")))
        return "a cell without metrics";
    fault = params_fault(json_object_get(cell, "params"));
    json_object_foreach(json_object_get(cell, "metrics"), name, figure)
    {
        fault = fault ? fault : figure_fault(name, figure);
    }
    return fault;
}

static int wrong(const char *path, const char *place, const char *what, char *error)
{
    snprintf(error, READER_ERROR_MAX, "%.*s:%s %s", (int)TVP_PATH_MAX, path, place, what);
    return -1;
}

static int check(const char *path, const json_t *document, char *error)
{
    const json_t *cells = json_object_get(document, "cells");
    char place[32];
    if (strcmp(json_text_at(document, "kind", ""), "portable") != 0)
        return wrong(path, "1:", "this is no portable baseline (tvp export RUN --format portable)", error);
    if (!integer_at(document, "schema", 1, PORTABLE_SCHEMA))
        return wrong(path, "1:", "another schema than this tvp reads: write it anew, or use a newer tvp",
                     error);
    if (!text_at(document, "suite", 63))
        return wrong(path, "1:", "no suite is named", error);
    if (!json_is_array(cells) || json_array_size(cells) == 0 || json_array_size(cells) > PORTABLE_CELLS_MAX)
        return wrong(path, "1:", "no cells, or more than 4096", error);
    for (size_t i = 0; i < json_array_size(cells); i++) {
        const char *fault = cell_fault(json_array_get(cells, i));
        snprintf(place, sizeof place, " cells[%zu]:", i);
        if (fault)
            return wrong(path, place, fault, error);
    }
    return 0;
}

/* A file, or something endless: no more is read than is needed to know. */
struct feed {
    FILE *file;
    size_t bytes;
};

static size_t feed_bytes(void *buffer, size_t size, void *data)
{
    struct feed *feed = data;
    size_t got = feed->bytes > PORTABLE_BYTES_MAX ? 0 : fread(buffer, 1, size, feed->file);
    feed->bytes += got;
    return feed->bytes > PORTABLE_BYTES_MAX ? (size_t)-1 : got;
}

json_t *portable_read(const char *path, char error[READER_ERROR_MAX])
{
    json_error_t what;
    struct feed feed = {.file = fopen(path, "rb")};
    if (!feed.file) {
        snprintf(error, READER_ERROR_MAX, "cannot read %.900s: %s", path, strerror(errno));
        return NULL;
    }
    json_t *document = json_load_callback(feed_bytes, &feed, JSON_REJECT_DUPLICATES, &what);
    fclose(feed.file);
    if (!document) {
        snprintf(error, READER_ERROR_MAX, "%.*s:%d: %s", (int)TVP_PATH_MAX, path,
                 what.line > 0 ? what.line : 1,
                 feed.bytes > PORTABLE_BYTES_MAX ? "more than 16 MiB" : what.text);
        return NULL;
    }
    if (json_is_object(document) ? check(path, document, error) == 0
                                 : wrong(path, "1:", "not a JSON object", error) == 0)
        return document;
    json_decref(document);
    return NULL;
}
