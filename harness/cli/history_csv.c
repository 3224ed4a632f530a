/* SPDX-License-Identifier: MIT */
/* CSV (RFC 4180) as series. A column `value` makes a row a figure of the series that the column `series`
 * names; otherwise every column is a series, but for those of the time, the commit and words. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "history_import.h"

#define COLUMNS_MAX 65536u

enum role { SERIES_OF_ITS_OWN, NAME, VALUE, TIME, COMMIT, UNIT, BETTER, IGNORED };

static const struct {
    const char *word;
    enum role role;
} words[] = {
    {"series", NAME}, {"id", NAME},        {"name", NAME},     {"benchmark", NAME},   {"test", NAME},
    {"metric", NAME}, {"value", VALUE},    {"values", VALUE},  {"time", TIME},        {"date", TIME},
    {"utc", TIME},    {"timestamp", TIME}, {"commit", COMMIT}, {"revision", COMMIT},  {"sha", COMMIT},
    {"hash", COMMIT}, {"unit", UNIT},      {"better", BETTER}, {"direction", BETTER},
};

/* One record: its fields one after the other, each ended by a NUL. */
struct row {
    char *text;
    size_t bytes, room;
    size_t *at; /* where each begins */
    size_t count, at_room;
};
struct csv {
    const struct import_file *from;
    uint64_t line, first; /* where we are, and where the record began; from 1 */
    struct row row, head;
    enum role *roles; /* of the columns; owned */
    int has_head, long_form;
    uint64_t record; /* without the head, from 0 */
    char *error;
};

static int fault(const struct csv *csv, const char *format, const char *word)
{
    int used = snprintf(csv->error, HISTORY_ERROR_MAX, "%.*s:%llu: ", (int)TVP_PATH_MAX, csv->from->path,
                        (unsigned long long)csv->first);
    char plain[64];
    size_t i = 0;
    for (; word[i] && i + 1 < sizeof plain; i++)
        plain[i] = word[i] >= ' ' && word[i] <= '~' ? word[i] : '?';
    plain[i] = '\0';
    used += snprintf(csv->error + used, HISTORY_ERROR_MAX - (size_t)used, "%s", format);
    if (*word)
        snprintf(csv->error + used, HISTORY_ERROR_MAX - (size_t)used, ": %s", plain);
    return IMPORT_AT_FAULT;
}

/* ---- records ---- */

static int put(struct row *row, char letter)
{
    if (row->bytes == row->room) {
        size_t wider = row->room ? 2 * row->room : 256;
        char *moved = realloc(row->text, wider);
        if (!moved)
            return -1;
        row->text = moved;
        row->room = wider;
    }
    row->text[row->bytes++] = letter;
    return 0;
}

static int begin_field(struct row *row)
{
    if (row->count == row->at_room) {
        size_t wider = row->at_room ? 2 * row->at_room : 16;
        size_t *moved = realloc(row->at, wider * sizeof *moved);
        if (!moved)
            return -1;
        row->at = moved;
        row->at_room = wider;
    }
    row->at[row->count++] = row->bytes;
    return 0;
}

static const char *field(const struct row *row, size_t i)
{
    return i < row->count ? row->text + row->at[i] : "";
}

/* The part in quotes; the opening one has been read. 0, or a fault. */
static int read_quoted(struct csv *csv)
{
    for (;;) {
        int letter = getc(csv->from->file);
        if (letter == EOF)
            return fault(csv, "a quoted field has no end", "");
        csv->line += letter == '\n';
        if (letter == '"') {
            letter = getc(csv->from->file);
            if (letter != '"') {
                ungetc(letter, csv->from->file);
                return 0;
            }
        }
        if (letter == '\0')
            return fault(csv, "a NUL byte is no part of a text", "");
        if (csv->row.bytes - csv->row.at[csv->row.count - 1] > IMPORT_TEXT_MAX)
            return fault(csv, "a field is too long", "");
        if (put(&csv->row, (char)letter) != 0)
            return fault(csv, "out of memory", "");
    }
}

/* One field: *end is what stood after it. */
static int read_field(struct csv *csv, int *end)
{
    if (csv->row.count == COLUMNS_MAX)
        return fault(csv, "too many columns", "");
    if (begin_field(&csv->row) != 0)
        return fault(csv, "out of memory", "");
    for (;;) {
        int letter = getc(csv->from->file);
        const size_t bytes = csv->row.bytes - csv->row.at[csv->row.count - 1];
        *end = letter;
        if (letter == ',' || letter == '\n' || letter == EOF)
            return put(&csv->row, '\0') == 0 ? 0 : fault(csv, "out of memory", "");
        if (letter == '\0')
            return fault(csv, "a NUL byte is no part of a text", "");
        if (bytes > IMPORT_TEXT_MAX)
            return fault(csv, "a field is too long", "");
        if (letter == '"' && bytes == 0) {
            int failed = read_quoted(csv);
            if (failed)
                return failed;
        } else if (letter != '\r' && put(&csv->row, (char)letter) != 0)
            return fault(csv, "out of memory", "");
    }
}

/* The next record that is no empty line. *more: 0 at the end. */
static int read_record(struct csv *csv, int *more)
{
    int end = '\n', failed = 0;
    do {
        csv->row.bytes = csv->row.count = 0;
        csv->first = csv->line;
        do
            failed = read_field(csv, &end);
        while (!failed && end == ',');
        csv->line += end == '\n';
    } while (!failed && end != EOF && csv->row.count == 1 && *field(&csv->row, 0) == '\0');
    *more = !(end == EOF && csv->row.count == 1 && *field(&csv->row, 0) == '\0');
    return failed ? failed : ferror(csv->from->file) ? fault(csv, "cannot be read", "") : 0;
}

/* ---- numbers ---- */

static int is_missing(const char *text)
{
    static const char *const none[] = {"", "nan", "null", "none", "na", "n/a", "-"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (strcasecmp(text, none[i]) == 0)
            return 1;
    return 0;
}

/* 1: a number; 0: there is none; -1: it is something else. */
static int number_of(const char *text, double *value)
{
    char *end;
    while (*text == ' ' || *text == '\t')
        text++;
    if (is_missing(text))
        return 0;
    *value = strtod(text, &end);
    while (*end == ' ' || *end == '\t')
        end++;
    return end != text && *end == '\0' && isfinite(*value) ? 1 : -1;
}

/* ---- columns ---- */

static enum role role_of(const char *head)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(head, words[i].word) == 0)
            return words[i].role;
    return SERIES_OF_ITS_OWN;
}

/* The first record is a head unless all that stands there are numbers. */
static int take_head(struct csv *csv)
{
    double value;
    const struct row *row = &csv->row;
    csv->roles = calloc(row->count, sizeof *csv->roles);
    if (!csv->roles)
        return fault(csv, "out of memory", "");
    for (size_t i = 0; i < row->count; i++)
        csv->has_head |= number_of(field(row, i), &value) < 0;
    for (size_t i = 0; csv->has_head && i < row->count; i++)
        csv->roles[i] = role_of(field(row, i));
    for (size_t i = 0; i < row->count; i++)
        csv->long_form |= csv->roles[i] == VALUE;
    for (size_t i = 0; i < row->count; i++)
        if (csv->roles[i] == SERIES_OF_ITS_OWN ? csv->long_form : csv->roles[i] == NAME && !csv->long_form)
            csv->roles[i] = IGNORED;
    csv->head = csv->row;
    csv->row = (struct row){0};
    return 0;
}

static const char *text_of(const struct csv *csv, const struct row *row, enum role role)
{
    for (size_t i = 0; i < csv->head.count; i++)
        if (csv->roles[i] == role)
            return field(row, i);
    return "";
}

/* "load" of the only column without a name, "load 2" of others. */
static void column_name(const struct csv *csv, size_t column, char *name, size_t room)
{
    const char *head = csv->has_head ? field(&csv->head, column) : "";
    if (*head)
        snprintf(name, room, "%s", head);
    else if (column == 0)
        snprintf(name, room, "%s", csv->from->name);
    else
        snprintf(name, room, "%s %zu", csv->from->name, column + 1);
}

static int take_figure(struct csv *csv, struct importer *importer, const char *text,
                       struct import_point *point)
{
    int got = number_of(text, &point->value);
    if (got < 0)
        return fault(csv, "not a number", text);
    return got ? importer_take(importer, point, csv->error) : 0;
}

static int take_record(struct csv *csv, const struct row *row, struct importer *importer)
{
    char name[512];
    struct import_point point = {.unit = text_of(csv, row, UNIT),
                                 .better = text_of(csv, row, BETTER),
                                 .time = text_of(csv, row, TIME),
                                 .commit = text_of(csv, row, COMMIT)};
    if (row->count != csv->head.count)
        return fault(csv, "not as many columns as in the first line", "");
    if (csv->long_form) {
        const char *said = text_of(csv, row, NAME);
        point.name = *said ? said : csv->from->name;
        point.ordinal = IMPORT_NEXT;
        return take_figure(csv, importer, text_of(csv, row, VALUE), &point);
    }
    point.name = name;
    point.ordinal = csv->record++;
    for (size_t i = 0; i < row->count; i++) {
        if (csv->roles[i] != SERIES_OF_ITS_OWN)
            continue;
        if (csv->has_head && point.ordinal == 0 && number_of(field(row, i), &point.value) < 0) {
            csv->roles[i] = IGNORED; /* a column of words */
            continue;
        }
        column_name(csv, i, name, sizeof name);
        int failed = take_figure(csv, importer, field(row, i), &point);
        if (failed)
            return failed;
    }
    return 0;
}

static int read_all(struct csv *csv, struct importer *importer)
{
    int more, failed = read_record(csv, &more);
    if (failed || !more)
        return failed;
    failed = take_head(csv);
    if (!failed && !csv->has_head)
        failed = take_record(csv, &csv->head, importer);
    while (!failed && (failed = read_record(csv, &more)) == 0 && more)
        failed = take_record(csv, &csv->row, importer);
    return failed;
}

int import_csv(const struct import_file *from, struct importer *importer, char *error)
{
    struct csv csv = {.from = from, .line = 1, .first = 1, .error = error};
    int failed = read_all(&csv, importer);
    free(csv.row.text);
    free(csv.row.at);
    free(csv.head.text);
    free(csv.head.at);
    free(csv.roles);
    return failed;
}
