/* SPDX-License-Identifier: MIT */
/* A comparison as hosted CIs show it beside a change: workflow commands of GitHub Actions
 * (docs.github.com, "Workflow commands"), and GitLab's code quality report (docs.gitlab.com, "Code Quality").
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../store/lines.h"
#include "report.h"
#include "table_units.h"

#define NAMED_MOST 5u /* rows that an annotation about several names */

/* "op_ns +5.0 % (+4.1 .. +5.9 %), 8.09 ns : 8.50 ns" */
static void row_text(struct text *text, const struct report_row *row)
{
    char a[UNITS_MAX], b[UNITS_MAX], change[REPORT_CHANGE_MAX], interval[REPORT_INTERVAL_MAX];
    units_readable(a, sizeof a, row->a, row->unit);
    units_readable(b, sizeof b, row->b, row->unit);
    report_row_change(change, row);
    report_interval(interval, row);
    text_add(text, "%s %s", row->metric, change);
    if (*interval && strcmp(interval, "-") != 0)
        text_add(text, " (%s)", interval);
    text_add(text, ", %s : %s", a, b);
}

/* ---- GitHub ---- */

/* What would end the command, or in a property the property, is escaped as the runner unescapes it. */
static void put_escaped(FILE *to, const char *text, int is_property)
{
    for (; *text; text++) {
        const unsigned char letter = (unsigned char)*text;
        if (letter == '%' || letter == '\r' || letter == '\n' ||
            (is_property && (letter == ':' || letter == ',')))
            fprintf(to, "%%%02X", letter);
        else
            fputc(letter < ' ' || letter == 0x7f ? ' ' : letter, to);
    }
}

/* Frees both texts. 0, or -1: memory ran out while they were made. */
static int command(FILE *to, const char *name, struct text *title, struct text *message)
{
    const int failed = title->failed || message->failed;
    if (!failed) {
        fprintf(to, "::%s title=", name);
        put_escaped(to, title->start, 1);
        fputs("::", to);
        put_escaped(to, message->start, 0);
        fputc('\n', to);
    }
    text_free(title);
    text_free(message);
    return failed ? -1 : 0;
}

static int row_command(FILE *to, const char *name, const struct report_row *row)
{
    struct text title = {0}, message = {0};
    text_add(&title, "%s: %s", report_verdict_name(row->verdict), row->cell);
    row_text(&message, row);
    return command(to, name, &title, &message);
}

/* One annotation for all rows of a verdict: a page has room for few. */
static int verdict_command(FILE *to, const char *name, const struct report *report,
                           enum report_verdict verdict)
{
    struct text title = {0}, message = {0};
    size_t named = 0;
    if (report->counts[verdict] == 0)
        return 0;
    text_add(&title, "%s: %" PRIu64 " of %zu comparisons", report_verdict_name(verdict),
             report->counts[verdict], report->count);
    for (size_t i = 0; i < report->count && named < NAMED_MOST; i++) {
        const struct report_row *row = &report->rows[i];
        if (row->verdict != verdict)
            continue;
        text_add(&message, "%s%s: ", named++ ? "\n" : "", row->cell);
        row_text(&message, row);
        if (row->hint[0])
            text_add(&message, "; %s", row->hint);
    }
    if (named < report->counts[verdict])
        text_add(&message, "\n... and %" PRIu64 " more", report->counts[verdict] - named);
    return command(to, name, &title, &message);
}

int report_github(const struct report *report, FILE *to)
{
    int failed = 0;
    for (size_t i = 0; i < report->count && !failed; i++)
        if (report->rows[i].verdict == REPORT_REGRESSED)
            failed = row_command(to, "error", &report->rows[i]);
    return failed || verdict_command(to, "warning", report, REPORT_INCONCLUSIVE) != 0 ||
                   verdict_command(to, "notice", report, REPORT_IMPROVED) != 0 ||
                   verdict_command(to, "notice", report, REPORT_NOT_COMPARABLE) != 0
               ? -1
               : 0;
}

/* ---- GitLab ---- */

/* 32 hexadecimal digits that are the same for the same cell and metric in every pipeline: FNV-1a from two
 * starting points. */
static void fingerprint(const struct report_row *row, char out[40])
{
    uint64_t hash[2] = {0xcbf29ce484222325u, 0x84222325cbf29ce4u};
    const char *const texts[] = {row->cell, "\n", row->metric};
    for (size_t t = 0; t < 3; t++)
        for (const char *at = texts[t]; *at; at++)
            for (size_t i = 0; i < 2; i++)
                hash[i] = (hash[i] ^ (unsigned char)*at) * 0x100000001b3u;
    snprintf(out, 40, "%016" PRIx64 "%016" PRIx64, hash[0], hash[1]);
}

/* An issue needs a file: that of the workload, which a cell's name begins with. */
static json_t *location_json(const struct report_row *row)
{
    char path[120];
    snprintf(path, sizeof path, "bench/workloads/%.*s.c", (int)strcspn(row->cell, ",") % 64, row->cell);
    return json_pack("{s:o, s:{s:i}}", "path", json_text(path), "lines", "begin", 1);
}

static json_t *issue_json(const struct report_row *row, const char *severity)
{
    char hash[40], check[48];
    struct text text = {0};
    fingerprint(row, hash);
    snprintf(check, sizeof check, "tvp/%s", row->metric);
    text_add(&text, "%s: %s: ", report_verdict_name(row->verdict), row->cell);
    row_text(&text, row);
    if (row->verdict == REPORT_INCONCLUSIVE && row->hint[0])
        text_add(&text, "; %s", row->hint);
    json_t *issue = text.failed ? NULL
                                : json_pack("{s:o, s:o, s:s, s:s, s:o}", "description", json_text(text.start),
                                            "check_name", json_text(check), "fingerprint", hash, "severity",
                                            severity, "location", location_json(row));
    text_free(&text);
    return issue;
}

int report_gitlab(const struct report *report, FILE *to)
{
    json_t *issues = json_array();
    int failed = !issues;
    for (size_t i = 0; i < report->count && !failed; i++) {
        const enum report_verdict verdict = report->rows[i].verdict;
        if (verdict == REPORT_REGRESSED || verdict == REPORT_INCONCLUSIVE)
            failed = json_array_append_new(
                         issues,
                         issue_json(&report->rows[i], verdict == REPORT_REGRESSED ? "major" : "info")) != 0;
    }
    failed = failed || json_dumpf(issues, to, JSON_INDENT(1)) != 0;
    json_decref(issues);
    fputc('\n', to);
    return failed ? -1 : 0;
}
