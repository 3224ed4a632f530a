/* SPDX-License-Identifier: MIT */
/* One table for each part of what is measured: rows are cells and figures, columns systems. */
#include "show_systems.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table_units.h"
#include "view_machine.h"

/* How many systems stand beside each other: the first, and those that are compared with it. */
#define BESIDE 3u

static const struct systems_figure startup[] = {
    {"call", "ns", {"call_ns"}, 0},           {"enter cold", "ns", {"enter_cold_ns"}, 0},
    {"enter", "ns", {"enter_ns"}, 0},         {"ready cold", "ns", {"ready_cold_ns"}, 0},
    {"exit cold", "ns", {"exit_cold_ns"}, 0}, {"floor", "ns", {"floor_enter_ns"}, 0},
};
static const struct systems_figure memory[] = {
    {"family", "bytes", {"family_pss_bytes", "family_ws_bytes"}, 0},
    {"worker", "bytes", {"worker_pss_bytes", "worker_private_ws_bytes"}, 0},
    {"factor", "ratio", {"memory_factor", "ws_factor"}, 0},
    {"ws family", "bytes", {"family_ws_bytes"}, 1},
    {"ws factor", "ratio", {"ws_factor"}, 1},
};
static const struct systems_figure throughput[] = {
    {"ops/s", "ops/s", {"ops_per_s"}, 0},
    {"op", "ns", {"op_ns"}, 0},
};
#define FIGURES(list) list, sizeof(list) / sizeof *(list)
const struct systems_part systems_parts[] = {
    {"START-UP by system", TVP_KIND_TIME, FIGURES(startup)},
    {"MEMORY by system", TVP_KIND_MEMORY, FIGURES(memory)},
    {"THROUGHPUT by system", TVP_KIND_TIME, FIGURES(throughput)},
};
const size_t systems_part_count = sizeof systems_parts / sizeof *systems_parts;

const struct view_series *systems_series(const struct view *view, const struct view_cell *cell,
                                         const struct systems_figure *figure, uint32_t kind,
                                         const char **metric)
{
    const struct view_series *series = NULL;
    for (size_t i = 0; cell && !series && i < 4 && figure->metrics[i]; i++) {
        *metric = figure->metrics[i];
        series = view_series(view, cell, *metric, kind);
    }
    return series;
}

/* ---- rows ---- */

struct part {
    const struct systems *systems;
    const struct systems_part *what;
    size_t first, last; /* of the systems beside system 0, [first, last) */
    int differ;         /* 1: they define its figures differently */
};

static const struct view_cell *cell_of(const struct view_group *group, const char *system)
{
    for (size_t i = 0; i < group->count; i++)
        if (strcmp(group->cells[i]->system, system) == 0)
            return group->cells[i];
    return NULL;
}

static struct stats_interval figure_of(const struct part *part, const struct view_group *group,
                                       const struct systems_figure *figure, size_t system,
                                       const char **metric)
{
    const struct view_cell *cell = cell_of(group, part->systems->names[system]);
    *metric = NULL;
    return view_median(systems_series(&part->systems->view, cell, figure, part->what->kind, metric));
}

/* "x1.43", or why there is none. */
static void put_factor(struct table *table, size_t column, const struct stats_interval *base,
                       const char *base_metric, const struct stats_interval *other, const char *metric)
{
    char text[32] = "";
    if (base->kind == STATS_NONE || other->kind == STATS_NONE)
        return;
    const double factor = other->estimate / base->estimate;
    if (strcmp(base_metric, metric) != 0)
        snprintf(text, sizeof text, "def.");
    else if (isfinite(factor))
        snprintf(text, sizeof text,
                 factor < 0.0995  ? "x%.3f"
                 : factor < 9.995 ? "x%.2f"
                 : factor < 99.95 ? "x%.1f"
                                  : "x%.0f",
                 factor);
    table_cell(table, column, text);
}

/* 1: a row was put. */
static int add_row(const struct show *show, struct table *table, const struct part *part,
                   const struct view_group *group, const struct systems_figure *figure, int label)
{
    const char *base_metric, *metric;
    struct stats_interval base = figure_of(part, group, figure, 0, &base_metric), others[BESIDE];
    int some = base.kind != STATS_NONE;
    for (size_t i = part->first; i < part->last; i++) {
        others[i - part->first] = figure_of(part, group, figure, i, &metric);
        some |= others[i - part->first].kind != STATS_NONE;
    }
    if (!some)
        return 0;
    table_row(table);
    if (label)
        show_label(table, group->cells[0]);
    table_cell(table, 1, figure->label);
    show_figure(show, table, 2, &base, figure->unit);
    for (size_t i = part->first; i < part->last; i++) {
        const size_t column = 3 + 2 * (i - part->first);
        figure_of(part, group, figure, i, &metric);
        show_figure(show, table, column, &others[i - part->first], figure->unit);
        put_factor(table, column + 1, &base, base_metric, &others[i - part->first], metric);
    }
    return 1;
}

static int has_part(const struct part *part, const struct view_cell *cell)
{
    const char *metric;
    for (size_t i = 0; i < part->what->count; i++)
        if (systems_series(&part->systems->view, cell, &part->what->figures[i], part->what->kind, &metric))
            return 1;
    return 0;
}

/* ---- tables ---- */

static void begin(struct table *table, const struct part *part)
{
    char spec[160];
    size_t used = (size_t)snprintf(spec, sizeof spec, "<model/sharing|<figure|A%6s", "");
    for (size_t i = part->first; i < part->last; i++)
        used += (size_t)snprintf(spec + used, sizeof spec - used, "|%c%6s|%c:A", SYSTEM_LETTER(i), "",
                                 SYSTEM_LETTER(i));
    table_begin(table, spec);
    table->gap = 1;
}

/* The cells that have a figure of this part on any of the systems, but hidden ones. free() it. */
static const struct view_cell **cells_of(const struct part *part, size_t *count)
{
    const struct view *view = &part->systems->view;
    const struct view_cell **cells = calloc(view->cell_count + 1, sizeof *cells);
    *count = 0;
    for (size_t i = 0; cells && i < view->cell_count; i++)
        if (!view->order[i]->hidden && has_part(part, view->order[i]))
            cells[(*count)++] = view->order[i];
    return cells;
}

/* Of start-up the cells that were made for it: with more starts than one, where any has. */
static size_t only_starts(const struct part *part, const struct view_cell **cells, size_t count)
{
    size_t kept = 0;
    if (part->what != &systems_parts[0])
        return count;
    for (size_t i = 0; i < count; i++)
        if (view_series(&part->systems->view, cells[i], "enter_ns", part->what->kind))
            kept++;
    if (kept == 0)
        return count;
    kept = 0;
    for (size_t i = 0; i < count; i++)
        if (view_series(&part->systems->view, cells[i], "enter_ns", part->what->kind))
            cells[kept++] = cells[i];
    return kept;
}

static const char *const in_a_group[] = {"system", "model", "sharing", NULL};
static const char *const in_a_row[] = {"system", NULL};

static int add_group(const struct show *show, struct table *table, const struct part *part,
                     const struct view_group *group)
{
    struct view_groups rows;
    int failed = view_groups_make(&rows, group->cells, group->count, in_a_row);
    for (size_t r = 0; r < rows.group_count; r++) {
        int put = 0;
        for (size_t i = 0; i < part->what->count; i++)
            put += (part->differ || !part->what->figures[i].common) &&
                   add_row(show, table, part, &rows.groups[r], &part->what->figures[i], put == 0);
    }
    view_groups_free(&rows);
    return failed;
}

static int print_part(const struct show *show, const struct part *part)
{
    struct view_groups groups;
    struct table table;
    size_t count;
    const struct view_cell **cells = cells_of(part, &count);
    int failed = !cells;
    count = failed ? 0 : only_starts(part, cells, count);
    if (count > 0) {
        show_heading(show, part->what->title, cells, count, in_a_group);
        failed = view_groups_make(&groups, cells, count, in_a_group);
        begin(&table, part);
        for (size_t g = 0; g < groups.group_count; g++) {
            show_group(&table, cells, count, &groups.groups[g], in_a_group);
            failed |= add_group(show, &table, part, &groups.groups[g]);
        }
        failed |= table_print(&table, show->to, show->width);
        view_groups_free(&groups);
    }
    free(cells);
    return failed;
}

static void print_head(const struct show *show, const struct systems *systems)
{
    table_text(
        show->to,
        "SYSTEMS side by side, as factors over A. They were not interleaved and are not the same machine: "
        "no verdicts. Times under an emulator are the emulator's.",
        0, 0, show->width);
    for (size_t i = 0; i < systems->count; i++) {
        const struct reader *reader = &systems->parts[i].reader;
        char hardware[MACHINE_TEXT_MAX], system[MACHINE_TEXT_MAX], text[3 * MACHINE_TEXT_MAX];
        machine_hardware(reader, hardware);
        machine_system(reader, system);
        snprintf(text, sizeof text, "%s: %s; %s, %s, %s-linked; run %s", systems->names[i], hardware, system,
                 json_text_at(reader->machine, "os.arch", "unknown processor"),
                 json_text_at(reader->machine, "libc.linkage", "unknown"), reader->name);
        fprintf(show->to, "%c  ", SYSTEM_LETTER(i));
        table_text(show->to, text, 3, 3, show->width);
    }
}

int show_systems(const struct systems *systems, FILE *to, size_t width)
{
    const struct show show = {.to = to, .width = width, .wide = width == 0};
    int failed = 0;
    print_head(&show, systems);
    for (size_t p = 0; p < systems_part_count; p++) {
        for (size_t first = 1; first < systems->count; first += BESIDE - 1) {
            const size_t last = first + BESIDE - 1 < systems->count ? first + BESIDE - 1 : systems->count;
            const struct part part = {systems, &systems_parts[p], first, last,
                                      systems_define_differently(systems, &systems_parts[p])};
            failed |= print_part(&show, &part);
        }
    }
    return failed || show_definitions(systems, to, width) != 0 ? -1 : 0;
}
