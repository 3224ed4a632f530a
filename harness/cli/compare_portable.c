/* SPDX-License-Identifier: MIT */
/* `tvp compare FILE RUN`: a run against a portable baseline. Nothing here is a time, so every row gets its
 * verdict from one run: a status that changed, or a figure beyond the tolerance that the baseline states. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "portable.h"
#include "view_machine.h"

#define FIGURES_MAX 32u

struct held {
    const json_t *base, *cells; /* the baseline, and all cells of the run */
    const struct view *run;
    char platform[PORTABLE_PLATFORM_MAX];
    int same_suite;
    struct report *report;
};

static int same_cell(const json_t *a, const json_t *b)
{
    static const char *const fields[] = {"workload", "model", "sharing", "placement", "workers", "params"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!json_equal(json_object_get(a, fields[i]), json_object_get(b, fields[i])))
            return 0;
    return 1;
}

static const json_t *counterpart(const json_t *cells, const json_t *cell)
{
    for (size_t i = 0; i < json_array_size(cells); i++)
        if (same_cell(json_array_get(cells, i), cell))
            return json_array_get(cells, i);
    return NULL;
}

/* ---- rows ---- */

static struct report_row *add(struct held *held, const json_t *cell, const char *metric, const char *unit)
{
    char *name = cell_name(cell, json_object_get(held->base, "cells"));
    struct report_row *row = name ? report_add(held->report, name, metric, unit) : NULL;
    free(name);
    return row;
}

static int status_rank(const char *status)
{
    return strcmp(status, "ok") == 0 ? 0 : strcmp(status, "unsupported") == 0 ? 1 : 2;
}

/* From cannot to can, or from broken to not, is better. */
static void judge_status(struct report_row *row, const json_t *was, const json_t *is)
{
    const char *before = json_text_at(was, "status", ""), *now = json_text_at(is, "status", "");
    const char *reason = json_text_at(is, "reason", "");
    if (strcmp(now, "none") == 0) {
        snprintf(row->hint, sizeof row->hint, "the run has not come to it");
        return;
    }
    const int moved = status_rank(now) - status_rank(before);
    row->verdict = moved > 0 ? REPORT_REGRESSED : moved < 0 ? REPORT_IMPROVED : REPORT_EQUIVALENT;
    snprintf(row->hint, sizeof row->hint, moved ? "%s : %s%s%.100s" : "%s", moved ? before : now, now,
             *reason ? ": " : "", reason);
}

static void judge_figure(struct report_row *row, const json_t *was, const json_t *is)
{
    const char *better = json_text_at(was, "better", "");
    const double room = fabs(row->a) * row->threshold, moved = row->b - row->a;
    row->ratio = row->a > 0 ? row->b / row->a : row->b > 0 ? INFINITY : 1;
    row->n_a = row->n_b = (size_t)json_integer_value(json_object_get(is, "trials"));
    if (fabs(moved) <= room) {
        row->verdict = REPORT_EQUIVALENT;
        return;
    }
    row->verdict = *better != 'n' && (moved > 0) == (*better == 'h') ? REPORT_IMPROVED : REPORT_REGRESSED;
    if (row->threshold > 0)
        snprintf(row->hint, sizeof row->hint, "beyond the tolerance of %.3g %%", 100 * row->threshold);
    else
        snprintf(row->hint, sizeof row->hint, "no tolerance");
}

static int add_figure(struct held *held, const json_t *cell, const char *metric, const json_t *was,
                      const json_t *is, const char *other)
{
    struct report_row *row = add(held, cell, metric, json_text_at(was, "unit", ""));
    if (!row)
        return -1;
    const json_t *value = json_object_get(is, "value");
    const char *holds = json_text_at(was, "for", "");
    row->a = json_number_value(json_object_get(was, "value"));
    row->b = json_is_number(value) ? json_number_value(value) : NAN;
    row->threshold = json_number_value(json_object_get(was, "tolerance"));
    if (*other || !portable_holds(holds, held->platform)) {
        row->verdict = REPORT_NOT_COMPARABLE;
        row->ratio = row->a > 0 ? row->b / row->a : NAN;
        snprintf(row->hint, sizeof row->hint, *other ? "%s" : "holds for %.60s, this is %.60s",
                 *other ? other : holds, held->platform);
    } else if (isnan(row->b))
        snprintf(row->hint, sizeof row->hint, "not in this run%s%.120s",
                 *json_text_at(is, "reason", "") ? ": " : "", json_text_at(is, "reason", ""));
    else
        judge_figure(row, was, is);
    return 0;
}

static int add_figures(struct held *held, const json_t *was, const json_t *is, const char *other)
{
    const char *name;
    json_t *figure;
    size_t count = 0;
    int failed = 0;
    json_object_foreach(json_object_get(was, "metrics"), name, figure)
    {
        if (!failed && count++ < FIGURES_MAX)
            failed = add_figure(held, was, name, figure,
                                json_object_get(json_object_get(is, "metrics"), name), other);
    }
    return failed;
}

static int add_cell(struct held *held, const json_t *was)
{
    const json_t *is = counterpart(held->cells, was);
    const json_int_t before = json_integer_value(json_object_get(was, "version")),
                     now = json_integer_value(json_object_get(is, "version"));
    const char *holds = json_text_at(was, "for", "");
    char other[160] = "";
    struct report_row *row = add(held, was, "status", "");
    if (!row)
        return -1;
    if (!portable_holds(holds, held->platform))
        snprintf(other, sizeof other, "holds for %.60s, this is %.60s", holds, held->platform);
    else if (is && before != now)
        snprintf(other, sizeof other, "other version of the workload (%lld : %lld): write the base anew",
                 (long long)before, (long long)now);
    if (*other) {
        row->verdict = REPORT_NOT_COMPARABLE;
        snprintf(row->hint, sizeof row->hint, "%s", other);
    } else if (!is) {
        row->verdict = held->same_suite ? REPORT_REGRESSED : REPORT_INCONCLUSIVE;
        snprintf(row->hint, sizeof row->hint, "%s : the run has no such cell",
                 json_text_at(was, "status", ""));
    } else
        judge_status(row, was, is);
    /* What holds anywhere is judged on other platforms too. */
    return is ? add_figures(held, was, is, before != now ? other : "") : 0;
}

/* ---- the whole ---- */

static size_t not_in_base(const struct held *held)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(held->cells); i++)
        count += !counterpart(json_object_get(held->base, "cells"), json_array_get(held->cells, i));
    return count;
}

static void tell(const struct held *held, const char *path, int all)
{
    struct report *report = held->report;
    char system[MACHINE_TEXT_MAX], hardware[MACHINE_TEXT_MAX];
    const size_t fresh = not_in_base(held);
    machine_system(&held->run->reader, system);
    machine_hardware(&held->run->reader, hardware);
    snprintf(report->title_a, sizeof report->title_a, "%.300s (suite %.63s)", path,
             json_text_at(held->base, "suite", ""));
    snprintf(report->title_b, sizeof report->title_b, "%.120s, tvp-trial %.16s; %.150s; %.150s",
             held->run->reader.name, json_text_at(held->run->reader.machine, "tvp.image_hash", "?"), hardware,
             system);
    int used = snprintf(
        report->note, sizeof report->note,
        "What does not depend on the machine: the medians of B within the tolerances that A states%s.",
        all ? "" : "; what is EQUIVALENT is not listed (--all lists it)");
    if (fresh)
        snprintf(report->note + used, sizeof report->note - (size_t)used,
                 " %zu cells of B are not in A: write it anew (tvp export RUN --format portable).", fresh);
}

/* Takes the rows away that say that all is well; they have been counted. */
static void leave_out_equal(struct report *report)
{
    size_t kept = 0;
    for (size_t i = 0; i < report->count; i++) {
        if (report->rows[i].verdict == REPORT_EQUIVALENT)
            free(report->rows[i].cell);
        else
            report->rows[kept++] = report->rows[i];
    }
    report->count = kept;
}

static int hold(struct held *held, const char *path, const struct compare_asked *asked, char *error)
{
    const json_t *cells = json_object_get(held->base, "cells");
    const int is_brief = !asked->all && (asked->format == REPORT_TEXT || asked->format == REPORT_MD);
    portable_platform(held->run, held->platform);
    held->same_suite =
        strcmp(json_text_at(held->base, "suite", ""), json_text_at(held->run->reader.head, "suite", "")) == 0;
    for (size_t i = 0; i < json_array_size(cells); i++) {
        if (add_cell(held, json_array_get(cells, i)) != 0) {
            snprintf(error, READER_ERROR_MAX, "out of memory");
            return -1;
        }
    }
    tell(held, path, !is_brief);
    report_count(held->report);
    if (is_brief)
        leave_out_equal(held->report);
    return 0;
}

int compare_portable(const char *path, struct view *run, const struct compare_asked *asked,
                     struct report *report, char error[READER_ERROR_MAX])
{
    json_t *base = portable_read(path, error), *now = base ? portable_of_run(run, error) : NULL;
    struct held held = {.base = base, .cells = json_object_get(now, "cells"), .run = run, .report = report};
    int failed = !now || hold(&held, path, asked, error) != 0;
    json_decref(base);
    json_decref(now);
    return failed ? -1 : 0;
}
