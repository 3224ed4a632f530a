/* SPDX-License-Identifier: MIT */
/* Any one metric as a table, a row a cell, with its interval in full. */
#include <stdlib.h>
#include <string.h>

#include "show.h"
#include "table_units.h"

struct asked {
    const char *metric;
    uint32_t kind;
};

static int add_cell(const struct show *show, struct table *table, const struct view_cell *cell, void *context)
{
    const char *metric = ((const struct asked *)context)->metric;
    const uint32_t kind = ((const struct asked *)context)->kind;
    char figure[4 * 48];
    int place = view_metric(&show->view, metric);
    const char *unit = show->view.metrics[place].unit;
    const struct view_series *series = view_series(&show->view, cell, metric, kind);
    const struct view_series *missing = view_silent(&show->view, cell, metric, kind);
    struct stats_interval median = view_median(series);
    table_row(table);
    show_label(table, cell);
    show_workers(table, 1, cell);
    units_full(figure, sizeof figure, &median, unit);
    if (missing)
        snprintf(figure, sizeof figure, "none: %.64s",
                 missing->null_reason ? missing->null_reason : "no reason given");
    table_cell(table, 2, figure);
    show_count(table, 3, median.count);
    return 0;
}

static int print(struct show *show, const struct view_cell *const *cells, size_t count, const char *metric,
                 uint32_t kind)
{
    char title[SHOW_TEXT_MAX];
    struct asked asked = {metric, kind};
    const struct show_table table = {title, "<model/sharing|workers|<median and interval|n", .gap = 2,
                                     .add = add_cell, .context = &asked};
    snprintf(title, sizeof title, "%.60s, in trials of %s", metric, kind_name(kind));
    return show_table(show, &table, cells, count);
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
