/* SPDX-License-Identifier: MIT */
/* The rows of a comparison, and how its figures are written. */
#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

const char *report_verdict_name(enum report_verdict verdict)
{
    static const char *const words[] = {"REGRESSED", "IMPROVED", "EQUIVALENT", "INCONCLUSIVE",
                                        "not comparable"};
    return verdict < REPORT_VERDICTS ? words[verdict] : "unknown";
}

enum report_verdict report_of(enum stats_verdict verdict)
{
    return verdict == STATS_REGRESSED    ? REPORT_REGRESSED
           : verdict == STATS_IMPROVED   ? REPORT_IMPROVED
           : verdict == STATS_EQUIVALENT ? REPORT_EQUIVALENT
                                         : REPORT_INCONCLUSIVE;
}

struct report_row *report_add(struct report *report, const char *cell, const char *metric, const char *unit)
{
    if (report->count == report->room) {
        size_t room = report->room ? 2 * report->room : 16;
        struct report_row *rows = realloc(report->rows, room * sizeof *rows);
        if (!rows)
            return NULL;
        report->rows = rows;
        report->room = room;
    }
    char *copy = strdup(cell);
    if (!copy)
        return NULL;
    struct report_row *row = &report->rows[report->count++];
    *row = (struct report_row){.cell = copy,
                               .a = NAN,
                               .b = NAN,
                               .beside_a = NAN,
                               .beside_b = NAN,
                               .ratio = NAN,
                               .low = NAN,
                               .high = NAN,
                               .confidence = NAN,
                               .p = NAN,
                               .detectable = NAN,
                               .threshold = NAN,
                               .verdict = REPORT_INCONCLUSIVE};
    snprintf(row->metric, sizeof row->metric, "%s", metric);
    snprintf(row->unit, sizeof row->unit, "%s", unit);
    return row;
}

void report_count(struct report *report)
{
    memset(report->counts, 0, sizeof report->counts);
    for (size_t i = 0; i < report->count; i++)
        report->counts[report->rows[i].verdict]++;
}

int report_exit(const struct report *report, int require_verdict, int code)
{
    if (report->counts[REPORT_REGRESSED])
        return EXIT_REGRESSION;
    if (!code && (report->bad[0] || report->bad[1]))
        return EXIT_TRIALS;
    if (!code && require_verdict && report->counts[REPORT_INCONCLUSIVE])
        return EXIT_NO_VERDICT;
    return code;
}

void report_free(struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        free(report->rows[i].cell);
    free(report->rows);
    *report = (struct report){.rows = NULL};
}

enum report_format report_format_of(const char *name)
{
    static const char *const names[] = {"text", "md", "json", "junit", "github", "gitlab"};
    size_t i = 0;
    while (i < REPORT_FORMATS && strcmp(names[i], name) != 0)
        i++;
    return (enum report_format)i;
}

int report_write(const struct report *report, enum report_format format, FILE *to)
{
    switch (format) {
    case REPORT_MD:
        return report_md(report, to);
    case REPORT_JSON:
        return report_json(report, to);
    case REPORT_JUNIT:
        return report_junit(report, to);
    case REPORT_GITHUB:
        return report_github(report, to);
    case REPORT_GITLAB:
        return report_gitlab(report, to);
    case REPORT_TEXT:
    case REPORT_FORMATS:
        break;
    }
    return report_text(report, to);
}

/* Digits after the point: two below 10 %, one below 100 %. */
static int digits_of(double percent)
{
    return fabs(percent) < 10 ? 2 : fabs(percent) < 100 ? 1 : 0;
}

void report_change(char out[REPORT_CHANGE_MAX], double ratio)
{
    double percent = 100 * (ratio - 1);
    if (!isfinite(ratio))
        snprintf(out, REPORT_CHANGE_MAX, isinf(ratio) ? "from 0" : "-");
    else if (ratio >= 4)
        snprintf(out, REPORT_CHANGE_MAX, "x%.3g", ratio);
    else
        snprintf(out, REPORT_CHANGE_MAX, "%+.*f %%", digits_of(percent), percent);
}

void report_row_change(char out[REPORT_CHANGE_MAX], const struct report_row *row)
{
    if (row->verdict == REPORT_NOT_COMPARABLE && isfinite(row->ratio))
        snprintf(out, REPORT_CHANGE_MAX,
                 row->ratio < 0.0995  ? "x%.3f"
                 : row->ratio < 9.995 ? "x%.2f"
                                      : "x%.3g",
                 row->ratio);
    else
        report_change(out, row->ratio);
}

void report_interval(char out[REPORT_INTERVAL_MAX], const struct report_row *row)
{
    double low = 100 * (row->low - 1), high = 100 * (row->high - 1);
    if (isnan(row->low) || isnan(row->high))
        snprintf(out, REPORT_INTERVAL_MAX, "%s", isnan(row->ratio) ? "" : "-");
    else if (isinf(high) || row->low <= 0)
        snprintf(out, REPORT_INTERVAL_MAX, isinf(high) && row->low > 0 ? "%+.*f %% .." : "unbounded",
                 digits_of(low), low);
    else if (high >= 300)
        snprintf(out, REPORT_INTERVAL_MAX, "x%.3g .. x%.3g", row->low, row->high);
    else
        snprintf(out, REPORT_INTERVAL_MAX, "%+.*f .. %+.*f %%", digits_of(low), low, digits_of(high), high);
}
