/* SPDX-License-Identifier: MIT */
/* clang-format off */
/* Figures: gnuplot scripts that say in comments which figures of a run they want. A new one is a new file in plots/ and no edit
 * here.
 *
 * The first comments of plots/NAME.gp:
 *   # brief: one line (`tvp list figures`)
 *   # metric: NAME...        what is drawn; the first one decides which cells are. A|B: the first of them that a cell has,
 *                            for what systems give under names of their own; rows are named A
 *   # kind: time | memory    of the trials; default: time
 *   # x: FIELD [LEAST]       a field of cells that is the x axis, and how many of its values there must be (1)
 *   # series: FIELD...       what tells the curves apart
 *   # panel: FIELD           what tells the panels apart; default: one panel
 *   # by: FIELD...           or: a panel for each of these fields, which is its x axis, of cells where the others are as usual
 *   # where: FIELD OP VALUE  only such cells; OP is = != > <; may be there several times
 *   # prefer: FIELD          of cells that differ in other fields, one set is drawn, the one with the most values of x, then
 *                            with the most curves, then with the greatest FIELD, then the first one in the plan
 *   # starts: STAGE          every single start of these cells as well: call, enter, ready or exit
 *   # of: systems            it is of several runs: `tvp plot RUN RUN...` draws it, and only such ones; `system` is a field of
 *                            their cells
 *   # of: COMMAND            it is not of a run: `tvp COMMAND plot` draws it, and says what it gets
 * or, for what a command has left in the run folder as JSON, the brief and
 *   # file: NAME             each list of objects in it is a table, each number of it a variable
 * Fields are workload, model, sharing, workers, placement, and the parameters. The script finds its data and variables as
 * plots/common.gp describes them. */
/* clang-format on */
#ifndef TVP_PLOT_H
#define TVP_PLOT_H

#include "view.h"

#define FIGURE_WORDS_MAX 6u
#define FIGURE_WHERE_MAX 8u
#define FIGURE_BY_MAX    8u
#define FIGURES_MAX      128u
#define PLOT_ERROR_MAX   (READER_ERROR_MAX + 200u)

struct figure_where {
    char field[TVP_NAME_MAX], operation[4], value[TVP_NAME_MAX];
};
#define FIGURE_OF_RUNS    "run"
#define FIGURE_OF_SYSTEMS "systems"
struct figure {
    char name[64], brief[160];
    char of[16];   /* FIGURE_OF_RUNS, or the command that draws it */
    char file[64]; /* "": drawn from the run's trials */
    char metrics[FIGURE_WORDS_MAX][64];
    size_t metric_count;
    uint32_t kind;                                                                         /* enum tvp_kind */
    char x[TVP_NAME_MAX], panel[TVP_NAME_MAX], prefer[TVP_NAME_MAX], starts[TVP_NAME_MAX]; /* "" for none */
    unsigned x_least;
    char by[FIGURE_BY_MAX][TVP_NAME_MAX]; /* x axes, of a panel each, in place of x and panel */
    size_t by_count;
    char series[FIGURE_WORDS_MAX][TVP_NAME_MAX];
    size_t series_count;
    struct figure_where where[FIGURE_WHERE_MAX];
    size_t where_count;
};

/* ---- plot_figure.c ---- */
/* The folder of the figures: $TVP_DATADIR/plots, of the build tree, of the installed program, of the current
 * folder. 0, or -1: none has common.gp. */
int figure_folder(char path[TVP_PATH_MAX]);
/* Names of the figures in `folder`, sorted; returns how many, at most FIGURES_MAX. */
size_t figure_list(const char *folder, char names[FIGURES_MAX][64]);
/* Reads the first comments. 0, or -1 with *error. */
int figure_read(const char *folder, const char *name, struct figure *figure, char error[PLOT_ERROR_MAX]);

/* ---- plot_slice.c ---- */
struct slice_point {
    const struct view_cell *cell;
    size_t panel, series; /* indices from 1 */
    const char *field;    /* of its x axis; "" for none */
    double x;             /* its number; its place from 1 when the field is a word */
};
/* The cells of a run that a figure draws. */
struct slice {
    struct slice_point *points; /* by panel, series, x. Owned */
    size_t count, panels, series;
    double x_least, x_most;
    size_t x_values;
};
/* 0, or -1 with *error saying what the run lacks. slice_free in both cases. */
int slice_choose(struct slice *slice, const struct view *view, const struct figure *figure,
                 char error[PLOT_ERROR_MAX]);
void slice_free(struct slice *slice);
/* Another cell's value of the first (`which` 0) or of the other series fields (1), as words joined by "/". */
void slice_series_text(const struct figure *figure, const struct view_cell *cell, int which,
                       char out[VIEW_TEXT_MAX]);

/* A cell's values of a metric of the figure ("A|B": the first that it has). NULL: none. */
const struct view_series *slice_values(const struct view *view, const struct view_cell *cell,
                                       const char *metrics, uint32_t kind);

/* ---- plot_data.c, plot_starts.c, plot_preamble.c: each writes one file; 0, or -1 with *error ---- */
int plot_write_data(const struct view *view, const struct figure *figure, const struct slice *slice,
                    const char *path, char error[PLOT_ERROR_MAX]);
int plot_write_starts(const struct view *view, const struct figure *figure, const struct slice *slice,
                      const char *path, char error[PLOT_ERROR_MAX]);

struct plot_paths {
    char folder[TVP_PATH_MAX]; /* of the figures */
    char work[TVP_PATH_MAX];   /* private, removed in the end */
    char output[TVP_PATH_MAX]; /* the file to be drawn */
    char script[TVP_PATH_MAX]; /* in `work`, as the next two */
    char data[TVP_PATH_MAX], starts[TVP_PATH_MAX];
    const char *format; /* "svg" or "png" */
};
int plot_write_preamble(const struct view *view, const struct figure *figure, const struct slice *slice,
                        const struct plot_paths *paths, char error[PLOT_ERROR_MAX]);

/* Text as gnuplot takes it literally, in quotes; "name = text" on a line of its own; text of a tick. */
void plot_put_text(FILE *to, const char *text);
void plot_put_variable(FILE *to, const char *name, const char *text);
void plot_put_tick(FILE *to, const char *text);

/* How many trials are behind a point, at least and at most, and how many points have none: every figure's
 * caption has it (plots/common.gp). */
void plot_put_counts(FILE *to, size_t least, size_t most, size_t gaps);
/* The parts of a preamble that all figures of runs have: the run; at the end, what makes gnuplot draw. */
void plot_put_run(FILE *to, const struct view *view);
void plot_put_end(FILE *to, const struct figure *figure, const struct plot_paths *paths);

/* ---- plot_tables.c: figures of a file of results; 0, or -1 with *error ---- */
/* Reads it: 0 with *results to be released; 1: the run has none, -1: it is no such file. */
int plot_read_results(const struct view *view, const struct figure *figure, json_t **results,
                      char error[PLOT_ERROR_MAX]);
int plot_write_tables(const json_t *results, const struct plot_paths *paths, char error[PLOT_ERROR_MAX]);
/* table_NAME: a list's path; value_NAME: a number. */
void plot_put_results(FILE *to, const json_t *results, const struct plot_paths *paths);
int plot_write_table_preamble(const struct view *view, const struct figure *figure, const json_t *results,
                              const struct plot_paths *paths, char error[PLOT_ERROR_MAX]);

/* ---- plot_out.c: what every command that draws needs; EXIT_OK, or an exit code with its line said ---- */
/* Which formats a list names; NULL lists both. */
int plot_formats(const char *list, int *svg, int *png);
/* A private folder for what gnuplot is given: in `run`/tmp where there is one, else in TMPDIR. */
int plot_work_make(const char *run, char work[TVP_PATH_MAX]);
/* The folder to draw into, made, absolute: `out`, or when that is NULL `base`/figures. */
int plot_out_folder(const char *out, const char *base, char path[TVP_PATH_MAX]);
/* FOLDER/NAME. 0, or -1: too long. */
int plot_join(char out[TVP_PATH_MAX], const char *folder, const char *name);

/* ---- plot_gnuplot.c ---- */
/* Where gnuplot is (PATH). 0, or -1: nowhere. */
int gnuplot_find(char path[TVP_PATH_MAX]);
/* Runs a script to its end. 0, or -1 with *error. */
int gnuplot_run(const char *gnuplot, const char *script, char error[PLOT_ERROR_MAX]);

#endif
