/* SPDX-License-Identifier: MIT */
/* A cell as a line of plan.jsonl, and back. */
#include <stdlib.h>
#include <string.h>

#include "../core/command.h"
#include "../core/params.h"
#include "../core/plugin.h"
#include "plan_file.h"
#include "run.h"
#include "run_parts.h"

static json_t *number_or_null(int is, uint64_t number)
{
    return is ? json_integer((json_int_t)number) : json_null();
}

static json_t *kinds_json(uint32_t kinds)
{
    json_t *list = json_array();
    for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++)
        if (kinds >> kind & 1u)
            json_array_append_new(list, json_string(kind_name(kind)));
    return list;
}

static json_t *cpus_json(const struct cell *cell)
{
    if (!cell->cpus)
        return json_null();
    json_t *list = json_array();
    for (uint32_t i = 0; i < cell->workers; i++)
        json_array_append_new(list, json_integer(cell->cpus[i]));
    return list;
}

json_t *plan_cell_json(const struct cell *cell)
{
    int runs = !cell->unsupported[0];
    return json_pack("{s:s, s:I, s:s, s:I, s:s, s:s, s:I, s:s, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:b, s:o}",
                     "type", "cell", "cell", (json_int_t)cell->id, "workload", cell->workload->name,
                     "version", (json_int_t)cell->workload->version, "model", cell->model->name, "sharing",
                     sharing_name(cell->sharing), "workers", (json_int_t)cell->workers, "placement",
                     placement_name(cell->placement), "cpus", cpus_json(cell), "oversubscribed",
                     cell->oversubscribed, "creator_cpu",
                     number_or_null(cell->creator_cpu != MAP_NO_CPU, cell->creator_cpu), "params",
                     run_params(cell), "ops", number_or_null(runs, cell->ops), "batch",
                     number_or_null(runs, cell->batch), "kinds", kinds_json(cell->kinds), "named",
                     cell->named, "unsupported", runs ? json_null() : json_text(cell->unsupported));
}

/* ---- back ---- */

/* Reads a whole number of an object. 0, or -1: none, or out of bounds. */
static int number_at(const json_t *object, const char *name, uint64_t least, uint64_t most, uint64_t *number)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return -1;
    *number = (uint64_t)json_integer_value(value);
    return *number >= least && *number <= most ? 0 : -1;
}

static int small_at(const json_t *object, const char *name, uint64_t least, uint64_t most, uint32_t *number)
{
    uint64_t wide = 0;
    int bad = number_at(object, name, least, most, &wide);
    *number = (uint32_t)wide;
    return bad;
}

static uint32_t word_at(const json_t *object, const char *name, uint32_t count,
                        const char *(*name_of)(uint32_t))
{
    return word_index(json_text_at(object, name, NULL), count, name_of);
}

/* Was this cell's workload loaded from the file with that hash? */
static int is_of_file(const struct cell *cell, const char *load)
{
    uint64_t hash = 0;
    return plugin_path_of(cell, &hash) != NULL && strtoull(load, NULL, 16) == hash;
}

static const char *read_workload(const json_t *line, struct cell *cell, char *reason)
{
    const char *workload = json_text_at(line, "workload", ""), *model = json_text_at(line, "model", "");
    uint64_t version = 0;
    cell->workload = workload_find(workload);
    cell->model = model_find(model);
    const char *load = json_text_at(json_object_get(line, "params"), "load", NULL);
    if (!cell->workload && load)
        snprintf(reason, REASON_MAX, "the workload %.60s was loaded: add --load FILE", workload);
    else if (!cell->workload)
        snprintf(reason, REASON_MAX, "this tvp has no workload %.60s", workload);
    else if (!cell->model)
        snprintf(reason, REASON_MAX, "this tvp has no model %.60s", model);
    else if (number_at(line, "version", 1, UINT32_MAX, &version) != 0 || version != cell->workload->version)
        snprintf(reason, REASON_MAX, "the plan is for version %llu of %.60s, this tvp has version %u",
                 (unsigned long long)version, workload, cell->workload->version);
    else
        return NULL;
    return reason;
}

/* The parameter that stands in `params` as `name`, into the structure `own`. */
static const char *read_one(const json_t *params, const char *name, const struct tvp_param *param,
                            unsigned char *own, char *reason)
{
    const json_t *value = json_object_get(params, name);
    uint64_t *place = param_place(param, own);
    int bad = param->type == TVP_PARAM_CHOICE
                  ? !json_is_string(value) || param_parse(param, json_string_value(value), place, reason) != 0
                  : number_at(params, name, param->min, param->max, place) != 0;
    if (!bad)
        return NULL;
    snprintf(reason, REASON_MAX, "params: %s is missing or out of range", name);
    return reason;
}

static const char *read_own(const json_t *params, struct cell *cell, char *reason)
{
    char name[PARAM_NAME_MAX];
    const char *why = NULL;
    const struct tvp_param *param = cell->workload->params;
    if (params_default(param, cell->workload->name, cell->params, reason) != 0)
        return reason;
    for (; !why && param && param->name; param++)
        why = read_one(params, param->name, param, cell->params, reason);
    param = cell->model->params;
    if (!why && params_default(param, cell->model->name, cell->model_params, reason) != 0)
        return reason;
    for (; !why && param && param->name; param++) {
        param_model_name(cell->model->name, param, name);
        why = read_one(params, name, param, cell->model_params, reason);
    }
    return why;
}

/* What is not said is as usual. */
static const char *read_factors(const json_t *params, struct cell *cell, char *reason)
{
    for (size_t i = 0; i < FACTOR_COUNT; i++) {
        cell->factors[i] = factors[i].usual;
        if (!json_object_get(params, factors[i].name))
            continue;
        if (number_at(params, factors[i].name, factors[i].usual, factors[i].most, &cell->factors[i]) != 0) {
            snprintf(reason, REASON_MAX, "params: %s is out of range", factors[i].name);
            return reason;
        }
    }
    return NULL;
}

/* tvp starts no program because a plan says so: it has to be named again. */
static const char *read_exec(const json_t *params, const struct cell *cell, char *reason)
{
    const char *exec = json_text_at(params, "exec", NULL);
    const struct command *own = command_of(cell);
    char text[COMMAND_BYTES_MAX];
    if (!exec || (own && strcmp(own->escaped, exec) == 0))
        return NULL;
    command_unescape(exec, text);
    for (char *at = text; *at; at++)
        *at = (unsigned char)*at < ' ' ? '?' : *at;
    snprintf(reason, REASON_MAX,
             own ? "the plan is for another command: %.140s" : "add --exec with its command: %.140s", text);
    return reason;
}

static const char *read_params(const json_t *line, struct cell *cell, char *reason)
{
    const json_t *params = json_object_get(line, "params");
    cell->creator = word_at(params, "creator", 2, creator_name);
    cell->pages = word_at(params, "pages", 2, pages_name);
    if (cell->creator == 2 || cell->pages == 2)
        return "params: creator or pages is missing or unknown";
    cell->arm = json_object_get(params, "arm") ? word_at(params, "arm", ARM_COUNT, arm_name) : ARM_NONE;
    if (cell->arm == ARM_COUNT)
        return "params: arm is neither a, b nor reference";
    const char *load = json_text_at(params, "load", NULL);
    if (load && !is_of_file(cell, load))
        return "params: load: the workload was loaded from another build of its file";
    const char *image = json_text_at(params, "image", "");
    if (strlen(image) >= sizeof cell->image)
        return "params: image is too long";
    memcpy(cell->image, image, strlen(image) + 1);
    if (json_object_get(params, "extra_ppm") &&
        small_at(params, "extra_ppm", 0, CELL_EXTRA_PPM_MAX, &cell->extra_ppm) != 0)
        return "params: extra_ppm is out of range";
    cell->lifetime =
        json_object_get(params, "lifetime") ? word_at(params, "lifetime", LIFETIME_COUNT, lifetime_name) : 0;
    if (cell->lifetime == LIFETIME_COUNT)
        return "params: lifetime is unknown";
    if (json_object_get(params, "task") &&
        number_at(params, "task", 1, 3600000000000ull, &cell->task_ns) != 0)
        return "params: task is out of range";
    if (cell->lifetime != LIFETIME_TRIAL && cell->task_ns == 0)
        return "params: a lifetime without tasks";
    if (number_at(params, "data", 0, UINT64_MAX, &cell->data_bytes) != 0 ||
        number_at(params, "heap", 0, UINT64_MAX, &cell->heap_bytes) != 0 ||
        small_at(params, "starts", 1, TVP_STARTS_MAX, &cell->starts) != 0 ||
        small_at(params, "write", 0, 100, &cell->write_percent) != 0)
        return "params: data, heap, starts or write is missing or out of range";
    const char *why = read_exec(params, cell, reason);
    if (!why)
        why = read_factors(params, cell, reason);
    return why ? why : read_own(params, cell, reason);
}

static const char *read_cpus(const json_t *line, struct cell *cell)
{
    const json_t *list = json_object_get(line, "cpus");
    if (!json_is_array(list))
        return json_is_null(list) ? NULL : "cpus is missing";
    if (json_array_size(list) != cell->workers)
        return "there are not as many cpus as workers";
    cell->cpus = calloc(cell->workers, sizeof *cell->cpus);
    if (!cell->cpus)
        return "out of memory";
    for (uint32_t i = 0; i < cell->workers; i++) {
        const json_t *cpu = json_array_get(list, i);
        if (!json_is_integer(cpu) || json_integer_value(cpu) < 0 || json_integer_value(cpu) >= MAP_NO_CPU)
            return "cpus: not the number of a CPU";
        cell->cpus[i] = (uint32_t)json_integer_value(cpu);
    }
    return NULL;
}

static const char *read_kinds(const json_t *line, struct cell *cell)
{
    size_t i;
    json_t *word;
    json_array_foreach(json_object_get(line, "kinds"), i, word)
    {
        uint32_t kind = word_index(json_string_value(word), 2, kind_name);
        if (kind == 2)
            return "kinds: neither time nor memory";
        cell->kinds |= 1u << kind;
    }
    return cell->kinds ? NULL : "kinds is missing";
}

static const char *read_work(const json_t *line, struct cell *cell)
{
    const json_t *unsupported = json_object_get(line, "unsupported");
    cell->creator_cpu = MAP_NO_CPU;
    if (json_is_integer(json_object_get(line, "creator_cpu")) &&
        small_at(line, "creator_cpu", 0, MAP_NO_CPU - 1, &cell->creator_cpu) != 0)
        return "creator_cpu is no CPU";
    cell->oversubscribed = json_is_true(json_object_get(line, "oversubscribed"));
    cell->named = json_is_true(json_object_get(line, "named"));
    if (json_is_string(unsupported)) {
        snprintf(cell->unsupported, REASON_MAX, "%s",
                 json_string_length(unsupported) ? json_string_value(unsupported)
                                                 : "the plan does not say why");
        return NULL;
    }
    if (number_at(line, "ops", 1, 1ull << 60, &cell->ops) != 0 ||
        number_at(line, "batch", 1, cell->ops, &cell->batch) != 0)
        return "ops or batch is missing or out of range";
    if (cell->task_ns != 0 && (cell->ops % cell->batch != 0 || cell->ops / cell->batch > TVP_STARTS_MAX))
        return "ops are no whole tasks, or too many";
    return cell->cpus || cell->placement == PLACE_NONE ? NULL : "a placed cell without cpus";
}

const char *plan_cell_read(const json_t *line, struct cell *cell, char reason[REASON_MAX])
{
    const char *why = read_workload(line, cell, reason);
    if (why)
        return why;
    cell->sharing = word_at(line, "sharing", SHARING_COUNT, sharing_name);
    cell->placement = word_at(line, "placement", PLACE_COUNT, placement_name);
    if (cell->sharing == SHARING_COUNT || cell->placement == PLACE_COUNT)
        return "sharing or placement is missing or unknown";
    if (small_at(line, "workers", 1, TVP_WORKERS_MAX, &cell->workers) != 0)
        return "workers is missing or out of range";
    why = read_params(line, cell, reason);
    if (!why)
        why = read_kinds(line, cell);
    if (!why)
        why = read_cpus(line, cell);
    return why ? why : read_work(line, cell);
}
