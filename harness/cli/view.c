/* SPDX-License-Identifier: MIT */
/* Reads a run into figures: one a cell, metric, kind and trial. */
#include "view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static int out_of_memory(char *error)
{
    snprintf(error, READER_ERROR_MAX, "out of memory");
    return -1;
}

/* One more element of `bytes` at *array, zeroed; NULL when out of memory. */
static void *grow(void *array, size_t count, size_t *room, size_t bytes)
{
    char **base = array;
    if (count == *room) {
        size_t wider = *room ? 2 * *room : 8;
        char *moved = realloc(*base, wider * bytes);
        if (!moved)
            return NULL;
        *base = moved;
        *room = wider;
    }
    return memset(*base + count * bytes, 0, bytes);
}

/* ---- cells ---- */

/* 1: `word` is one of `list`, words separated by commas; NULL lists all. */
static int chosen(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == length && strncmp(at, word, length) == 0)
            return 1;
    return !list;
}

int view_is_reference(const struct view_cell *cell)
{
    return strcmp(json_text_at(cell->params, "arm", ""), arm_name(ARM_REFERENCE)) == 0;
}

static int hidden(const struct view_cell *cell, const struct view_filter *filter)
{
    char workers[VIEW_TEXT_MAX];
    if (!(filter && filter->reference) && view_is_reference(cell))
        return 1;
    return filter && !(chosen(filter->workload, cell->workload) && chosen(filter->model, cell->model) &&
                       chosen(filter->sharing, view_field(cell, "sharing", workers)) &&
                       chosen(filter->workers, view_field(cell, "workers", workers)) &&
                       chosen(filter->placement, cell->placement));
}

static void read_cell(struct view_cell *cell, const json_t *json)
{
    cell->id = (uint32_t)json_integer_value(json_object_get(json, "cell"));
    cell->workload = json_text_at(json, "workload", "");
    cell->model = json_text_at(json, "model", "");
    cell->sharing = json_text_at(json, "sharing", "");
    cell->placement = json_text_at(json, "placement", "");
    cell->unsupported = json_text_at(json, "unsupported", "");
    cell->version = (uint32_t)json_integer_value(json_object_get(json, "version"));
    cell->workers = (uint32_t)json_integer_value(json_object_get(json, "workers"));
    cell->oversubscribed = json_is_true(json_object_get(json, "oversubscribed"));
    cell->params = json_object_get(json, "params");
}

/* One address space, then inherited memory, then a fresh image; what this build does not know comes last. */
static int distance(const struct view_cell *cell)
{
    const struct tvp_model *model = model_find(cell->model);
    if (!model)
        return 3;
    return model->provides & TVP_ONE_ADDRESS_SPACE ? 0 : model->provides & TVP_INHERITS ? 1 : 2;
}

static int by_distance(const void *left, const void *right)
{
    const struct view_cell *a = *(const struct view_cell *const *)left,
                           *b = *(const struct view_cell *const *)right;
    int differs = distance(a) - distance(b);
    return differs ? differs : (a->id > b->id) - (a->id < b->id);
}

static int read_cells(struct view *view, const struct view_filter *filter, char *error)
{
    size_t count = json_array_size(view->reader.cells);
    view->cells = calloc(count ? count : 1, sizeof *view->cells);
    view->order = calloc(count ? count : 1, sizeof *view->order);
    if (!view->cells || !view->order)
        return out_of_memory(error);
    view->cell_count = count;
    for (size_t i = 0; i < count; i++) {
        read_cell(&view->cells[i], json_array_get(view->reader.cells, i));
        view->cells[i].hidden = hidden(&view->cells[i], filter);
        view->order[i] = &view->cells[i];
    }
    if (count > 1)
        qsort(view->order, count, sizeof *view->order, by_distance);
    return 0;
}

/* ---- values ---- */

int view_metric(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->metric_count; i++)
        if (strcmp(view->metrics[i].name, name) == 0)
            return (int)i;
    return -1;
}

static int metric_place(struct view *view, const char *name)
{
    int place = view_metric(view, name);
    if (place >= 0 || view->metric_count == VIEW_METRICS_MAX)
        return place;
    struct view_metric *metric = &view->metrics[view->metric_count];
    metric->name = strdup(name);
    if (!metric->name)
        return -1;
    snprintf(metric->unit, sizeof metric->unit, "%s",
             strcmp(name, "op_ns") == 0 ? "ns" : reader_unit(&view->reader, name));
    return (int)view->metric_count++;
}

static struct view_series *series_of(struct view_cell *cell, uint32_t metric, uint32_t kind)
{
    for (size_t i = 0; i < cell->series_count; i++)
        if (cell->series[i].metric == metric && cell->series[i].kind == kind)
            return &cell->series[i];
    /* the room is the next power of two: told by the count alone */
    if ((cell->series_count & (cell->series_count - 1)) == 0) {
        size_t room = cell->series_count ? 2 * cell->series_count : 1;
        struct view_series *moved = realloc(cell->series, room * sizeof *moved);
        if (!moved)
            return NULL;
        cell->series = moved;
    }
    struct view_series *series = &cell->series[cell->series_count++];
    *series = (struct view_series){.metric = metric, .kind = kind};
    return series;
}

static int keep_value(struct view *view, const struct record *record, const char *name, double value)
{
    int metric = metric_place(view, name);
    struct view_series *series =
        metric < 0 ? NULL : series_of(&view->cells[record->cell], (uint32_t)metric, record->kind);
    if (!series)
        return -1;
    if (!isfinite(value)) {
        series->nulls++;
        const char *reason = json_string_value(json_object_get(record->nulls, name));
        if (!series->null_reason && reason)
            series->null_reason = strdup(reason);
        return 0;
    }
    struct view_value *slot = grow(&series->values, series->count, &series->room, sizeof *series->values);
    if (!slot)
        return -1;
    *slot = (struct view_value){record->trial, (uint32_t)record->block, value};
    series->count++;
    return 0;
}

static int keep_values(struct view *view, const struct record *record)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)record->metrics, name, value)
    {
        if (keep_value(view, record, name, json_is_number(value) ? json_number_value(value) : NAN) != 0)
            return -1;
    }
    json_object_foreach((json_t *)record->worker_metrics, name, value)
    {
        if (keep_value(view, record, name, values_median(value)) != 0)
            return -1;
    }
    double op_ns = record_op_ns(record);
    return isfinite(op_ns) ? keep_value(view, record, "op_ns", op_ns) : 0;
}

static int keep_trouble(struct view *view, const struct record *record)
{
    struct view_trouble *trouble =
        grow(&view->troubles, view->trouble_count, &view->trouble_room, sizeof *view->troubles);
    char *reason = strdup(record->reason);
    if (!trouble || !reason) {
        free(reason);
        return -1;
    }
    *trouble = (struct view_trouble){record->trial, (uint32_t)record->block, (uint32_t)record->cell,
                                     record->status, reason};
    view->trouble_count++;
    return 0;
}

static int keep_record(struct view *view, const struct record *record, char *error)
{
    if (record->cell >= view->cell_count) {
        snprintf(error, READER_ERROR_MAX, "trial %llu is of cell %llu, which is not in the plan",
                 (unsigned long long)record->trial, (unsigned long long)record->cell);
        return -1;
    }
    view->records++;
    view->statuses[record->status]++;
    if (record->session + 1 > view->sessions)
        view->sessions = record->session + 1;
    int failed = 0;
    view->cells[record->cell].recorded++;
    view->cells[record->cell].good += record->status == STATUS_OK;
    view->cells[record->cell].bad += record->status == STATUS_FAILED || record->status == STATUS_CRASHED ||
                                     record->status == STATUS_TIMEOUT;
    if (record->status == STATUS_OK && record->kind == TVP_KIND_TIME &&
        view_keep_trial(view, &view->reader, record, error) != 0)
        return -1;
    if (record->status == STATUS_OK)
        failed = !view->cells[record->cell].hidden && keep_values(view, record);
    else if (record->status != STATUS_UNSUPPORTED)
        failed = keep_trouble(view, record);
    return failed ? out_of_memory(error) : 0;
}

int view_open(struct view *view, const char *path, const struct view_filter *filter,
              char error[READER_ERROR_MAX])
{
    memset(view, 0, sizeof *view);
    if (reader_open(&view->reader, path, error) != 0 || read_cells(view, filter, error) != 0)
        return -1;
    struct record record;
    int more;
    while ((more = reader_next(&view->reader, &record, error)) == 1) {
        int failed = keep_record(view, &record, error);
        record_free(&record);
        if (failed)
            return -1;
    }
    return more == 0 && view_judge(view) != 0 ? out_of_memory(error) : more;
}

void view_say_torn(const struct reader *reader)
{
    if (reader->torn)
        cli_error(EXIT_OK, "%s/trials.jsonl:%llu: the last record is torn, and passed over", reader->path,
                  (unsigned long long)reader->lines.number);
}

void view_close(struct view *view)
{
    for (size_t i = 0; i < view->cell_count; i++) {
        for (size_t s = 0; s < view->cells[i].series_count; s++) {
            free(view->cells[i].series[s].values);
            free(view->cells[i].series[s].null_reason);
        }
        free(view->cells[i].series);
        view_free_trials(&view->cells[i]);
    }
    for (size_t i = 0; i < view->trouble_count; i++)
        free(view->troubles[i].reason);
    for (size_t i = 0; i < view->metric_count; i++)
        free(view->metrics[i].name);
    free(view->troubles);
    free(view->cells);
    free(view->order);
    reader_close(&view->reader);
    memset(view, 0, sizeof *view);
}
