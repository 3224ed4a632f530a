/* SPDX-License-Identifier: MIT */
/* A series as a column of CSV (RFC 4180, but no field goes on over a line's end). */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../store/lines.h"
#include "cli.h"
#include "detect.h"

/* A longer line is no table's. */
#define ROW_BYTES_MAX (1u << 20)

struct column {
    struct detect *detect;
    struct lines lines;
    size_t index; /* of the field in a row */
    size_t width; /* fields in a row; 0: no row was read yet */
};

/* Ends the field that starts at `text` and takes its quotes away, in place. Returns where the next one
 * starts, NULL when it was the last; *bad is set when a quote has no end. */
static char *end_field(char *text, int *bad)
{
    char *to = text, *from = text;
    int quoted = *from == '"';
    from += quoted;
    while (*from && (quoted || *from != ',')) {
        if (quoted && *from == '"' && *++from != '"') {
            quoted = 0;
            continue;
        }
        *to++ = *from++;
    }
    *bad |= quoted;
    char *next = *from == ',' ? from + 1 : NULL;
    *to = '\0';
    return next;
}

/* Splits a row in place: how many fields it has, and into *field the one of that index or, when `name` is
 * given, of that name, whose index is set. *field is NULL when there is none. */
static size_t split(struct column *column, char *row, const char *name, char **field, int *bad)
{
    size_t count = 0;
    *field = NULL;
    for (char *at = row, *next; at; at = next, count++) {
        next = end_field(at, bad);
        if (name ? !*field && strcmp(at, name) == 0 : count == column->index) {
            *field = at;
            column->index = count;
        }
    }
    return count;
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t bytes = strlen(text);
    while (bytes > 0 && strchr(" \t\r", text[bytes - 1]))
        text[--bytes] = '\0';
    return text;
}

static int is_missing(const char *text)
{
    static const char *const words[] = {"", "nan", "na", "n/a", "null", "none", "-"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i]) == 0)
            return 1;
    return 0;
}

/* A value, NaN for a missing one; 0 when it is neither. */
static int read_value(const char *text, double *value)
{
    char *end;
    if (is_missing(text)) {
        *value = NAN;
        return 1;
    }
    *value = strtod(text, &end);
    return *end == '\0' && strpbrk(text, "xXnN") == NULL; /* neither hexadecimal nor inf */
}

/* Which column it is, from the first row; *header says whether that row names the columns. */
static int choose_column(struct column *column, char *row, int *header)
{
    struct detect *detect = column->detect;
    char *field;
    double value;
    int bad = 0;
    column->width = split(column, row, detect->column, &field, &bad);
    if (bad)
        return detect_bad(detect, "a quote that does not end on its line");
    if (!detect->column && column->width > 1)
        return detect_bad(detect, "%zu columns: which one? (--column NAME)", column->width);
    if (!field)
        return detect_bad(detect, "no column named %s", detect->column ? detect->column : "");
    *header = detect->column || !read_value(trim(field), &value);
    return 0;
}

static int take_value(struct column *column, struct detect_series *series, char *field)
{
    double value;
    if (!read_value(trim(field), &value))
        return detect_bad(column->detect, "no number: %.40s", trim(field));
    return detect_add(column->detect, series, value);
}

/* One row. A line of nothing but white space is none. */
static int take_row(struct column *column, struct detect_series *series)
{
    char *row = column->lines.text, *field;
    int bad = 0, header = 0;
    if (strlen(row) < column->lines.bytes)
        return detect_bad(column->detect, "a zero byte: this is no text");
    if (column->lines.bytes > ROW_BYTES_MAX)
        return detect_bad(column->detect, "a line of more than 1 MiB");
    if (*(row = trim(row)) == '\0')
        return 0;
    if (column->width == 0) {
        int code = choose_column(column, row, &header);
        return code || header ? code : take_value(column, series, row);
    }
    size_t width = split(column, row, NULL, &field, &bad);
    if (bad)
        return detect_bad(column->detect, "a quote that does not end on its line");
    if (width != column->width || !field)
        return detect_bad(column->detect, "%zu fields where the first line has %zu", width, column->width);
    return take_value(column, series, field);
}

static int take_rows(struct column *column, struct detect_series *series)
{
    struct detect *detect = column->detect;
    enum line_kind kind;
    int code = 0;
    while (code == 0 && ((kind = lines_next(&column->lines)) == LINE_WHOLE || kind == LINE_TORN)) {
        detect->line = column->lines.number;
        code = take_row(column, series);
    }
    if (code || kind == LINE_END)
        return code;
    detect->line = column->lines.number;
    return ferror(detect->file) ? detect_bad(detect, "cannot be read: %s", strerror(errno))
                                : detect_bad(detect, "a line that is too long");
}

int detect_csv(struct detect *detect)
{
    struct column column = {.detect = detect, .lines = {.file = detect->file, .number = detect->line - 1}};
    struct detect_series series = {.id = json_text(detect->path)};
    int code = series.id ? take_rows(&column, &series) : EXIT_TVP;
    if (code == 0 && column.width == 0)
        code = detect_bad(detect, "nothing in it");
    if (code == 0)
        code = detect_print(detect, &series);
    detect_clear(&series);
    free(column.lines.text); /* the file is the caller's */
    return code;
}
