/* SPDX-License-Identifier: MIT */
/* `tvp compare BASE NEW`: two runs, cell by cell. What is nearly free of noise gets a verdict; times only
 * when the history says how much sessions differ anyway, since two runs one after the other differ by what
 * the machine did meanwhile (docs/method.md). */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_claims.h"
#include "compare_sessions.h"
#include "export.h"
#include "view_machine.h"

#define TRIALS_LEAST 3u
/* What an exact metric may differ by from run to run without meaning anything, as a share: as
 * ARMS_BETWEEN_RUNS.
 */
#define GRAIN_SHARE      ARMS_BETWEEN_RUNS
#define GRAIN_PAGE_BYTES 4096 /* where machine.json does not say how large a page is */

/* ---- are they of one kind? ---- */

struct fact {
    const char *path, *what;
};
static const struct fact facts[] = {{"machine", "machine"},
                                    {"cpu.model", "CPU"},
                                    {"cpu.online", "number of CPUs"},
                                    {"cpu.allowed", "number of CPUs allowed"},
                                    {"memory.total_bytes", "memory size"},
                                    {"os.name", "system"},
                                    {"os.distribution", "distribution"},
                                    {"os.kernel", "kernel"},
                                    {"os.kernel_build", "build of the kernel"},
                                    {"os.arch", "architecture"},
                                    {"os.page_bytes", "page size"},
                                    {"emulator", "emulator"},
                                    {"libc.name", "libc"},
                                    {"libc.linkage", "linkage"}};

static void fact_text(const json_t *machine, const char *path, char text[64])
{
    char group[32];
    const char *dot = strchr(path, '.');
    snprintf(group, sizeof group, "%.*s", dot ? (int)(dot - path) : 0, path);
    const json_t *at = json_object_get(dot ? json_object_get(machine, group) : machine, dot ? dot + 1 : path);
    if (json_is_integer(at))
        snprintf(text, 64, "%" JSON_INTEGER_FORMAT, json_integer_value(at));
    else
        snprintf(text, 64, "%.60s", json_is_string(at) ? json_string_value(at) : "none");
}

/* "other kernel (6.1 : 6.2)", or "". */
static void difference(const struct view *a, const struct view *b, char hint[160])
{
    char before[64], now[64];
    hint[0] = '\0';
    for (size_t i = 0; i < sizeof facts / sizeof *facts && !hint[0]; i++) {
        fact_text(a->reader.machine, facts[i].path, before);
        fact_text(b->reader.machine, facts[i].path, now);
        if (strcmp(before, now) != 0)
            snprintf(hint, 160, "other %s (%.50s : %.50s)", facts[i].what, before, now);
    }
}

/* ---- cells ---- */

static int same_cell(const struct view_cell *a, const struct view_cell *b)
{
    return strcmp(a->workload, b->workload) == 0 && strcmp(a->model, b->model) == 0 &&
           strcmp(a->sharing, b->sharing) == 0 && strcmp(a->placement, b->placement) == 0 &&
           a->workers == b->workers &&
           json_equal((json_t *)(uintptr_t)a->params, (json_t *)(uintptr_t)b->params);
}

static const struct view_cell *counterpart(const struct view *in, const struct view_cell *cell)
{
    for (size_t i = 0; i < in->cell_count; i++)
        if (same_cell(&in->cells[i], cell))
            return &in->cells[i];
    return NULL;
}

/* ---- rows ---- */

struct pairing {
    const struct compare_pair *runs;
    const struct compare_sessions *sessions;
    const struct thresholds *thresholds;
    struct compare_claims *claims;
    struct report *report;
    const struct view_cell *cell_a, *cell_b;
    char *name, *series; /* of the cell: for people, and as the history has it */
    const char *hint;    /* why nothing of these cells is comparable, or "" */
};

static const json_t *metric_of(const struct view *view, const char *name)
{
    size_t i;
    json_t *metric;
    json_array_foreach(json_object_get(view->reader.head, "metrics"), i, metric)
    {
        if (strcmp(json_text_at(metric, "name", ""), name) == 0)
            return metric;
    }
    return NULL;
}

/* One figure of both cells. */
struct figures {
    const char *name;
    const struct view_series *a, *b;
    enum stats_direction better;
    int exact;
};

static int claim(const struct pairing *pairing, const struct stats_difference *difference, int logarithmic,
                 enum stats_direction better)
{
    const struct compare_claim out = {pairing->report->count - 1, *difference, logarithmic, better};
    return compare_claim_add(pairing->claims, &out);
}

/* One unit of a counter, one page of memory, or the share; whichever is the most. */
static double grain_of(const struct pairing *pairing, const struct report_row *row)
{
    const json_t *page =
        json_object_get(json_object_get(pairing->runs->a->reader.machine, "os"), "page_bytes");
    const double unit = strcmp(row->unit, "count") == 0   ? 1
                        : strcmp(row->unit, "bytes") != 0 ? 0
                        : json_is_integer(page)           ? (double)json_integer_value(page)
                                                          : GRAIN_PAGE_BYTES;
    return fmax(unit, GRAIN_SHARE * fabs(row->a));
}

static int claim_exact(const struct pairing *pairing, const struct figures *figures, struct report_row *row)
{
    if (figures->a->count < TRIALS_LEAST || figures->b->count < TRIALS_LEAST) {
        snprintf(row->hint, sizeof row->hint, "fewer than %u trials", TRIALS_LEAST);
        return 0;
    }
    double *a = view_sorted(figures->a), *b = view_sorted(figures->b);
    int failed = !a || !b;
    if (!failed && (a[0] < 0 || b[0] < 0)) {
        snprintf(row->hint, sizeof row->hint, "negative: there is no ratio");
    } else if (!failed) {
        const struct stats_difference difference =
            stats_trimmed_difference(a, figures->a->count, b, figures->b->count, grain_of(pairing, row));
        failed = claim(pairing, &difference, 0, figures->better) != 0;
    }
    free(a);
    free(b);
    return failed ? -1 : 0;
}

/* A side's figure, and its ratio to the reference. */
static void take_ratio(const struct history_ratios *ratios, const struct view_cell *cell, const char *series,
                       const struct view_series *trials, struct stats_session *session)
{
    struct history_figure figure = {.log_ratio = NAN};
    history_ratios_take(ratios, cell, series, trials, &figure);
    session->value = figure.log_ratio;
    session->trials = trials->count;
}

static int claim_by(const struct pairing *pairing, const struct figures *figures,
                    const struct stats_session sides[2], const struct stats_session *others, size_t count,
                    const char *of)
{
    struct report_row *row = &pairing->report->rows[pairing->report->count - 1];
    const struct stats_difference difference = stats_session_difference(&sides[0], &sides[1], others, count);
    snprintf(row->hint, sizeof row->hint, "%s: from %zu sessions of A's series in the history", of, count);
    return claim(pairing, &difference, 1, figures->better);
}

/* By the ratio to the reference where both runs and the sessions have the same, else by the value. */
static int claim_time(const struct pairing *pairing, const struct figures *figures, struct report_row *row)
{
    const struct compare_pair *runs = pairing->runs;
    const struct compare_series *known =
        compare_sessions_of(pairing->sessions, pairing->series, kind_name(figures->a->kind), figures->name);
    struct stats_session ratios[2],
        values[2] = {{log(row->a), figures->a->count}, {log(row->b), figures->b->count}};
    take_ratio(runs->a_ratios, pairing->cell_a, pairing->series, figures->a, &ratios[0]);
    take_ratio(runs->b_ratios, pairing->cell_b, pairing->series, figures->b, &ratios[1]);
    if (known && known->ratio_count >= STATS_SESSIONS_MIN && isfinite(ratios[0].value) &&
        isfinite(ratios[1].value))
        return compare_reference_moved(runs, pairing->sessions->pinned, row)
                   ? 0
                   : claim_by(pairing, figures, ratios, known->ratios, known->ratio_count,
                              pairing->sessions->pinned ? "ratio to the pinned image" : "ratio to cpu_hash");
    if (known && known->value_count >= STATS_SESSIONS_MIN && row->a > 0 && row->b > 0)
        return compare_others_moved(runs, pairing->sessions->pinned, pairing->series, row)
                   ? 0
                   : claim_by(pairing, figures, values, known->values, known->value_count,
                              "the value itself");
    if (known && known->value_count > 0)
        snprintf(row->hint, sizeof row->hint,
                 "not interleaved: use tvp ab (the history has %zu sessions of A's series, not %u)",
                 known->value_count, STATS_SESSIONS_MIN);
    else
        snprintf(row->hint, sizeof row->hint, "not interleaved: use tvp ab");
    return 0;
}

static int add_row(const struct pairing *pairing, const char *name, uint32_t kind, const json_t *metric)
{
    const struct compare_pair *runs = pairing->runs;
    const struct figures figures = {.name = name,
                                    .a = view_series(runs->a, pairing->cell_a, name, kind),
                                    .b = view_series(runs->b, pairing->cell_b, name, kind),
                                    .better = strcmp(json_text_at(metric, "better", "lower"), "higher") == 0
                                                  ? STATS_HIGHER_BETTER
                                                  : STATS_LOWER_BETTER,
                                    .exact = json_is_true(json_object_get(metric, "exact"))};
    if (!figures.a || !figures.b)
        return 0;
    struct report_row *row =
        report_add(pairing->report, pairing->name, name, runs->a->metrics[figures.a->metric].unit);
    if (!row)
        return -1;
    row->a = view_median(figures.a).estimate;
    row->b = view_median(figures.b).estimate;
    row->n_a = figures.a->count;
    row->n_b = figures.b->count;
    row->ratio = row->a > 0 ? row->b / row->a : row->b > 0 ? INFINITY : 1;
    row->threshold = thresholds_of(pairing->thresholds, name, figures.exact);
    if (pairing->hint[0]) {
        row->verdict = REPORT_NOT_COMPARABLE;
        snprintf(row->hint, sizeof row->hint, "%s", pairing->hint);
        return 0;
    }
    return figures.exact ? claim_exact(pairing, &figures, row) : claim_time(pairing, &figures, row);
}

/* 1: shown without being asked for. */
static int is_main(const json_t *metric, const char *name)
{
    return json_is_true(json_object_get(metric, "exact")) || strcmp(name, "enter_ns") == 0 ||
           strcmp(name, "ops_per_s") == 0;
}

static int add_cell(const struct pairing *pairing, int all)
{
    size_t i;
    json_t *metric;
    int failed = add_row(pairing, "op_ns", TVP_KIND_TIME, NULL);
    json_array_foreach(json_object_get(pairing->runs->a->reader.head, "metrics"), i, metric)
    {
        const char *name = json_text_at(metric, "name", "");
        if (strcmp(json_text_at(metric, "better", ""), "neither") == 0 ||
            !metric_of(pairing->runs->b, name) || (!all && !is_main(metric, name)))
            continue;
        for (uint32_t kind = TVP_KIND_TIME; !failed && kind <= TVP_KIND_MEMORY; kind++)
            failed = add_row(pairing, name, kind, metric);
    }
    return failed;
}

static int add_pair(struct pairing *pairing, const char *machines, int all)
{
    char hint[160];
    snprintf(hint, sizeof hint, "%s", machines);
    if (!hint[0] && pairing->cell_a->version != pairing->cell_b->version)
        snprintf(hint, sizeof hint, "other version of the workload (%u : %u)", pairing->cell_a->version,
                 pairing->cell_b->version);
    pairing->hint = hint;
    const json_t *cells = pairing->runs->a->reader.cells;
    pairing->name = cell_name(json_array_get(cells, pairing->cell_a->id), cells);
    pairing->series = export_cell_name(pairing->cell_a);
    const struct view_cell *const both[] = {pairing->cell_a, pairing->cell_b};
    const struct view *const views[] = {pairing->runs->a, pairing->runs->b};
    int failed = !pairing->name || !pairing->series ||
                 compare_status(pairing->report, views, both, pairing->name, hint) != 0 ||
                 add_cell(pairing, all) != 0;
    free(pairing->name);
    free(pairing->series);
    pairing->name = pairing->series = NULL;
    pairing->hint = NULL;
    return failed ? -1 : 0;
}

static void title(const struct view *view, char *text, size_t room)
{
    char system[MACHINE_TEXT_MAX], hardware[MACHINE_TEXT_MAX];
    machine_system(&view->reader, system);
    machine_hardware(&view->reader, hardware);
    snprintf(text, room, "%.120s, tvp-trial %.16s; %.150s; %.150s", view->reader.name,
             json_text_at(view->reader.machine, "tvp.image_hash", "?"), hardware, system);
}

static void note(struct report *report, const struct compare_sessions *sessions, size_t only_a, size_t only_b)
{
    int used = snprintf(
        report->note, sizeof report->note,
        "Medians over trials. Exact metrics are judged by trimmed means (Yuen), times of two runs, which are "
        "not interleaved, only where the history has %u sessions of A's series to say how much sessions "
        "differ "
        "anyway. Intervals hold over all rows with a verdict together (Holm, %.0f %%). %zu cells are in A "
        "alone, %zu in B alone.",
        STATS_SESSIONS_MIN, 100 * COMPARE_LEVEL, only_a, only_b);
    if (sessions->trouble[0] && (size_t)used < sizeof report->note)
        snprintf(report->note + used, sizeof report->note - (size_t)used, " No history: %.200s.",
                 sessions->trouble);
}

/* All cells that both have. 0, or -1: out of memory. */
static int add_cells(struct pairing *pairing, int all, size_t *only_a, size_t *only_b)
{
    const struct view *a = pairing->runs->a, *b = pairing->runs->b;
    char machines[160];
    difference(a, b, machines);
    *only_a = *only_b = 0;
    for (size_t i = 0; i < b->cell_count; i++)
        *only_b += (size_t)!view_is_reference(&b->cells[i]);
    for (size_t i = 0; i < a->cell_count; i++) {
        if (view_is_reference(a->order[i]))
            continue;
        pairing->cell_a = a->order[i];
        pairing->cell_b = counterpart(b, pairing->cell_a);
        *only_a += (size_t)!pairing->cell_b;
        *only_b -= (size_t)(pairing->cell_b != NULL);
        if (pairing->cell_b && add_pair(pairing, machines, all) != 0)
            return -1;
    }
    return 0;
}

static int judge(const struct compare_pair *runs, const struct compare_sessions *sessions,
                 const struct compare_asked *asked, struct report *report, char *error)
{
    struct thresholds thresholds;
    struct compare_claims claims = {.all = NULL};
    struct pairing pairing = {
        .runs = runs, .sessions = sessions, .thresholds = &thresholds, .claims = &claims, .report = report};
    size_t only_a, only_b;
    char why[THRESHOLDS_ERROR_MAX];
    if (thresholds_read(&thresholds, asked->thresholds_path, why) != 0) {
        snprintf(error, READER_ERROR_MAX, "%s", why);
        return -1;
    }
    title(runs->a, report->title_a, sizeof report->title_a);
    title(runs->b, report->title_b, sizeof report->title_b);
    const int failed =
        add_cells(&pairing, asked->all, &only_a, &only_b) != 0 || compare_claims_judge(&claims, report) != 0;
    compare_claims_free(&claims);
    if (failed) {
        snprintf(error, READER_ERROR_MAX, "out of memory");
        return -1;
    }
    note(report, sessions, only_a, only_b);
    report_count(report);
    const size_t used = strlen(report->note);
    if (report->counts[REPORT_NOT_COMPARABLE])
        snprintf(report->note + used, sizeof report->note - used,
                 " What these systems define differently: tvp show --systems A B.");
    return 0;
}

int compare_runs(const struct view views[2], char *const paths[2], const struct compare_asked *asked,
                 struct report *report, char error[READER_ERROR_MAX])
{
    struct history_ratios a = {.view = NULL}, b = {.view = NULL};
    struct compare_sessions sessions = {.series = NULL};
    const struct compare_pair runs = {&views[0], &views[1], paths[0], paths[1], &a, &b};
    snprintf(error, READER_ERROR_MAX, "out of memory");
    int failed =
        history_ratios_begin(&a, &views[0]) != 0 || history_ratios_begin(&b, &views[1]) != 0 ? -1 : 0;
    if (!failed)
        failed = compare_sessions_open(&sessions, asked, &runs, error);
    if (!failed)
        failed = judge(&runs, &sessions, asked, report, error);
    compare_sessions_close(&sessions);
    history_ratios_end(&a);
    history_ratios_end(&b);
    return failed;
}
