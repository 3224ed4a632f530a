/* SPDX-License-Identifier: MIT */
/* Which trials were disturbed and by what, and what the others alone say. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"

struct disturbed {
    size_t trials, off, by[HEALTH_SIGNS], untold[HEALTH_SIGNS];
};

static struct disturbed count_disturbed(const struct view *view)
{
    struct disturbed out = {0};
    for (size_t c = 0; c < view->cell_count; c++) {
        const struct view_cell *cell = &view->cells[c];
        for (size_t t = 0; !cell->hidden && t < cell->trial_count; t++) {
            const struct health *health = &cell->trials[t].health;
            out.trials++;
            out.off += health->off != 0;
            for (int sign = 0; sign < HEALTH_SIGNS; sign++) {
                out.by[sign] += (health->off >> sign) & 1;
                out.untold[sign] += !((health->judged >> sign) & 1);
            }
        }
    }
    return out;
}

void show_health_words(const struct view *view, char *out, size_t room)
{
    const struct disturbed is = count_disturbed(view);
    size_t used = (size_t)snprintf(out, room, "%zu of %zu trials of time were disturbed", is.off, is.trials);
    const char *between = ": ";
    if (is.trials == 0 || view->no_health)
        out[0] = '\0';
    for (int sign = 0; out[0] && sign < HEALTH_SIGNS && used < room; sign++) {
        if (is.by[sign] == 0)
            continue;
        used += (size_t)snprintf(out + used, room - used, "%s%s %zu", between, health_limits[sign].name,
                                 is.by[sign]);
        between = ", ";
    }
}

int show_health(struct show *show)
{
    const struct disturbed is = count_disturbed(&show->view);
    char text[SHOW_TEXT_MAX];
    if (is.off == 0 || show->view.no_health)
        return 0;
    fprintf(show->to, "\nDISTURBED: %zu of %zu trials of time; none is left out of the figures\n", is.off,
            is.trials);
    for (int sign = 0; sign < HEALTH_SIGNS; sign++) {
        if (is.by[sign] == 0)
            continue;
        snprintf(text, sizeof text, "%s: %s", health_limits[sign].name, health_limits[sign].brief);
        fprintf(show->to, "%5zu  ", is.by[sign]);
        table_text(show->to, text, 7, 9, show->width);
    }
    return 0;
}

/* ---- healthy trials alone ---- */

static const struct {
    const char *metric, *label, *unit;
} figures[] = {{"ops_per_s", "ops/s", "ops/s"},
               {"op_ns", "op", "ns"},
               {"enter_ns", "enter", "ns"},
               {"enter_cold_ns", "cold", "ns"}};

/* The values of the trials that were left alone. */
static int healthy_median(const struct view_cell *cell, const struct view_series *series,
                          struct stats_interval *out)
{
    double *values = malloc((series->count + 1) * sizeof *values);
    size_t count = 0;
    if (!values)
        return -1;
    for (size_t i = 0; i < series->count; i++)
        if (!view_disturbed(cell, series->values[i].trial))
            values[count++] = series->values[i].value;
    *out = stats_median_interval(values, count, VIEW_CONFIDENCE);
    free(values);
    return 0;
}

static int add_cell(const struct show *show, struct table *table, const struct view_cell *cell, void *context)
{
    (void)context;
    int begun = 0;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const struct view_series *series = view_series(&show->view, cell, figures[i].metric, TVP_KIND_TIME);
        struct stats_interval all = view_median(series), healthy;
        if (!series)
            continue;
        if (healthy_median(cell, series, &healthy) != 0)
            return -1;
        table_row(table);
        if (!begun++) {
            show_label(table, cell);
            show_workers(table, 1, cell);
        }
        table_cell(table, 2, figures[i].label);
        show_figure(show, table, 3, &all, figures[i].unit);
        show_count(table, 4, all.count);
        if (healthy.kind == STATS_NONE)
            table_cell(table, 5, "-");
        else
            show_figure(show, table, 5, &healthy, figures[i].unit);
        show_count(table, 6, healthy.count);
    }
    return 0;
}

int show_healthy(struct show *show)
{
    const struct show_table what = {.title = "HEALTHY trials alone, beside all: what was not disturbed may "
                                             "still be a choice among trials, so the "
                                             "figures to quote are those of all",
                                    .spec = "<model/sharing|N|<of|all trials   |n|healthy alone   |n",
                                    .gap = 2,
                                    .add = add_cell};
    size_t count;
    const struct view_cell **cells = show_cells(show, show_has_trials, &count);
    int failed =
        !cells || show_health(show) != 0 || (count > 0 && show_table(show, &what, cells, count) != 0);
    free(cells);
    return failed ? -1 : 0;
}
