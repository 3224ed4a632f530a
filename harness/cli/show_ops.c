/* SPDX-License-Identifier: MIT */
/* The table of ops: percentiles of what an op takes, from the histograms of a cell's trials, each trial
 * weighing the same. */
#include <math.h>
#include <stdlib.h>

#include "show.h"
#include "table_units.h"

/* Batches of all trials that must lie beyond a percentile, as in the probe `op`. */
#define BEYOND 5.0

static const struct percentile {
    const char *header;
    double fraction;
} percentiles[] = {{"p10", .1}, {"p50", .5}, {"p90", .9}, {"p99", .99}, {"p99.9", .999}, {"p99.99", .9999}};
enum { PERCENTILES = sizeof percentiles / sizeof *percentiles, FIRST = 3 };

static int has_ops(const struct show *show, const struct view_cell *cell)
{
    (void)show;
    for (size_t i = 0; i < cell->trial_count; i++)
        if (cell->trials[i].inside.op_ps.count > 0)
            return 1;
    return 0;
}

static uint64_t batches_of(const struct view_cell *cell)
{
    uint64_t batches = 0;
    for (size_t i = 0; i < cell->trial_count; i++)
        batches += cell->trials[i].inside.batches;
    return batches;
}

static int supports(uint64_t batches, double fraction)
{
    const double thin = fraction < 0.5 ? fraction : 1 - fraction;
    return (double)batches * thin >= BEYOND * (1 - 1e-9);
}

/* Of a cell, in ns. */
static struct stats_interval percentile_of(const struct view_cell *cell, double fraction,
                                           struct stats_sparse *trials, double *scratch)
{
    for (size_t i = 0; i < cell->trial_count; i++)
        trials[i] = cell->trials[i].inside.op_ps;
    struct stats_interval out =
        stats_mixture_quantile(trials, cell->trial_count, fraction, VIEW_CONFIDENCE, scratch);
    out.estimate /= 1000;
    out.low /= 1000;
    out.high /= 1000;
    return out;
}

static void put_percentile(const struct show *show, struct table *table, size_t column,
                           const struct stats_interval *figure)
{
    char text[4 * UNITS_MAX];
    if (show->wide)
        units_full(text, sizeof text, figure, "ns");
    else
        units_readable(text, sizeof text, figure->estimate, "ns");
    table_cell(table, column, text);
}

static void put_marks(struct table *table, const struct stats_interval *figures, size_t columns)
{
    table_row(table);
    for (size_t i = 0; i < columns; i++) {
        char text[UNITS_MAX];
        if (figures[i].kind == STATS_NONE)
            continue;
        units_deviation(text, sizeof text, &figures[i], 0);
        table_cell(table, FIRST + i, text);
    }
}

static int add_cell(const struct show *show, struct table *table, const struct view_cell *cell, void *context)
{
    const size_t columns = *(const size_t *)context;
    struct stats_interval figures[PERCENTILES] = {{.kind = STATS_NONE}};
    struct stats_sparse *trials = calloc(cell->trial_count + 1, sizeof *trials);
    double *scratch = calloc(3 * cell->trial_count + 1, sizeof *scratch), batch = NAN;
    const struct view_series *ops = view_series(&show->view, cell, "batch_ops", TVP_KIND_TIME);
    char text[UNITS_MAX];
    size_t used = 0;
    int failed = !trials || !scratch;
    table_row(table);
    show_label(table, cell);
    show_workers(table, 1, cell);
    if (ops)
        batch = view_median(ops).estimate;
    units_readable(text, sizeof text, batch, "count");
    table_cell(table, 2, text);
    for (size_t i = 0; !failed && i < columns; i++) {
        if (!supports(batches_of(cell), percentiles[i].fraction)) {
            table_cell(table, FIRST + i, "-");
            continue;
        }
        figures[i] = percentile_of(cell, percentiles[i].fraction, trials, scratch);
        used = figures[i].count;
        put_percentile(show, table, FIRST + i, &figures[i]);
    }
    show_count(table, FIRST + columns, used);
    if (!show->wide && used > 1)
        put_marks(table, figures, columns);
    free(trials);
    free(scratch);
    return failed ? -1 : 0;
}

/* How many percentiles any of the cells can tell. */
static size_t columns_for(const struct view_cell *const *cells, size_t count)
{
    size_t columns = 4;
    for (size_t i = 0; i < count; i++)
        while (columns < PERCENTILES && supports(batches_of(cells[i]), percentiles[columns].fraction))
            columns++;
    return columns;
}

int show_ops(struct show *show)
{
    char spec[128];
    size_t count, columns = 0;
    const struct view_cell **cells = show_cells(show, has_ops, &count);
    const struct show_table what = {.title = "OPS: percentiles of what one op takes, over n trials that "
                                             "weigh the same; where a batch has more "
                                             "than "
                                             "one op, of means over a batch, whose tails are milder than "
                                             "single ops' (-: fewer than 5 batches lie "
                                             "beyond)",
                                    .spec = spec,
                                    .gap = 1,
                                    .add = add_cell,
                                    .context = &columns};
    if (!cells)
        return -1;
    columns = columns_for(cells, count);
    size_t used = (size_t)snprintf(spec, sizeof spec, "<model/sharing|N|batch");
    for (size_t i = 0; i < columns; i++)
        used += (size_t)snprintf(spec + used, sizeof spec - used, "|%s", percentiles[i].header);
    snprintf(spec + used, sizeof spec - used, "|n");
    int failed = count > 0 && show_table(show, &what, cells, count) != 0;
    free(cells);
    return failed ? -1 : 0;
}
