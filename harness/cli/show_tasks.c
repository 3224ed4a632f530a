/* SPDX-License-Identifier: MIT */
/* The table of tasks: what each costs under every lifetime of workers, and from which length on that is
 * little. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"
#include "table_units.h"

static const char *const in_a_group[] = {"model", "sharing", "workers", "lifetime", NULL};

/* The share of a task's own time that its worker's life may cost at the break-even point told. */
#define LITTLE .1

/* A length that is missed by more is told. */
#define MISSED .05

static int has_tasks(const struct show *show, const struct view_cell *cell)
{
    return json_object_get(cell->params, "task") != NULL &&
           view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME) != NULL;
}

static const char *lifetime_of(const struct view_cell *cell)
{
    const char *lifetime = json_string_value(json_object_get(cell->params, "lifetime"));
    return lifetime ? lifetime : "trial";
}

/* How long a task of the cell is as the ops were in its pilot, ns; 0: none told. */
static double piloted_ns(const struct show *show, const struct view_cell *cell)
{
    size_t i, c;
    json_t *pilot, *id;
    json_array_foreach(show->view.reader.pilots, i, pilot)
        json_array_foreach(json_object_get(pilot, "cells"), c, id)
    {
        if (json_integer_value(id) == (json_int_t)cell->id)
            return json_number_value(json_object_get(pilot, "task_ns"));
    }
    return 0;
}

/* A line where tasks of whole ops are not as long as they were to be. */
static void note_length(const struct show *show, struct table *table, const struct view_group *group)
{
    double least = INFINITY, most = 0;
    char from[UNITS_MAX], to[UNITS_MAX], text[2 * UNITS_MAX + 40];
    const double asked = json_number_value(json_object_get(group->cells[0]->params, "task"));
    for (size_t i = 0; i < group->count; i++) {
        const double is_ns = piloted_ns(show, group->cells[i]);
        least = is_ns > 0 && is_ns < least ? is_ns : least;
        most = is_ns > most ? is_ns : most;
    }
    if (most == 0 || (least >= asked * (1 - MISSED) && most <= asked * (1 + MISSED)))
        return;
    units_readable(from, sizeof from, least, "ns");
    units_readable(to, sizeof to, most, "ns");
    const int same = strcmp(from, to) == 0;
    snprintf(text, sizeof text, "   of whole ops a task is %s%s%s", from, same ? "" : " to ", same ? "" : to);
    table_note(table, text);
}

/* The same cell with workers that live through the trial, or NULL. */
static const struct view_cell *find_trial(const struct view_group *group, const struct view_cell *cell)
{
    for (size_t i = 0; i < group->count; i++)
        if (strcmp(group->cells[i]->model, cell->model) == 0 &&
            strcmp(group->cells[i]->sharing, cell->sharing) == 0 &&
            group->cells[i]->workers == cell->workers && strcmp(lifetime_of(group->cells[i]), "trial") == 0)
            return group->cells[i];
    return NULL;
}

/* From one task to the next, of a worker's place: ops of a task / (ops/s of all / workers). */
static struct stats_interval task_ns(const struct show *show, const struct view_cell *cell)
{
    struct stats_interval rate = view_median(view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME));
    const struct stats_interval batch =
        view_median(view_series(&show->view, cell, "batch_ops", TVP_KIND_TIME));
    const double ops = batch.estimate * cell->workers * 1e9;
    if (rate.kind == STATS_NONE || batch.kind == STATS_NONE)
        return (struct stats_interval){.kind = STATS_NONE};
    const double low = ops / rate.high, high = ops / rate.low;
    rate.estimate = ops / rate.estimate;
    rate.low = low;
    rate.high = high;
    return rate;
}

/* What a task takes longer than under the lifetime trial: its time there, by the ratio of the rates. */
static struct stats_interval dearer_ns(const struct stats_interval *alone, const struct stats_interval *ratio)
{
    struct stats_interval dearer = *ratio;
    dearer.estimate = alone->estimate * (1 / ratio->estimate - 1);
    dearer.low = alone->estimate * (1 / ratio->high - 1);
    dearer.high = alone->estimate * (1 / ratio->low - 1);
    return dearer;
}

static void add_cell(const struct show *show, struct table *table, const struct view_group *group,
                     const struct view_cell *cell)
{
    const struct view_cell *trial = find_trial(group, cell);
    const struct stats_interval took = task_ns(show, cell);
    char text[48];
    table_row(table);
    show_label(table, cell);
    show_workers(table, 1, cell);
    table_cell(table, 2, lifetime_of(cell));
    show_figure(show, table, 3, &took, "ns");
    show_count(table, 7, took.count);
    if (trial == NULL || trial == cell)
        return;
    const struct stats_interval alone = task_ns(show, trial);
    const struct stats_interval ratio =
        view_ratio(view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME),
                   view_series(&show->view, trial, "ops_per_s", TVP_KIND_TIME));
    show_figure(show, table, 4, &ratio, "ratio");
    if (ratio.kind == STATS_NONE || alone.kind == STATS_NONE ||
        ratio.count < 3) /* too few to tell it from noise */
        return;
    const struct stats_interval dearer = dearer_ns(&alone, &ratio);
    if (dearer.low <= 0) {
        table_cell(table, 5, "none seen");
        return;
    }
    units_readable(text, sizeof text, dearer.estimate, "ns");
    table_cell(table, 5, text);
    units_readable(text, sizeof text, dearer.estimate * (1 - LITTLE) / LITTLE, "ns");
    table_cell(table, 6, text);
}

static int add_group(const struct show *show, struct table *table, const struct view_group *group,
                     void *context)
{
    (void)context;
    if (!show->view.systems)
        note_length(show, table, group);
    for (size_t i = 0; i < group->count; i++)
        add_cell(show, table, group, group->cells[i]);
    return 0;
}

int show_tasks(struct show *show)
{
    static const struct show_table table = {
        "TASKS: from one to the next, of a worker's place; :trial: throughput over that of workers that "
        "live through the trial and wait for nothing, in the same blocks; dearer: what that makes for "
        "each task; 10 %: how long a task must be for that to be a tenth of it (where the interval of "
        ":trial lies below 1)",
        "<model/sharing|N|<lifetime|a task     |:trial    |dearer|10 %|n", .gap = 1, .inside = in_a_group,
        .add_group = add_group};
    size_t count;
    const struct view_cell **cells = show_cells(show, has_tasks, &count);
    int failed = !cells || (count > 0 && show_table(show, &table, cells, count) != 0);
    free(cells);
    return failed ? -1 : 0;
}
