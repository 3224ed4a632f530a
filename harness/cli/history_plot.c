/* SPDX-License-Identifier: MIT */
/* `tvp history plot`: series over time with their change points, drawn by gnuplot, a figure each. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "history_plot.h"

#define FIGURE_NAME    "history"
#define FILE_NAME_MOST 160u

struct plotting {
    const struct asked *asked;
    const struct history_runs *runs;
    struct history_judge judge;
    char folder[TVP_PATH_MAX], out[TVP_PATH_MAX], work[TVP_PATH_MAX], gnuplot[TVP_PATH_MAX];
    int svg, png;
    char **names; /* of the files drawn so far, without their ends; owned */
    size_t drawn, passed_over, room;
    char error[PLOT_ERROR_MAX];
};

/* ---- a file's name ---- */

static int is_drawn(const struct plotting *plotting, const char *name)
{
    for (size_t i = 0; i < plotting->drawn; i++)
        if (strcmp(plotting->names[i], name) == 0)
            return 1;
    return 0;
}

/* The cell and the metric in letters that every file system takes; a number where that was drawn already: of
 * another kind or class of machine. */
static void file_name(const struct plotting *plotting, const struct history_series *series, char *out,
                      size_t room)
{
    char plain[FILE_NAME_MOST];
    snprintf(plain, sizeof plain, "%.110s-%.40s", series->cell, series->metric);
    for (char *at = plain; *at; at++)
        if (!isalnum((unsigned char)*at) && !strchr("._-", *at))
            *at = '-';
    if (plain[0] == '.')
        plain[0] = '-';
    snprintf(out, room, "%s", plain);
    for (unsigned number = 2; is_drawn(plotting, out); number++)
        snprintf(out, room, "%s-%u", plain, number);
}

static int keep_name(struct plotting *plotting, const char *name)
{
    if (plotting->drawn == plotting->room) {
        const size_t room = plotting->room ? 2 * plotting->room : 16;
        char **moved = realloc(plotting->names, room * sizeof *moved);
        if (!moved)
            return -1;
        plotting->names = moved;
        plotting->room = room;
    }
    plotting->names[plotting->drawn] = strdup(name);
    return plotting->names[plotting->drawn] ? (plotting->drawn++, 0) : -1;
}

/* ---- drawing ---- */

static int draw_format(struct plotting *plotting, const struct history_picture *picture, const char *name,
                       const char *format)
{
    char file[FILE_NAME_MOST + 32], output[TVP_PATH_MAX], script[TVP_PATH_MAX];
    snprintf(file, sizeof file, "%s.%s", name, format);
    if (plot_join(output, plotting->out, file) != 0 || plot_join(script, plotting->work, "figure.gp") != 0) {
        snprintf(plotting->error, sizeof plotting->error, "the path is too long: %.200s", plotting->out);
        return -1;
    }
    const struct history_paths paths = {plotting->folder, plotting->work, FIGURE_NAME,
                                        script,           output,         format};
    if (history_picture_script(picture, &paths, plotting->error) != 0 ||
        gnuplot_run(plotting->gnuplot, script, plotting->error) != 0) {
        plat_file_remove(output); /* not half a figure */
        return -1;
    }
    printf("%s\n", output);
    return 0;
}

static int draw(struct plotting *plotting, const struct history_series *series,
                const struct history_judgement *judgement)
{
    char name[FILE_NAME_MOST + 16];
    const uint64_t last = plotting->asked->last;
    const struct history_picture picture = {.runs = plotting->runs,
                                            .series = series,
                                            .judgement = judgement,
                                            .db = plotting->asked->db,
                                            .from = last && last < series->count ? series->count - last : 0};
    file_name(plotting, series, name, sizeof name);
    if (history_picture_data(&picture, plotting->work, plotting->error) != 0 ||
        (plotting->svg && draw_format(plotting, &picture, name, "svg") != 0) ||
        (plotting->png && draw_format(plotting, &picture, name, "png") != 0))
        return -1;
    if (keep_name(plotting, name) == 0)
        return 0;
    snprintf(plotting->error, sizeof plotting->error, "out of memory");
    return -1;
}

/* Who names metrics or cells gets all of them, else only those that have something to show: a history has
 * hundreds of series. */
static int draw_series(void *context, const struct history_series *series)
{
    struct plotting *plotting = context;
    struct history_judgement judgement;
    const int named = plotting->asked->filter.metric || plotting->asked->filter.cell;
    int bad = history_judge(&plotting->judge, series, &judgement);
    if (bad)
        snprintf(plotting->error, sizeof plotting->error, "out of memory");
    else if (named || judgement.count > 0 || judgement.has_suspect)
        bad = draw(plotting, series, &judgement);
    else
        plotting->passed_over++;
    history_judgement_free(&judgement);
    return bad ? 1 : 0;
}

/* ---- the command ---- */

static int prepare(struct plotting *plotting)
{
    char base[TVP_PATH_MAX];
    const char *db = plotting->asked->db, *slash = strrchr(db, '/');
    snprintf(base, sizeof base, "%.*s", slash ? (int)(slash - db) : 1, slash ? db : ".");
    if (figure_folder(plotting->folder) != 0)
        return cli_error(
            EXIT_TVP,
            "the figures are not beside this program (set TVP_DATADIR to the folder that has plots/)");
    int code = plot_formats(plotting->asked->format, &plotting->svg, &plotting->png);
    if (code)
        return code;
    if (gnuplot_find(plotting->gnuplot) != 0)
        return cli_error(EXIT_TVP, "gnuplot is not installed: nothing was drawn; install gnuplot-nox");
    code = plot_out_folder(plotting->asked->out, base, plotting->out);
    return code ? code : plot_work_make(NULL, plotting->work);
}

static int plot(struct plotting *plotting, struct history *history)
{
    struct history_runs runs = {0};
    char error[HISTORY_ERROR_MAX];
    plotting->runs = plotting->judge.runs = &runs;
    int code = EXIT_OK, fault = history_load_runs(history, &runs, error);
    if (!fault)
        fault = history_each_series(history, &runs, &plotting->asked->filter, draw_series, plotting, error);
    if (fault < 0)
        code = history_said(fault, error);
    else if (fault > 0)
        code = cli_error(EXIT_TVP, "history plot: %s", plotting->error);
    else if (plotting->drawn + plotting->passed_over == 0)
        code = cli_error(EXIT_USAGE, "%s has no series that was asked for", plotting->asked->db);
    if (code == EXIT_OK && plotting->passed_over)
        printf("%zu series without a change point are not drawn: --metric or --cell draws them\n",
               plotting->passed_over);
    history_judge_free(&plotting->judge);
    history_free_runs(&runs);
    return code;
}

int history_plot(const struct asked *asked)
{
    struct history history;
    struct plotting *plotting = calloc(1, sizeof *plotting);
    if (!plotting)
        return cli_error(EXIT_TVP, "out of memory");
    plotting->asked = asked;
    int code = history_open_said(&history, asked, HISTORY_READ);
    if (code == EXIT_OK)
        code = prepare(plotting);
    if (code == EXIT_OK)
        code = plot(plotting, &history);
    history_close(&history);
    if (plotting->work[0]) {
        plat_folder_clear(plotting->work);
        plat_folder_remove(plotting->work);
    }
    for (size_t i = 0; i < plotting->drawn; i++)
        free(plotting->names[i]);
    free(plotting->names);
    free(plotting);
    return code;
}
