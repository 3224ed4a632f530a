/* SPDX-License-Identifier: MIT */
/* A table of text in the terminal. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

void table_begin(struct table *table, const char *spec)
{
    memset(table, 0, sizeof *table);
    table->gap = 2;
    char *copy = strdup(spec);
    table_row(table);
    if (!copy || table->failed) {
        table->failed = 1;
        free(copy);
        return;
    }
    for (char *at = copy; table->columns < TABLE_COLUMNS_MAX;) {
        char *end = at + strcspn(at, "|");
        int last = *end == '\0';
        *end = '\0';
        table->left[table->columns] = *at == '<';
        table_cell(table, table->columns++, at + (*at == '<'));
        if (last)
            break;
        at = end + 1;
    }
    free(copy);
}

void table_row(struct table *table)
{
    if (table->count == table->room) {
        size_t room = table->room ? 2 * table->room : 32;
        struct table_row *moved = realloc(table->rows, room * sizeof *moved);
        if (!moved) {
            table->failed = 1;
            return;
        }
        table->rows = moved;
        table->room = room;
    }
    memset(&table->rows[table->count++], 0, sizeof *table->rows);
}

void table_cell(struct table *table, size_t column, const char *text)
{
    if (table->failed || column >= TABLE_COLUMNS_MAX || table->count == 0)
        return;
    char **cell = &table->rows[table->count - 1].cells[column];
    free(*cell);
    *cell = strdup(text);
    table->failed |= !*cell;
    for (char *at = *cell; at && *at;
         at++) /* a run folder is not trusted: no control character reaches a terminal */
        if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7f)
            *at = '?';
}

void table_note(struct table *table, const char *text)
{
    table_row(table);
    table_cell(table, 0, text);
    if (!table->failed && table->count > 0)
        table->rows[table->count - 1].note = 1;
}

static const char *text_of(const struct table_row *row, size_t column)
{
    return row->cells[column] ? row->cells[column] : "";
}

/* The width of each column; the first one gives way until all fit. */
static void measure(const struct table *table, size_t width, size_t *widths)
{
    size_t others = 0;
    for (size_t c = 0; c < table->columns; c++) {
        widths[c] = 0;
        for (size_t r = 0; r < table->count; r++) {
            size_t length = table->rows[r].note ? 0 : strlen(text_of(&table->rows[r], c));
            widths[c] = length > widths[c] ? length : widths[c];
        }
        if (c > 0)
            others += widths[c] + table->gap;
    }
    if (width && widths[0] + others > width)
        widths[0] = width > others + 4 ? width - others : 4;
}

static void print_row(const struct table *table, const struct table_row *row, const size_t *widths, FILE *to)
{
    const char *label = text_of(row, 0);
    size_t pending = 0; /* spaces owed: none trail a line */
    if (strlen(label) > widths[0]) {
        fprintf(to, "%s\n", label);
        label = "";
    }
    for (size_t c = 0; c < table->columns; c++) {
        const char *text = c ? text_of(row, c) : label;
        size_t blank = widths[c] > strlen(text) ? widths[c] - strlen(text) : 0;
        pending += (c ? table->gap : 0) + (table->left[c] ? 0 : blank);
        if (*text) {
            fprintf(to, "%*s%s", (int)pending, "", text);
            pending = 0;
        }
        pending += table->left[c] ? blank : 0;
    }
    fputc('\n', to);
}

int table_print(struct table *table, FILE *to, size_t width)
{
    size_t widths[TABLE_COLUMNS_MAX] = {0};
    if (!table->failed)
        measure(table, width, widths);
    for (size_t r = 0; r < table->count; r++) {
        struct table_row *row = &table->rows[r];
        if (!table->failed && row->note)
            table_text(to, text_of(row, 0), 0, 2, width);
        else if (!table->failed)
            print_row(table, row, widths, to);
        for (size_t c = 0; c < TABLE_COLUMNS_MAX; c++)
            free(row->cells[c]);
    }
    free(table->rows);
    table->rows = NULL;
    table->count = table->room = 0;
    return table->failed ? -1 : 0;
}

/* Columns that a byte takes when it is made printable. */
static size_t byte_columns(char byte)
{
    return (unsigned char)byte >= 0x20 && (unsigned char)byte < 0x7f ? 1 : 4;
}

static size_t word_columns(const char *word, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += byte_columns(word[i]);
    return columns;
}

/* Prints one word from `column` on; one too long for any line is broken. Returns the column behind it. */
static size_t put_word(FILE *to, const char *word, size_t length, size_t column, size_t indent, size_t width)
{
    for (size_t i = 0; i < length; i++) {
        size_t columns = byte_columns(word[i]);
        if (width && column + columns > width && column > indent) {
            fprintf(to, "\n%*s", (int)indent, "");
            column = indent;
        }
        fprintf(to, columns == 1 ? "%c" : "\\x%02x", (unsigned char)word[i]);
        column += columns;
    }
    return column;
}

void table_text(FILE *to, const char *text, size_t column, size_t indent, size_t width)
{
    int first = 1;
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, " \n");
        if (!first && width && column + 1 + word_columns(at, length) > width) {
            fprintf(to, "\n%*s", (int)indent, "");
            column = indent;
            first = 1;
        }
        if (!first) {
            fputc(' ', to);
            column++;
        }
        column = put_word(to, at, length, column, indent, width);
        first = 0;
        at += length;
        at += *at != '\0';
    }
    fputc('\n', to);
}
