/* SPDX-License-Identifier: MIT */
/* The memory table: what the whole family holds, and how many times that multiplies the data. */
#include <stdlib.h>
#include <string.h>

#include "show.h"
#include "table_units.h"

static const char *const in_a_group[] = {"model", "sharing", "workers", "write", NULL};

struct column {
    const char *metric, *unit;
};
static const struct column columns[] = {
    {"parent_pss_bytes", "bytes"},         {"family_pss_bytes", "bytes"}, {"memory_factor", "ratio"},
    {"memory_factor_pagetables", "ratio"}, {"worker_pss_bytes", "bytes"}, {"family_cgroup_bytes", "bytes"},
};
enum { COLUMNS = sizeof columns / sizeof *columns, FIRST = 3, FAMILY = 1 };

static int has_memory(const struct show *show, const struct view_cell *cell)
{
    return view_series(&show->view, cell, "family_pss_bytes", TVP_KIND_MEMORY) ||
           view_series(&show->view, cell, "family_rss_bytes", TVP_KIND_MEMORY);
}

struct placed {
    const struct view_cell *cell;
    size_t place; /* in its group */
    double write;
};

/* Worth a mark: more than 1 % of the estimate, of bytes more than 1 % of what the family has. */
static int is_spread(const struct stats_interval *figure, const char *unit,
                     const struct stats_interval *family)
{
    double reach = units_share(figure) * figure->estimate;
    return figure->kind != STATS_NONE && units_share(figure) > 0.01 &&
           (strcmp(unit, "bytes") != 0 || family->kind == STATS_NONE || reach > 0.01 * family->estimate);
}

/* The row below a cell's: how far the intervals reach, where that is worth saying. */
static void add_marks(struct table *table, const struct stats_interval *medians, size_t count)
{
    int row = 0;
    for (size_t i = 0; i < count; i++) {
        char text[UNITS_MAX];
        if (!is_spread(&medians[i], columns[i].unit, &medians[FAMILY]))
            continue;
        if (!row++)
            table_row(table);
        units_deviation(text, sizeof text, &medians[i], 0);
        table_cell(table, FIRST + i, text);
    }
}

static void add_cell(const struct show *show, struct table *table, const struct view_cell *cell,
                     size_t figures)
{
    char text[VIEW_TEXT_MAX + 1];
    struct stats_interval medians[COLUMNS];
    size_t trials = 0;
    table_row(table);
    show_label(table, cell);
    snprintf(text, sizeof text, "%u%s", cell->workers, cell->oversubscribed ? "*" : "");
    table_cell(table, 1, text);
    view_field_value(cell, "write", text);
    table_cell(table, 2, text);
    for (size_t i = 0; i < figures; i++) {
        medians[i] = view_median(view_series(&show->view, cell, columns[i].metric, TVP_KIND_MEMORY));
        trials = medians[i].count > trials ? medians[i].count : trials;
        units_readable(text, sizeof text, medians[i].estimate, columns[i].unit);
        if (show->wide)
            show_figure(show, table, FIRST + i, &medians[i], columns[i].unit);
        else
            table_cell(table, FIRST + i, text);
    }
    show_count(table, FIRST + figures, trials);
    if (!show->wide)
        add_marks(table, medians, figures);
}

/* The last column, the cgroup's, only where one could be read. */
static size_t figures_of(const struct show *show, const struct view_cell *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (view_series(&show->view, cells[i], columns[COLUMNS - 1].metric, TVP_KIND_MEMORY))
            return COLUMNS;
    return COLUMNS - 1;
}

/* By what is written, then by workers: models that are to be compared stand together. */
static int by_write_and_workers(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (a->write != b->write)
        return a->write > b->write ? 1 : -1;
    if (a->cell->workers != b->cell->workers)
        return a->cell->workers > b->cell->workers ? 1 : -1;
    return (a->place > b->place) - (a->place < b->place);
}

static int add_group(const struct show *show, struct table *table, const struct view_group *group,
                     size_t figures)
{
    struct placed *placed = calloc(group->count, sizeof *placed);
    if (!placed)
        return -1;
    for (size_t i = 0; i < group->count; i++) {
        placed[i] = (struct placed){group->cells[i], i, 0};
        view_field_number(group->cells[i], "write", &placed[i].write);
    }
    qsort(placed, group->count, sizeof *placed, by_write_and_workers);
    for (size_t i = 0; i < group->count; i++)
        add_cell(show, table, placed[i].cell, figures);
    free(placed);
    return 0;
}

static int print(struct show *show, const struct view_cell **cells, size_t count)
{
    struct view_groups groups;
    struct table table;
    size_t figures = figures_of(show, cells, count);
    show_heading(
        show,
        "MEMORY of parent and workers together (proportional set size), each worker having done its work; "
        "factor: over the parent's alone: 1 = nothing multiplied, workers + 1 = everybody has a copy; "
        "+tables: page tables counted too; worker: what each adds",
        cells, count, in_a_group);
    int failed = view_groups_make(&groups, cells, count, in_a_group);
    table_begin(&table, figures == COLUMNS
                            ? "<model/sharing|N|write|parent|family|factor|+tables|worker|cgroup|n"
                            : "<model/sharing|N|write|parent|family|factor|+tables|worker|n");
    table.gap = figures == COLUMNS ? 1 : 2;
    for (size_t g = 0; g < groups.group_count; g++) {
        show_group(&table, cells, count, &groups.groups[g], in_a_group);
        failed |= add_group(show, &table, &groups.groups[g], figures);
    }
    failed |= table_print(&table, show->to, show->width);
    view_groups_free(&groups);
    return failed;
}

int show_memory(struct show *show)
{
    size_t count;
    const struct view_cell **cells = show_cells(show, has_memory, &count);
    int failed = !cells || (count > 0 && print(show, cells, count) != 0);
    free(cells);
    return failed ? -1 : 0;
}
