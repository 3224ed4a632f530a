/* SPDX-License-Identifier: MIT */
/* Every single start of a figure's cells, as empirical distributions: from the stamps in samples/. */
#include <stdlib.h>
#include <string.h>

#include "plot.h"

#define STEPS 400 /* points of a curve; more cannot be seen */

/* Durations of one kind, those of a trial together weighing 1. */
struct pool {
    struct pooled {
        double ns, weight;
    } * values;
    size_t count, room;
};

static int pool_add(struct pool *pool, double ns, double weight)
{
    if (pool->count == pool->room) {
        size_t room = pool->room ? 2 * pool->room : 1024;
        struct pooled *moved = realloc(pool->values, room * sizeof *moved);
        if (!moved)
            return -1;
        pool->values = moved;
        pool->room = room;
    }
    pool->values[pool->count++] = (struct pooled){ns, weight};
    return 0;
}

/* Which two stamps (call called enter ready leave joined) a stage lies between. */
static int stage_ends(const char *stage, size_t *from, size_t *to)
{
    static const struct {
        const char *name;
        size_t from, to;
    } stages[] = {{"call", 0, 1}, {"enter", 0, 2}, {"ready", 0, 3}, {"exit", 4, 5}};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        if (strcmp(stages[i].name, stage) != 0)
            continue;
        *from = stages[i].from;
        *to = stages[i].to;
        return 0;
    }
    return -1;
}

/* Adds one trial's starts: crew 0 to the cold ones, the others to the warm ones. */
static int add_trial(struct pool pools[2], const json_t *sample, size_t from, size_t to)
{
    const json_t *crews = json_object_get(sample, "starts");
    size_t total = json_array_size(crews);
    for (size_t crew = 0; crew < total; crew++) {
        const json_t *workers = json_array_get(crews, crew);
        size_t count = json_array_size(workers);
        double weight = 1.0 / ((double)count * (double)(crew == 0 ? 1 : total - 1));
        for (size_t w = 0; w < count; w++) {
            const json_t *stamps = json_array_get(workers, w);
            double ns = json_number_value(json_array_get(stamps, to)) -
                        json_number_value(json_array_get(stamps, from));
            /* an end of 0 was never reached */
            if (ns > 0 && pool_add(&pools[crew > 0], ns, weight) != 0)
                return -1;
        }
    }
    return 0;
}

static int ascending(const void *left, const void *right)
{
    double a = ((const struct pooled *)left)->ns, b = ((const struct pooled *)right)->ns;
    return (a > b) - (a < b);
}

static int put_curve(FILE *to, size_t series, int warm, struct pool *pool)
{
    double *values = calloc(2 * pool->count + 1, sizeof *values),
           *weights = values ? values + pool->count : NULL;
    if (!values)
        return -1;
    if (pool->count > 1)
        qsort(pool->values, pool->count, sizeof *pool->values, ascending);
    for (size_t i = 0; i < pool->count; i++) {
        values[i] = pool->values[i].ns;
        weights[i] = pool->values[i].weight;
    }
    for (int step = 0; pool->count > 0 && step <= STEPS; step++) {
        double fraction = (double)step / STEPS;
        fprintf(to, "%zu\t%d\t%.17g\t%.17g\n", series, warm,
                stats_quantile_weighted(values, weights, pool->count, fraction), fraction);
    }
    free(values);
    return 0;
}

static int put_point(FILE *to, const struct view *view, const struct figure *figure,
                     const struct slice_point *point, char *error)
{
    size_t from, until;
    struct pool pools[2] = {{0}, {0}};
    const struct view_series *series = view_series(view, point->cell, figure->metrics[0], figure->kind);
    if (!series)
        return 0;
    int failed = stage_ends(figure->starts, &from, &until);
    if (failed)
        snprintf(error, PLOT_ERROR_MAX, "%s.gp: `starts` is call, enter, ready or exit", figure->name);
    for (size_t i = 0; !failed && i < series->count; i++) {
        json_t *sample = reader_samples(&view->reader, series->values[i].trial, error);
        failed = !sample;
        if (sample && add_trial(pools, sample, from, until) != 0) {
            snprintf(error, PLOT_ERROR_MAX, "out of memory");
            failed = -1;
        }
        json_decref(sample);
    }
    for (int warm = 0; !failed && warm <= 1; warm++)
        failed = put_curve(to, point->series, warm, &pools[warm]);
    free(pools[0].values);
    free(pools[1].values);
    return failed;
}

int plot_write_starts(const struct view *view, const struct figure *figure, const struct slice *slice,
                      const char *path, char error[PLOT_ERROR_MAX])
{
    FILE *to = fopen(path, "w");
    snprintf(error, PLOT_ERROR_MAX, "cannot write %s", path);
    if (!to)
        return -1;
    int failed = 0;
    fputs("series\twarm\tns\tfraction\n", to);
    for (size_t i = 0; !failed && i < slice->count; i++)
        failed = put_point(to, view, figure, &slice->points[i], error);
    return fclose(to) != 0 || failed ? -1 : 0;
}
