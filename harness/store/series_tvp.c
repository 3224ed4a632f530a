/* SPDX-License-Identifier: MIT */
/* What `tvp export` writes as CSV and JSON: of each cell and metric the median over the trials that are ok, a
 * worker's metric reduced to the median over the workers first, as in `tvp show`. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cell_label.h"
#include "reader.h"
#include "series_tvp.h"

void series_run_begin(struct series_run *run, struct series_reader *reader, uint64_t line)
{
    *run = (struct series_run){.reader = reader, .line = line};
}

/* Trials of both kinds may tell a metric: then those of time do. */
int series_run_end(struct series_run *run, int fault)
{
    struct series_set *memory = &run->kinds[TVP_KIND_MEMORY], *time = &run->kinds[TVP_KIND_TIME];
    for (size_t i = 0; i < memory->count; i++) {
        struct series *series = &memory->series[i];
        if (series_known(time, series_text_of(memory, series->name), series_text_of(memory, series->metric)))
            series->count = 0;
    }
    run->reader->is_moment = 1;
    for (size_t kind = 0; kind < 2; kind++) {
        if (!fault)
            fault = series_reduce(run->reader, &run->kinds[kind], run->line, run->time, run->commit);
        series_set_free(&run->kinds[kind]);
    }
    return fault;
}

int series_run_take(struct series_run *run, const char *kind, const struct series_point *point)
{
    const int is_memory = strcmp(kind, kind_name(TVP_KIND_MEMORY)) == 0;
    return series_take_into(run->reader, &run->kinds[is_memory ? TVP_KIND_MEMORY : TVP_KIND_TIME], run->line,
                            point);
}

/* ---- JSON ---- */

static int is_tvp(const json_t *object)
{
    return json_is_array(json_object_get(object, "trials")) &&
           json_is_array(json_object_get(object, "cells")) && json_is_object(json_object_get(object, "plan"));
}

static uint32_t number_at(const json_t *object, const char *name)
{
    const json_int_t number = json_integer_value(json_object_get(object, name));
    return number > 0 && number <= UINT32_MAX ? (uint32_t)number : 0;
}

static char *label_of(const json_t *cell)
{
    const struct cell_words words = {json_text_at(cell, "workload", ""), json_text_at(cell, "model", ""),
                                     json_text_at(cell, "sharing", ""),  json_text_at(cell, "placement", ""),
                                     number_at(cell, "version"),         number_at(cell, "workers"),
                                     json_object_get(cell, "params")};
    return cell_label(&words);
}

/* What the plan says of a metric: its member `what`. */
static const char *described(const json_t *document, const char *metric, const char *what)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(json_object_get(document, "plan"), "metrics"), i, one)
    {
        if (strcmp(json_text_at(one, "name", ""), metric) == 0)
            return json_text_at(one, what, NULL);
    }
    return NULL;
}

/* A metric's number, or its workers' numbers. */
static int take_metric(struct series_run *run, const json_t *document, const json_t *trial, const char *label,
                       const char *metric, const json_t *value)
{
    int failed = 0;
    const struct series_point point = {.name = label,
                                       .metric = metric,
                                       .unit = described(document, metric, "unit"),
                                       .better = described(document, metric, "better"),
                                       .value = json_is_array(value)    ? series_median_json(value, &failed)
                                                : json_is_number(value) ? json_number_value(value)
                                                                        : NAN};
    if (failed)
        return SERIES_NO_MEMORY;
    return isnan(point.value) ? 0 : series_run_take(run, json_text_at(trial, "kind", ""), &point);
}

static int take_trial(struct series_run *run, const json_t *document, const json_t *trial)
{
    static const char *const members[] = {"metrics", "worker_metrics"};
    const json_t *number = json_object_get(trial, "cell");
    const json_t *cell = json_array_get(json_object_get(document, "cells"), number_at(trial, "cell"));
    const char *metric;
    json_t *value;
    int fault = 0;
    if (strcmp(json_text_at(trial, "status", ""), status_name(STATUS_OK)) != 0)
        return 0;
    if (!json_is_integer(number) || !json_is_object(cell))
        return series_fault(run->reader, run->line, "a trial of no cell");
    char *label = label_of(cell);
    for (size_t i = 0; label && !fault && i < sizeof members / sizeof *members; i++) {
        json_object_foreach(json_object_get(trial, members[i]), metric, value)
        {
            fault = take_metric(run, document, trial, label, metric, value);
            if (fault)
                break;
        }
    }
    fault = label ? fault : SERIES_NO_MEMORY;
    free(label);
    return fault;
}

static int read_tvp(struct series_reader *reader, const json_t *object, uint64_t line)
{
    struct series_run run;
    const json_t *machine = json_object_get(object, "machine"), *trial;
    size_t i;
    int fault = 0;
    series_run_begin(&run, reader, line);
    snprintf(run.time, sizeof run.time, "%s", json_text_at(machine, "utc", ""));
    snprintf(run.commit, sizeof run.commit, "%s", json_text_at(machine, "tvp.commit", ""));
    json_array_foreach(json_object_get(object, "trials"), i, trial)
    {
        fault = take_trial(&run, object, trial);
        if (fault)
            break;
    }
    return series_run_end(&run, fault);
}

const struct series_form series_form_tvp = {SERIES_JSON, is_tvp, read_tvp};
