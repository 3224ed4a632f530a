/* SPDX-License-Identifier: MIT */
/* One series as the figure plots/history.gp gets it. */
#ifndef TVP_HISTORY_PLOT_H
#define TVP_HISTORY_PLOT_H

#include "history_cli.h"
#include "plot.h"

struct history_picture {
    const struct history_runs *runs;
    const struct history_series *series;
    const struct history_judgement *judgement;
    const char *db;
    size_t from; /* the first point that is drawn */
};
struct history_paths {
    const char *folder, *work, *figure, *script, *output, *format;
};

/* Writes WORK/points.tsv and WORK/levels.tsv. 0, or -1 with *error, PLOT_ERROR_MAX bytes. */
int history_picture_data(const struct history_picture *picture, const char *work, char *error);
/* Writes the script that draws them. Likewise. */
int history_picture_script(const struct history_picture *picture, const struct history_paths *paths,
                           char *error);

#endif
