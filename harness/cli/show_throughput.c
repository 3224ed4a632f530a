/* SPDX-License-Identifier: MIT */
/* The throughput table: ops a second, what an op takes, what more workers bring, and how each model compares
 * with threads. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "noise.h"
#include "show.h"

static const char *const in_a_group[] = {"model", "sharing", "workers", NULL};

static int has_throughput(const struct show *show, const struct view_cell *cell)
{
    return view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME) != NULL ||
           view_silent(&show->view, cell, "ops_per_s", TVP_KIND_TIME) != NULL;
}

/* The cell of the group with that model (NULL: any), sharing and number of workers, or NULL. */
static const struct view_cell *find(const struct view_group *group, const char *model, const char *sharing,
                                    uint32_t workers)
{
    for (size_t i = 0; i < group->count; i++)
        if (strcmp(group->cells[i]->model, model) == 0 && strcmp(group->cells[i]->sharing, sharing) == 0 &&
            group->cells[i]->workers == workers)
            return group->cells[i];
    return NULL;
}

static void add_cell(const struct show *show, struct table *table, const struct view_group *group,
                     const struct view_cell *cell)
{
    struct stats_interval speed = view_median(view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME));
    struct stats_interval op = view_median(view_series(&show->view, cell, "op_ns", TVP_KIND_TIME));
    table_row(table);
    show_label(table, cell);
    show_workers(table, 1, cell);
    show_figure(show, table, 2, &speed, "ops/s");
    show_figure(show, table, 3, &op, "ns");
    size_t pairs = show_ratio(show, table, 4, cell, find(group, cell->model, cell->sharing, 1), speed.count);
    pairs = show_ratio(show, table, 5, cell, find(group, "thread", cell->sharing, cell->workers), pairs);
    show_count_of(table, 6, speed.count > 0 ? speed.count : op.count, speed.count > 0 ? pairs : op.count);
}

/* Rows by workers, then as the plan has them: those to be compared stand together. */
static void add_group(const struct show *show, struct table *table, const struct view_group *group)
{
    uint32_t done = 0;
    for (;;) {
        uint32_t next = UINT32_MAX;
        for (size_t i = 0; i < group->count; i++)
            if (group->cells[i]->workers > done && group->cells[i]->workers < next)
                next = group->cells[i]->workers;
        if (next == UINT32_MAX)
            return;
        for (size_t i = 0; i < group->count; i++)
            if (group->cells[i]->workers == next)
                add_cell(show, table, group, group->cells[i]);
        done = next;
    }
}

/* Ratios whose interval holds 1: no difference was seen, which does not say that there is none. One line for
 * each group and number of workers. */
static void say_unseen(const struct show *show, const struct view_cell *const *all, size_t count,
                       const struct view_group *group, size_t *said)
{
    char apart[SHOW_TEXT_MAX], text[2 * SHOW_TEXT_MAX];
    for (size_t i = 0; i < group->count; i++) {
        const struct view_cell *cell = group->cells[i],
                               *thread = find(group, "thread", cell->sharing, cell->workers);
        struct stats_interval ratio =
            view_ratio(view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME),
                       view_series(&show->view, thread, "ops_per_s", TVP_KIND_TIME));
        double sees = stats_ratio_detectable(&ratio, VIEW_CONFIDENCE, NOISE_LEVEL, NOISE_POWER);
        if (cell == thread || ratio.kind == STATS_NONE || ratio.low > 1 || ratio.high < 1)
            continue;
        if ((*said)++ == 0)
            table_text(show->to,
                       "No difference from threads seen, which is not to say that there is none; in brackets "
                       "what these pairs could have seen (80 % power, 5 %):",
                       0, 0, show->width);
        view_describe(apart, sizeof apart, all, count, group->cells[0], VIEW_APART, in_a_group);
        int used = snprintf(text, sizeof text, "  %s%s%s/%s, %u worker%s: ", apart, *apart ? ", " : "",
                            cell->model, cell->sharing, cell->workers, cell->workers == 1 ? "" : "s");
        if (isfinite(sees))
            snprintf(text + used, sizeof text - (size_t)used, "no difference seen (could have seen %.*f %%)",
                     sees < 0.0995, 100 * sees);
        else
            snprintf(text + used, sizeof text - (size_t)used, "too few pairs (%zu) to see any", ratio.count);
        table_text(show->to, text, 0, 4, show->width);
    }
}

static int print(struct show *show, const struct view_cell **cells, size_t count)
{
    struct view_groups groups;
    struct table table;
    show_heading(show,
                 "THROUGHPUT of all workers together; op: what one op takes its worker; speed-up: against "
                 "one worker of the "
                 "same model; :thread: against as many threads; ratios are of trials in the same block "
                 "(n/pairs where those are fewer)",
                 cells, count, in_a_group);
    int failed = view_groups_make(&groups, cells, count, in_a_group);
    table_begin(&table, "<model/sharing|N|ops/s      |op      |speed-up   |:thread   |n");
    table.gap = 1;
    for (size_t g = 0; g < groups.group_count; g++) {
        show_group(&table, cells, count, &groups.groups[g], in_a_group);
        add_group(show, &table, &groups.groups[g]);
    }
    failed |= table_print(&table, show->to, show->width);
    show_reasons(show, cells, count, "ops_per_s", "ops/s");
    size_t said = 0;
    for (size_t g = 0; g < groups.group_count; g++)
        say_unseen(show, cells, count, &groups.groups[g], &said);
    view_groups_free(&groups);
    return failed;
}

int show_throughput(struct show *show)
{
    size_t count;
    const struct view_cell **cells = show_cells(show, has_throughput, &count);
    int failed = !cells || (count > 0 && print(show, cells, count) != 0);
    free(cells);
    return failed ? -1 : 0;
}
