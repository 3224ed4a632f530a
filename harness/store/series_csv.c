/* SPDX-License-Identifier: MIT */
/* CSV (RFC 4180), a record at a time. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "series_csv.h"

#define FIELD_BYTES_MAX  ((size_t)1 << 20)
#define RECORD_BYTES_MAX ((size_t)16 << 20)
#define COLUMNS_MAX      65536u

int series_row_put(struct series_row *row, char letter)
{
    if (row->bytes == row->room) {
        size_t wider = row->room ? 2 * row->room : 256;
        char *moved = realloc(row->text, wider);
        if (!moved)
            return SERIES_NO_MEMORY;
        row->text = moved;
        row->room = wider;
    }
    row->text[row->bytes++] = letter;
    return 0;
}

static int begin_field(struct series_row *row)
{
    if (row->count == row->at_room) {
        size_t wider = row->at_room ? 2 * row->at_room : 16;
        size_t *moved = realloc(row->at, wider * sizeof *moved);
        if (!moved)
            return SERIES_NO_MEMORY;
        row->at = moved;
        row->at_room = wider;
    }
    row->at[row->count++] = row->bytes;
    return 0;
}

const char *series_field(const struct series_row *row, size_t i)
{
    return i < row->count ? row->text + row->at[i] : "";
}

static int put_checked(struct series_reader *reader, struct series_row *row, int letter)
{
    if (letter == '\0')
        return series_fault(reader, row->line, "a NUL byte (a zero byte): this is no text");
    if (row->bytes - row->at[row->count - 1] > FIELD_BYTES_MAX)
        return series_fault(reader, row->line, "a field of more than 1 MiB");
    if (row->bytes > RECORD_BYTES_MAX)
        return series_fault(reader, row->line, "a record of more than 16 MiB");
    return series_row_put(row, (char)letter);
}

/* The part in quotes; the opening one has been read. */
static int read_quoted(struct series_reader *reader, struct series_row *row)
{
    int fault = 0;
    while (!fault) {
        int letter = series_get(reader);
        if (letter == EOF)
            return series_fault(reader, row->line, "a quoted field has no end");
        if (letter == '"') {
            if (series_peek(reader, 0) != '"')
                return 0;
            series_get(reader);
        }
        fault = put_checked(reader, row, letter);
    }
    return fault;
}

/* One field, without the blanks around it; *end is what stood after it. */
static int read_field(struct series_reader *reader, struct series_row *row, int *end)
{
    int fault =
        row->count == COLUMNS_MAX ? series_fault(reader, row->line, "too many columns") : begin_field(row);
    size_t start = row->bytes, kept = start; /* kept: blanks before here were in quotes */
    while (!fault) {
        int letter = *end = series_get(reader);
        if (letter == ',' || letter == '\n' || letter == EOF)
            break;
        if (letter == '"' && row->bytes == start) {
            row->quoted = 1;
            fault = read_quoted(reader, row);
            kept = row->bytes;
        } else if (row->bytes > start || !isspace(letter))
            fault = put_checked(reader, row, letter);
    }
    while (!fault && row->bytes > kept && isspace((unsigned char)row->text[row->bytes - 1]))
        row->bytes--;
    return fault ? fault : series_row_put(row, '\0');
}

int series_next_row(struct series_reader *reader, struct series_row *row, int *more)
{
    int end, fault;
    do {
        row->bytes = row->count = 0;
        row->quoted = 0;
        row->line = reader->line;
        do
            fault = read_field(reader, row, &end);
        while (!fault && end == ',');
        *more = !fault && (row->count > 1 || row->quoted || *series_field(row, 0));
    } while (!fault && !*more && end != EOF);
    return fault ? fault : end == EOF ? series_at_end(reader) : 0;
}

void series_row_free(struct series_row *row)
{
    free(row->text);
    free(row->at);
    *row = (struct series_row){0};
}

/* ---- numbers ---- */

static int is_missing(const char *text)
{
    static const char *const words[] = {"", "nan", "na", "n/a", "null", "none", "-"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i]) == 0)
            return 1;
    return 0;
}

int series_number(const char *text, double *value)
{
    char *end;
    *value = NAN;
    if (is_missing(text))
        return 0;
    if (strspn(text, "+-.0123456789eE") != strlen(text)) /* neither hexadecimal nor a word */
        return -1;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value) ? 1 : -1;
}
