/* SPDX-License-Identifier: MIT */
/* A trial's record and its samples, as docs/format.md has them. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../core/command.h"
#include "../core/params.h"
#include "../core/plugin.h"
#include "inside.h"
#include "lines.h"
#include "record.h"
#include "run.h"

/* ---- parameters ---- */

static json_t *choice_value(const struct tvp_param *param, uint64_t index)
{
    char word[TVP_NAME_MAX];
    return param_choice(param, index, word) == 0 ? json_text(word) : json_null();
}

static json_t *own_value(const struct tvp_param *param, const unsigned char *params)
{
    uint64_t value;
    memcpy(&value, params + param->offset, sizeof value);
    return param->type == TVP_PARAM_CHOICE ? choice_value(param, value) : json_integer((json_int_t)value);
}

static void add_own(json_t *object, const struct cell *cell)
{
    char name[PARAM_NAME_MAX];
    const struct tvp_param *param;
    for (param = cell->workload->params; param != NULL && param->name != NULL; param++)
        json_object_set_new(object, param->name, own_value(param, cell->params));
    for (param = cell->model->params; param != NULL && param->name != NULL; param++) {
        param_model_name(cell->model->name, param, name);
        json_object_set_new(object, name, own_value(param, cell->model_params));
    }
}

/* The same object with its names in order. */
static json_t *sorted(json_t *object)
{
    json_t *out = json_object();
    for (size_t done = 0; done < json_object_size(object); done++) {
        const char *last = NULL, *next = NULL, *name;
        json_t *value;
        if (done > 0)
            json_object_foreach(out, name, value) last = name;
        json_object_foreach(object, name, value)
        {
            if ((last == NULL || strcmp(name, last) > 0) && (next == NULL || strcmp(name, next) < 0))
                next = name;
        }
        json_object_set(out, next, json_object_get(object, next));
    }
    json_decref(object);
    return out;
}

json_t *run_params(const struct cell *cell)
{
    json_t *object =
        json_pack("{s:s,s:I,s:I,s:s,s:i,s:i}", "creator", cell->creator == CREATOR_OTHER ? "other" : "same",
                  "data", (json_int_t)cell->data_bytes, "heap", (json_int_t)cell->heap_bytes, "pages",
                  cell->pages == PLAT_PAGES_THP ? "thp" : "4k", "starts", (int)cell->starts, "write",
                  (int)cell->write_percent);
    if (object == NULL)
        return NULL;
    if (cell->task_ns != 0)
        json_object_set_new(object, "lifetime", json_text(lifetime_name(cell->lifetime)));
    if (cell->task_ns != 0)
        json_object_set_new(object, "task", json_integer((json_int_t)cell->task_ns));
    uint64_t hash;
    char text[20];
    if (!plugin_is_own(cell->workload) && plugin_path_of(cell, &hash) != NULL) {
        snprintf(text, sizeof text, "%016" PRIx64, hash);
        json_object_set_new(object, "load", json_text(text));
    }
    if (command_of(cell) != NULL)
        json_object_set_new(object, "exec", json_text(command_of(cell)->escaped));
    if (cell->arm != ARM_NONE)
        json_object_set_new(object, "arm", json_text(arm_name(cell->arm)));
    if (cell->image[0] != '\0')
        json_object_set_new(object, "image", json_text(cell->image));
    if (cell->extra_ppm != 0)
        json_object_set_new(object, "extra_ppm", json_integer(cell->extra_ppm));
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        if (cell->factors[i] > factors[i].usual)
            json_object_set_new(object, factors[i].name, json_integer((json_int_t)cell->factors[i]));
    add_own(object, cell);
    return sorted(object);
}

/* ---- metrics ---- */

/* The value as JSON; a null's reason goes to `nulls`, the first of each metric. */
static json_t *value_json(const struct map_value *value, const char *name, json_t *nulls)
{
    const char *reason = "not measured by this worker";
    json_t *number = NULL;
    if (value->state == VALUE_INTEGER)
        number = json_integer((json_int_t)value->integer);
    else if (value->state == VALUE_REAL && isfinite(value->real))
        number = json_real(value->real);
    else if (value->state == VALUE_REAL)
        reason = "not a finite number";
    else if (value->state == VALUE_NULL)
        reason = value->reason;
    if (number != NULL)
        return number;
    if (json_object_get(nulls, name) == NULL)
        json_object_set_new(nulls, name, json_text(reason));
    return json_null();
}

static int workers_have(const struct map_head *map, uint32_t place)
{
    for (uint32_t i = 0; i < map->workers; i++)
        if (map_worker_at(map, i)->values[place].state != VALUE_ABSENT)
            return 1;
    return 0;
}

struct metrics {
    json_t *trial, *worker, *nulls;
};

static void add_metrics(struct metrics *out, const struct map_head *map)
{
    const struct tvp_metric *metric;
    for (uint32_t place = 0; place < TVP_VALUES_MAX && (metric = metric_at(place, NULL)) != NULL; place++) {
        if (metric->scope == TVP_PER_TRIAL && map->values[place].state != VALUE_ABSENT)
            json_object_set_new(out->trial, metric->name,
                                value_json(&map->values[place], metric->name, out->nulls));
        if (metric->scope != TVP_PER_WORKER || !workers_have(map, place))
            continue;
        json_t *list = json_array();
        for (uint32_t i = 0; i < map->workers; i++)
            json_array_append_new(
                list, value_json(&map_worker_at(map, i)->values[place], metric->name, out->nulls));
        json_object_set_new(out->worker, metric->name, list);
    }
}

/* What the runtime that played it says of itself; NULL: it was none. */
static json_t *runtime_json(const struct cell *cell, const struct map_head *map)
{
    char facts[MAP_FACTS_MAX];
    json_t *runtime = json_pack("{s:s}", "name", cell->workload->runtime);
    memcpy(facts, map->facts, sizeof facts);
    facts[sizeof facts - 1] = '\0';
    for (char *line = facts, *next; line && *line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        char *equals = strchr(line, '=');
        if (equals) {
            *equals = '\0';
            json_object_set_new(runtime, line, json_text(equals + 1));
        }
    }
    return runtime;
}

/* ---- the record ---- */

/* Below 0: null. */
static json_t *maybe(int64_t number)
{
    return number < 0 ? json_null() : json_integer((json_int_t)number);
}

static json_t *pins_json(const struct map_head *map)
{
    json_t *pins = json_array();
    for (uint32_t i = 0; map != NULL && i < map->workers; i++) {
        const struct map_worker *worker = map_worker_at(map, i);
        json_array_append_new(pins,
                              json_pack("{s:o,s:o,s:o}", "cpu",
                                        maybe(worker->cpu == MAP_NO_CPU ? -1 : (int64_t)worker->cpu), "first",
                                        maybe(worker->first_cpu), "last", maybe(worker->last_cpu)));
    }
    return pins;
}

static void put(json_t *record, const char *name, json_t *value)
{
    json_object_set_new(record, name, value);
}

static void put_cell(json_t *record, const struct cell *cell, const struct outcome *out)
{
    const uint64_t batch = out->map != NULL ? out->map->batch : cell->batch;
    put(record, "workload", json_text(cell->workload->name));
    put(record, "version", json_integer(cell->workload->version));
    put(record, "model", json_text(cell->model->name));
    put(record, "sharing", json_text(sharing_name(cell->sharing)));
    put(record, "workers", json_integer(cell->workers));
    put(record, "placement", json_text(placement_name(cell->placement)));
    put(record, "params", run_params(cell));
    put(record, "ops", cell->ops > 0 ? json_integer((json_int_t)cell->ops) : json_null());
    put(record, "batch", batch > 0 && cell->ops > 0 ? json_integer((json_int_t)batch) : json_null());
    put(record, "oversubscribed", json_boolean(cell->oversubscribed));
}

/* Of a trial of time that is ok; else null. */
static json_t *inside_of(const struct planned *planned, const struct outcome *out)
{
    struct inside inside;
    json_t *json = NULL;
    if (planned->kind != TVP_KIND_TIME || out->status != STATUS_OK || out->map == NULL)
        return json_null();
    if (inside_of_map(&inside, out->map) == 0)
        json = inside_json(&inside);
    inside_free(&inside);
    return json;
}

json_t *run_record(const struct run *run, const struct cell *cell, const struct planned *planned,
                   const struct outcome *out)
{
    const uint64_t started = out->started_ns > run->began_ns ? out->started_ns - run->began_ns : 0;
    struct metrics metrics = {json_object(), json_object(), json_object()};
    json_t *record = json_object();
    put(record, "schema", json_integer(RUN_SCHEMA));
    put(record, "trial", json_integer((json_int_t)planned->trial));
    put(record, "session", json_integer((json_int_t)run->session));
    put(record, "block", json_integer(planned->block));
    put(record, "kind", json_text(kind_name(planned->kind)));
    put(record, "cell", json_integer(cell->id));
    put(record, "status", json_text(status_name(out->status)));
    put(record, "reason", out->status == STATUS_OK ? json_null() : json_text(out->reason));
    put_cell(record, cell, out);
    put(record, "started_ns", json_integer((json_int_t)started));
    put(record, "wall_ns", json_integer((json_int_t)out->wall_ns));
    put(record, "call_to_joined_ns", json_integer((json_int_t)out->call_to_joined_ns));
    put(record, "env_bytes", json_integer(out->env_bytes));
    if (cell->workload->runtime && out->map)
        put(record, "runtime", runtime_json(cell, out->map));
    put(record, "pins", pins_json(out->map));
    if (out->map != NULL)
        add_metrics(&metrics, out->map);
    put(record, "metrics", metrics.trial);
    put(record, "worker_metrics", metrics.worker);
    put(record, "nulls", metrics.nulls);
    json_t *inside = inside_of(planned, out);
    if (inside == NULL || json_object_set_new(record, "inside", inside) != 0) {
        json_decref(record);
        return NULL;
    }
    return record;
}

/* ---- samples ---- */

static uint64_t first_call(const struct map_head *map)
{
    for (uint32_t i = 0; i < map->workers; i++)
        if (map_stamps_at(map, 0, i)->call != 0)
            return map_stamps_at(map, 0, i)->call;
    return 0;
}

static unsigned long long since(uint64_t first, uint64_t stamp)
{
    return stamp > first ? stamp - first : 0;
}

static void add_stamps(struct text *text, const struct map_head *map, uint64_t first)
{
    for (uint32_t start = 0; start < map->starts; start++)
        for (uint32_t i = 0; i < map->workers; i++) {
            const struct tvp_stamps *at = map_stamps_at(map, start, i);
            text_add(text, "%s[%llu,%llu,%llu,%llu,%llu,%llu]%s",
                     i > 0       ? ","
                     : start > 0 ? ",["
                                 : "[",
                     since(first, at->call), since(first, at->called), since(first, at->enter),
                     since(first, at->ready), since(first, at->leave), since(first, at->joined),
                     i + 1 == map->workers ? "]" : "");
        }
}

static void add_batches(struct text *text, const struct map_head *map)
{
    for (uint32_t i = 0; i < map->workers; i++) {
        const uint64_t *ends = map_samples_at(map, i);
        const uint64_t count = map_worker_at(map, i)->samples;
        text_add(text, i > 0 ? ",[" : "[");
        for (uint64_t batch = 0; batch < count; batch++)
            text_add(text, batch > 0 ? ",%llu" : "%llu", since(ends[batch], ends[batch + 1]));
        text_add(text, "]");
    }
}

/* Of each worker what it told, in pairs of bucket and count; nothing when nobody told any. */
static void add_latencies(struct text *text, const struct map_head *map)
{
    uint64_t told = 0;
    for (uint32_t i = 0; i < map->workers && map_latency_at(map, i) != NULL; i++)
        told += map_latency_at(map, i)->total;
    if (told == 0)
        return;
    text_add(text, ",\"latency_ns\":[");
    for (uint32_t i = 0; i < map->workers; i++) {
        const struct stats_histogram *of = map_latency_at(map, i);
        const char *between = "";
        text_add(text, i > 0 ? ",[" : "[");
        for (uint32_t bucket = 0; bucket < STATS_BUCKETS; bucket++) {
            if (of->count[bucket] == 0)
                continue;
            text_add(text, "%s[%u,%llu]", between, bucket, (unsigned long long)of->count[bucket]);
            between = ",";
        }
        text_add(text, "]");
    }
    text_add(text, "]");
}

int samples_text(struct text *text, uint64_t trial, const struct map_head *map)
{
    const uint64_t first = first_call(map);
    if (first == 0)
        return 0;
    text_add(text, "{\"trial\":%llu,\"starts\":[", (unsigned long long)trial);
    add_stamps(text, map, first);
    text_add(text, "],\"go\":[");
    for (uint32_t i = 0; i < map->workers; i++)
        text_add(text, i > 0 ? ",%llu" : "%llu", since(first, map_worker_at(map, i)->go));
    text_add(text, "],\"done\":[");
    for (uint32_t i = 0; i < map->workers; i++)
        text_add(text, i > 0 ? ",%llu" : "%llu", since(first, map_worker_at(map, i)->done));
    text_add(text, "],\"batch_ns\":[");
    add_batches(text, map);
    text_add(text, "]");
    add_latencies(text, map);
    text_add(text, "}\n");
    return 1;
}
