/* SPDX-License-Identifier: MIT */
/* Chooses the cells of a run that a figure draws: of all that it could draw, one set a panel in which only
 * the x axis and the curves vary. */
#include <stdlib.h>
#include <string.h>

#include "plot.h"
#include "view_group.h"

static int fits(const struct view_cell *cell, const struct figure_where *where)
{
    char text[VIEW_TEXT_MAX], *end;
    const char *is = view_field(cell, where->field, text);
    double number, wanted = strtod(where->value, &end);
    switch (where->operation[0]) {
    case '=':
        return strcmp(is, where->value) == 0;
    case '!':
        return strcmp(is, where->value) != 0;
    case '>':
        return view_field_number(cell, where->field, &number) && number > wanted;
    default:
        return view_field_number(cell, where->field, &number) && number < wanted;
    }
}

const struct view_series *slice_values(const struct view *view, const struct view_cell *cell,
                                       const char *metrics, uint32_t kind)
{
    const struct view_series *series = NULL;
    while (!series && *metrics) {
        char metric[64];
        const size_t length = strcspn(metrics, "|");
        snprintf(metric, sizeof metric, "%.*s", (int)length, metrics);
        series = view_series(view, cell, metric, kind);
        metrics += length + (metrics[length] == '|');
    }
    return series;
}

static int drawable(const struct view *view, const struct figure *figure, const struct view_cell *cell)
{
    for (size_t i = 0; i < figure->where_count; i++)
        if (!fits(cell, &figure->where[i]))
            return 0;
    return !cell->hidden && slice_values(view, cell, figure->metrics[0], figure->kind) != NULL;
}

void slice_series_text(const struct figure *figure, const struct view_cell *cell, int which,
                       char out[VIEW_TEXT_MAX])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = which ? 1 : 0; i < (which ? figure->series_count : 1); i++) {
        char value[VIEW_TEXT_MAX];
        view_field_value(cell, figure->series[i], value);
        used += (size_t)snprintf(out + used, VIEW_TEXT_MAX - used, "%s%s", used ? "/" : "", value);
        if (used >= VIEW_TEXT_MAX)
            return;
    }
}

static int same_fields(const struct figure *figure, const struct view_cell *a, const struct view_cell *b)
{
    char left[VIEW_TEXT_MAX], right[VIEW_TEXT_MAX];
    for (size_t i = 0; i < figure->series_count; i++)
        if (strcmp(view_field(a, figure->series[i], left), view_field(b, figure->series[i], right)) != 0)
            return 0;
    return 1;
}

static double x_of(const struct figure *figure, const struct view_cell *cell)
{
    double x = 0;
    if (*figure->x)
        view_field_number(cell, figure->x, &x);
    return x;
}

/* Words are told apart as such, numbers by their value. */
static int same_x(const struct figure *figure, const struct view_cell *a, const struct view_cell *b)
{
    char left[VIEW_TEXT_MAX], right[VIEW_TEXT_MAX];
    return !*figure->x || strcmp(view_field(a, figure->x, left), view_field(b, figure->x, right)) == 0;
}

/* How many values of x, or (curves = 1) how many curves the cells have. */
static size_t distinct(const struct figure *figure, const struct view_cell *const *cells, size_t count,
                       int curves)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        int seen = 0;
        for (size_t j = 0; j < i && !seen; j++)
            seen = curves ? same_fields(figure, cells[i], cells[j]) : same_x(figure, cells[i], cells[j]);
        found += !seen;
    }
    return found;
}

/* 1: group `a` is to be drawn rather than `b`. */
static int better(const struct figure *figure, const struct view_group *a, const struct view_group *b)
{
    for (int curves = 0; curves <= 1; curves++) {
        size_t of_a = distinct(figure, a->cells, a->count, curves),
               of_b = distinct(figure, b->cells, b->count, curves);
        if (of_a != of_b)
            return of_a > of_b;
    }
    double wish_a = 0, wish_b = 0;
    if (*figure->prefer) {
        view_field_number(a->cells[0], figure->prefer, &wish_a);
        view_field_number(b->cells[0], figure->prefer, &wish_b);
    }
    return wish_a > wish_b;
}

/* Adds the best set of the cells of one panel. 0, or -1 when out of memory. */
static int add_panel(struct slice *slice, const struct figure *figure, const struct view_group *panel)
{
    const char *inside[FIGURE_WORDS_MAX + 2] = {figure->x};
    for (size_t i = 0; i < figure->series_count; i++)
        inside[i + 1] = figure->series[i];
    struct view_groups sets;
    const struct view_group *best = NULL;
    int failed = view_groups_make(&sets, panel->cells, panel->count, inside);
    for (size_t i = 0; i < sets.group_count; i++)
        if (!best || better(figure, &sets.groups[i], best))
            best = &sets.groups[i];
    size_t x_values = best ? distinct(figure, best->cells, best->count, 0) : 0;
    if (best && x_values >= figure->x_least) {
        slice->panels++;
        slice->x_values = x_values > slice->x_values ? x_values : slice->x_values;
        for (size_t i = 0; i < best->count; i++)
            slice->points[slice->count++] = (struct slice_point){best->cells[i], slice->panels, 0, figure->x,
                                                                 x_of(figure, best->cells[i])};
    }
    view_groups_free(&sets);
    return failed;
}

/* 1: the cell has nothing of the fields that are other panels' axes. */
static int others_are_usual(const struct figure *figure, const struct view_cell *cell, size_t but)
{
    for (size_t i = 0; i < figure->by_count; i++) {
        const struct factor *factor = factor_find(figure->by[i]);
        double number = 0;
        view_field_number(cell, figure->by[i], &number);
        if (i != but && number != (double)(factor ? factor->usual : 0))
            return 0;
    }
    return 1;
}

/* A panel for each field of `by` that the cells vary in. 0, or -1 when out of memory. */
static int add_panels_by(struct slice *slice, const struct figure *figure,
                         const struct view_cell *const *cells, size_t count)
{
    const struct view_cell **chosen = calloc(count + 1, sizeof *chosen);
    int failed = !chosen;
    for (size_t f = 0; f < figure->by_count && !failed; f++) {
        struct figure one = *figure;
        struct view_group group = {.cells = chosen};
        const size_t before = slice->count;
        snprintf(one.x, sizeof one.x, "%s", figure->by[f]);
        one.x_least = 2;
        for (size_t i = 0; i < count; i++)
            if (others_are_usual(figure, cells[i], f))
                chosen[group.count++] = cells[i];
        failed = add_panel(slice, &one, &group) != 0;
        for (size_t i = before; i < slice->count; i++)
            slice->points[i].field = figure->by[f]; /* which outlives the copy */
    }
    free(chosen);
    return failed ? -1 : 0;
}

/* Numbers the curves in the order in which they first come. */
static void number_series(struct slice *slice, const struct figure *figure)
{
    for (size_t i = 0; i < slice->count; i++) {
        for (size_t j = 0; j < i && !slice->points[i].series; j++)
            if (same_fields(figure, slice->points[i].cell, slice->points[j].cell))
                slice->points[i].series = slice->points[j].series;
        if (!slice->points[i].series)
            slice->points[i].series = ++slice->series;
    }
}

static int by_place(const void *left, const void *right)
{
    const struct slice_point *a = left, *b = right;
    if (a->panel != b->panel)
        return a->panel > b->panel ? 1 : -1;
    if (a->series != b->series)
        return a->series > b->series ? 1 : -1;
    return (a->x > b->x) - (a->x < b->x);
}

/* Where the x axis has words: their places in the order in which they first come. */
static void place_words(struct slice *slice, const struct figure *figure)
{
    double number, places = 0;
    for (size_t i = 0; i < slice->count; i++)
        if (!*figure->x || view_field_number(slice->points[i].cell, figure->x, &number))
            return;
    for (size_t i = 0; i < slice->count; i++) {
        slice->points[i].x = 0;
        for (size_t j = 0; j < i && slice->points[i].x == 0; j++)
            if (same_x(figure, slice->points[i].cell, slice->points[j].cell))
                slice->points[i].x = slice->points[j].x;
        if (slice->points[i].x == 0)
            slice->points[i].x = ++places;
    }
}

/* 1: the cell differs from the point's in x alone. */
static int is_on_curve(const struct figure *figure, const struct slice_point *point,
                       const struct view_cell *cell)
{
    const struct view_cell *both[] = {point->cell, cell};
    const char *inside[] = {figure->x, NULL};
    struct view_groups groups;
    if (!same_fields(figure, point->cell, cell) || same_x(figure, point->cell, cell))
        return 0;
    const int failed = view_groups_make(&groups, both, 2, inside);
    const int is = !failed && groups.group_count == 1;
    view_groups_free(&groups);
    return is;
}

/* Cells of a curve that were played but have no figure: gaps, across which no line is drawn. */
static void add_gaps(struct slice *slice, const struct view *view, const struct figure *figure)
{
    const size_t drawn = slice->count;
    for (size_t i = 0; *figure->x && !figure->by_count && i < view->cell_count; i++) {
        const struct view_cell *cell = view->order[i];
        if (cell->hidden || !view_silent(view, cell, figure->metrics[0], figure->kind))
            continue;
        for (size_t p = 0; p < drawn; p++) {
            if (!is_on_curve(figure, &slice->points[p], cell))
                continue;
            slice->points[slice->count] = slice->points[p];
            slice->points[slice->count].cell = cell;
            slice->points[slice->count++].x = x_of(figure, cell);
            break;
        }
    }
}

static void finish(struct slice *slice, const struct figure *figure)
{
    number_series(slice, figure);
    place_words(slice, figure);
    qsort(slice->points, slice->count, sizeof *slice->points, by_place);
    slice->x_least = slice->x_most = slice->points[0].x;
    for (size_t i = 1; i < slice->count; i++) {
        double x = slice->points[i].x;
        slice->x_least = x < slice->x_least ? x : slice->x_least;
        slice->x_most = x > slice->x_most ? x : slice->x_most;
    }
}

static void say_what_is_missing(const struct figure *figure, char error[PLOT_ERROR_MAX])
{
    const int several = strcmp(figure->of, FIGURE_OF_SYSTEMS) == 0;
    size_t used = (size_t)snprintf(error, PLOT_ERROR_MAX, "%s %s in trials of %s",
                                   several ? "the runs have no" : "the run has no", figure->metrics[0],
                                   kind_name(figure->kind));
    for (size_t i = 0; i < figure->where_count; i++)
        used += (size_t)snprintf(error + used, PLOT_ERROR_MAX - used, "%s %s %s %s", i ? "," : " with",
                                 figure->where[i].field, figure->where[i].operation, figure->where[i].value);
    if (figure->x_least > 1)
        snprintf(error + used, PLOT_ERROR_MAX - used, " for %u or more values of %s", figure->x_least,
                 figure->x);
}

int slice_choose(struct slice *slice, const struct view *view, const struct figure *figure,
                 char error[PLOT_ERROR_MAX])
{
    *slice = (struct slice){0};
    struct view_groups panels = {0};
    const struct view_cell **cells = calloc(view->cell_count + 1, sizeof *cells);
    size_t count = 0;
    /* A cell may be a point of several panels. */
    slice->points = calloc((figure->by_count + 1) * (view->cell_count + 1), sizeof *slice->points);
    for (size_t i = 0; cells && i < view->cell_count; i++)
        if (drawable(view, figure, view->order[i]))
            cells[count++] = view->order[i];
    int failed = !cells || !slice->points;
    /* A panel: cells that agree in its field, whatever the others are; without such a field there is one. */
    struct view_fields others;
    failed = failed || (figure->by_count && add_panels_by(slice, figure, cells, count) != 0);
    view_fields_of(cells, failed ? 0 : count, &others);
    others.count = others.count < VIEW_FIELDS_MAX ? others.count : VIEW_FIELDS_MAX - 1;
    others.names[others.count] = NULL;
    for (size_t i = 0; i < others.count; i++)
        if (strcmp(others.names[i], figure->panel) == 0)
            others.names[i] = "";
    failed = failed || (!figure->by_count && view_groups_make(&panels, cells, count, others.names) != 0);
    for (size_t i = 0; !failed && i < panels.group_count; i++)
        failed = add_panel(slice, figure, &panels.groups[i]) != 0;
    if (failed)
        snprintf(error, PLOT_ERROR_MAX, "out of memory");
    else if (slice->count == 0)
        say_what_is_missing(figure, error);
    else {
        add_gaps(slice, view, figure);
        finish(slice, figure);
    }
    view_groups_free(&panels);
    free(cells);
    return failed || slice->count == 0 ? -1 : 0;
}

void slice_free(struct slice *slice)
{
    free(slice->points);
    *slice = (struct slice){0};
}
