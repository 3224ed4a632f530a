/* SPDX-License-Identifier: MIT */
/* Which series of a run are exported: the metrics asked for, as far as the format can hold them. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "export.h"

struct search {
    struct export_set *set;
    const struct export_format *format;
    const struct export_request *request;
    char *words; /* a copy of the list, each word and each alternative ended by NUL */
    int named;   /* 1: by the user, who is told what cannot be */
    int better;  /* EXPORT_ANY_DIRECTION, or the only one that is told */
    char *error;
};

static int fail(struct search *search, const char *what, const char *metric, const char *more)
{
    snprintf(search->error, READER_ERROR_MAX, "export: %s%.80s%s%.200s", what, metric, *more ? ": " : "",
             more);
    return -1;
}

static int out_of_memory(char *error)
{
    snprintf(error, READER_ERROR_MAX, "out of memory");
    return -1;
}

/* ---- what is known of a metric ---- */

/* The plan's description; NULL when it has none. */
static const json_t *described(const struct view *view, const char *metric)
{
    const json_t *list = json_object_get(view->reader.head, "metrics");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_text_at(json_array_get(list, i), "name", ""), metric) == 0)
            return json_array_get(list, i);
    return NULL;
}

static const char *brief_of(const struct view *view, const char *metric)
{
    if (strcmp(metric, "op_ns") == 0)
        return "work time an op, median over workers";
    return json_text_at(described(view, metric), "brief", "");
}

static uint32_t better_of(const struct view *view, const char *metric)
{
    if (strcmp(metric, "op_ns") == 0)
        return TVP_LOWER_IS_BETTER;
    const char *word = json_text_at(described(view, metric), "better", "");
    return strcmp(word, "lower") == 0    ? TVP_LOWER_IS_BETTER
           : strcmp(word, "higher") == 0 ? TVP_HIGHER_IS_BETTER
                                         : TVP_NEITHER;
}

static uint32_t unit_bit(const char *unit)
{
    return strcmp(unit, "ns") == 0      ? EXPORT_TIMES
           : strcmp(unit, "bytes") == 0 ? EXPORT_BYTES
           : strcmp(unit, "count") == 0 ? EXPORT_COUNTS
                                        : EXPORT_OTHERS;
}

static int holds(const struct search *search, int place)
{
    return (search->format->units & unit_bit(search->set->view->metrics[place].unit)) != 0;
}

static int right_direction(const struct search *search, const char *metric)
{
    return search->better == EXPORT_ANY_DIRECTION ||
           better_of(search->set->view, metric) == (uint32_t)search->better;
}

/* ---- is what the user asked for possible? ---- */

static const char *metric_name(size_t i, const void *context)
{
    return ((const struct view *)context)->metrics[i].name;
}

static int check_known(struct search *search, const char *metric)
{
    const struct view *view = search->set->view;
    int place = view_metric(view, metric);
    if (place < 0) {
        char hint[READER_ERROR_MAX] = "";
        const char *nearest = cli_nearest(metric, view->metric_count, metric_name, view);
        if (nearest)
            snprintf(hint, sizeof hint, "did you mean %.80s?", nearest);
        return fail(search, "this run has no metric ", metric, hint);
    }
    if (!holds(search, place)) {
        char why[READER_ERROR_MAX];
        snprintf(why, sizeof why, "%s cannot hold %s", search->request->format, view->metrics[place].unit);
        return fail(search, "--metric ", metric, why);
    }
    return 0;
}

/* A format of one direction takes the user's first metric's, unless --better says which. */
static int check_direction(struct search *search, const char *metric)
{
    if (!search->format->one_direction || search->request->better != EXPORT_ANY_DIRECTION)
        return 0;
    uint32_t better = better_of(search->set->view, metric);
    if (better == TVP_NEITHER)
        return fail(search, "--metric ", metric, "neither lower nor higher is better");
    if (search->better == EXPORT_ANY_DIRECTION)
        search->better = (int)better;
    if (search->better != (int)better)
        return fail(search, "--metric ", metric,
                    "the format tells one direction in a file: add --better lower or --better higher");
    return 0;
}

static int is_all(const struct search *search)
{
    return search->named && strcmp(search->request->metrics, "all") == 0;
}

/* ---- the walk over words: "A|B,C" ---- */

/* Ends the word and its alternative at *at; the next alternative, or NULL, with *next at the next word or
 * NULL. */
static char *next_word(char *at, char **next)
{
    char *end = at + strcspn(at, ",");
    *next = *end ? end + 1 : NULL;
    *end = '\0';
    return at;
}

static int check_words(struct search *search)
{
    char *copy = strdup(search->words), *next;
    int failed = copy ? 0 : out_of_memory(search->error);
    for (char *word = copy; word && !failed; word = next) {
        word = next_word(word, &next);
        for (char *metric = word; metric && !failed;) {
            char *bar = strchr(metric, '|');
            if (bar)
                *bar = '\0';
            failed = check_known(search, metric) || check_direction(search, metric);
            metric = bar ? bar + 1 : NULL;
        }
    }
    free(copy);
    return failed ? -1 : 0;
}

/* ---- the series ---- */

static const struct view_series *series_of(const struct view *view, const struct view_cell *cell,
                                           const char *metric)
{
    const struct view_series *series = view_series(view, cell, metric, TVP_KIND_TIME);
    return series ? series : view_series(view, cell, metric, TVP_KIND_MEMORY);
}

static int can_tell(const struct search *search, const struct view_series *trials)
{
    for (size_t i = 0; search->format->positive && i < trials->count; i++)
        if (trials->values[i].value <= 0)
            return 0;
    return 1;
}

/* 1: the cell has values of that metric, so that no alternative is wanted. 0: none. -1: out of memory. */
static int add_series(struct search *search, size_t cell, const char *metric)
{
    struct export_set *set = search->set;
    const struct view *view = set->view;
    int place = view_metric(view, metric);
    const struct view_series *trials = place < 0 ? NULL : series_of(view, &view->cells[cell], metric);
    if (!trials || !holds(search, place) || !right_direction(search, metric))
        return 0;
    if (!can_tell(search, trials)) {
        set->left_out++;
        return 1;
    }
    if (set->count == set->room) {
        size_t wider = set->room ? 2 * set->room : 64;
        struct export_series *moved = realloc(set->series, wider * sizeof *moved);
        if (!moved)
            return out_of_memory(search->error);
        set->series = moved;
        set->room = wider;
    }
    set->series[set->count++] = (struct export_series){&view->cells[cell],        trials,
                                                       set->cell_names[cell],     view->metrics[place].name,
                                                       view->metrics[place].unit, brief_of(view, metric),
                                                       better_of(view, metric),   view_median(trials)};
    return 1;
}

static int add_words(struct search *search, size_t cell)
{
    char *copy = strdup(search->words), *next;
    int failed = copy ? 0 : out_of_memory(search->error);
    for (char *word = copy; word && !failed; word = next) {
        int found = 0;
        word = next_word(word, &next);
        for (char *metric = word; metric && !found;) {
            char *bar = strchr(metric, '|');
            if (bar)
                *bar = '\0';
            found = add_series(search, cell, metric);
            metric = bar ? bar + 1 : NULL;
        }
        failed = found < 0;
    }
    free(copy);
    return failed ? -1 : 0;
}

static int add_all(struct search *search, size_t cell)
{
    for (size_t i = 0; i < search->set->view->metric_count; i++)
        if (add_series(search, cell, search->set->view->metrics[i].name) < 0)
            return -1;
    return 0;
}

/* Names are unique in a set: cells that this build cannot tell apart get a number. */
static int name_cells(struct export_set *set)
{
    const struct view *view = set->view;
    for (size_t i = 0; i < view->cell_count; i++) {
        size_t same = 1;
        char *name = export_cell_name(&view->cells[i]), *longer = NULL;
        for (size_t other = 0; name && other < i; other++)
            same +=
                strncmp(set->cell_names[other], name, strlen(name)) == 0 &&
                (set->cell_names[other][strlen(name)] == '\0' || set->cell_names[other][strlen(name)] == '#');
        if (name && same > 1) {
            size_t bytes = strlen(name) + 24;
            longer = malloc(bytes);
            if (longer)
                snprintf(longer, bytes, "%s#%zu", name, same);
            free(name);
            name = longer;
        }
        if (!name)
            return -1;
        set->cell_names[i] = name;
    }
    return 0;
}

static int nothing(struct search *search)
{
    char why[READER_ERROR_MAX] = "";
    if (search->set->left_out)
        snprintf(why, sizeof why, "%s holds no values of 0 or less", search->request->format);
    else if (search->better != EXPORT_ANY_DIRECTION)
        snprintf(why, sizeof why, "only metrics where %s is better are told",
                 search->better == TVP_LOWER_IS_BETTER ? "lower" : "higher");
    return fail(search,
                search->set->left_out ? "nothing to export of "
                                      : "nothing to export: no trial that is ok has a value of ",
                search->words, why);
}

int export_select(struct export_set *set, const struct view *view, const struct export_format *format,
                  const struct export_request *request, char error[READER_ERROR_MAX])
{
    struct search search = {set, format, request, NULL, request->metrics != NULL, request->better, error};
    memset(set, 0, sizeof *set);
    set->view = view;
    set->timestamps = request->timestamps;
    set->cell_names = calloc(view->cell_count + 1, sizeof *set->cell_names);
    search.words = strdup(request->metrics ? request->metrics : format->metrics);
    int failed = !set->cell_names || !search.words || name_cells(set) ? out_of_memory(error) : 0;
    if (!failed && search.named && !is_all(&search))
        failed = check_words(&search);
    if (format->one_direction && search.better == EXPORT_ANY_DIRECTION)
        search.better = TVP_LOWER_IS_BETTER;
    for (size_t cell = 0; !failed && cell < view->cell_count; cell++)
        failed = is_all(&search) ? add_all(&search, cell) : add_words(&search, cell);
    if (!failed && set->count == 0)
        failed = nothing(&search);
    free(search.words);
    if (failed)
        export_set_free(set);
    return failed ? -1 : 0;
}

void export_set_free(struct export_set *set)
{
    for (size_t i = 0; set->cell_names && set->cell_names[i]; i++)
        free(set->cell_names[i]);
    free(set->cell_names);
    free(set->series);
    memset(set, 0, sizeof *set);
}
