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
static const struct column proportional[] = {
    {"parent_pss_bytes", "bytes"},         {"family_pss_bytes", "bytes"}, {"memory_factor", "ratio"},
    {"memory_factor_pagetables", "ratio"}, {"worker_pss_bytes", "bytes"}, {"family_cgroup_bytes", "bytes"},
};
/* Where the system does not split what is shared. */
static const struct column working_sets[] = {
    {"parent_ws_bytes", "bytes"},         {"family_ws_bytes", "bytes"},         {"ws_factor", "ratio"},
    {"family_private_ws_bytes", "bytes"}, {"worker_private_ws_bytes", "bytes"},
};
enum { COLUMNS = sizeof proportional / sizeof *proportional, FIRST = 3, FAMILY = 1 };

/* What the run tells, and how it is headed. */
struct memory {
    const struct column *columns;
    size_t figures;
    const char *heading, *names;
};

static int has_memory(const struct show *show, const struct view_cell *cell)
{
    return view_series(&show->view, cell, "family_pss_bytes", TVP_KIND_MEMORY) ||
           view_series(&show->view, cell, "family_rss_bytes", TVP_KIND_MEMORY) ||
           view_series(&show->view, cell, "family_ws_bytes", TVP_KIND_MEMORY);
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
static void add_marks(struct table *table, const struct memory *memory, const struct stats_interval *medians)
{
    int row = 0;
    for (size_t i = 0; i < memory->figures; i++) {
        char text[UNITS_MAX];
        if (!is_spread(&medians[i], memory->columns[i].unit, &medians[FAMILY]))
            continue;
        if (!row++)
            table_row(table);
        units_deviation(text, sizeof text, &medians[i], 0);
        table_cell(table, FIRST + i, text);
    }
}

static void add_cell(const struct show *show, struct table *table, const struct view_cell *cell,
                     const struct memory *memory)
{
    char text[VIEW_TEXT_MAX + 1];
    struct stats_interval medians[COLUMNS];
    size_t trials = 0;
    table_row(table);
    show_label(table, cell);
    show_workers(table, 1, cell);
    view_field_value(cell, "write", text);
    table_cell(table, 2, text);
    for (size_t i = 0; i < memory->figures; i++) {
        const struct column *column = &memory->columns[i];
        medians[i] = view_median(view_series(&show->view, cell, column->metric, TVP_KIND_MEMORY));
        trials = medians[i].count > trials ? medians[i].count : trials;
        units_readable(text, sizeof text, medians[i].estimate, column->unit);
        if (show->wide)
            show_figure(show, table, FIRST + i, &medians[i], column->unit);
        else
            table_cell(table, FIRST + i, text);
    }
    show_count(table, FIRST + memory->figures, trials);
    if (!show->wide)
        add_marks(table, memory, medians);
}

static int is_told(const struct show *show, const struct view_cell *const *cells, size_t count,
                   const char *metric)
{
    for (size_t i = 0; i < count; i++)
        if (view_series(&show->view, cells[i], metric, TVP_KIND_MEMORY))
            return 1;
    return 0;
}

/* The cgroup's column only where one could be read. */
static struct memory memory_of(const struct show *show, const struct view_cell *const *cells, size_t count)
{
    static const char by_share[] =
        "MEMORY of parent and workers together (proportional set size), each worker having done its work; "
        "factor: over the parent's alone: 1 = nothing multiplied, workers + 1 = everybody has a copy; "
        "+tables: page tables counted too; worker: what each adds";
    static const char by_page[] =
        "MEMORY of parent and workers together (working sets: the private pages of each, and once what the "
        "largest "
        "shares), each worker having done its work; factor: over the parent's alone: 1 = nothing multiplied, "
        "workers + 1 = everybody has a copy; worker: the private pages that each adds";
    if (!is_told(show, cells, count, "family_pss_bytes") && is_told(show, cells, count, "family_ws_bytes"))
        return (struct memory){working_sets, sizeof working_sets / sizeof *working_sets, by_page,
                               "<model/sharing|N|write|parent|family|factor|private|worker|n"};
    if (is_told(show, cells, count, proportional[COLUMNS - 1].metric))
        return (struct memory){proportional, COLUMNS, by_share,
                               "<model/sharing|N|write|parent|family|factor|+tables|worker|cgroup|n"};
    return (struct memory){proportional, COLUMNS - 1, by_share,
                           "<model/sharing|N|write|parent|family|factor|+tables|worker|n"};
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
                     void *context)
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
        add_cell(show, table, placed[i].cell, context);
    free(placed);
    return 0;
}

static int print(struct show *show, const struct view_cell **cells, size_t count)
{
    struct memory memory = memory_of(show, cells, count);
    const struct show_table table = {
        memory.heading,       memory.names,           .gap = memory.figures == COLUMNS ? 1 : 2,
        .inside = in_a_group, .add_group = add_group, .context = &memory};
    return show_table(show, &table, cells, count);
}

int show_memory(struct show *show)
{
    size_t count;
    const struct view_cell **cells = show_cells(show, has_memory, &count);
    int failed = !cells || (count > 0 && print(show, cells, count) != 0);
    free(cells);
    return failed ? -1 : 0;
}
