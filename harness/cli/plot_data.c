/* SPDX-License-Identifier: MIT */
/* What a figure draws, as a file with a header line: one row a panel, curve, x and metric, an empty one for a
 * point that is missing. */
#include <stdlib.h>
#include <string.h>

#include "plot.h"

static void put_row(FILE *to, const struct view *view, const struct figure *figure,
                    const struct slice_point *point, const char *metric)
{
    const struct view_series *series = slice_values(view, point->cell, metric, figure->kind);
    double *values = view_sorted(series);
    if (!values) {
        if (metric == figure->metrics[0])
            fputc('\n', to); /* gnuplot draws no line across an empty one */
        return;
    }
    struct stats_interval median = stats_median_interval(values, series->count, VIEW_CONFIDENCE);
    char label[VIEW_TEXT_MAX] = "";
    if (*point->field)
        view_field_value(point->cell, point->field, label);
    fprintf(to, "%zu\t%zu\t%.17g\t%s\t%.*s\t%zu\t%d\t%d", point->panel, point->series, point->x, label,
            (int)strcspn(metric, "|"), metric, median.count, median.kind == STATS_INTERVAL,
            point->cell->oversubscribed);
    const double figures[] = {median.estimate,
                              median.low,
                              median.high,
                              stats_quantile(values, series->count, .10),
                              stats_quantile(values, series->count, .25),
                              stats_quantile(values, series->count, .75),
                              stats_quantile(values, series->count, .90),
                              values[0],
                              values[series->count - 1]};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        fprintf(to, "\t%.17g", figures[i]);
    fputc('\n', to);
    free(values);
}

int plot_write_data(const struct view *view, const struct figure *figure, const struct slice *slice,
                    const char *path, char error[PLOT_ERROR_MAX])
{
    FILE *to = fopen(path, "w");
    if (to) {
        fputs("panel\tseries\tx\tlabel\tmetric\tn\tinterval\tover\tmedian\tlow\thigh\tp10\tp25\tp75\tp90\tlea"
              "st\tmost\n",
              to);
        for (size_t i = 0; i < slice->count; i++)
            for (size_t m = 0; m < figure->metric_count; m++)
                put_row(to, view, figure, &slice->points[i], figure->metrics[m]);
    }
    if (to && fclose(to) == 0)
        return 0;
    snprintf(error, PLOT_ERROR_MAX, "cannot write %s", path);
    return -1;
}
