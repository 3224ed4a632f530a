/* SPDX-License-Identifier: MIT */
/* The script that gnuplot is given: the figure's variables, then the figure itself. Text of the run is quoted
 * so that gnuplot takes it literally. */
#include <stdlib.h>
#include <string.h>

#include "plot.h"
#include "view_group.h"
#include "view_join.h"
#include "view_machine.h"

#define PLACES_MAX 32u /* colours and shapes repeat long before */

/* In single quotes gnuplot knows no escapes: a quote is written twice, a line break cannot be. Enhanced text
 * mode, in which _ ^ @ & { } ~ mean something, is switched off in common.gp. */
void plot_put_text(FILE *to, const char *text)
{
    /* ... but not at the beginning: there gnuplot 5.4 takes it for the end. In double quotes it would look
     * into the rest for @names and `commands`, so that the quote must not stand there as itself. */
    for (; *text == '\''; text++)
        fputs("\"\\047\" . ", to);
    fputc('\'', to);
    for (; *text; text++) {
        if (*text == '\'')
            fputc('\'', to);
        fputc((unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text, to);
    }
    fputc('\'', to);
}

void plot_put_variable(FILE *to, const char *name, const char *text)
{
    fprintf(to, "%s = ", name);
    plot_put_text(to, text);
    fputc('\n', to);
}

/* Place of a cell's value of series fields `which` among all that the run has, from 1: so that a model has
 * the same colour in every figure. */
static size_t place_of(const struct view *view, const struct figure *figure, const struct view_cell *cell,
                       int which)
{
    char mine[VIEW_TEXT_MAX], other[VIEW_TEXT_MAX], seen[PLACES_MAX][VIEW_TEXT_MAX];
    size_t count = 0;
    slice_series_text(figure, cell, which, mine);
    for (size_t i = 0; i < view->cell_count && count < PLACES_MAX; i++) {
        size_t place = 0;
        slice_series_text(figure, view->order[i], which, other);
        while (place < count && strcmp(seen[place], other) != 0)
            place++;
        if (place == count)
            memcpy(seen[count++], other, sizeof other);
        if (strcmp(mine, other) == 0)
            return place + 1;
    }
    return 1;
}

static const struct view_cell *first_of(const struct slice *slice, size_t panel, size_t series)
{
    for (size_t i = 0; i < slice->count; i++)
        if ((!panel || slice->points[i].panel == panel) && (!series || slice->points[i].series == series))
            return slice->points[i].cell;
    return NULL;
}

static void put_series(FILE *to, const struct view *view, const struct figure *figure,
                       const struct slice *slice)
{
    fprintf(to,
            "series_count = %zu\narray series_name[%zu]\narray series_first[%zu]\narray series_second[%zu]\n",
            slice->series, slice->series, slice->series, slice->series);
    for (size_t s = 1; s <= slice->series; s++) {
        const struct view_cell *cell = first_of(slice, 0, s);
        char first[VIEW_TEXT_MAX], second[VIEW_TEXT_MAX], label[VIEW_TEXT_MAX], name[2 * VIEW_TEXT_MAX + 2];
        slice_series_text(figure, cell, 0, first);
        slice_series_text(figure, cell, 1, second);
        /* "thread/shm", but "fork, 4k pages" */
        if (figure->series_count == 2)
            view_field_label(cell, figure->series[1], label);
        const char *between = figure->series_count == 2 && strcmp(label, second) != 0 ? ", "
                              : *second                                               ? "/"
                                                                                      : "";
        snprintf(name, sizeof name, "%s%s%s", first, between, *between == ',' ? label : second);
        fprintf(to, "series_name[%zu] = ", s);
        plot_put_text(to, name);
        fprintf(to, "\nseries_first[%zu] = %zu\nseries_second[%zu] = %zu\n", s,
                place_of(view, figure, cell, 0), s,
                figure->series_count > 1 ? place_of(view, figure, cell, 1) : 0);
    }
}

/* The cells of the slice; free() it. */
static const struct view_cell **cells_of(const struct slice *slice)
{
    const struct view_cell **cells = calloc(slice->count + 1, sizeof *cells);
    for (size_t i = 0; cells && i < slice->count; i++)
        cells[i] = slice->points[i].cell;
    return cells;
}

/* Of a panel's x axis. */
static const char *field_of(const struct slice *slice, size_t panel)
{
    for (size_t i = 0; i < slice->count; i++)
        if (slice->points[i].panel == panel)
            return slice->points[i].field;
    return "";
}

static void put_panels(FILE *to, const struct figure *figure, const struct slice *slice,
                       const struct view_cell *const *cells)
{
    const char *but[FIGURE_WORDS_MAX + 3] = {figure->x, "version"};
    for (size_t i = 0; i < figure->series_count; i++)
        but[i + 2] = figure->series[i];
    char common[400];
    view_describe(common, sizeof common, cells, slice->count, cells[0], VIEW_COMMON, but);
    plot_put_variable(to, "common", common);
    fprintf(to, "panel_count = %zu\narray panel_name[%zu]\n", slice->panels, slice->panels);
    for (size_t p = 1; p <= slice->panels; p++) {
        char name[400];
        if (figure->by_count)
            snprintf(name, sizeof name, "%s", field_of(slice, p));
        else
            view_describe(name, sizeof name, cells, slice->count, first_of(slice, p, 0), VIEW_APART_BRIEF,
                          but);
        if (!*name && *figure->panel) /* nothing sets it apart: it is the only one */
            view_field_value(first_of(slice, p, 0), figure->panel, name);
        fprintf(to, "panel_name[%zu] = ", p);
        plot_put_text(to, name);
        fputc('\n', to);
    }
}

/* The curves that a panel has, as words: "1 3 4". */
static void put_panel_series(FILE *to, const struct slice *slice)
{
    fprintf(to, "array panel_series[%zu]\n", slice->panels);
    for (size_t p = 1; p <= slice->panels; p++) {
        fprintf(to, "panel_series[%zu] = '", p);
        for (size_t s = 1; s <= slice->series; s++)
            if (first_of(slice, p, s))
                fprintf(to, "%zu ", s);
        fputs("'\n", to);
    }
}

/* A tick's text is a format to gnuplot: % is written twice. */
void plot_put_tick(FILE *to, const char *text)
{
    char format[2 * VIEW_TEXT_MAX];
    size_t used = 0;
    for (; *text && used + 2 < sizeof format; text++) {
        if (*text == '%')
            format[used++] = '%';
        format[used++] = *text;
    }
    format[used] = '\0';
    plot_put_text(to, format);
}

/* 1: an earlier point has that tick already: of the same panel, where panels have axes of their own. */
static int is_ticked(const struct figure *figure, const struct slice *slice, size_t point)
{
    for (size_t j = 0; j < point; j++)
        if (slice->points[j].x == slice->points[point].x &&
            (!figure->by_count || slice->points[j].panel == slice->points[point].panel))
            return 1;
    return 0;
}

/* The values of x and what they are called, once each. */
static void put_ticks(FILE *to, const struct figure *figure, const struct slice *slice)
{
    size_t count = 0;
    fprintf(to, "array tick_at[%zu]\narray tick_name[%zu]\narray tick_panel[%zu]\n", slice->count,
            slice->count, slice->count);
    for (size_t i = 0; i < slice->count; i++) {
        char label[VIEW_TEXT_MAX];
        if (!*slice->points[i].field || is_ticked(figure, slice, i))
            continue;
        view_field_value(slice->points[i].cell, slice->points[i].field, label);
        fprintf(to, "tick_panel[%zu] = %zu\ntick_at[%zu] = %.17g\ntick_name[%zu] = ", count + 1,
                slice->points[i].panel, count + 1, slice->points[i].x, count + 1);
        plot_put_tick(to, label);
        fputc('\n', to);
        count++;
    }
    fprintf(to, "tick_count = %zu\n", count);
}

void plot_put_counts(FILE *to, size_t least, size_t most, size_t gaps)
{
    fprintf(to, "n_least = %zu\nn_most = %zu\ngaps = %zu\n", least, most, gaps);
}

static void put_counts(FILE *to, const struct view *view, const struct figure *figure,
                       const struct slice *slice)
{
    size_t least = SIZE_MAX, most = 0, gaps = 0;
    for (size_t i = 0; i < slice->count; i++) {
        const struct view_series *series =
            slice_values(view, slice->points[i].cell, figure->metrics[0], figure->kind);
        const size_t count = series ? series->count : 0;
        gaps += count == 0;
        least = count > 0 && count < least ? count : least;
        most = count > most ? count : most;
    }
    plot_put_counts(to, least, most, gaps);
}

/* "Linux: this; Windows: that", of each run of several. */
static void put_each(FILE *to, const char *variable, const struct systems *systems,
                     void (*tell)(const struct reader *, char *))
{
    char all[SYSTEMS_MAX * 200u], text[MACHINE_TEXT_MAX];
    size_t used = 0;
    for (size_t i = 0; i < systems->count; i++) {
        tell(&systems->parts[i].reader, text);
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%.40s: %.140s", used ? "; " : "",
                                 systems->names[i], text);
    }
    plot_put_variable(to, variable, all);
}

static void run_name(const struct reader *reader, char out[MACHINE_TEXT_MAX])
{
    snprintf(out, MACHINE_TEXT_MAX, "%.140s", reader->name);
}

static void put_systems(FILE *to, const struct systems *systems)
{
    put_each(to, "machine", systems, machine_hardware);
    put_each(to, "system_name", systems, machine_system);
    put_each(to, "run", systems, run_name);
    plot_put_variable(to, "date", "");
    plot_put_variable(to, "tvp", json_text_at(systems->parts[0].reader.head, "tvp", "?"));
    fputs("cpus = 0\n", to); /* they have not the same number */
}

void plot_put_run(FILE *to, const struct view *view)
{
    char text[MACHINE_TEXT_MAX];
    if (view->systems) {
        put_systems(to, view->systems);
        return;
    }
    const json_t *cpus = json_object_get(json_object_get(view->reader.machine, "cpu"), "allowed");
    machine_hardware(&view->reader, text);
    plot_put_variable(to, "machine", text);
    machine_system(&view->reader, text);
    plot_put_variable(to, "system_name", text);
    machine_date(&view->reader, text);
    plot_put_variable(to, "date", text);
    plot_put_variable(to, "run", view->reader.name);
    plot_put_variable(to, "tvp", json_text_at(view->reader.head, "tvp", "?"));
    fprintf(to, "cpus = %" JSON_INTEGER_FORMAT "\n", json_integer_value(cpus)); /* 0: not known */
}

void plot_put_end(FILE *to, const struct figure *figure, const struct plot_paths *paths)
{
    char path[TVP_PATH_MAX + 80];
    plot_put_variable(to, "format", paths->format);
    plot_put_variable(to, "output", paths->output);
    snprintf(path, sizeof path, "%s/common.gp", paths->folder);
    fputs("load ", to);
    plot_put_text(to, path);
    snprintf(path, sizeof path, "%s/%s.gp", paths->folder, figure->name);
    fputs("\nload ", to);
    plot_put_text(to, path);
    fputs("\nunset output\n", to);
}

int plot_write_preamble(const struct view *view, const struct figure *figure, const struct slice *slice,
                        const struct plot_paths *paths, char error[PLOT_ERROR_MAX])
{
    const struct view_cell **cells = cells_of(slice);
    FILE *to = cells ? fopen(paths->script, "w") : NULL;
    if (to) {
        plot_put_run(to, view);
        put_counts(to, view, figure, slice);
        put_series(to, view, figure, slice);
        put_panels(to, figure, slice, cells);
        put_panel_series(to, slice);
        put_ticks(to, figure, slice);
        fprintf(to, "x_least = %.17g\nx_most = %.17g\nx_values = %zu\n", slice->x_least, slice->x_most,
                slice->x_values);
        plot_put_variable(to, "data", paths->data);
        plot_put_variable(to, "starts", paths->starts);
        plot_put_end(to, figure, paths);
    }
    free(cells);
    if (to && fclose(to) == 0)
        return 0;
    snprintf(error, PLOT_ERROR_MAX, "cannot write %s", paths->script);
    return -1;
}
