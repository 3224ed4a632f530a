/* SPDX-License-Identifier: MIT */
/* Any one metric as a table, a row a cell, with its interval in full. */
#include <stdlib.h>
#include <string.h>

#include "show.h"
#include "table_units.h"

static const char *const in_a_group[] = {"model", "sharing", "workers", NULL};

static void add_cell(const struct show *show, struct table *table, const struct view_cell *cell,
                     const char *metric, uint32_t kind)
{
    char text[VIEW_TEXT_MAX], figure[4 * 48];
    int place = view_metric(&show->view, metric);
    const char *unit = show->view.metrics[place].unit;
    const struct view_series *series = view_series(&show->view, cell, metric, kind);
    const struct view_series *missing = view_silent(&show->view, cell, metric, kind);
    struct stats_interval median = view_median(series);
    table_row(table);
    show_label(table, cell);
    snprintf(text, sizeof text, "%u%s", cell->workers, cell->oversubscribed ? "*" : "");
    table_cell(table, 1, text);
    units_full(figure, sizeof figure, &median, unit);
    if (missing)
        snprintf(figure, sizeof figure, "none: %.64s",
                 missing->null_reason ? missing->null_reason : "no reason given");
    table_cell(table, 2, figure);
    show_count(table, 3, median.count);
}

static int print(struct show *show, const struct view_cell *const *cells, size_t count, const char *metric,
                 uint32_t kind)
{
    struct view_groups groups;
    struct table table;
    char title[SHOW_TEXT_MAX];
    snprintf(title, sizeof title, "%.60s, in trials of %s", metric, kind_name(kind));
    show_heading(show, title, cells, count, in_a_group);
    int failed = view_groups_make(&groups, cells, count, in_a_group);
    table_begin(&table, "<model/sharing|workers|<median and interval|n");
    for (size_t g = 0; g < groups.group_count; g++) {
        show_group(&table, cells, count, &groups.groups[g], in_a_group);
        for (size_t i = 0; i < groups.groups[g].count; i++)
            add_cell(show, &table, groups.groups[g].cells[i], metric, kind);
    }
    failed |= table_print(&table, show->to, show->width);
    view_groups_free(&groups);
    return failed;
}

static int has_any(const struct show *show, const struct view_cell *cell)
{
    (void)show;
    return cell->series_count > 0;
}

int show_metric(struct show *show, const char *metric, int *found)
{
    size_t count;
    const struct view_cell **cells = show_cells(show, has_any, &count);
    const struct view_cell **some = calloc(count + 1, sizeof *some);
    int failed = !cells || !some, place = view_metric(&show->view, metric);
    *found = 0;
    for (uint32_t kind = TVP_KIND_TIME; !failed && place >= 0 && kind <= TVP_KIND_MEMORY; kind++) {
        size_t chosen = 0;
        for (size_t i = 0; i < count; i++)
            if (view_series(&show->view, cells[i], metric, kind) ||
                view_silent(&show->view, cells[i], metric, kind))
                some[chosen++] = cells[i];
        *found |= chosen > 0;
        failed = chosen > 0 && print(show, some, chosen, metric, kind) != 0;
    }
    free(some);
    free(cells);
    return failed ? -1 : 0;
}
