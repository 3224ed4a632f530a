/* SPDX-License-Identifier: MIT */
/* `tvp plot RUN`: the figures of a run, drawn by gnuplot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "plot.h"
#include "view_join.h"

struct asked {
    char **runs; /* the first one's folder has the figures */
    int count;
    const char *out, *formats, *figures;
};

static int read_arguments(struct asked *asked, int argc, char **argv)
{
    const struct cli_option list[] = {{"--out", &asked->out, NULL},
                                      {"--format", &asked->formats, NULL},
                                      {"--figure", &asked->figures, NULL}};
    const struct cli_options options = {list, sizeof list / sizeof *list, NULL, NULL};
    int code = cli_read_options(&options, argc, argv, &asked->count);
    asked->runs = argv + 1;
    if (code == 0 && (asked->count < 1 || asked->count > (int)SYSTEMS_MAX))
        code = asked->count < 1 ? cli_error(EXIT_USAGE, "plot: which run? (tvp plot RUN...)")
                                : cli_error(EXIT_USAGE, "plot: at most %u runs side by side, not %d",
                                            SYSTEMS_MAX, asked->count);
    return code;
}

/* ---- which figures, in which formats ---- */

struct wanted {
    char names[FIGURES_MAX][64];
    size_t count;
    int svg, png;
    int named; /* the figures were asked for by name: one that cannot be drawn is an error */
};

static const char *known_name(size_t i, const void *context)
{
    return ((const char(*)[64])context)[i];
}

static int choose_figures(const char *list, const char *folder, struct wanted *wanted)
{
    char known[FIGURES_MAX][64], name[64];
    size_t count = figure_list(folder, known);
    wanted->named = list != NULL;
    if (!list) {
        memcpy(wanted->names, known, sizeof known);
        wanted->count = count;
        return 0;
    }
    for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',') {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ","), at);
        size_t i = 0;
        while (i < count && strcmp(known[i], name) != 0)
            i++;
        if (i == count) {
            const char *nearest = cli_nearest(name, count, known_name, known);
            return nearest
                       ? cli_error(EXIT_USAGE, "there is no figure %s (did you mean %s?)", name, nearest)
                       : cli_error(EXIT_USAGE, "there is no figure %s (`tvp list figures` lists them)", name);
        }
        if (wanted->count < FIGURES_MAX)
            memcpy(wanted->names[wanted->count++], name, sizeof name);
    }
    return 0;
}

/* ---- drawing ---- */

/* What a figure is drawn from: cells of the run's trials, or a file of results. */
struct source {
    struct slice slice;
    json_t *results; /* NULL: the slice */
};

static int write_preamble(const struct view *view, const struct figure *figure, const struct source *from,
                          struct plot_paths *paths, char error[PLOT_ERROR_MAX])
{
    return from->results ? plot_write_table_preamble(view, figure, from->results, paths, error)
                         : plot_write_preamble(view, figure, &from->slice, paths, error);
}

static int draw_format(const struct view *view, const struct figure *figure, const struct source *from,
                       struct plot_paths *paths, const char *out, const char *gnuplot,
                       char error[PLOT_ERROR_MAX])
{
    char file[80];
    snprintf(file, sizeof file, "%s.%s", figure->name, paths->format);
    if (plot_join(paths->output, out, file) != 0) {
        snprintf(error, PLOT_ERROR_MAX, "the path is too long: %.200s", out);
        return -1;
    }
    if (write_preamble(view, figure, from, paths, error) != 0 ||
        gnuplot_run(gnuplot, paths->script, error) != 0) {
        plat_file_remove(paths->output); /* not half a figure */
        return -1;
    }
    printf("%s\n", paths->output);
    return 0;
}

/* 0, 1: the run has not what it takes, -1: failed; *error for the latter two. */
static int open_source(const struct view *view, const struct figure *figure, const struct plot_paths *paths,
                       struct source *from, char error[PLOT_ERROR_MAX])
{
    if (*figure->file) {
        int code = plot_read_results(view, figure, &from->results, error);
        return code ? code : plot_write_tables(from->results, paths, error);
    }
    int code = slice_choose(&from->slice, view, figure, error) != 0;
    if (code == 0 && *figure->starts)
        code = plot_write_starts(view, figure, &from->slice, paths->starts, error) != 0;
    return code ? code : plot_write_data(view, figure, &from->slice, paths->data, error);
}

static void say_who_draws(const struct figure *figure, char error[PLOT_ERROR_MAX])
{
    if (strcmp(figure->of, FIGURE_OF_SYSTEMS) == 0)
        snprintf(error, PLOT_ERROR_MAX, "it is of several runs: `tvp plot RUN RUN...` draws it");
    else if (strcmp(figure->of, FIGURE_OF_RUNS) == 0)
        snprintf(error, PLOT_ERROR_MAX, "it is of one run: `tvp plot RUN` draws it");
    else
        snprintf(error, PLOT_ERROR_MAX, "it is not of a run: %s", figure->brief);
}

/* 0: drawn, 1: the run has not what it takes, 2: no run has, -1: failed; *error for all but 0. */
static int draw(const struct view *view, const struct wanted *wanted, const char *name,
                struct plot_paths *paths, const char *out, const char *gnuplot, char error[PLOT_ERROR_MAX])
{
    struct figure figure;
    struct source from = {.results = NULL};
    if (figure_read(paths->folder, name, &figure, error) != 0)
        return -1;
    if (strcmp(figure.of, view->systems ? FIGURE_OF_SYSTEMS : FIGURE_OF_RUNS) != 0) {
        say_who_draws(&figure, error);
        return wanted->named ? -1 : 2;
    }
    int code = open_source(view, &figure, paths, &from, error);
    for (int png = 0; code == 0 && png <= 1; png++) {
        paths->format = png ? "png" : "svg";
        if (png ? wanted->png : wanted->svg)
            code = draw_format(view, &figure, &from, paths, out, gnuplot, error);
    }
    slice_free(&from.slice);
    json_decref(from.results);
    return code;
}

static int draw_all(const struct view *view, const struct wanted *wanted, struct plot_paths *paths,
                    const char *out, const char *gnuplot)
{
    char error[PLOT_ERROR_MAX];
    int code = EXIT_OK;
    for (size_t i = 0; i < wanted->count; i++) {
        int result = draw(view, wanted, wanted->names[i], paths, out, gnuplot, error);
        if (result == 0 || result == 2)
            continue;
        if (result > 0 && !wanted->named)
            printf("%s: not drawn: %s\n", wanted->names[i], error);
        else
            code = cli_error(EXIT_TVP, "figure %s: %s", wanted->names[i], error);
    }
    return code;
}

/* Draws what was opened, with a private folder for what gnuplot is given. */
static int plot_view(const struct asked *asked, const struct view *view, const struct wanted *wanted,
                     const char *folder, const char *gnuplot)
{
    struct plot_paths paths = {0};
    char out[TVP_PATH_MAX];
    snprintf(paths.folder, sizeof paths.folder, "%s", folder);
    int code = plot_out_folder(asked->out, asked->runs[0], out);
    if (code == EXIT_OK)
        code = plot_work_make(asked->runs[0], paths.work);
    if (code != EXIT_OK)
        return code;
    if (plot_join(paths.script, paths.work, "figure.gp") || plot_join(paths.data, paths.work, "data.tsv") ||
        plot_join(paths.starts, paths.work, "starts.tsv"))
        code = cli_error(EXIT_TVP, "the path is too long: %s", paths.work);
    else
        code = draw_all(view, wanted, &paths, out, gnuplot);
    plat_folder_clear(paths.work);
    plat_folder_remove(paths.work);
    return code;
}

static int plot_one(const struct asked *asked, const struct wanted *wanted, const char *folder,
                    const char *gnuplot)
{
    struct view view;
    char error[READER_ERROR_MAX];
    int code =
        view_open(&view, asked->runs[0], NULL, error) != 0 ? cli_error(EXIT_USAGE, "%s", error) : EXIT_OK;
    view_say_torn(&view.reader);
    if (code == EXIT_OK)
        code = plot_view(asked, &view, wanted, folder, gnuplot);
    view_close(&view);
    return code;
}

static int plot_several(const struct asked *asked, const struct wanted *wanted, const char *folder,
                        const char *gnuplot)
{
    struct systems systems;
    char error[READER_ERROR_MAX];
    int code = systems_open(&systems, asked->runs, (size_t)asked->count, NULL, error) != 0
                   ? cli_error(EXIT_USAGE, "%s", error)
                   : EXIT_OK;
    if (code == EXIT_OK)
        code = plot_view(asked, &systems.view, wanted, folder, gnuplot);
    systems_close(&systems);
    return code;
}

static int run(int argc, char **argv)
{
    struct asked asked = {0};
    struct wanted wanted = {.count = 0};
    char folder[TVP_PATH_MAX], gnuplot[TVP_PATH_MAX];
    int code = read_arguments(&asked, argc, argv);
    if (code)
        return code;
    if (figure_folder(folder) != 0)
        return cli_error(
            EXIT_TVP,
            "the figures are not beside this program (set TVP_DATADIR to the folder that has plots/)");
    if ((code = choose_figures(asked.figures, folder, &wanted)) != 0 ||
        (code = plot_formats(asked.formats, &wanted.svg, &wanted.png)) != 0)
        return code;
    if (gnuplot_find(gnuplot) != 0)
        return cli_error(
            EXIT_TVP,
            "gnuplot is not installed: the figures were not drawn; install gnuplot-nox, then: tvp plot %s",
            asked.runs[0]);
    return (asked.count > 1 ? plot_several : plot_one)(&asked, &wanted, folder, gnuplot);
}

const struct tvp_command tvp_command_plot = {
    .name = "plot",
    .brief = "the figures of a run, drawn by gnuplot",
    .usage = "usage: tvp plot RUN... [--out DIR] [--format svg,png] [--figure NAME,...]\n"
             "\n"
             "Draws figures into RUN/figures/ (or DIR), each as SVG and PNG, and prints their\n"
             "names. A figure for which the run has no data is passed over with a line that\n"
             "says what is missing. Of several runs it draws the figures that set systems side\n"
             "by side, into the first one's. `tvp list figures` lists them; each is a file\n"
             "plots/NAME.gp.\n",
    .run = run,
};
