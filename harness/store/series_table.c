/* SPDX-License-Identifier: MIT */
/* CSV as series. A column `value` makes a row a figure of the series that the column `series` names;
 * otherwise every column is a series, but for those of the time, the commit and words. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "series_csv.h"
#include "series_tvp.h"

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

struct table {
    struct series_reader *reader;
    struct series_row row, head;
    enum role *roles; /* of the columns; owned */
    int has_head, long_form;
    uint64_t records; /* taken so far */
};

/* ---- columns ---- */

static enum role role_of(const char *head)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(head, words[i].word) == 0)
            return words[i].role;
    return SERIES_OF_ITS_OWN;
}

static size_t count_roles(const struct table *table, enum role role)
{
    size_t count = 0;
    for (size_t i = 0; i < table->head.count; i++)
        count += table->roles[i] == role;
    return count;
}

/* Only the column that was asked for. */
static int choose_column(struct table *table)
{
    const char *wanted = table->reader->options->column;
    size_t found = 0;
    while (found < table->head.count && strcmp(series_field(&table->head, found), wanted) != 0)
        found++;
    if (found == table->head.count)
        return series_fault(table->reader, table->head.line, "no column named %.200s", wanted);
    for (size_t i = 0; i < table->head.count; i++)
        table->roles[i] = i == found ? SERIES_OF_ITS_OWN : IGNORED;
    return 0;
}

static int choose_roles(struct table *table)
{
    const struct series_options *options = table->reader->options;
    if (options->column)
        return choose_column(table);
    if (table->head.count == 1)
        return 0; /* whatever its name */
    for (size_t i = 0; table->has_head && i < table->head.count; i++)
        table->roles[i] = role_of(series_field(&table->head, i));
    table->long_form = count_roles(table, VALUE) > 0;
    if (options->one_column && !table->long_form)
        return series_fault(table->reader, table->head.line, "%zu columns: which one? (--column NAME)",
                            table->head.count);
    for (size_t i = 0; i < table->head.count; i++)
        if (table->roles[i] == SERIES_OF_ITS_OWN ? table->long_form
                                                 : table->roles[i] == NAME && !table->long_form)
            table->roles[i] = IGNORED;
    return 0;
}

/* The first record is a head unless all that stands there are numbers. */
static int take_head(struct table *table)
{
    double value;
    table->roles = calloc(table->row.count, sizeof *table->roles);
    if (!table->roles)
        return SERIES_NO_MEMORY;
    table->has_head = table->reader->options->column != NULL;
    for (size_t i = 0; i < table->row.count; i++)
        table->has_head |= series_number(series_field(&table->row, i), &value) < 0;
    table->head = table->row;
    table->row = (struct series_row){0};
    return choose_roles(table);
}

static const char *text_of(const struct table *table, const struct series_row *row, enum role role)
{
    for (size_t i = 0; i < table->head.count; i++)
        if (table->roles[i] == role)
            return series_field(row, i);
    return "";
}

/* The file's name of a column that is alone or has none, "load 2" of others. */
static void column_name(const struct table *table, size_t column, char *name, size_t room)
{
    const char *head = table->has_head ? series_field(&table->head, column) : "";
    const char *file = table->reader->options->name;
    if (*head && !table->reader->options->one_column)
        snprintf(name, room, "%s", head);
    else if (column == 0 || table->reader->options->one_column)
        snprintf(name, room, "%s", file);
    else
        snprintf(name, room, "%s %zu", file, column + 1);
}

/* ---- records ---- */

static int take_figure(struct table *table, const struct series_row *row, const char *text,
                       struct series_point *point)
{
    if (series_number(text, &point->value) < 0)
        return series_fault(table->reader, row->line, "not a number: %.40s", text);
    return series_take(table->reader, row->line, point);
}

static int take_columns(struct table *table, const struct series_row *row, struct series_point *point,
                        char name[SERIES_NAME_MAX])
{
    const int alone = count_roles(table, SERIES_OF_ITS_OWN) == 1;
    int fault = 0;
    point->name = name;
    for (size_t i = 0; !fault && i < row->count; i++) {
        if (table->roles[i] != SERIES_OF_ITS_OWN)
            continue;
        if (table->has_head && table->records == 0 && !alone &&
            series_number(series_field(row, i), &point->value) < 0) {
            table->roles[i] = IGNORED; /* a column of words */
            continue;
        }
        column_name(table, i, name, SERIES_NAME_MAX);
        fault = take_figure(table, row, series_field(row, i), point);
    }
    return fault;
}

static int take_record(struct table *table, const struct series_row *row)
{
    struct series_point point = {.unit = text_of(table, row, UNIT),
                                 .better = text_of(table, row, BETTER),
                                 .time = text_of(table, row, TIME),
                                 .commit = text_of(table, row, COMMIT)};
    const char *said = text_of(table, row, NAME);
    char name[SERIES_NAME_MAX];
    if (row->count != table->head.count)
        return series_fault(table->reader, row->line,
                            "not as many columns as in the first line: %zu fields, not %zu", row->count,
                            table->head.count);
    point.name = *said ? said : table->reader->options->name;
    int fault = table->long_form ? take_figure(table, row, text_of(table, row, VALUE), &point)
                                 : take_columns(table, row, &point, name);
    table->records++;
    return fault;
}

static int read_table(struct table *table)
{
    int more, fault = series_next_row(table->reader, &table->row, &more);
    if (fault || !more)
        return fault;
    if (!table->reader->options->column && series_is_tvp_csv(&table->row))
        return series_tvp_csv(table->reader, &table->row);
    fault = take_head(table);
    if (!fault && !table->has_head)
        fault = take_record(table, &table->head);
    while (!fault && (fault = series_next_row(table->reader, &table->row, &more)) == 0 && more)
        fault = take_record(table, &table->row);
    return fault;
}

int series_csv(struct series_reader *reader)
{
    struct table table = {.reader = reader};
    reader->is_moment = 0;
    int fault = read_table(&table);
    series_row_free(&table.row);
    series_row_free(&table.head);
    free(table.roles);
    return fault;
}
