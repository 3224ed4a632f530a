/* SPDX-License-Identifier: MIT */
/* Writes plan.jsonl: the head, the cells, the pilots, then one line a trial, as they come. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../core/build.h"
#include "plan_file.h"
#include "run.h"

static int write_line(FILE *file, json_t *line)
{
    int bad = !line || json_dumpf(line, file, JSON_COMPACT) != 0 || fputc('\n', file) == EOF;
    json_decref(line);
    return bad ? -1 : 0;
}

/* "" is null. */
static json_t *text_or_null(const char *text)
{
    return text[0] ? json_text(text) : json_null();
}

static int is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; (at = strstr(at, name)) != NULL; at += length)
        if ((at == list || at[-1] == ',') && at[length] == ',')
            return 1;
    return 0;
}

static json_t *probes_json(const struct plan *plan)
{
    json_t *list = json_array();
    for (const struct tvp_probe *const *at = tvp_probes; *at; at++)
        if (is_listed(plan->probes, (*at)->name))
            json_array_append_new(list, json_text((*at)->name));
    return list;
}

static json_t *metric_json(const struct tvp_metric *metric, const struct tvp_probe *probe)
{
    static const char *const better[] = {
        [TVP_LOWER_IS_BETTER] = "lower", [TVP_HIGHER_IS_BETTER] = "higher", [TVP_NEITHER] = "neither"};
    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:s}", "name", metric->name, "unit", metric->unit,
                     "better", better[metric->better], "scope",
                     metric->scope == TVP_PER_WORKER ? "worker" : "trial", "exact", metric->exact, "probe",
                     probe->name, "brief", metric->brief);
}

static json_t *metrics_json(const struct plan *plan)
{
    json_t *list = json_array();
    const struct tvp_probe *probe;
    const struct tvp_metric *metric;
    for (uint32_t place = 0; (metric = metric_at(place, &probe)) != NULL; place++)
        if (is_listed(plan->probes, probe->name))
            json_array_append_new(list, metric_json(metric, probe));
    return list;
}

static json_t *command_json(const char *const *command)
{
    json_t *list = json_array();
    for (; *command; command++)
        json_array_append_new(list, json_text(*command));
    return list;
}

static json_t *images_json(const struct plan *plan)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < plan->image_count; i++) {
        char hash[17];
        snprintf(hash, sizeof hash, "%016" PRIx64, plan->images[i].hash);
        json_t *image = json_pack("{s:s, s:s}", "name", plan->images[i].name, "image_hash", hash);
        if (plan->images[i].runtime[0]) {
            json_object_set_new(image, "runtime", json_text(plan->images[i].runtime));
            json_object_set_new(image, "path", json_text(plan->images[i].path));
        }
        json_array_append_new(list, image);
    }
    return list;
}

static json_t *head_json(const struct plan *plan, const struct plan_words *words)
{
    char hash[17];
    snprintf(hash, sizeof hash, "%016" PRIx64, plan->image_hash);
    json_t *head = json_pack(
        "{s:s, s:i, s:s, s:s, s:I, s:o, s:o, s:o, s:{s:i, s:i}, s:I, s:o, s:o, s:I, s:s, s:o, s:o}", "type",
        "plan", "schema", PLAN_SCHEMA, "tvp", build_version, "run", words->run, "seed",
        (json_int_t)plan->seed, "command", command_json(words->command), "suite", text_or_null(plan->suite),
        "label", text_or_null(plan->label), "blocks", "time", (int)plan->blocks_time, "memory",
        (int)plan->blocks_memory, "timeout_ns", (json_int_t)plan->timeout_ns, "budget_ns",
        plan->budget_ns ? json_integer((json_int_t)plan->budget_ns) : json_null(), "target",
        plan->target > 0 ? json_real(plan->target) : json_null(), "spent_ns", (json_int_t)plan->spent_ns,
        "image_hash", hash, "probes", probes_json(plan), "metrics", metrics_json(plan));
    if (head && plan->has_reference) {
        snprintf(hash, sizeof hash, "%016" PRIx64, plan->reference_hash);
        json_object_set_new(head, "reference", json_pack("{s:s}", "image_hash", hash));
    }
    if (head && plan->image_count)
        json_object_set_new(head, "images", images_json(plan));
    if (head && words->ab)
        json_object_set(head, "ab", (json_t *)(uintptr_t)words->ab);
    if (head && words->selftest)
        json_object_set(head, "selftest", (json_t *)(uintptr_t)words->selftest);
    return head;
}

static int write_pilots(FILE *file, const struct plan *plan, const struct plan_words *words)
{
    size_t i;
    json_t *line;
    json_array_foreach(words->decided, i, line)
    {
        if (write_line(file, json_incref(line)) != 0)
            return -1;
    }
    for (uint32_t g = 0; words->pilots && g < words->pilots->count; g++) {
        const struct pilot_group *group = &words->pilots->groups[g];
        const struct cell *cell = &plan->cells[group->measured ? group->cell : group->cells[0]];
        json_t *cells = json_array();
        for (uint32_t c = 0; c < group->count; c++)
            json_array_append_new(cells, json_integer(group->cells[c]));
        line = json_pack("{s:s, s:s, s:i, s:s, s:s, s:o, s:o, s:I, s:I, s:o, s:o, s:I, s:o}", "type", "pilot",
                         "workload", cell->workload->name, "workers", (int)cell->workers, "model",
                         cell->model->name, "sharing", sharing_name(cell->sharing), "cells", cells, "op_ns",
                         group->measured ? json_real(group->op_ns) : json_null(), "ops",
                         (json_int_t)group->ops, "batch", (json_int_t)group->batch, "time_ns",
                         cell->ops_asked ? json_null() : json_integer((json_int_t)cell->time_ns),
                         "best_time_ns", isfinite(group->best_ns) ? json_real(group->best_ns) : json_null(),
                         "cost_ns", (json_int_t)group->cost_ns, "reason", text_or_null(group->reason));
        const double task_ns = pilot_task_ns(&plan->cells[group->cells[0]], group);
        if (line && isfinite(task_ns))
            json_object_set_new(line, "task_ns", json_real(task_ns));
        if (write_line(file, line) != 0)
            return -1;
    }
    return 0;
}

static int write_groups(FILE *file, const struct plan *plan, const struct budget *budget)
{
    for (uint32_t i = 0; budget && i < budget->share_count; i++)
        if (write_line(file, plan_group_json(budget, plan, &budget->shares[i])) != 0)
            return -1;
    return 0;
}

static int write_trial(FILE *file, const struct planned *planned)
{
    return fprintf(file,
                   "{\"type\":\"trial\",\"trial\":%" PRIu64
                   ",\"block\":%u,\"kind\":\"%s\",\"cell\":%u,\"seed\":%" PRIu64 "}\n",
                   planned->trial, planned->block, kind_name(planned->kind), planned->cell, planned->seed) < 0
               ? -1
               : 0;
}

/* 0; -1 with errno, or with `error`. */
static int write_all(FILE *file, struct plan *plan, const struct plan_words *words, plan_source *next,
                     void *context, char *error)
{
    struct planned planned;
    int more, bad = write_line(file, head_json(plan, words));
    for (uint32_t i = 0; i < plan->cell_count && !bad; i++)
        bad = write_line(file, plan_cell_json(&plan->cells[i]));
    if (bad || write_pilots(file, plan, words) != 0 || write_groups(file, plan, words->budget) != 0)
        return -1;
    plan->trials = 0;
    while ((more = next(context, &planned, error)) > 0) {
        if (write_trial(file, &planned) != 0)
            return -1;
        plan->trials++;
    }
    if (more < 0)
        return -1;
    return fprintf(file, "{\"type\":\"end\",\"trials\":%" PRIu64 "}\n", plan->trials) < 0 ? -1 : 0;
}

int plan_write(const char *path, struct plan *plan, const struct plan_words *words, plan_source *next,
               void *context, char error[PLAN_ERROR_MAX])
{
    error[0] = 0;
    errno = 0;
    FILE *file = fopen(path, "w");
    int bad = !file || write_all(file, plan, words, next, context, error) != 0;
    if (file && fclose(file) != 0)
        bad = 1;
    if (bad && !error[0])
        snprintf(error, PLAN_ERROR_MAX, "cannot write %.1000s: %s", path,
                 errno ? strerror(errno) : "out of memory");
    return bad ? -1 : 0;
}
