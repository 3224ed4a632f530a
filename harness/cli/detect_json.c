/* SPDX-License-Identifier: MIT */
/* Series as JSON objects, one after the other: JSON lines, or a single object over many lines. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "cli.h"
#include "detect.h"

/* What one object may take: as text, and as elements (bounded by its commas) before it is looked at. */
#define OBJECT_BYTES_MAX  (64u << 20)
#define OBJECT_COMMAS_MAX (DETECT_VALUES_MAX + 100000u)

/* The file on its way to the parser. */
struct feed {
    struct detect *detect;
    uint64_t bytes, commas, newlines; /* of this object */
    const char *refused;
};

/* Never more than up to a closing brace: an object may end there, and nothing of the next one is taken. */
static size_t feed_bytes(void *buffer, size_t size, void *data)
{
    struct feed *feed = data;
    char *text = buffer;
    size_t bytes = 0;
    int letter = 0;
    while (bytes < size && letter != '}' && (letter = getc_unlocked(feed->detect->file)) != EOF) {
        text[bytes++] = (char)letter;
        feed->commas += letter == ',';
        feed->newlines += letter == '\n';
    }
    feed->bytes += bytes;
    if (feed->bytes > OBJECT_BYTES_MAX)
        feed->refused = "an object of more than 64 MiB";
    else if (feed->commas > OBJECT_COMMAS_MAX)
        feed->refused = "an object of too many values";
    return feed->refused ? (size_t)-1 : bytes;
}

/* The first byte that is no white space; EOF at the end. */
static int skip_space(struct detect *detect)
{
    int letter;
    while ((letter = getc(detect->file)) != EOF && isspace(letter))
        detect->line += letter == '\n';
    return letter;
}

/* The next object and the lines it goes on for; NULL with 0 at the end of the file, NULL with an exit code
 * when there is none. */
static json_t *next_object(struct detect *detect, uint64_t *newlines, int *code)
{
    struct feed feed = {.detect = detect};
    json_error_t error;
    int letter = skip_space(detect);
    *code = 0;
    if (letter == EOF && !ferror(detect->file))
        return NULL;
    if (letter != '{' || ungetc(letter, detect->file) == EOF) {
        *code = letter == EOF ? detect_bad(detect, "cannot be read: %s", strerror(errno))
                              : detect_bad(detect, "a series is a JSON object, and this is none");
        return NULL;
    }
    json_t *object = json_load_callback(feed_bytes, &feed, JSON_DISABLE_EOF_CHECK, &error);
    *newlines = feed.newlines;
    detect->line += object || error.line < 1 ? 0 : (uint64_t)error.line - 1;
    if (!object)
        *code = json_error_code(&error) == json_error_out_of_memory ? EXIT_TVP
                : feed.refused                                      ? detect_bad(detect, "%s", feed.refused)
                                                                    : detect_bad(detect, "%s", error.text);
    return object;
}

static int add_values(struct detect *detect, struct detect_series *series, const json_t *values)
{
    size_t i;
    const json_t *value;
    json_array_foreach(values, i, value)
    {
        if (!json_is_number(value) && !json_is_null(value))
            return detect_bad(detect, "value %zu of the series is no number", i);
        int code = detect_add(detect, series, json_is_null(value) ? NAN : json_number_value(value));
        if (code)
            return code;
    }
    return 0;
}

/* Its `id`, else its `name`, else where it stands. */
static json_t *id_of(const struct detect *detect, const json_t *object)
{
    json_t *id = json_object_get(object, "id");
    if (!id)
        id = json_object_get(object, "name");
    if (id)
        return json_incref(id);
    id = json_sprintf("%s:%ju", detect->path, (uintmax_t)detect->line);
    return id ? id : json_sprintf("line %ju", (uintmax_t)detect->line); /* a path that is no UTF-8 */
}

/* Takes `object` over. */
static int take_object(struct detect *detect, json_t *object)
{
    struct detect_series series = {.fields = object};
    const char *key = detect->column ? detect->column : "values";
    const json_t *values = json_object_get(object, key);
    int code = 0;
    if (!json_is_array(values))
        code = detect_bad(detect, "no array \"%s\" in this object", key);
    else if ((code = add_values(detect, &series, values)) == 0) {
        json_object_del(object, key);
        series.id = id_of(detect, object);
        code = series.id ? detect_print(detect, &series) : EXIT_TVP;
    }
    detect_clear(&series);
    return code;
}

/* Errors of a value are told at the object's first line: where the value itself stands is not known. */
int detect_json(struct detect *detect)
{
    int code = 0;
    uint64_t newlines = 0;
    json_t *object;
    while (code == 0 && (object = next_object(detect, &newlines, &code)) != NULL) {
        code = take_object(detect, object);
        detect->line += code == 0 ? newlines : 0;
    }
    return code;
}
