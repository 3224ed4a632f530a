/* SPDX-License-Identifier: MIT */
/* Finds the cells that a claim's figures are of, and computes them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "cli.h"

#define WORDS_MAX 24u

/* NAME=VALUE words, the later over the earlier. */
struct words {
    char names[WORDS_MAX][64], values[WORDS_MAX][64];
    size_t count;
};

static void add_words(struct words *words, const char *text)
{
    while (*text) {
        const size_t length = strcspn(text, " "), name = strcspn(text, "=");
        if (name < length && name < 64 && length - name - 1 < 64 && words->count < WORDS_MAX) {
            char key[64];
            size_t at = 0;
            snprintf(key, sizeof key, "%.*s", (int)name, text);
            while (at < words->count && strcmp(words->names[at], key) != 0)
                at++;
            memcpy(words->names[at], key, sizeof key);
            snprintf(words->values[at], 64, "%.*s", (int)(length - name - 1), text + name + 1);
            words->count += at == words->count;
        }
        text += length;
        text += strspn(text, " ");
    }
}

static int fits(const struct view_cell *cell, const struct words *words)
{
    char value[VIEW_TEXT_MAX];
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->values[i], "-") != 0 &&
            strcmp(view_field(cell, words->names[i], value), words->values[i]) != 0)
            return 0;
    return 1;
}

/* The series of the one cell that fits and has the metric, in trials of either kind. NULL with `why`. */
static const struct view_series *find(const struct view *view, const struct words *words, const char *metric,
                                      char *why)
{
    const struct view_series *found = NULL;
    size_t cells = 0, with = 0;
    const char *unsupported = NULL;
    for (size_t i = 0; i < view->cell_count; i++) {
        const struct view_cell *cell = &view->cells[i];
        if (!fits(cell, words))
            continue;
        cells++;
        if (cell->unsupported[0])
            unsupported = cell->unsupported;
        for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++) {
            const struct view_series *series = view_series(view, cell, metric, kind);
            with += series != NULL;
            found = series ? series : found;
        }
    }
    if (with == 1)
        return found;
    if (with > 1)
        snprintf(why, REASON_MAX, "%zu cells fit, not one", with);
    else if (unsupported)
        snprintf(why, REASON_MAX, "%.150s", unsupported);
    else
        snprintf(why, REASON_MAX, cells ? "no trial of it is ok" : "it was not measured");
    return NULL;
}

static void unit_of(const struct view *view, struct claim_figure *figure)
{
    const int place = view_metric(view, figure->metric);
    snprintf(figure->unit, sizeof figure->unit, "%s",
             figure->is_ratio || place < 0 ? "ratio" : view->metrics[place].unit);
}

static void compute(const struct view *view, struct claim_figure *figure)
{
    struct words words = {.count = 0};
    add_words(&words, figure->where);
    const struct view_series *above = find(view, &words, figure->metric, figure->missing), *below = NULL;
    if (!above)
        return;
    unit_of(view, figure);
    if (!figure->is_ratio) {
        figure->value = view_median(above);
        return;
    }
    add_words(&words, figure->against);
    below = find(view, &words, figure->metric, figure->missing);
    if (!below)
        return;
    figure->value = view_ratio(above, below);
    if (!isfinite(figure->value.estimate))
        snprintf(figure->missing, sizeof figure->missing, "no block has both trials");
}

/* What a run of another system says of a model. */
static void look_up_status(const struct view *view, struct claim_case *one)
{
    for (size_t i = 0; i < view->cell_count; i++) {
        const struct view_cell *cell = &view->cells[i];
        if (strcmp(cell->model, one->key) != 0)
            continue;
        const char *outcome = cell->unsupported[0] ? "unsupported"
                              : cell->good         ? "ok"
                              : cell->bad          ? "failed"
                                                   : "";
        snprintf(one->outcome, sizeof one->outcome, "%s", outcome);
        snprintf(one->detail, sizeof one->detail, "%.200s", cell->unsupported);
        if (*outcome)
            return;
    }
}

static void figures_of(struct claims *claims, const struct view *view, int other)
{
    for (size_t i = 0; i < claims->count; i++) {
        struct claim *claim = &claims->claims[i];
        for (size_t f = 0; f < claim->figure_count; f++)
            if (claim->figures[f].is_other == other && !isfinite(claim->figures[f].value.estimate)) {
                claim->figures[f].missing[0] = '\0';
                compute(view, &claim->figures[f]);
            }
        for (size_t k = 0; k < claim->case_count; k++)
            if (!claim->cases[k].scenario && claim->cases[k].is_other == other && !claim->cases[k].outcome[0])
                look_up_status(view, &claim->cases[k]);
    }
}

static int read_run(struct claims *claims, const char *path, int other)
{
    char error[READER_ERROR_MAX];
    struct view *view = calloc(1, sizeof *view);
    const struct view_filter all = {0};
    int code = view ? 0 : cli_error(EXIT_TVP, "out of memory");
    if (view && view_open(view, path, &all, error) != 0)
        code = cli_error(EXIT_USAGE, "claims: %s", error);
    else if (view)
        figures_of(claims, view, other);
    if (view)
        view_close(view);
    free(view);
    return code;
}

static void case_of(const struct claims *claims, struct claim_case *one)
{
    const json_t *records = json_object_get(claims->scenarios, one->scenario), *record;
    size_t i;
    snprintf(one->missing, sizeof one->missing, "the scenario %.40s did not come to it", one->scenario);
    json_array_foreach(records, i, record)
    {
        if (json_object_get(record, "missing"))
            snprintf(one->missing, sizeof one->missing, "%s", json_text_at(record, "missing", ""));
        if (strcmp(json_text_at(record, "case", ""), one->key) != 0)
            continue;
        snprintf(one->outcome, sizeof one->outcome, "%s", json_text_at(record, "outcome", ""));
        snprintf(one->detail, sizeof one->detail, "%s", json_text_at(record, "detail", ""));
        one->missing[0] = '\0';
        return;
    }
}

/* Before anything is known. */
static void clear(struct claims *claims)
{
    for (size_t i = 0; i < claims->count; i++) {
        struct claim *claim = &claims->claims[i];
        for (size_t f = 0; f < claim->figure_count; f++) {
            claim->figures[f].value = (struct stats_interval){NAN, NAN, NAN, 0, 0, STATS_NONE};
            snprintf(claim->figures[f].missing, REASON_MAX, "it was not measured");
        }
        for (size_t k = 0; k < claim->case_count; k++)
            if (claim->cases[k].scenario)
                case_of(claims, &claim->cases[k]);
    }
}

int claims_figures(struct claims *claims)
{
    char path[TVP_PATH_MAX + 8];
    clear(claims);
    snprintf(path, sizeof path, "%s/run", claims->folder);
    int code = plat_folder_is_empty(path) == 0 ? read_run(claims, path, 0) : 0;
    for (size_t i = 0; i < claims->other_count && !code; i++)
        code = read_run(claims, claims->others[i], 1);
    return code;
}
