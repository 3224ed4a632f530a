/* SPDX-License-Identifier: MIT */
/* The ratio of a run's figures to its reference: the twins that a pinned image played, or cpu_hash. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "history_cli.h"

/* Where a run has no pinned reference, this workload says how fast the machine was. What it measures itself
 * has no ratio: divided by itself it could not change. */
#define REFERENCE_WORKLOAD "cpu_hash"
#define REFERENCE_METRIC   "ops_per_s"
#define REFERENCE_P10      "op_p10_ns" /* for figures that are 10th percentiles themselves */

/* The cell with the fewest workers; of these the one nearest to a thread, as the view orders them. */
static void choose_reference(struct history_ratios *ratios)
{
    const struct view *view = ratios->view;
    for (size_t i = 0; i < view->cell_count; i++) {
        const struct view_cell *cell = view->order[i];
        if (strcmp(cell->workload, REFERENCE_WORKLOAD) == 0 && !view_is_reference(cell) &&
            view_series(view, cell, REFERENCE_METRIC, TVP_KIND_TIME) &&
            (!ratios->weaker || cell->workers < ratios->weaker->workers))
            ratios->weaker = cell;
    }
}

static int by_block(const void *left, const void *right)
{
    const struct view_value *a = left, *b = right;
    return (a->block > b->block) - (a->block < b->block);
}

/* Median over the blocks of log(value / reference), or with `sign` 1 of log(value x reference). Values that
 * are no positive numbers are passed over. */
static double log_ratio(const struct view_series *series, const struct view_series *reference, int sign)
{
    double *logs = calloc(series->count, sizeof *logs);
    size_t count = 0;
    for (size_t i = 0; logs && i < series->count; i++) {
        const struct view_value *other =
            bsearch(&series->values[i], reference->values, reference->count, sizeof *other, by_block);
        if (other && other->value > 0 && series->values[i].value > 0)
            logs[count++] = log(series->values[i].value) + sign * log(other->value);
    }
    double median = NAN;
    if (count > 0) {
        stats_sort(logs, count);
        median = stats_median(logs, count);
    }
    free(logs);
    return median;
}

/* So that it can be searched. */
static void sort_by_block(const struct view_series *series)
{
    if (series)
        qsort(series->values, series->count, sizeof *series->values, by_block);
}

static const struct view_series *weaker_series(const struct history_ratios *ratios, const char *metric)
{
    return ratios->weaker ? view_series(ratios->view, ratios->weaker, metric, TVP_KIND_TIME) : NULL;
}

/* Throughput is compared with the reference's throughput, a time with the time of one of its ops, a 10th
 * percentile with the 10th percentile of those; counts have no ratio. */
static void weaker_ratio(const struct history_ratios *ratios, const struct view_cell *cell, int is_time,
                         const struct view_series *series, struct history_figure *figure)
{
    const int is_p10 = strstr(ratios->view->metrics[series->metric].name, "_p10_") != NULL;
    const struct view_series *reference = weaker_series(ratios, is_p10 ? REFERENCE_P10 : REFERENCE_METRIC);
    if (reference && strcmp(cell->workload, REFERENCE_WORKLOAD) != 0)
        figure->log_ratio = log_ratio(series, reference, is_time && !is_p10 ? 1 : -1);
}

/* With a pinned reference the same figure of the same cell, as the image plays it: counts too, since other
 * load on the machine makes more switches in both. */
static void pinned_ratio(const struct history_ratios *ratios, const struct view_cell *twin,
                         const struct view_series *series, struct history_figure *figure)
{
    const char *metric = ratios->view->metrics[series->metric].name;
    const struct view_series *reference =
        twin ? view_series(ratios->view, twin, metric, TVP_KIND_TIME) : NULL;
    if (!reference)
        return;
    sort_by_block(reference);
    figure->log_ratio = log_ratio(series, reference, -1);
    figure->reference = view_median(reference).estimate;
}

/* ---- the pinned reference's cells ---- */

/* The name of the cell whose twin it is. To be freed; NULL: out of memory. */
static char *own_name(const struct view_cell *twin)
{
    struct view_cell cell = *twin;
    json_t *params = json_copy((json_t *)(uintptr_t)twin->params);
    json_object_del(params, "arm");
    cell.params = params;
    char *name = params ? export_cell_name(&cell) : NULL;
    json_decref(params);
    return name;
}

static int by_name(const void *left, const void *right)
{
    const struct history_twin *a = left, *b = right;
    return strcmp(a->name, b->name);
}

static int find_twins(struct history_ratios *ratios)
{
    const struct view *view = ratios->view;
    ratios->pinned = json_is_object(json_object_get(view->reader.head, "reference"));
    ratios->twins = calloc(view->cell_count + 1, sizeof *ratios->twins);
    if (!ratios->twins)
        return -1;
    for (size_t i = 0; ratios->pinned && i < view->cell_count; i++) {
        if (!view_is_reference(&view->cells[i]))
            continue;
        struct history_twin *twin = &ratios->twins[ratios->twin_count];
        *twin = (struct history_twin){own_name(&view->cells[i]), &view->cells[i]};
        if (!twin->name)
            return -1;
        ratios->twin_count++;
    }
    if (ratios->twin_count > 1)
        qsort(ratios->twins, ratios->twin_count, sizeof *ratios->twins, by_name);
    return 0;
}

static const struct view_cell *twin_of(const struct history_ratios *ratios, const char *name)
{
    const struct history_twin key = {(char *)(uintptr_t)name, NULL};
    const struct history_twin *found =
        bsearch(&key, ratios->twins, ratios->twin_count, sizeof *ratios->twins, by_name);
    return found ? found->cell : NULL;
}

/* ---- all of them ---- */

/* The others' speed, of which the reference's own series is told to be the machine's or the code's. */
static double speed_of_others(const struct view *view)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < view->cell_count; i++) {
        const double ns = view_median(view_series(view, &view->cells[i], "op_ns", TVP_KIND_TIME)).estimate;
        if (strcmp(view->cells[i].workload, REFERENCE_WORKLOAD) == 0 || !(ns > 0) || !isfinite(ns))
            continue;
        sum += log(ns);
        count++;
    }
    return count ? exp(sum / (double)count) : NAN;
}

int history_is_reference_cell(const char *cell_name)
{
    return strncmp(cell_name, REFERENCE_WORKLOAD "/", sizeof REFERENCE_WORKLOAD) == 0;
}

int history_ratios_begin(struct history_ratios *ratios, const struct view *view)
{
    *ratios = (struct history_ratios){.view = view, .others = speed_of_others(view)};
    if (find_twins(ratios) != 0)
        return -1;
    if (!ratios->pinned)
        choose_reference(ratios);
    sort_by_block(weaker_series(ratios, REFERENCE_METRIC));
    sort_by_block(weaker_series(ratios, REFERENCE_P10));
    char *cell = ratios->weaker ? export_cell_name(ratios->weaker) : NULL;
    if (cell ? asprintf(&ratios->name, "%s/" REFERENCE_METRIC, cell) < 0 : 0)
        ratios->name = NULL;
    if (!ratios->weaker)
        ratios->name = strdup(json_text_at(view->reader.head, "reference.image_hash", ""));
    free(cell);
    return ratios->name ? 0 : -1;
}

void history_ratios_end(struct history_ratios *ratios)
{
    for (size_t i = 0; i < ratios->twin_count; i++)
        free(ratios->twins[i].name);
    free(ratios->twins);
    free(ratios->name);
    *ratios = (struct history_ratios){.view = NULL};
}

double history_ratios_weaker(const struct history_ratios *ratios)
{
    return ratios->weaker ? view_median(weaker_series(ratios, REFERENCE_METRIC)).estimate : NAN;
}

void history_ratios_take(const struct history_ratios *ratios, const struct view_cell *cell,
                         const char *cell_name, const struct view_series *series,
                         struct history_figure *figure)
{
    const char *unit = ratios->view->metrics[series->metric].unit;
    const int is_time = strcmp(unit, "ns") == 0;
    if (series->kind != TVP_KIND_TIME)
        return;
    if (ratios->weaker && history_is_reference_cell(cell_name))
        figure->reference = ratios->others;
    if (ratios->pinned)
        pinned_ratio(ratios, twin_of(ratios, cell_name), series, figure);
    else if (is_time || strcmp(unit, "ops/s") == 0)
        weaker_ratio(ratios, cell, is_time, series, figure);
}
