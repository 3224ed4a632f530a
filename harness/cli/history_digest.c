/* SPDX-License-Identifier: MIT */
/* From a run folder to what the history keeps of it: for each cell and metric the median over trials, its
 * interval, and the ratio to the run's reference. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "history_cli.h"
#include "view.h"

struct digest {
    struct view view;
    struct history_identity identity;
    char class_name[HISTORY_CLASS_MAX], fingerprint[HISTORY_FINGERPRINT_MAX];
    struct history_ratios ratios;
    int64_t run;
};

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

static int put_series(struct history *history, const struct digest *digest, const struct view_cell *cell,
                      const char *cell_name, const struct view_series *series, char *error)
{
    const struct view_metric *metric = &digest->view.metrics[series->metric];
    const struct history_key key = {digest->class_name, cell_name,    kind_name(series->kind),
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
    history_ratios_take(&digest->ratios, cell, cell_name, series, &figure);
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
    char *name = export_cell_name(cell);
    int fault = name ? 0 : out_of_memory(error);
    for (size_t i = 0; !fault && i < cell->series_count; i++)
        if (cell->series[i].count > 0)
            fault = put_series(history, digest, cell, name, &cell->series[i], error);
    free(name);
    return fault;
}

static int put_run(struct history *history, struct digest *digest, char *error)
{
    const struct reader *reader = &digest->view.reader;
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
        .trials = reader->trials - reader->decided,
        .trials_ok = digest->view.statuses[STATUS_OK],
        .reference = digest->ratios.name,
        .reference_kind = digest->ratios.pinned   ? HISTORY_PINNED
                          : digest->ratios.weaker ? HISTORY_WEAKER
                                                  : "",
        .reference_value = history_ratios_weaker(&digest->ratios),
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
    if (history_ratios_begin(&digest->ratios, &digest->view) != 0)
        return out_of_memory(error);
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
        view_say_torn(&digest->view.reader);
        if (!fault)
            fault = digest_view(history, digest, error);
        *added = !fault;
        *id = digest->run;
        view_close(&digest->view);
    }
    history_ratios_end(&digest->ratios);
    free(digest);
    return fault;
}
