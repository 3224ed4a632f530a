/* SPDX-License-Identifier: MIT */
/* From a run folder to what the history keeps of it: for each cell and metric the median over trials, its
 * interval, and the ratio to the run's reference. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/machine.h"
#include "export.h"
#include "history_cli.h"
#include "view.h"

/* Until a run can hold a pinned reference build, this workload says how fast the machine was. */
#define REFERENCE_WORKLOAD "cpu_hash"
#define REFERENCE_METRIC   "ops_per_s"
#define RUN_AT_FAULT       1

struct digest {
    struct view view;
    char key[40], content[20], class_name[400], fingerprint[800], path[TVP_PATH_MAX];
    const struct view_cell *reference; /* NULL: none */
    char *reference_name;
    int64_t run;
};

/* ---- identity ---- */

static int hash_of(const char *folder, const char *name, uint64_t *hash)
{
    char path[TVP_PATH_MAX];
    *hash = 0;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return -PLAT_EINVAL;
    return machine_hash_file(path, hash);
}

static int cannot_read(const char *path, const char *name, int code, char *error)
{
    if (code == -PLAT_ENOENT)
        snprintf(error, HISTORY_ERROR_MAX, "this is no run folder, it has no %s: %.*s", name,
                 (int)TVP_PATH_MAX, path);
    else
        snprintf(error, HISTORY_ERROR_MAX, "cannot read %.*s/%s: %s", (int)TVP_PATH_MAX, path, name,
                 plat_error_text(code));
    return RUN_AT_FAULT;
}

/* A run is its plan, which holds its name, and the machine when it began; what was measured may still grow
 * when it is resumed. */
static int identify(struct digest *digest, const char *path, char *error)
{
    static const char *const names[] = {"plan.jsonl", "machine.json", "trials.jsonl"};
    uint64_t hashes[3];
    for (size_t i = 0; i < 3; i++) {
        int code = hash_of(path, names[i], &hashes[i]);
        if (code != 0 && (i < 2 || code != -PLAT_ENOENT))
            return cannot_read(path, names[i], code, error);
    }
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    snprintf(digest->path, sizeof digest->path, "%.*s", (int)length, path);
    snprintf(digest->key, sizeof digest->key, "%016" PRIx64 "%016" PRIx64, hashes[0], hashes[1]);
    snprintf(digest->content, sizeof digest->content, "%016" PRIx64, hashes[2]);
    return 0;
}

/* ---- the machine ---- */

static void append(char *out, size_t room, const char *before, const char *text, const char *after)
{
    size_t used = strlen(out);
    if (*text && used < room)
        snprintf(out + used, room - used, "%s%s%s%s", used ? ", " : "", before, text, after);
}

static void describe_machine(struct digest *digest)
{
    const json_t *machine = digest->view.reader.machine, *cpu = json_object_get(machine, "cpu");
    const json_t *cpus = json_object_get(cpu, "allowed");
    char text[128];
    char *name = digest->class_name, *whole = digest->fingerprint;
    const size_t room = sizeof digest->class_name;
    snprintf(text, sizeof text, "%.60s%s%.60s", json_text_at(machine, "os.name", "unknown system"),
             *json_text_at(machine, "os.arch", "") ? " " : "", json_text_at(machine, "os.arch", ""));
    append(name, room, "", text, "");
    append(name, room, "", json_text_at(machine, "cpu.model", ""), "");
    snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(cpus));
    if (json_is_integer(cpus))
        append(name, room, "", text, json_integer_value(cpus) == 1 ? " CPU" : " CPUs");
    if (json_is_true(json_object_get(json_object_get(machine, "virtualization"), "hypervisor")))
        append(name, room, "", "virtual machine", "");
    append(name, room, "emulated by ", json_text_at(machine, "emulator", ""), "");

    const char *kernel = json_text_at(machine, "os.kernel", "");
    const char *dot = strchr(kernel, '.');
    int length = (int)(dot ? strspn(dot + 1, "0123456789") + (size_t)(dot + 1 - kernel) : strlen(kernel));
    snprintf(text, sizeof text, "%.*s", length < 100 ? length : 100, kernel);
    snprintf(whole, sizeof digest->fingerprint, "%s", name);
    append(whole, sizeof digest->fingerprint, "kernel ", text, "");
    append(whole, sizeof digest->fingerprint, "", json_text_at(machine, "libc.name", ""), "");
}

/* ---- the reference ---- */

/* The cell with the fewest workers; of these the one nearest to a thread, as the view orders them. */
static void choose_reference(struct digest *digest)
{
    const struct view *view = &digest->view;
    for (size_t i = 0; i < view->cell_count; i++) {
        const struct view_cell *cell = view->order[i];
        if (strcmp(cell->workload, REFERENCE_WORKLOAD) == 0 &&
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

/* Throughput is compared with the reference's throughput, a time with the time of one of its ops; what does
 * not depend on the machine's speed has no ratio. */
static double ratio_of(const struct digest *digest, const struct view_cell *cell,
                       const struct view_series *series)
{
    const char *unit = digest->view.metrics[series->metric].unit;
    const int is_time = strcmp(unit, "ns") == 0;
    if (!digest->reference || series->kind != TVP_KIND_TIME || (!is_time && strcmp(unit, "ops/s") != 0) ||
        (cell == digest->reference && !is_time))
        return NAN;
    return log_ratio(series, view_series(&digest->view, digest->reference, REFERENCE_METRIC, TVP_KIND_TIME),
                     is_time ? 1 : -1);
}

/* So that it can be searched. */
static void sort_reference(struct digest *digest)
{
    const struct view_series *series =
        view_series(&digest->view, digest->reference, REFERENCE_METRIC, TVP_KIND_TIME);
    if (series)
        qsort(series->values, series->count, sizeof *series->values, by_block);
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

static int put_series(struct history *history, const struct digest *digest, const struct view_cell *cell,
                      const char *cell_name, const struct view_series *series, char *error)
{
    const struct view_metric *metric = &digest->view.metrics[series->metric];
    const struct history_key key = {digest->class_name, cell_name,    kind_name(series->kind),
                                    metric->name,       metric->unit, better_of(digest, metric->name)};
    const struct stats_interval median = view_median(series);
    const int known = median.kind == STATS_INTERVAL;
    const struct history_figure figure = {.median = median.estimate,
                                          .low = known ? median.low : NAN,
                                          .high = known ? median.high : NAN,
                                          .log_ratio = ratio_of(digest, cell, series),
                                          .trials = median.count};
    int64_t id;
    if (!isfinite(figure.median))
        return 0;
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
    const struct view_series *reference =
        view_series(&digest->view, digest->reference, REFERENCE_METRIC, TVP_KIND_TIME);
    const struct history_machine machine = {digest->class_name, digest->fingerprint};
    const struct history_run run = {
        .key = digest->key,
        .name = reader->name,
        .path = digest->path,
        .content = digest->content,
        .time = json_text_at(reader->machine, "utc", reader->name),
        .tvp = json_text_at(reader->head, "tvp", ""),
        .commit = json_text_at(reader->machine, "tvp.commit", ""),
        .image = json_text_at(reader->head, "image_hash", ""),
        .label = json_text_at(reader->head, "label", ""),
        .trials = reader->trials,
        .trials_ok = digest->view.statuses[STATUS_OK],
        .reference = reference ? digest->reference_name : "",
        .reference_kind = reference ? "weaker" : "",
        .reference_value = reference ? view_median(reference).estimate : NAN,
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
        fault = put_cell(history, digest, &digest->view.cells[i], error);
    if (!fault)
        fault = history_commit(history, error);
    if (fault)
        history_rollback(history);
    return fault;
}

static int digest_view(struct history *history, struct digest *digest, char *error)
{
    describe_machine(digest);
    choose_reference(digest);
    sort_reference(digest);
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
    int fault = identify(digest, path, error);
    if (!fault && !anew)
        fault = history_has_run(history, digest->key, digest->content, id, error);
    if (fault == HISTORY_THERE)
        fault = 0;
    else if (!fault) {
        fault = view_open(&digest->view, path, NULL, error) != 0 ? RUN_AT_FAULT : 0;
        if (!fault)
            fault = digest_view(history, digest, error);
        *added = !fault;
        *id = digest->run;
        view_close(&digest->view);
    }
    free(digest->reference_name);
    free(digest);
    return fault;
}
