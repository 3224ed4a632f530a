/* SPDX-License-Identifier: MIT */
/* The table of placements: what each does to the throughput of one cell, beside what the model does. */
#include <stdlib.h>
#include <string.h>

#include "show.h"

static const char *const in_a_group[] = {"model", "sharing", "workers", "placement", NULL};
static const char *const placed[] = {"placement", NULL};

static int has_throughput(const struct show *show, const struct view_cell *cell)
{
    return view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME) != NULL;
}

/* Threads in the cell's place, or NULL. */
static const struct view_cell *threads_of(const struct view_group *group, const struct view_cell *cell)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct view_cell *one = group->cells[i];
        if (strcmp(one->model, "thread") == 0 && strcmp(one->sharing, cell->sharing) == 0 &&
            strcmp(one->placement, cell->placement) == 0 && one->workers == cell->workers)
            return one;
    }
    return NULL;
}

static void add_cell(const struct show *show, struct table *table, const struct view_group *group,
                     const struct view_cell *cell, const struct view_cell *first)
{
    const struct stats_interval speed =
        view_median(view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME));
    table_row(table);
    if (cell == first)
        show_label(table, cell);
    show_workers(table, 1, cell);
    table_cell(table, 2, cell->placement);
    show_figure(show, table, 3, &speed, "ops/s");
    size_t pairs = show_ratio(show, table, 4, cell, first, speed.count);
    pairs = show_ratio(show, table, 5, cell, threads_of(group, cell), pairs);
    show_count_of(table, 6, speed.count, pairs);
}

/* Each cell under all of its placements, the plan's first one first. */
static int add_group(const struct show *show, struct table *table, const struct view_group *group,
                     void *context)
{
    (void)context;
    struct view_groups alike;
    int failed = view_groups_make(&alike, group->cells, group->count, placed);
    for (size_t g = 0; g < alike.group_count; g++)
        for (size_t i = 0; i < alike.groups[g].count; i++)
            add_cell(show, table, group, alike.groups[g].cells[i], alike.groups[g].cells[0]);
    view_groups_free(&alike);
    return failed;
}

/* Leaves in `cells` those that were played under several placements. Returns how many. */
static size_t keep_placed(const struct view_cell **cells, size_t count, int *failed)
{
    struct view_groups alike;
    size_t kept = 0;
    *failed = view_groups_make(&alike, cells, count, placed);
    for (size_t g = 0; g < alike.group_count; g++)
        for (size_t i = 0; alike.groups[g].count > 1 && i < alike.groups[g].count; i++)
            cells[kept++] = alike.groups[g].cells[i];
    view_groups_free(&alike);
    return kept;
}

int show_placement(struct show *show)
{
    static const struct show_table table = {
        "PLACEMENT: throughput by where the workers run; :first: over that of the same cell in the "
        "placement above, :thread: over that of threads in the same one; ratios are of trials in the "
        "same block (n/pairs where those are fewer)",
        "<model/sharing|N|<placement|ops/s      |:first     |:thread   |n", .gap = 1, .inside = in_a_group,
        .add_group = add_group};
    size_t count;
    const struct view_cell **cells = show_cells(show, has_throughput, &count);
    int failed = !cells;
    count = failed ? 0 : keep_placed(cells, count, &failed);
    failed = failed || (count > 0 && show_table(show, &table, cells, count) != 0);
    free(cells);
    return failed ? -1 : 0;
}
