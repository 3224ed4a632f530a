/* SPDX-License-Identifier: MIT */
/* Names of benchmarks as other tools get them. */
#include <stdio.h>
#include <string.h>

#include "export.h"

static struct cell_words words_of(const struct view_cell *cell)
{
    return (struct cell_words){cell->workload, cell->model,   cell->sharing, cell->placement,
                               cell->version,  cell->workers, cell->params};
}

char *export_cell_params(const struct view_cell *cell)
{
    const struct cell_words words = words_of(cell);
    return cell_label_params(&words);
}

char *export_cell_name(const struct view_cell *cell)
{
    const struct cell_words words = words_of(cell);
    return cell_label(&words);
}

char *export_series_name(const struct export_series *series)
{
    char *name;
    if (asprintf(&name, "%s/%s", series->cell_name, series->metric) < 0)
        return NULL;
    cell_label_clean(name + strlen(series->cell_name) + 1);
    return name;
}
