/* SPDX-License-Identifier: MIT */
/* The start-up table: what it costs to create a worker, to get to its first instruction and to its data, and
 * to be rid of it again. */
#include <stdlib.h>
#include <string.h>

#include "show.h"

static const char *const stages[] = {"call", "enter", "ready", "exit"};
enum { STAGES = 4 };
static const char *const in_a_group[] = {"model", "sharing", NULL};
/* What a start costs depends on these; on the rest (which workload follows) it does not. */
static const char *const matters[] = {"workers", "placement", "data",  "heap",
                                      "pages",   "creator",   "image", NULL};

static int has_starts(const struct show *show, const struct view_cell *cell)
{
    return view_series(&show->view, cell, "enter_cold_ns", TVP_KIND_TIME) != NULL ||
           view_series(&show->view, cell, "ready_cold_ns", TVP_KIND_TIME) != NULL; /* a command's */
}

/* 1: a worker is started for each task, under load. */
static int starts_for_tasks(const struct view_cell *cell)
{
    char text[VIEW_TEXT_MAX];
    return strcmp(view_field(cell, "lifetime", text), "task") == 0;
}

/* The fields of the cells that do not matter, for view_groups_make. */
static void other_fields(const struct view_cell *const *cells, size_t count, struct view_fields *out)
{
    struct view_fields all;
    view_fields_of(cells, count, &all);
    out->count = 0;
    for (size_t i = 0; i < all.count && out->count < VIEW_FIELDS_MAX - 1; i++) {
        int does = 0;
        does |= factor_find(all.names[i]) != NULL;
        for (size_t m = 0; matters[m]; m++)
            does |= strcmp(matters[m], all.names[i]) == 0;
        if (!does)
            out->names[out->count++] = all.names[i];
    }
    out->names[out->count] = NULL;
}

/* Of cells that start alike, those of one workload say it: the one with the most starts a trial, then the one
 * run under the most models, then the first. Starts for tasks (`tasks` 1) and others are chosen apart. Moves
 * them to `kept`; returns how many. 0 also when out of memory. */
static size_t choose(const struct view_group *alike, int tasks, const struct view_cell **kept)
{
    size_t candidates = 0;
    for (size_t i = 0; i < alike->count; i++)
        if (starts_for_tasks(alike->cells[i]) == tasks)
            kept[candidates++] = alike->cells[i];
    struct view_groups variants;
    const struct view_group *best = NULL;
    double most = -1;
    if (view_groups_make(&variants, kept, candidates, in_a_group) == 0) {
        for (size_t i = 0; i < variants.group_count; i++) {
            const struct view_group *group = &variants.groups[i];
            double starts = 0;
            view_field_number(group->cells[0], "starts", &starts);
            double worth = starts * 1e6 + (double)group->count;
            if (worth > most) {
                most = worth;
                best = group;
            }
        }
    }
    size_t count = best ? best->count : 0;
    if (best)
        memcpy(kept, best->cells, count * sizeof *kept);
    view_groups_free(&variants);
    return count;
}

/* Leaves in `cells` one set for each way of starting. Returns how many, 0 when out of memory. */
static size_t thin_out(const struct view_cell **cells, size_t count)
{
    struct view_fields others;
    struct view_groups alike;
    size_t kept = 0;
    other_fields(cells, count, &others);
    if (view_groups_make(&alike, cells, count, others.names) == 0)
        for (size_t i = 0; i < alike.group_count; i++)
            for (int tasks = 0; tasks <= 1; tasks++)
                kept += choose(&alike.groups[i], tasks, cells + kept);
    view_groups_free(&alike);
    return kept;
}

static void add_row(const struct show *show, struct table *table, const struct view_cell *cell,
                    const char *variant, const char *word)
{
    size_t trials = 0;
    table_row(table);
    if (strcmp(variant, "_cold") == 0)
        show_label(table, cell);
    table_cell(table, 1, word);
    for (size_t i = 0; i < STAGES; i++) {
        char metric[32];
        snprintf(metric, sizeof metric, "%s%s_ns", stages[i], variant);
        struct stats_interval median = view_median(view_series(&show->view, cell, metric, TVP_KIND_TIME));
        show_figure(show, table, 2 + i, &median, "ns");
        trials = median.count > trials ? median.count : trials;
    }
    show_count(table, 2 + STAGES, trials);
}

static int add_cell(const struct show *show, struct table *table, const struct view_cell *cell, void *context)
{
    (void)context;
    add_row(show, table, cell, "_cold", "cold");
    if (view_series(&show->view, cell, "ready_ns", TVP_KIND_TIME)) {
        add_row(show, table, cell, "", "warm");
        add_row(show, table, cell, "_p99", "p99");
    }
    return 0;
}

static int print(struct show *show, const struct view_cell **cells, size_t count)
{
    static const struct show_table table = {
        "START-UP: from the creating call to its return (call), to the worker's first statement (enter), to "
        "its data touched (ready); exit: from its leaving to having joined it",
        "<model/sharing|<start|call      |enter      |ready      |exit      |n", .gap = 1,
        .inside = in_a_group, .add = add_cell};
    const int failed = show_table(show, &table, cells, count);
    show_reasons(show, cells, count, "enter_cold_ns", "enter");
    return failed;
}

int show_startup(struct show *show)
{
    size_t count;
    const struct view_cell **cells = show_cells(show, has_starts, &count);
    int failed = !cells;
    if (!failed && count > 0) {
        count = thin_out(cells, count);
        failed = count == 0 || print(show, cells, count) != 0;
    }
    free(cells);
    return failed ? -1 : 0;
}
