/* SPDX-License-Identifier: MIT */
/* Figures of results that a command has left in the run folder as JSON: each list of objects in it becomes a
 * table for gnuplot. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot.h"

/* Names of fields and tables go into scripts: letters, digits and underlines alone. */
static int is_plain(const char *name)
{
    return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static int is_table(const json_t *value)
{
    size_t i;
    json_t *row;
    json_array_foreach(value, i, row)
    {
        if (!json_is_object(row))
            return 0;
    }
    return json_array_size(value) > 0;
}

static void put_value(FILE *to, const json_t *value)
{
    const char *text = json_string_value(value);
    if (json_is_number(value))
        fprintf(to, "%.17g", json_number_value(value));
    for (; text && *text; text++)
        fputc((unsigned char)*text < 0x20 || *text == '"' ? ' ' : *text, to);
    if (!json_is_number(value) && !json_is_string(value))
        fputs("NaN", to);
}

/* The columns are those of the first row. */
static int write_table(const json_t *table, const char *path)
{
    const json_t *first = json_array_get(table, 0);
    FILE *to = fopen(path, "w");
    const char *name, *between = "";
    size_t i;
    json_t *row, *value;
    if (!to)
        return -1;
    json_object_foreach((json_t *)(uintptr_t)first, name, value)
    {
        fprintf(to, "%s%s", between, is_plain(name) ? name : "unnamed");
        between = "\t";
    }
    json_array_foreach(table, i, row)
    {
        between = "\n";
        json_object_foreach((json_t *)(uintptr_t)first, name, value)
        {
            fputs(between, to);
            put_value(to, json_object_get(row, name));
            between = "\t";
        }
    }
    fputc('\n', to);
    return fclose(to) == 0 ? 0 : -1;
}

static int table_path(const struct plot_paths *paths, const char *name, char path[TVP_PATH_MAX])
{
    return (size_t)snprintf(path, TVP_PATH_MAX, "%s/%s.tsv", paths->work, name) < TVP_PATH_MAX ? 0 : -1;
}

int plot_read_results(const struct view *view, const struct figure *figure, json_t **results,
                      char error[PLOT_ERROR_MAX])
{
    char path[TVP_PATH_MAX];
    json_error_t what;
    snprintf(path, sizeof path, "%.900s/%.63s", view->reader.path, figure->file);
    FILE *file = fopen(path, "rb");
    if (!file) {
        snprintf(error, PLOT_ERROR_MAX, "the run has no %s", figure->file);
        return 1;
    }
    *results = json_loadf(file, JSON_REJECT_DUPLICATES, &what);
    fclose(file);
    if (json_is_object(*results))
        return 0;
    snprintf(error, PLOT_ERROR_MAX, "%.900s:%d: %.200s", path, *results ? 1 : what.line,
             *results ? "not an object" : what.text);
    json_decref(*results);
    *results = NULL;
    return -1;
}

int plot_write_tables(const json_t *results, const struct plot_paths *paths, char error[PLOT_ERROR_MAX])
{
    char path[TVP_PATH_MAX];
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)results, name, value)
    {
        if (!is_plain(name) || !is_table(value))
            continue;
        if (table_path(paths, name, path) != 0 || write_table(value, path) != 0) {
            snprintf(error, PLOT_ERROR_MAX, "cannot write a table below %.900s", paths->work);
            return -1;
        }
    }
    return 0;
}

/* What tells the curves apart, as in other figures. */
static void put_series(FILE *to, const json_t *list)
{
    const size_t count = json_array_size(list);
    fprintf(to,
            "series_count = %zu\narray series_name[%zu]\narray series_first[%zu]\narray series_second[%zu]\n",
            count, count ? count : 1, count ? count : 1, count ? count : 1);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        char text[400];
        snprintf(text, sizeof text, "%.250s, %.100s", json_text_at(one, "cell", "?"),
                 json_text_at(one, "metric", "?"));
        fprintf(to, "series_name[%zu] = ", i + 1);
        plot_put_text(to, text);
        fprintf(to, "\nseries_first[%zu] = %zu\nseries_second[%zu] = 0\n", i + 1, i + 1, i + 1);
    }
}

void plot_put_results(FILE *to, const json_t *results, const struct plot_paths *paths)
{
    char path[TVP_PATH_MAX];
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)results, name, value)
    {
        if (!is_plain(name))
            continue;
        if (json_is_number(value))
            fprintf(to, "value_%s = %.17g\n", name, json_number_value(value));
        if (!is_table(value) || table_path(paths, name, path) != 0)
            continue;
        fprintf(to, "table_%s = ", name);
        plot_put_text(to, path);
        fputc('\n', to);
    }
}

int plot_write_table_preamble(const struct view *view, const struct figure *figure, const json_t *results,
                              const struct plot_paths *paths, char error[PLOT_ERROR_MAX])
{
    FILE *to = fopen(paths->script, "w");
    if (to) {
        plot_put_run(to, view);
        put_series(to, json_object_get(results, "series"));
        plot_put_results(to, results, paths);
        plot_put_variable(to, "common", "");
        plot_put_counts(to, 0, 0, 0);
        plot_put_end(to, figure, paths);
        if (fclose(to) == 0)
            return 0;
    }
    snprintf(error, PLOT_ERROR_MAX, "cannot write %s", paths->script);
    return -1;
}
