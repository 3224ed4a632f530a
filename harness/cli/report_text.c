/* SPDX-License-Identifier: MIT */
/* A comparison in the terminal, 80 columns wide. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report.h"
#include "table.h"
#include "table_units.h"

static void percent(char *out, size_t room, double share)
{
    if (isfinite(share))
        snprintf(out, room, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
    else
        snprintf(out, room, "-");
}

static void probability(char *out, size_t room, double p)
{
    if (isnan(p))
        snprintf(out, room, "-");
    else
        snprintf(out, room, p < 0.001 ? "<.001" : "%.3f", p);
}

static void figures_line(struct table *table, const struct report_row *row)
{
    char a[UNITS_MAX], b[UNITS_MAX], more[160] = "", text[320];
    units_readable(a, sizeof a, row->a, row->unit);
    units_readable(b, sizeof b, row->b, row->unit);
    if (row->beside[0] && isfinite(row->beside_a) && isfinite(row->beside_b)) {
        char beside_a[UNITS_MAX], beside_b[UNITS_MAX], change[REPORT_CHANGE_MAX];
        units_readable(beside_a, sizeof beside_a, row->beside_a, row->unit);
        units_readable(beside_b, sizeof beside_b, row->beside_b, row->unit);
        report_change(change, row->beside_b / row->beside_a);
        snprintf(more, sizeof more, "; %s %s : %s, %s", row->beside, beside_a, beside_b, change);
    }
    snprintf(text, sizeof text, "    %s : %s%s", a, b, more);
    table_note(table, text);
}

static void row_lines(struct table *table, const struct report_row *row, int with_hint)
{
    char change[REPORT_CHANGE_MAX], interval[REPORT_INTERVAL_MAX], text[64];
    table_row(table);
    snprintf(text, sizeof text, "  %s", row->metric);
    table_cell(table, 0, text);
    report_row_change(change, row);
    table_cell(table, 1, change);
    report_interval(interval, row);
    table_cell(table, 2, interval);
    probability(text, sizeof text, row->p);
    table_cell(table, 3, text);
    percent(text, sizeof text, row->detectable);
    table_cell(table, 4, text);
    snprintf(text, sizeof text, row->n_a == row->n_b ? "%zu" : "%zu+%zu", row->n_a, row->n_b);
    table_cell(table, 5, text);
    table_cell(table, 6, report_verdict_name(row->verdict));
    figures_line(table, row);
    if (row->hint[0] && with_hint) {
        char hint[200];
        snprintf(hint, sizeof hint, "    %s", row->hint);
        table_note(table, hint);
    }
}

static void side(FILE *to, const char *name, const char *title)
{
    fprintf(to, "%-10s", name);
    table_text(to, title, 10, 10, TABLE_WIDTH);
}

static void summary(const struct report *report, FILE *to)
{
    const char *between = "";
    for (int v = 0; v < REPORT_VERDICTS; v++) {
        if (!report->counts[v])
            continue;
        fprintf(to, "%s%" PRIu64 " %s", between, report->counts[v],
                report_verdict_name((enum report_verdict)v));
        between = ", ";
    }
    fprintf(to, "%s\n", *between ? "" : "nothing to compare");
}

int report_text(const struct report *report, FILE *to)
{
    struct table table;
    const char *told = ""; /* a reason is not given twice in a row */
    side(to, "A", report->title_a);
    side(to, "B", report->title_b);
    fputc('\n', to);
    table_text(to, report->note, 0, 0, TABLE_WIDTH);
    fputc('\n', to);
    if (report->count == 0) {
        summary(report, to);
        return 0;
    }
    table_begin(&table, "<metric|B : A|interval|p|sees|n|<verdict");
    for (size_t i = 0; i < report->count; i++) {
        const struct report_row *row = &report->rows[i];
        if (i == 0 || strcmp(row->cell, report->rows[i - 1].cell) != 0)
            table_note(&table, row->cell);
        row_lines(&table, row, strcmp(row->hint, told) != 0);
        told = row->hint[0] ? row->hint : told;
    }
    int failed = table_print(&table, to, TABLE_WIDTH);
    fputc('\n', to);
    summary(report, to);
    return failed;
}
