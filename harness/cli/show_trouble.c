/* SPDX-License-Identifier: MIT */
/* What could not be measured: cells that are unsupported here, and trials that went wrong. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"

#define TRIALS_NAMED_MAX 8u

static int is_unsupported(const struct show *show, const struct view_cell *cell)
{
    (void)show;
    return *cell->unsupported != '\0';
}

/* "model/sharing" of each cell with that reason once, and how many cells each stands for. */
static void reason_lines(const struct show *show, const struct view_cell *const *cells, size_t count,
                         size_t first)
{
    size_t total = 0;
    char *pairs = NULL;
    size_t bytes;
    FILE *to = open_memstream(&pairs, &bytes);
    if (!to)
        return;
    for (size_t i = first; i < count; i++) {
        size_t alike = 0;
        int seen = 0;
        for (size_t j = first; j < count; j++) {
            if (strcmp(cells[j]->unsupported, cells[first]->unsupported) != 0 ||
                strcmp(cells[j]->model, cells[i]->model) != 0 ||
                strcmp(cells[j]->sharing, cells[i]->sharing) != 0)
                continue;
            seen |= j < i;
            alike++;
        }
        if (strcmp(cells[i]->unsupported, cells[first]->unsupported) != 0 || seen)
            continue;
        fprintf(to, "%s%s/%s (%zu)", total ? ", " : "", cells[i]->model, cells[i]->sharing, alike);
        total += alike;
    }
    fclose(to);
    fprintf(show->to, "  ");
    table_text(show->to, cells[first]->unsupported, 2, 4, show->width);
    fprintf(show->to, "      cells: ");
    table_text(show->to, pairs ? pairs : "", 13, 8, show->width);
    free(pairs);
}

int show_unsupported(struct show *show)
{
    size_t count;
    const struct view_cell **cells = show_cells(show, is_unsupported, &count);
    if (!cells)
        return -1;
    if (count > 0)
        fprintf(show->to, "\nUNSUPPORTED here: %zu of %zu cells\n", count, show->view.cell_count);
    for (size_t i = 0; i < count; i++) {
        int seen = 0;
        for (size_t j = 0; j < i && !seen; j++)
            seen = strcmp(cells[j]->unsupported, cells[i]->unsupported) == 0;
        if (!seen)
            reason_lines(show, cells, count, i);
    }
    free(cells);
    return 0;
}

static int alike(const struct view_trouble *a, const struct view_trouble *b)
{
    return a->cell == b->cell && a->status == b->status && strcmp(a->reason, b->reason) == 0;
}

/* Trials of one cell that went wrong in the same way, as one paragraph. */
static void trouble_lines(const struct show *show, size_t first)
{
    const struct view *view = &show->view;
    const struct view_trouble *one = &view->troubles[first];
    const struct view_cell *cell = &view->cells[one->cell];
    char text[4 * SHOW_TEXT_MAX], trials[SHOW_TEXT_MAX] = "", params[SHOW_TEXT_MAX];
    size_t used = 0, count = 0;
    for (size_t i = first; i < view->trouble_count; i++) {
        if (!alike(one, &view->troubles[i]))
            continue;
        if (count++ < TRIALS_NAMED_MAX)
            used +=
                (size_t)snprintf(trials + used, sizeof trials - used, " %" PRIu64, view->troubles[i].trial);
    }
    view_describe(params, sizeof params, &cell, 1, cell, VIEW_COMMON, NULL);
    snprintf(text, sizeof text, "%s: %s: %s [%s %s%s]", status_name(one->status), params, one->reason,
             count > 1 ? "trials" : "trial", trials + 1, count > TRIALS_NAMED_MAX ? " ..." : "");
    fputs("  ", show->to);
    table_text(show->to, text, 2, 6, show->width);
}

int show_trouble(struct show *show)
{
    const struct view *view = &show->view;
    size_t shown = 0;
    for (size_t i = 0; i < view->trouble_count; i++) {
        int seen = view->cells[view->troubles[i].cell].hidden;
        for (size_t j = 0; j < i && !seen; j++)
            seen = alike(&view->troubles[j], &view->troubles[i]);
        if (seen)
            continue;
        if (shown++ == 0)
            fprintf(show->to, "\nNOT OK: %zu trials, left out of the figures\n", view->trouble_count);
        trouble_lines(show, i);
    }
    return 0;
}
