/* SPDX-License-Identifier: MIT */
/* What `tvp run` says at its end, and `tvp show --precision`: how narrow each cell's interval is, what
 * difference its trials could have seen, and which trials were not needed. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../stats/verdict.h"
#include "noise.h"
#include "show.h"
#include "table_units.h"

#define FEW 6u /* from fewer trials, what they can see is itself but roughly known */

/* "the target was reached by 10 groups of cells, the time was over for 2"; "" when nothing was decided. */
void show_decisions(const struct reader *reader, char *out, size_t room)
{
    static const char *const words[DECIDED_COUNT] = {"target reached", "time over", "verdict clear"};
    size_t counts[DECIDED_COUNT] = {0}, used = 0, i;
    json_t *line;
    out[0] = '\0';
    json_array_foreach(reader->decisions.lines, i, line)
    {
        for (uint32_t why = 0; why < DECIDED_COUNT; why++)
            counts[why] += strcmp(json_text_at(line, "why", ""), decision_name(why)) == 0;
    }
    for (uint32_t why = 0; why < DECIDED_COUNT; why++)
        if (counts[why] && used < room)
            used += (size_t)snprintf(out + used, room - used, "%s%s: %zu", used ? ", " : "", words[why],
                                     counts[why]);
}

/* ---- the table ---- */

struct precision {
    double target; /* 0: none */
    size_t wide;   /* cells whose interval is wider than that */
};

/* Of the series' values. NaN for fewer than two. */
static double series_sees(const struct view_series *series)
{
    double *values = view_sorted(series);
    struct stats_group over = values ? stats_group_of(values, series->count, 0, 1) : (struct stats_group){0};
    free(values);
    return over.count > 1
               ? expm1(stats_detectable(sqrt(over.variance), (double)over.count, NOISE_LEVEL, NOISE_POWER))
               : NAN;
}

static double cell_sees(const struct show *show, const struct view_cell *cell, enum noise_figure figure)
{
    struct noise noise;
    return noise_of(cell, figure, &show->thresholds, &noise) > 0 ? noise.sees : NAN;
}

static void add_row(const struct show *show, struct table *table, const struct view_cell *cell,
                    const struct view_series *series, const char *of, double sees,
                    struct precision *precision)
{
    char text[64];
    const struct stats_interval median = view_median(series);
    const int is_wide =
        precision->target > 0 && (median.kind != STATS_INTERVAL || units_share(&median) > precision->target);
    table_row(table);
    show_label(table, cell);
    show_workers(table, 1, cell);
    table_cell(table, 2, of);
    show_figure(show, table, 3, &median,
                reader_unit(&show->view.reader, of)[0] ? reader_unit(&show->view.reader, of) : "ns");
    table_cell(table, 4, is_wide ? "!" : "");
    if (isfinite(sees))
        snprintf(text, sizeof text, sees < 0.0995 ? "%s%.1f%%" : "%s%.0f%%", median.count < FEW ? "~" : "",
                 100 * (sees < 99 ? sees : 99));
    table_cell(table, 5, isfinite(sees) ? text : "-");
    show_count(table, 6, median.count);
    precision->wide += is_wide != 0;
}

static int add_cell(const struct show *show, struct table *table, const struct view_cell *cell, void *context)
{
    double starts = 1;
    view_field_number(cell, "starts", &starts);
    const enum noise_figure figure = starts > 1 ? NOISE_ENTER : NOISE_OP;
    const struct view_series *time = view_series(&show->view, cell, noise_metric[figure], TVP_KIND_TIME),
                             *memory = view_series(&show->view, cell, "family_pss_bytes", TVP_KIND_MEMORY);
    if (time)
        add_row(show, table, cell, time, noise_metric[figure], cell_sees(show, cell, figure), context);
    if (memory)
        add_row(show, table, cell, memory, "family_pss_bytes", series_sees(memory), context);
    return 0;
}

static int has_figures(const struct show *show, const struct view_cell *cell)
{
    (void)show;
    return cell->series_count > 0;
}

static int print_precision(struct show *show, struct precision *precision)
{
    const struct show_table what = {
        .title =
            "PRECISION: the median of each cell's main figure with its 95 % interval; sees: the smallest "
            "difference between two such cells that n trials of each find 4 times in 5, at 5 % (of time: by "
            "the "
            "trials' 10th percentile)",
        .spec = "<model/sharing|N|<of|median       |<|sees|n",
        .gap = 1,
        .add = add_cell,
        .context = precision};
    size_t count;
    const struct view_cell **cells = show_cells(show, has_figures, &count);
    int failed = !cells || (count > 0 && show_table(show, &what, cells, count) != 0);
    free(cells);
    return failed ? -1 : 0;
}

static void say_target(const struct show *show, const struct precision *precision)
{
    char text[SHOW_TEXT_MAX];
    if (!(precision->target > 0))
        return;
    if (precision->wide)
        snprintf(text, sizeof text,
                 "!: %zu interval%s wider than the target of %.3g %%: inconclusive at that width.",
                 precision->wide, precision->wide == 1 ? " is" : "s are", 100 * precision->target);
    else
        snprintf(text, sizeof text, "All intervals are within the target of %.3g %%.",
                 100 * precision->target);
    table_text(show->to, text, 0, 0, show->width);
}

int show_precision(struct show *show)
{
    char text[SHOW_TEXT_MAX];
    struct precision precision = {.target =
                                      json_number_value(json_object_get(show->view.reader.head, "target"))};
    if (print_precision(show, &precision) != 0)
        return -1;
    say_target(show, &precision);
    show_decisions(&show->view.reader, text, sizeof text);
    if (*text)
        fprintf(show->to, "\n%" PRIu64 " planned trials were not needed (groups of cells: %s)\n",
                show->view.reader.decided, text);
    fputc('\n', show->to);
    return 0;
}
