/* SPDX-License-Identifier: MIT */
/* `tvp compare BASE NEW`: two runs, cell by cell. What is nearly free of noise gets a verdict; times do not,
 * since two runs one after the other differ by what the machine did meanwhile (docs/method.md). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "view_machine.h"

#define TRIALS_LEAST 3u

static const char not_interleaved[] = "not interleaved: use tvp ab";

/* ---- are they of one kind? ---- */

struct fact {
    const char *path, *what;
};
static const struct fact facts[] = {{"machine", "machine"},
                                    {"cpu.model", "CPU"},
                                    {"cpu.online", "number of CPUs"},
                                    {"memory.total_bytes", "memory size"},
                                    {"os.name", "system"},
                                    {"os.kernel", "kernel"},
                                    {"os.arch", "architecture"},
                                    {"emulator", "emulator"},
                                    {"libc.name", "libc"}};

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
    const struct view *a, *b;
    const struct view_cell *cell_a, *cell_b;
    const struct thresholds *thresholds;
    char *name;       /* of the cell */
    const char *hint; /* why nothing of these cells is comparable, or "" */
    struct report *report;
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

/* x : y, where nothing over nothing is the same. */
static double ratio_of(double above, double below)
{
    return below > 0 ? above / below : above > 0 ? INFINITY : 1;
}

static struct stats_interval median_of(const struct view_series *series)
{
    double *values = view_sorted(series);
    struct stats_interval out = {NAN, NAN, NAN, 0, 0, STATS_NONE};
    if (values)
        out = stats_median_interval(values, series->count, 1 - COMPARE_LEVEL);
    free(values);
    return out;
}

/* The medians' intervals against each other: all that the one may be over all that the other may be. */
static void judge_exact(struct report_row *row, const struct stats_interval *a,
                        const struct stats_interval *b, enum stats_direction better)
{
    if (a->count < TRIALS_LEAST || b->count < TRIALS_LEAST) {
        snprintf(row->hint, sizeof row->hint, "fewer than %u trials", TRIALS_LEAST);
        return;
    }
    row->low = ratio_of(b->low, a->high);
    row->high = ratio_of(b->high, a->low);
    row->confidence = 1 - 2 * COMPARE_LEVEL;
    row->verdict = report_of(stats_verdict(log(row->low), log(row->high), log1p(row->threshold), better));
}

static int add_row(const struct pairing *pairing, const char *name, uint32_t kind, const json_t *metric)
{
    const struct view_series *a = view_series(pairing->a, pairing->cell_a, name, kind),
                             *b = view_series(pairing->b, pairing->cell_b, name, kind);
    if (!a || !b)
        return 0;
    const int exact = json_is_true(json_object_get(metric, "exact"));
    const char *better = json_text_at(metric, "better", "lower");
    const struct stats_interval of_a = median_of(a), of_b = median_of(b);
    struct report_row *row =
        report_add(pairing->report, pairing->name, name, pairing->a->metrics[a->metric].unit);
    if (!row)
        return -1;
    row->a = of_a.estimate;
    row->b = of_b.estimate;
    row->n_a = a->count;
    row->n_b = b->count;
    row->ratio = ratio_of(row->b, row->a);
    row->threshold = thresholds_of(pairing->thresholds, name, exact);
    if (pairing->hint[0]) {
        row->verdict = REPORT_NOT_COMPARABLE;
        snprintf(row->hint, sizeof row->hint, "%s", pairing->hint);
    } else if (exact) {
        judge_exact(row, &of_a, &of_b,
                    strcmp(better, "higher") == 0 ? STATS_HIGHER_BETTER : STATS_LOWER_BETTER);
    } else {
        snprintf(row->hint, sizeof row->hint, "%s", not_interleaved);
    }
    return 0;
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
    json_array_foreach(json_object_get(pairing->a->reader.head, "metrics"), i, metric)
    {
        const char *name = json_text_at(metric, "name", "");
        if (strcmp(json_text_at(metric, "better", ""), "neither") == 0 || !metric_of(pairing->b, name) ||
            (!all && !is_main(metric, name)))
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
    pairing->name =
        cell_name(json_array_get(pairing->a->reader.cells, pairing->cell_a->id), pairing->a->reader.cells);
    int failed = !pairing->name || add_cell(pairing, all) != 0;
    free(pairing->name);
    pairing->name = NULL;
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

static void note(struct report *report, size_t only_a, size_t only_b)
{
    snprintf(
        report->note, sizeof report->note,
        "Medians over trials. Exact metrics are judged by the 99 %% intervals of the medians, against their "
        "threshold. Times of two runs get no verdict: they are not interleaved. %zu cells are in A alone, "
        "%zu "
        "in B alone.",
        only_a, only_b);
}

int compare_runs(const struct view *a, const struct view *b, const struct compare_asked *asked,
                 struct report *report, char error[READER_ERROR_MAX])
{
    struct thresholds thresholds;
    char machines[160], why[THRESHOLDS_ERROR_MAX];
    size_t both = 0;
    if (thresholds_read(&thresholds, asked->thresholds_path, why) != 0) {
        snprintf(error, READER_ERROR_MAX, "%s", why);
        return -1;
    }
    difference(a, b, machines);
    title(a, report->title_a, sizeof report->title_a);
    title(b, report->title_b, sizeof report->title_b);
    for (size_t i = 0; i < a->cell_count; i++) {
        struct pairing pairing = {
            .a = a, .b = b, .cell_a = a->order[i], .thresholds = &thresholds, .report = report};
        pairing.cell_b = counterpart(b, pairing.cell_a);
        both += pairing.cell_b != NULL;
        if (pairing.cell_b && add_pair(&pairing, machines, asked->all) != 0) {
            snprintf(error, READER_ERROR_MAX, "out of memory");
            return -1;
        }
    }
    note(report, a->cell_count - both, b->cell_count - both);
    report_count(report);
    return 0;
}
