/* SPDX-License-Identifier: MIT */
/* From a run folder to what the history keeps of it: for each cell and metric the median over trials, its
 * interval, and the ratio to the run's reference. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "history_cli.h"
#include "view.h"

/* Where a run has no pinned reference, this workload says how fast the machine was. */
#define REFERENCE_WORKLOAD "cpu_hash"
#define REFERENCE_METRIC   "ops_per_s"

struct twin {
    char *name; /* of the cell whose twin it is; owned */
    const struct view_cell *cell;
};
struct digest {
    struct view view;
    struct history_identity identity;
    char class_name[HISTORY_CLASS_MAX], fingerprint[HISTORY_FINGERPRINT_MAX];
    const struct view_cell *reference; /* the weaker one; NULL: none */
    char *reference_name;
    int pinned;
    struct twin *twins; /* what the pinned image played, by name; owned */
    size_t twin_count;
    int64_t run;
};

/* ---- the reference ---- */

/* The cell with the fewest workers; of these the one nearest to a thread, as the view orders them. */
static void choose_reference(struct digest *digest)
{
    const struct view *view = &digest->view;
    for (size_t i = 0; i < view->cell_count; i++) {
        const struct view_cell *cell = view->order[i];
        if (strcmp(cell->workload, REFERENCE_WORKLOAD) == 0 && !view_is_reference(cell) &&
            view_series(view, cell, REFERENCE_METRIC, TVP_KIND_TIME) &&
            (!digest->reference || cell->workers < digest->reference->workers))
            digest->reference = cell;
    }
}

static int by_block(const void *left, const void *right)
{
    const struct view_value *a = left, *b = right;
    return (a->block > b->block) - (a->block < b->block);
}

/* Median over the blocks of log(value / reference), or with `sign` 1 of log(value x reference). Values that
 * are no positive numbers are passed over. */
static double log_ratio(const struct view_series *series, const struct view_series *reference, int sign)
{
    double *logs = calloc(series->count, sizeof *logs);
    size_t count = 0;
    for (size_t i = 0; logs && i < series->count; i++) {
        const struct view_value *other =
            bsearch(&series->values[i], reference->values, reference->count, sizeof *other, by_block);
        if (other && other->value > 0 && series->values[i].value > 0)
            logs[count++] = log(series->values[i].value) + sign * log(other->value);
    }
    double median = NAN;
    if (count > 0) {
        stats_sort(logs, count);
        median = stats_median(logs, count);
    }
    free(logs);
    return median;
}

/* So that it can be searched. */
static void sort_by_block(const struct view_series *series)
{
    if (series)
        qsort(series->values, series->count, sizeof *series->values, by_block);
}

/* Throughput is compared with the reference's throughput, a time with the time of one of its ops; what does
 * not depend on the machine's speed has no ratio. */
static void weaker_ratio(const struct digest *digest, const struct view_cell *cell, int is_time,
                         const struct view_series *series, struct history_figure *figure)
{
    if (digest->reference && (cell != digest->reference || is_time))
        figure->log_ratio =
            log_ratio(series, view_series(&digest->view, digest->reference, REFERENCE_METRIC, TVP_KIND_TIME),
                      is_time ? 1 : -1);
}

/* With a pinned reference the same figure of the same cell, as the image plays it. */
static void pinned_ratio(const struct digest *digest, const struct view_cell *twin,
                         const struct view_series *series, struct history_figure *figure)
{
    const char *metric = digest->view.metrics[series->metric].name;
    const struct view_series *reference =
        twin ? view_series(&digest->view, twin, metric, TVP_KIND_TIME) : NULL;
    if (!reference)
        return;
    sort_by_block(reference);
    figure->log_ratio = log_ratio(series, reference, -1);
    figure->reference = view_median(reference).estimate;
}

static void take_ratio(const struct digest *digest, const struct view_cell *cell,
                       const struct view_cell *twin, const struct view_series *series,
                       struct history_figure *figure)
{
    const char *unit = digest->view.metrics[series->metric].unit;
    const int is_time = strcmp(unit, "ns") == 0;
    if (series->kind != TVP_KIND_TIME || (!is_time && strcmp(unit, "ops/s") != 0))
        return;
    if (digest->pinned)
        pinned_ratio(digest, twin, series, figure);
    else
        weaker_ratio(digest, cell, is_time, series, figure);
}

/* ---- the pinned reference's cells ---- */

/* The name of the cell whose twin it is. To be freed; NULL: out of memory. */
static char *own_name(const struct view_cell *twin)
{
    struct view_cell cell = *twin;
    json_t *params = json_copy((json_t *)(uintptr_t)twin->params);
    json_object_del(params, "arm");
    cell.params = params;
    char *name = params ? export_cell_name(&cell) : NULL;
    json_decref(params);
    return name;
}

static int by_name(const void *left, const void *right)
{
    const struct twin *a = left, *b = right;
    return strcmp(a->name, b->name);
}

static int find_twins(struct digest *digest)
{
    const struct view *view = &digest->view;
    digest->pinned = json_is_object(json_object_get(view->reader.head, "reference"));
    digest->twins = calloc(view->cell_count + 1, sizeof *digest->twins);
    if (!digest->twins)
        return -1;
    for (size_t i = 0; digest->pinned && i < view->cell_count; i++) {
        if (!view_is_reference(&view->cells[i]))
            continue;
        struct twin *twin = &digest->twins[digest->twin_count];
        *twin = (struct twin){own_name(&view->cells[i]), &view->cells[i]};
        if (!twin->name)
            return -1;
        digest->twin_count++;
    }
    if (digest->twin_count > 1)
        qsort(digest->twins, digest->twin_count, sizeof *digest->twins, by_name);
    return 0;
}

static const struct view_cell *twin_of(const struct digest *digest, char *name)
{
    const struct twin key = {name, NULL};
    const struct twin *found =
        bsearch(&key, digest->twins, digest->twin_count, sizeof *digest->twins, by_name);
    return found ? found->cell : NULL;
}

/* ---- writing ---- */

static const char *better_of(const struct digest *digest, const char *metric)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(digest->view.reader.head, "metrics"), i, one)
    {
        if (strcmp(json_text_at(one, "name", ""), metric) == 0)
            return json_text_at(one, "better", "");
    }
    return strcmp(metric, "op_ns") == 0 ? "lower" : "";
}

/* A cell that becomes series. */
struct source {
    const struct view_cell *cell, *twin;
    char *name; /* owned */
};

static int put_series(struct history *history, const struct digest *digest, const struct source *source,
                      const struct view_series *series, char *error)
{
    const struct view_metric *metric = &digest->view.metrics[series->metric];
    const struct history_key key = {digest->class_name, source->name, kind_name(series->kind),
                                    metric->name,       metric->unit, better_of(digest, metric->name)};
    const struct stats_interval median = view_median(series);
    const int known = median.kind == STATS_INTERVAL;
    struct history_figure figure = {.median = median.estimate,
                                    .low = known ? median.low : NAN,
                                    .high = known ? median.high : NAN,
                                    .log_ratio = NAN,
                                    .reference = NAN,
                                    .trials = median.count};
    int64_t id;
    if (!isfinite(figure.median))
        return 0;
    take_ratio(digest, source->cell, source->twin, series, &figure);
    int fault = history_put_series(history, &key, &id, error);
    return fault ? fault : history_put_figure(history, id, digest->run, &figure, error);
}

static int out_of_memory(char *error)
{
    snprintf(error, HISTORY_ERROR_MAX, "out of memory");
    return HISTORY_FAILED;
}

static int put_cell(struct history *history, const struct digest *digest, const struct view_cell *cell,
                    char *error)
{
    struct source source = {.cell = cell, .name = export_cell_name(cell)};
    int fault = source.name ? 0 : out_of_memory(error);
    if (!fault)
        source.twin = twin_of(digest, source.name);
    for (size_t i = 0; !fault && i < cell->series_count; i++)
        if (cell->series[i].count > 0)
            fault = put_series(history, digest, &source, &cell->series[i], error);
    free(source.name);
    return fault;
}

static int put_run(struct history *history, struct digest *digest, char *error)
{
    const struct reader *reader = &digest->view.reader;
    const struct view_series *reference =
        view_series(&digest->view, digest->reference, REFERENCE_METRIC, TVP_KIND_TIME);
    const struct history_machine machine = {digest->class_name, digest->fingerprint};
    const struct history_run run = {
        .key = digest->identity.key,
        .name = reader->name,
        .path = digest->identity.path,
        .content = digest->identity.content,
        .time = json_text_at(reader->machine, "utc", reader->name),
        .tvp = json_text_at(reader->head, "tvp", ""),
        .commit = json_text_at(reader->machine, "tvp.commit", ""),
        .image = json_text_at(reader->head, "image_hash", ""),
        .label = json_text_at(reader->head, "label", ""),
        .trials = reader->trials,
        .trials_ok = digest->view.statuses[STATUS_OK],
        .reference = digest->pinned ? json_text_at(reader->head, "reference.image_hash", "")
                     : reference    ? digest->reference_name
                                    : "",
        .reference_kind = digest->pinned ? HISTORY_PINNED
                          : reference    ? HISTORY_WEAKER
                                         : "",
        .reference_value = !digest->pinned && reference ? view_median(reference).estimate : NAN,
    };
    return history_put_run(history, &run, &machine, &digest->run, error);
}

static int put_all(struct history *history, struct digest *digest, char *error)
{
    int fault = history_begin(history, error);
    if (fault)
        return fault;
    fault = put_run(history, digest, error);
    for (size_t i = 0; !fault && i < digest->view.cell_count; i++)
        if (!view_is_reference(&digest->view.cells[i]))
            fault = put_cell(history, digest, &digest->view.cells[i], error);
    if (!fault)
        fault = history_commit(history, error);
    if (fault)
        history_rollback(history);
    return fault;
}

static int digest_view(struct history *history, struct digest *digest, char *error)
{
    history_machine_words(digest->view.reader.machine, digest->class_name, digest->fingerprint);
    choose_reference(digest);
    if (find_twins(digest) != 0)
        return out_of_memory(error);
    if (digest->reference)
        sort_by_block(view_series(&digest->view, digest->reference, REFERENCE_METRIC, TVP_KIND_TIME));
    if (digest->reference) {
        char *cell = export_cell_name(digest->reference);
        if (!cell || asprintf(&digest->reference_name, "%s/%s", cell, REFERENCE_METRIC) < 0)
            digest->reference_name = NULL;
        free(cell);
        if (!digest->reference_name)
            return out_of_memory(error);
    }
    return put_all(history, digest, error);
}

int history_digest(struct history *history, const char *path, int anew, int *added, int64_t *id, char *error)
{
    struct digest *digest = calloc(1, sizeof *digest);
    *added = 0;
    if (!digest)
        return out_of_memory(error);
    int fault = history_identify(&digest->identity, path, error);
    if (!fault && !anew)
        fault = history_has_run(history, digest->identity.key, digest->identity.content, id, error);
    if (fault == HISTORY_THERE)
        fault = 0;
    else if (!fault) {
        const struct view_filter all = {.reference = 1};
        fault = view_open(&digest->view, path, &all, error) != 0 ? HISTORY_RUN_AT_FAULT : 0;
        if (!fault)
            fault = digest_view(history, digest, error);
        *added = !fault;
        *id = digest->run;
        view_close(&digest->view);
    }
    for (size_t i = 0; i < digest->twin_count; i++)
        free(digest->twins[i].name);
    free(digest->twins);
    free(digest->reference_name);
    free(digest);
    return fault;
}
