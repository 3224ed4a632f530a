/* SPDX-License-Identifier: MIT */
/* Tables keep within their width and within printable ASCII. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/cli/table.h"

static char *printed;
static size_t printed_bytes;

static void prints(struct table *table, size_t width, const char *wanted)
{
    FILE *to = open_memstream(&printed, &printed_bytes);
    cr_assert_eq(table_print(table, to, width), 0);
    fclose(to);
    cr_assert_str_eq(printed, wanted, "printed:\n%s", printed);
    free(printed);
}

Test(table, columns_are_as_wide_as_they_must_be)
{
    struct table table;
    table_begin(&table, "<name|figure|<unit");
    table_row(&table);
    table_cell(&table, 0, "a");
    table_cell(&table, 1, "12345678");
    table_cell(&table, 2, "ns");
    table_row(&table);
    table_cell(&table, 0, "longer");
    table_cell(&table, 2, "us");
    prints(&table, 80,
           "name      figure  unit\n"
           "a       12345678  ns\n"
           "longer            us\n");
}

Test(table, a_first_cell_too_long_stands_above_its_row)
{
    struct table table;
    table_begin(&table, "<name|figure");
    table_row(&table);
    table_cell(&table, 0, "forkserver/inherit");
    table_cell(&table, 1, "12.3 us");
    table_note(&table, "-- a note that must be broken");
    table_row(&table);
    table_cell(&table, 0, "fork");
    table_cell(&table, 1, "9");
    prints(&table, 20,
           "name          figure\n"
           "forkserver/inherit\n"
           "             12.3 us\n"
           "-- a note that must\n"
           "  be broken\n"
           "fork               9\n");
}

Test(table, nothing_reaches_a_terminal_but_printable_ascii)
{
    struct table table;
    table_begin(&table, "<name");
    table_row(&table);
    table_cell(&table, 0, "a\x1b[2J\xc3\xa9\n");
    prints(&table, 80, "name\na?[2J???\n");
}

static void says(const char *text, size_t column, size_t indent, size_t width, const char *wanted)
{
    FILE *to = open_memstream(&printed, &printed_bytes);
    table_text(to, text, column, indent, width);
    fclose(to);
    cr_assert_str_eq(printed, wanted, "printed:\n%s", printed);
    free(printed);
}

Test(table, text_is_broken_at_blanks)
{
    says("one two three", 0, 2, 8, "one two\n  three\n");
    says("one two three", 5, 2, 8, "one\n  two\n  three\n");
    says("one two three", 0, 2, 0, "one two three\n");
    says("unbreakable-word", 0, 2, 8, "unbreaka\n  ble-wo\n  rd\n");
    says("an unbreakable-word", 0, 2, 8, "an\n  unbrea\n  kable-\n  word\n");
    says("a\x07 \x80", 0, 0, 80, "a\\x07 \\x80\n");
    says("", 0, 0, 80, "\n");
}
