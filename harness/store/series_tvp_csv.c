/* SPDX-License-Identifier: MIT */
/* tvp's CSV: a row a trial, worker and metric. Columns are found by their names; the rows of a trial stand
 * together. */
#include <stdlib.h>
#include <string.h>

#include "../core/map.h"
#include "cell_label.h"
#include "series_tvp.h"

enum column {
    RUN,
    TRIAL,
    KIND,
    WORKLOAD,
    VERSION,
    PARAMS,
    MODEL,
    SHARING,
    WORKERS,
    PLACEMENT,
    STATUS,
    METRIC,
    UNIT,
    VALUE,
    COLUMNS
};
static const char *const names[COLUMNS] = {
    [RUN] = "run",         [TRIAL] = "trial",         [KIND] = "kind",     [WORKLOAD] = "workload",
    [VERSION] = "version", [PARAMS] = "params",       [MODEL] = "model",   [SHARING] = "sharing",
    [WORKERS] = "workers", [PLACEMENT] = "placement", [STATUS] = "status", [METRIC] = "metric",
    [UNIT] = "unit",       [VALUE] = "value"};

struct rows {
    struct series_reader *reader;
    struct series_row row;
    size_t place[COLUMNS], width;
    struct series_run run;
    struct series_set trial;              /* the figures of one trial, a worker each */
    char name[256], number[32], kind[16]; /* of the run and the trial that are being read; "": none yet */
};

static int find_columns(const struct series_row *head, size_t place[COLUMNS])
{
    for (size_t column = 0; column < COLUMNS; column++) {
        place[column] = 0;
        while (place[column] < head->count && strcmp(series_field(head, place[column]), names[column]) != 0)
            place[column]++;
        if (place[column] == head->count)
            return 0;
    }
    return 1;
}

int series_is_tvp_csv(const struct series_row *head)
{
    size_t place[COLUMNS];
    return find_columns(head, place);
}

static const char *text_of(const struct rows *rows, enum column column)
{
    return series_field(&rows->row, rows->place[column]);
}

/* ---- a cell's label ---- */

/* "name=value;name=value", whole numbers as such. New reference; NULL: out of memory. */
static json_t *params_of(const char *text)
{
    json_t *params = json_object();
    while (params && *text) {
        const size_t length = strcspn(text, ";"), name = strcspn(text, "=;");
        if (name < length) {
            char *key = strndup(text, name), *value = strndup(text + name + 1, length - name - 1);
            const int whole =
                value && *value && strspn(value, "0123456789") == strlen(value) && strlen(value) < 19;
            if (key && value)
                json_object_set_new(params, key,
                                    whole ? json_integer(strtoll(value, NULL, 10)) : json_string(value));
            free(key);
            free(value);
        }
        text += length + (text[length] == ';');
    }
    return params;
}

static char *label_of(const struct rows *rows)
{
    json_t *params = params_of(text_of(rows, PARAMS));
    const struct cell_words words = {text_of(rows, WORKLOAD),
                                     text_of(rows, MODEL),
                                     text_of(rows, SHARING),
                                     text_of(rows, PLACEMENT),
                                     (uint32_t)strtoul(text_of(rows, VERSION), NULL, 10),
                                     (uint32_t)strtoul(text_of(rows, WORKERS), NULL, 10),
                                     params};
    char *label = params ? cell_label(&words) : NULL;
    json_decref(params);
    return label;
}

/* ---- trials and runs ---- */

static int take_trial_figure(void *context, const struct series_point *point)
{
    struct rows *rows = context;
    return series_run_take(&rows->run, rows->kind, point);
}

/* What has been read of a trial becomes one figure of each metric. */
static int end_trial(struct rows *rows)
{
    int fault = series_reduce_to(&rows->trial, NULL, NULL, take_trial_figure, rows);
    series_set_free(&rows->trial);
    return fault;
}

static int end_run(struct rows *rows, int fault)
{
    if (!fault)
        fault = end_trial(rows);
    series_set_free(&rows->trial);
    return series_run_end(&rows->run, fault);
}

/* Runs are named by when they began, unless somebody named the folder. */
static void begin_run(struct rows *rows)
{
    snprintf(rows->name, sizeof rows->name, "%s", text_of(rows, RUN));
    series_run_begin(&rows->run, rows->reader, rows->row.line);
    snprintf(rows->run.time, sizeof rows->run.time, "%.16s", rows->name);
    if (series_time_us(rows->run.time) == SERIES_NO_TIME)
        rows->run.time[0] = '\0';
}

/* Ends the trial, and the run, that this row no longer belongs to. */
static int turn(struct rows *rows)
{
    int fault = 0;
    const int other_run = strcmp(rows->name, text_of(rows, RUN)) != 0;
    if (other_run || strcmp(rows->number, text_of(rows, TRIAL)) != 0)
        fault = end_trial(rows);
    if (other_run && !fault) {
        fault = end_run(rows, 0);
        begin_run(rows);
    }
    snprintf(rows->number, sizeof rows->number, "%s", text_of(rows, TRIAL));
    snprintf(rows->kind, sizeof rows->kind, "%s", text_of(rows, KIND));
    rows->run.line = rows->row.line;
    return fault;
}

static int take_row(struct rows *rows)
{
    const char *metric = text_of(rows, METRIC);
    struct series_point point = {.metric = metric, .unit = text_of(rows, UNIT)};
    if (rows->row.count != rows->width)
        return series_fault(rows->reader, rows->row.line, "%zu fields, and the first line has %zu",
                            rows->row.count, rows->width);
    int fault = turn(rows);
    if (fault || strcmp(text_of(rows, STATUS), status_name(STATUS_OK)) != 0 || !*metric)
        return fault;
    if (series_number(text_of(rows, VALUE), &point.value) < 0)
        return series_fault(rows->reader, rows->row.line, "not a number: %.40s", text_of(rows, VALUE));
    char *label = label_of(rows);
    point.name = label;
    point.better = series_metric_better(metric);
    fault = label ? series_take_into(rows->reader, &rows->trial, rows->row.line, &point) : SERIES_NO_MEMORY;
    free(label);
    return fault;
}

/* The head once more: files that were put together. */
static int is_head(const struct rows *rows)
{
    return strcmp(text_of(rows, RUN), names[RUN]) == 0 && strcmp(text_of(rows, TRIAL), names[TRIAL]) == 0;
}

int series_tvp_csv(struct series_reader *reader, const struct series_row *head)
{
    struct rows rows = {.reader = reader, .width = head->count};
    int more, fault = 0;
    find_columns(head, rows.place);
    series_run_begin(&rows.run, reader, head->line);
    while (!fault && (fault = series_next_row(reader, &rows.row, &more)) == 0 && more)
        if (!is_head(&rows))
            fault = take_row(&rows);
    fault = end_run(&rows, fault);
    series_row_free(&rows.row);
    return fault;
}
