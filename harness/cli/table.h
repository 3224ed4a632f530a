/* SPDX-License-Identifier: MIT */
/* A table of text in the terminal: columns as wide as they must be, within a width. */
#ifndef TVP_TABLE_H
#define TVP_TABLE_H

#include <stdio.h>

#define TABLE_COLUMNS_MAX 16u
#define TABLE_WIDTH       80u

struct table_row {
    char *cells[TABLE_COLUMNS_MAX]; /* owned; NULL: empty */
    int note;                       /* 1: cells[0] is a line of its own */
};
struct table {
    size_t columns;
    const char *headers[TABLE_COLUMNS_MAX];
    int left[TABLE_COLUMNS_MAX]; /* 1: aligned to the left */
    struct table_row *rows;
    size_t count, room;
    size_t gap; /* blanks between columns; 2 after table_begin */
    int failed; /* 1: out of memory; table_print says so */
};

/* `spec`: the headers separated by `|`, each with a leading `<` when aligned to the left. Keeps a copy. */
void table_begin(struct table *table, const char *spec);
/* A new row; its cells are then filled from the left. */
void table_row(struct table *table);
void table_cell(struct table *table, size_t column, const char *text);
/* A line of its own between rows. */
void table_note(struct table *table, const char *text);
/* Prints and frees it. At most `width` columns wide (0: as wide as it must be): a first cell that is too
 * long stands on a line of its own above its row. 0, or -1 when out of memory. */
int table_print(struct table *table, FILE *to, size_t width);

/* Prints text broken at spaces so that no line exceeds `width` (0: none is broken); the first line follows
 * `column` characters that are there already, the others are indented by `indent`. Ends with a newline. What
 * is not printable ASCII is shown as \xHH. */
void table_text(FILE *to, const char *text, size_t column, size_t indent, size_t width);

#endif
