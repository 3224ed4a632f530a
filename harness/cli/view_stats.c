/* SPDX-License-Identifier: MIT */
/* From a view's figures to estimates with intervals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

static const struct stats_interval nothing = {NAN, NAN, NAN, 0, 0, STATS_NONE};

/* The cell's series of that metric, with or without values, or NULL. */
static const struct view_series *find(const struct view *view, const struct view_cell *cell,
                                      const char *metric, uint32_t kind)
{
    int place = view_metric(view, metric);
    for (size_t i = 0; cell && place >= 0 && i < cell->series_count; i++)
        if (cell->series[i].metric == (uint32_t)place && cell->series[i].kind == kind)
            return &cell->series[i];
    return NULL;
}

const struct view_series *view_series(const struct view *view, const struct view_cell *cell,
                                      const char *metric, uint32_t kind)
{
    const struct view_series *series = find(view, cell, metric, kind);
    return series && series->count > 0 ? series : NULL;
}

const struct view_series *view_silent(const struct view *view, const struct view_cell *cell,
                                      const char *metric, uint32_t kind)
{
    const struct view_series *series = find(view, cell, metric, kind);
    return series && series->count == 0 && series->nulls > 0 ? series : NULL;
}

double *view_sorted(const struct view_series *series)
{
    if (!series || series->count == 0)
        return NULL;
    double *values = malloc(series->count * sizeof *values);
    for (size_t i = 0; values && i < series->count; i++)
        values[i] = series->values[i].value;
    if (values)
        stats_sort(values, series->count);
    return values;
}

struct stats_interval view_median(const struct view_series *series)
{
    double *values = view_sorted(series);
    if (!values)
        return nothing;
    struct stats_interval out = stats_median_interval(values, series->count, VIEW_CONFIDENCE);
    free(values);
    return out;
}

static int by_block(const void *left, const void *right)
{
    const struct view_value *a = left, *b = right;
    return (a->block > b->block) - (a->block < b->block);
}

static struct view_value *in_blocks(const struct view_series *series)
{
    struct view_value *copy = malloc(series->count * sizeof *copy);
    if (copy) {
        memcpy(copy, series->values, series->count * sizeof *copy);
        qsort(copy, series->count, sizeof *copy, by_block);
    }
    return copy;
}

/* Fills the two arrays with the values that share a block; returns how many pairs. */
static size_t pair_up(const struct view_value *above, size_t above_count, const struct view_value *below,
                      size_t below_count, double *numerator, double *denominator)
{
    size_t pairs = 0;
    for (size_t a = 0, b = 0; a < above_count && b < below_count;) {
        if (above[a].block < below[b].block)
            a++;
        else if (above[a].block > below[b].block)
            b++;
        else {
            numerator[pairs] = above[a++].value;
            denominator[pairs++] = below[b++].value;
        }
    }
    return pairs;
}

struct stats_interval view_ratio(const struct view_series *above, const struct view_series *below)
{
    if (!above || !below)
        return nothing;
    size_t most = above->count < below->count ? above->count : below->count;
    struct view_value *a = in_blocks(above), *b = in_blocks(below);
    double *work = malloc((2 * most + stats_paired_scratch(most)) * sizeof *work);
    struct stats_interval out = nothing;
    if (a && b && work) {
        size_t pairs = pair_up(a, above->count, b, below->count, work, work + most);
        out = stats_paired_ratio(work, work + most, pairs, VIEW_CONFIDENCE, work + 2 * most);
    }
    free(a);
    free(b);
    free(work);
    return out;
}
