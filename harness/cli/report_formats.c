/* SPDX-License-Identifier: MIT */
/* A comparison as Markdown, JSON, and JUnit XML. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../store/lines.h"
#include "report.h"
#include "table_units.h"

/* ---- Markdown ---- */

/* What would end a cell of a table, or begin markup, is escaped. */
static void md_text(FILE *to, const char *text)
{
    for (; *text; text++) {
        if (strchr("|\\`*_<>[]", *text))
            fputc('\\', to);
        fputc(*text == '\n' || *text == '\r' ? ' ' : *text, to);
    }
}

static void md_row(const struct report_row *row, FILE *to)
{
    static const char *const marks[] = {"\xE2\x9D\x8C ", "\xE2\x9C\x85 ", "", "\xE2\x9D\x94 ", ""};
    char a[UNITS_MAX], b[UNITS_MAX], change[REPORT_CHANGE_MAX], interval[REPORT_INTERVAL_MAX];
    units_readable(a, sizeof a, row->a, row->unit);
    units_readable(b, sizeof b, row->b, row->unit);
    report_row_change(change, row);
    report_interval(interval, row);
    fputs("| ", to);
    md_text(to, row->cell);
    fprintf(to, " | `%s` | %s | %s | %s | %s | ", row->metric, a, b, change, interval);
    if (isfinite(row->detectable))
        fprintf(to, "%.1f %%", 100 * row->detectable);
    fprintf(to, " | %zu+%zu | %s%s", row->n_a, row->n_b, marks[row->verdict],
            report_verdict_name(row->verdict));
    if (row->hint[0]) {
        fputs(": ", to);
        md_text(to, row->hint);
    }
    fputs(" |\n", to);
}

int report_md(const struct report *report, FILE *to)
{
    fputs("### tvp compare\n\n- A: ", to);
    md_text(to, report->title_a);
    fputs("\n- B: ", to);
    md_text(to, report->title_b);
    fputs("\n\n", to);
    md_text(to, report->note);
    fputs("\n\n| cell | metric | A | B | B : A | interval | sees | n | verdict |\n"
          "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n",
          to);
    for (size_t i = 0; i < report->count; i++)
        md_row(&report->rows[i], to);
    return 0;
}

/* ---- JSON ---- */

static json_t *row_json(const struct report_row *row)
{
    return json_pack(
        "{s:o, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o}",
        "cell", json_text(row->cell), "metric", row->metric, "beside",
        row->beside[0] ? json_string(row->beside) : json_null(), "unit", row->unit, "a", json_number(row->a),
        "b", json_number(row->b), "beside_a", json_number(row->beside_a), "beside_b",
        json_number(row->beside_b), "n_a", (json_int_t)row->n_a, "n_b", (json_int_t)row->n_b, "ratio",
        json_number(row->ratio), "low", json_number(row->low), "high", json_number(row->high), "confidence",
        json_number(row->confidence), "p", json_number(row->p), "detectable", json_number(row->detectable),
        "threshold", json_number(row->threshold), "verdict", report_verdict_name(row->verdict), "hint",
        row->hint[0] ? json_text(row->hint) : json_null());
}

int report_json(const struct report *report, FILE *to)
{
    json_t *rows = json_array(), *counts = json_object();
    for (size_t i = 0; i < report->count; i++)
        json_array_append_new(rows, row_json(&report->rows[i]));
    for (int v = 0; v < REPORT_VERDICTS; v++)
        json_object_set_new(counts, report_verdict_name((enum report_verdict)v),
                            json_integer((json_int_t)report->counts[v]));
    json_t *whole = json_pack("{s:i, s:o, s:o, s:o, s:o, s:o}", "schema", 1, "a", json_text(report->title_a),
                              "b", json_text(report->title_b), "note", json_text(report->note), "verdicts",
                              counts, "rows", rows);
    int failed = !whole || json_dumpf(whole, to, JSON_INDENT(1)) != 0;
    json_decref(whole);
    fputc('\n', to);
    return failed ? -1 : 0;
}

/* ---- JUnit ---- */

/* XML 1.0 has no control characters at all; what is beyond ASCII stays as it is. */
static void xml_text(FILE *to, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<':
            fputs("&lt;", to);
            break;
        case '>':
            fputs("&gt;", to);
            break;
        case '&':
            fputs("&amp;", to);
            break;
        case '"':
            fputs("&quot;", to);
            break;
        default:
            fputc((unsigned char)*text < ' ' ? ' ' : *text, to);
        }
}

static void junit_row(const struct report_row *row, FILE *to)
{
    char a[UNITS_MAX], b[UNITS_MAX], change[REPORT_CHANGE_MAX], interval[REPORT_INTERVAL_MAX];
    units_readable(a, sizeof a, row->a, row->unit);
    units_readable(b, sizeof b, row->b, row->unit);
    report_row_change(change, row);
    report_interval(interval, row);
    fputs("  <testcase classname=\"", to);
    xml_text(to, row->cell);
    fprintf(to, "\" name=\"%s\">", row->metric);
    if (row->verdict == REPORT_REGRESSED)
        fprintf(to, "<failure message=\"%s (%s), %s : %s\" type=\"REGRESSED\"/>", change, interval, a, b);
    else if (row->verdict == REPORT_INCONCLUSIVE || row->verdict == REPORT_NOT_COMPARABLE) {
        fprintf(to, "<skipped message=\"%s%s", report_verdict_name(row->verdict), row->hint[0] ? ": " : "");
        xml_text(to, row->hint);
        fputs("\"/>", to);
    }
    fprintf(to, "<system-out>%s %s : %s, %s (%s)</system-out></testcase>\n",
            report_verdict_name(row->verdict), a, b, change, interval);
}

int report_junit(const struct report *report, FILE *to)
{
    const uint64_t bad = report->bad[0] + report->bad[1];
    fprintf(to,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"tvp compare\" tests=\"%zu\" failures=\"%" PRIu64
            "\" errors=\"%d\" skipped=\"%" PRIu64 "\">\n",
            report->count + (bad > 0), report->counts[REPORT_REGRESSED], bad > 0,
            report->counts[REPORT_INCONCLUSIVE] + report->counts[REPORT_NOT_COMPARABLE]);
    if (bad)
        fprintf(to,
                "<testcase classname=\"trials\" name=\"all trials ok\"><error message=\"%" PRIu64
                " trials of A and %" PRIu64 " of B went wrong\"/></testcase>\n",
                report->bad[0], report->bad[1]);
    for (size_t i = 0; i < report->count; i++)
        junit_row(&report->rows[i], to);
    fputs("</testsuite>\n", to);
    return 0;
}
