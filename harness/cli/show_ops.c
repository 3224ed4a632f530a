/* SPDX-License-Identifier: MIT */
/* The tables of ops and of latencies: percentiles of what an op takes, from the histograms of a cell's
 * trials, each trial weighing the same. */
#include <math.h>
#include <stdlib.h>

#include "show.h"
#include "table_units.h"

/* Batches of all trials that must lie beyond a percentile, as in the probe `op`. */
#define BEYOND 5.0

/* Of what: the means of batches, or the latencies of single ops that a workload told. */
enum source { OF_BATCHES, OF_LATENCIES };

struct context {
    enum source source;
    size_t columns, first; /* percentiles that are shown, and the column of the first one */
};

static const struct percentile {
    const char *header;
    double fraction;
} percentiles[] = {{"p10", .1}, {"p50", .5}, {"p90", .9}, {"p99", .99}, {"p99.9", .999}, {"p99.99", .9999}};
enum { PERCENTILES = sizeof percentiles / sizeof *percentiles };

static int has_ops(const struct show *show, const struct view_cell *cell)
{
    (void)show;
    for (size_t i = 0; i < cell->trial_count; i++)
        if (cell->trials[i].inside.op_ps.count > 0)
            return 1;
    return 0;
}

static int has_latencies(const struct show *show, const struct view_cell *cell)
{
    (void)show;
    for (size_t i = 0; i < cell->trial_count; i++)
        if (cell->trials[i].inside.latencies > 0)
            return 1;
    return 0;
}

/* How many values a percentile is of. */
static uint64_t values_of(const struct view_cell *cell, enum source source)
{
    uint64_t values = 0;
    for (size_t i = 0; i < cell->trial_count; i++)
        values += source == OF_BATCHES ? cell->trials[i].inside.batches : cell->trials[i].inside.latencies;
    return values;
}

static int supports(uint64_t values, double fraction)
{
    const double thin = fraction < 0.5 ? fraction : 1 - fraction;
    return (double)values * thin >= BEYOND * (1 - 1e-9);
}

/* Of a cell, in ns. */
static struct stats_interval percentile_of(const struct view_cell *cell, enum source source, double fraction,
                                           struct stats_sparse *trials, double *scratch)
{
    const double unit = source == OF_BATCHES ? 1000 : 1;
    for (size_t i = 0; i < cell->trial_count; i++)
        trials[i] = source == OF_BATCHES ? cell->trials[i].inside.op_ps : cell->trials[i].inside.latency_ns;
    struct stats_interval out =
        stats_mixture_quantile(trials, cell->trial_count, fraction, VIEW_CONFIDENCE, scratch);
    out.estimate /= unit;
    out.low /= unit;
    out.high /= unit;
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

static void put_marks(struct table *table, const struct context *about, const struct stats_interval *figures)
{
    table_row(table);
    for (size_t i = 0; i < about->columns; i++) {
        char text[UNITS_MAX];
        if (figures[i].kind == STATS_NONE)
            continue;
        units_deviation(text, sizeof text, &figures[i], 0);
        table_cell(table, about->first + i, text);
    }
}

static void put_batch(const struct show *show, struct table *table, const struct view_cell *cell)
{
    const struct view_series *ops = view_series(&show->view, cell, "batch_ops", TVP_KIND_TIME);
    char text[UNITS_MAX];
    units_readable(text, sizeof text, ops ? view_median(ops).estimate : NAN, "count");
    table_cell(table, 2, text);
}

static int add_cell(const struct show *show, struct table *table, const struct view_cell *cell, void *context)
{
    const struct context *about = context;
    struct stats_interval figures[PERCENTILES] = {{.kind = STATS_NONE}};
    struct stats_sparse *trials = calloc(cell->trial_count + 1, sizeof *trials);
    double *scratch = calloc(3 * cell->trial_count + 1, sizeof *scratch);
    const int failed = !trials || !scratch;
    size_t used = 0;
    table_row(table);
    show_label(table, cell);
    show_workers(table, 1, cell);
    if (about->source == OF_BATCHES)
        put_batch(show, table, cell);
    for (size_t i = 0; !failed && i < about->columns; i++) {
        if (!supports(values_of(cell, about->source), percentiles[i].fraction)) {
            table_cell(table, about->first + i, "-");
            continue;
        }
        figures[i] = percentile_of(cell, about->source, percentiles[i].fraction, trials, scratch);
        used = figures[i].count;
        put_percentile(show, table, about->first + i, &figures[i]);
    }
    show_count(table, about->first + about->columns, used);
    if (!show->wide && used > 1)
        put_marks(table, about, figures);
    free(trials);
    free(scratch);
    return failed ? -1 : 0;
}

/* How many percentiles any of the cells can tell. */
static size_t columns_for(const struct view_cell *const *cells, size_t count, enum source source)
{
    size_t columns = 4;
    for (size_t i = 0; i < count; i++)
        while (columns < PERCENTILES && supports(values_of(cells[i], source), percentiles[columns].fraction))
            columns++;
    return columns;
}

static int show_percentiles(struct show *show, enum source source, const char *title)
{
    char spec[128];
    size_t count;
    const struct view_cell **cells = show_cells(show, source == OF_BATCHES ? has_ops : has_latencies, &count);
    struct context about = {.source = source};
    const struct show_table what = {
        .title = title, .spec = spec, .gap = 1, .add = add_cell, .context = &about};
    if (!cells)
        return -1;
    about.first = source == OF_BATCHES ? 3 : 2;
    about.columns = columns_for(cells, count, source);
    size_t used =
        (size_t)snprintf(spec, sizeof spec, "<model/sharing|N%s", source == OF_BATCHES ? "|batch" : "");
    for (size_t i = 0; i < about.columns; i++)
        used += (size_t)snprintf(spec + used, sizeof spec - used, "|%s", percentiles[i].header);
    snprintf(spec + used, sizeof spec - used, "|n");
    int failed = count > 0 && show_table(show, &what, cells, count) != 0;
    free(cells);
    return failed ? -1 : 0;
}

int show_ops(struct show *show)
{
    return show_percentiles(
        show, OF_BATCHES,
        "OPS: percentiles of what one op takes, over n trials that weigh the same; where a "
        "batch has more than one op, of means over a batch, whose tails are milder than "
        "single ops' (-: fewer than 5 batches lie beyond)");
}

int show_latencies(struct show *show)
{
    return show_percentiles(
        show, OF_LATENCIES,
        "LATENCY: percentiles over single ops, each from when it was meant to begin, over n "
        "trials that weigh the same (-: fewer than 5 ops lie beyond)");
}
