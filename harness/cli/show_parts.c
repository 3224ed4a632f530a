/* SPDX-License-Identifier: MIT */
/* What the parts of `tvp show` have in common: choosing cells, headings, figures. */
#include <stdlib.h>
#include <string.h>

#include "show.h"
#include "table_units.h"

const struct view_cell **show_cells(const struct show *show,
                                    int (*wanted)(const struct show *, const struct view_cell *),
                                    size_t *count)
{
    const struct view_cell **cells = calloc(show->view.cell_count + 1, sizeof *cells);
    *count = 0;
    for (size_t i = 0; cells && i < show->view.cell_count; i++)
        if (!show->view.order[i]->hidden && wanted(show, show->view.order[i]))
            cells[(*count)++] = show->view.order[i];
    return cells;
}

void show_heading(const struct show *show, const char *title, const struct view_cell *const *cells,
                  size_t count, const char *const *but)
{
    char common[SHOW_TEXT_MAX];
    view_describe(common, sizeof common, cells, count, cells[0], VIEW_COMMON, but);
    fputc('\n', show->to);
    table_text(show->to, title, 0, 0, show->width);
    if (*common) {
        fputs("everywhere: ", show->to);
        table_text(show->to, common, 12, 2, show->width);
    }
}

static int all_oversubscribed(const struct view_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (!group->cells[i]->oversubscribed)
            return 0;
    return 1;
}

void show_group(struct table *table, const struct view_cell *const *all, size_t count,
                const struct view_group *group, const char *const *inside)
{
    char text[SHOW_TEXT_MAX], note[SHOW_TEXT_MAX + 40];
    view_describe(text, sizeof text, all, count, group->cells[0], VIEW_APART, inside);
    const char *over = all_oversubscribed(group) ? " (oversubscribed)" : "";
    snprintf(note, sizeof note, "-- %s%s", text, over);
    if (*text || *over)
        table_note(table, note);
}

void show_figure(const struct show *show, struct table *table, size_t column,
                 const struct stats_interval *interval, const char *unit)
{
    char text[4 * UNITS_MAX], value[UNITS_MAX], deviation[UNITS_MAX];
    if (show->wide) {
        units_full(text, sizeof text, interval, unit);
    } else {
        units_readable(value, sizeof value, interval->estimate, unit);
        units_deviation(deviation, sizeof deviation, interval, strcmp(unit, "ratio") == 0);
        snprintf(text, sizeof text, strcmp(unit, "ratio") == 0 ? "%s %-6s" : "%s %-5s", value, deviation);
    }
    table_cell(table, column, text);
}

void show_reasons(const struct show *show, const struct view_cell *const *cells, size_t count,
                  const char *metric, const char *column)
{
    for (size_t i = 0; i < count; i++) {
        const struct view_series *silent = view_silent(&show->view, cells[i], metric, TVP_KIND_TIME);
        const char *reason = silent && silent->null_reason ? silent->null_reason : "";
        char text[SHOW_TEXT_MAX];
        int said = 0;
        for (size_t j = 0; *reason && j < i && !said; j++) {
            const struct view_series *before = view_silent(&show->view, cells[j], metric, TVP_KIND_TIME);
            said = before && before->null_reason && strcmp(before->null_reason, reason) == 0;
        }
        if (!*reason || said)
            continue;
        snprintf(text, sizeof text, "%s -: %s", column, reason);
        table_text(show->to, text, 0, 2, show->width);
    }
}

void show_label(struct table *table, const struct view_cell *cell)
{
    char text[2 * TVP_NAME_MAX + 2];
    snprintf(text, sizeof text, "%.*s/%.*s", (int)TVP_NAME_MAX, cell->model, (int)TVP_NAME_MAX,
             cell->sharing);
    table_cell(table, 0, text);
}

void show_count(struct table *table, size_t column, size_t count)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", count);
    table_cell(table, column, text);
}

void show_count_of(struct table *table, size_t column, size_t count, size_t pairs)
{
    char text[48];
    snprintf(text, sizeof text, pairs < count ? "%zu/%zu" : "%zu", count, pairs);
    table_cell(table, column, text);
}

size_t show_ratio(const struct show *show, struct table *table, size_t column, const struct view_cell *cell,
                  const struct view_cell *reference, size_t pairs)
{
    if (cell == reference && pairs > 0) {
        table_cell(table, column, show->wide ? "1" : "1       ");
        return pairs;
    }
    struct stats_interval ratio = view_ratio(view_series(&show->view, cell, "ops_per_s", TVP_KIND_TIME),
                                             view_series(&show->view, reference, "ops_per_s", TVP_KIND_TIME));
    show_figure(show, table, column, &ratio, "ratio");
    return ratio.kind != STATS_NONE && ratio.count < pairs ? ratio.count : pairs;
}

void show_workers(struct table *table, size_t column, const struct view_cell *cell)
{
    char text[24];
    snprintf(text, sizeof text, "%u%s", cell->workers, cell->oversubscribed ? "*" : "");
    table_cell(table, column, text);
}

int show_has_trials(const struct show *show, const struct view_cell *cell)
{
    (void)show;
    return cell->trial_count > 0;
}

const char *const show_by_model[] = {"model", "sharing", "workers", NULL};

int show_table(struct show *show, const struct show_table *what, const struct view_cell *const *cells,
               size_t count)
{
    const char *const *inside = what->inside ? what->inside : show_by_model;
    struct view_groups groups;
    struct table table;
    show_heading(show, what->title, cells, count, inside);
    int failed = view_groups_make(&groups, cells, count, inside);
    table_begin(&table, what->spec);
    table.gap = what->gap;
    for (size_t g = 0; g < groups.group_count; g++) {
        const struct view_group *group = &groups.groups[g];
        show_group(&table, cells, count, group, inside);
        if (what->add_group)
            failed |= what->add_group(show, &table, group, what->context);
        for (size_t i = 0; !what->add_group && i < group->count; i++)
            failed |= what->add(show, &table, group->cells[i], what->context);
    }
    failed |= table_print(&table, show->to, show->width);
    view_groups_free(&groups);
    return failed ? -1 : 0;
}
