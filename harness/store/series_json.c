/* SPDX-License-Identifier: MIT */
/* JSON as series: objects one after the other (JSON lines, or a single one over many lines), and arrays of
 * objects or of numbers, of which one element at a time is in memory. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "series_parts.h"

/* What one object may take: as text, and as elements (bounded by its commas) before it is looked at. */
#define OBJECT_BYTES_MAX  (64u << 20)
#define OBJECT_COMMAS_MAX (SERIES_VALUES_MAX + 100000u)
#define NUMBER_BYTES_MAX  64u

/* ---- objects ---- */

/* The file on its way to the parser. */
struct feed {
    struct series_reader *reader;
    uint64_t bytes, commas; /* of this object */
    int in_string, escaped; /* where the next byte is */
    const char *refused;
};

/* NaN and Infinity, which are no JSON, but which tools write all the same: how long it is; 0: something else
 * comes. */
static size_t not_finite(struct feed *feed, int letter)
{
    static const char *const words[] = {"NaN", "Infinity", "-NaN", "-Infinity"};
    if (feed->in_string || (letter != 'N' && letter != 'I' && letter != '-'))
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (series_comes(feed->reader, words[i]))
            return strlen(words[i]);
    return 0;
}

static void follow(struct feed *feed, int letter)
{
    feed->commas += letter == ',';
    if (letter == '"' && !feed->escaped)
        feed->in_string = !feed->in_string;
    feed->escaped = letter == '\\' && feed->in_string && !feed->escaped;
}

/* Never more than up to a closing brace: an object may end there, and nothing of the next one is taken. */
static size_t feed_bytes(void *buffer, size_t size, void *data)
{
    struct feed *feed = data;
    char *text = buffer;
    size_t bytes = 0, length;
    int letter = 0;
    while (bytes + 4 <= size && letter != '}' && (letter = series_peek(feed->reader, 0)) != EOF) {
        if ((length = not_finite(feed, letter)) > 0) {
            while (length-- > 0)
                series_get(feed->reader);
            memcpy(text + bytes, "null", 4);
            bytes += 4;
            feed->reader->not_finite = 1;
            continue;
        }
        text[bytes++] = (char)series_get(feed->reader);
        follow(feed, letter);
    }
    feed->bytes += bytes;
    if (feed->bytes > OBJECT_BYTES_MAX)
        feed->refused = "an object of more than 64 MiB";
    else if (feed->commas > OBJECT_COMMAS_MAX)
        feed->refused = "an object of too many values";
    return feed->refused ? (size_t)-1 : bytes;
}

/* The object that begins at the next byte: a new reference, or NULL with *fault. */
static json_t *next_object(struct series_reader *reader, int *fault)
{
    struct feed feed = {.reader = reader};
    const uint64_t line = reader->line;
    json_error_t what;
    reader->not_finite = 0;
    json_t *object =
        json_load_callback(feed_bytes, &feed, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &what);
    const uint64_t at = line + (what.line > 1 ? (uint64_t)what.line - 1 : 0);
    *fault = 0;
    if (!object)
        *fault = json_error_code(&what) == json_error_out_of_memory ? SERIES_NO_MEMORY
                 : series_at_end(reader)                            ? SERIES_AT_FAULT
                 : feed.refused ? series_fault(reader, at, "%s", feed.refused)
                                : series_fault(reader, at, "%s", what.text);
    return object;
}

/* ---- arrays ---- */

/* "null", or a number of JSON; the byte after it stays. */
static int next_number(struct series_reader *reader, uint64_t index, double *value)
{
    char text[NUMBER_BYTES_MAX];
    size_t used = 0;
    int letter;
    while ((letter = series_peek(reader, 0)) != EOF && letter != ',' && letter != ']' && !isspace(letter) &&
           used + 1 < sizeof text)
        text[used++] = (char)series_get(reader);
    text[used] = '\0';
    json_t *number = json_loads(text, JSON_DECODE_ANY, NULL);
    const int is_null = json_is_null(number), is_number = json_is_number(number);
    *value = is_null ? NAN : json_number_value(number);
    json_decref(number);
    return is_null || is_number
               ? 0
               : series_fault(reader, reader->line, "element %ju of the array is no number: %s",
                              (uintmax_t)index, text);
}

static int take_number(struct series_reader *reader, uint64_t index)
{
    struct series_point point = {.name = reader->options->name};
    int fault = next_number(reader, index, &point.value);
    return fault ? fault : series_take(reader, reader->line, &point);
}

static int take_object(struct series_reader *reader, uint64_t number)
{
    const uint64_t line = reader->line;
    int fault;
    json_t *object = next_object(reader, &fault);
    if (object)
        fault = series_json_object(reader, object, line, number);
    json_decref(object);
    return fault;
}

/* What follows an element: a comma, or the end of the array, which is passed over. */
static int after_element(struct series_reader *reader, int *more)
{
    int letter = series_skip_space(reader);
    *more = letter == ',';
    if (letter == EOF)
        return series_fault(reader, reader->line, "the array has no end");
    if (letter != ',' && letter != ']')
        return series_fault(reader, reader->line, "a comma or the end of the array is missing");
    series_get(reader);
    return 0;
}

/* Its elements are all objects or all numbers. */
static int take_array(struct series_reader *reader, uint64_t *objects)
{
    series_get(reader);
    int first = series_skip_space(reader), fault = 0, more = 1;
    if (first == ']') {
        series_get(reader);
        return 0;
    }
    if (first != '{' && reader->options->column)
        return series_fault(reader, reader->line, "no objects with an array `%.40s`",
                            reader->options->column);
    for (uint64_t i = 0; !fault && more; i++) {
        int letter = series_skip_space(reader);
        if (first != '{')
            fault = take_number(reader, i);
        else if (letter == '{')
            fault = take_object(reader, (*objects)++);
        else
            fault = series_fault(reader, reader->line, "element %ju of the array is no object", (uintmax_t)i);
        if (!fault)
            fault = after_element(reader, &more);
    }
    return fault;
}

int series_json(struct series_reader *reader)
{
    uint64_t objects = 0;
    int fault = 0, letter;
    while (!fault && (letter = series_skip_space(reader)) != EOF) {
        if (letter == '{')
            fault = take_object(reader, objects++);
        else if (letter == '[')
            fault = take_array(reader, &objects);
        else if (letter == ';' && reader->is_script)
            series_get(reader);
        else
            fault = series_fault(reader, reader->line, "a series is a JSON object, and this is none");
    }
    return fault ? fault : series_at_end(reader);
}
