/* SPDX-License-Identifier: MIT */
/* What a runtime's program is told: the plan, and the offsets in the mapping, which it reads and writes as
 * plain bytes.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../core/params.h"
#include "runtime.h"

struct writer {
    char *text;
    size_t room, used;
};

static void put(struct writer *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct writer *to, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const int length = vsnprintf(to->text + to->used, to->room - to->used, format, values);
    va_end(values);
    to->used = length >= 0 && (size_t)length < to->room - to->used ? to->used + (size_t)length : to->room - 1;
}

static void put_text(struct writer *to, const char *name, const char *text)
{
    put(to, "\"%s\":\"", name);
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\' || (unsigned char)*text < 32)
            put(to, "\\u%04x", (unsigned)(unsigned char)*text);
        else
            put(to, "%c", *text);
    put(to, "\",");
}

static void put_number(struct writer *to, const char *name, uint64_t number)
{
    put(to, "\"%s\":%" PRIu64 ",", name, number);
}

static void put_params(struct writer *to, const char *name, const struct tvp_param *param,
                       const unsigned char *params)
{
    put(to, "\"%s\":{", name);
    for (int first = 1; param != NULL && param->name != NULL; param++, first = 0) {
        uint64_t value;
        memcpy(&value, params + param->offset, sizeof value);
        put(to, "%s\"%s\":%" PRIu64, first ? "" : ",", param->name, value);
    }
    put(to, "},");
}

static void put_cpus(struct writer *to, const struct map_head *map)
{
    put(to, "\"cpus\":[");
    for (uint32_t i = 0; i < map->workers; i++) {
        const uint32_t cpu = map_worker_at(map, i)->cpu;
        put(to, "%s%" PRId64, i > 0 ? "," : "", cpu == MAP_NO_CPU ? -1 : (int64_t)cpu);
    }
    put(to, "],\"creator_cpu\":%" PRId64 ",",
        map->creator_cpu == MAP_NO_CPU ? -1 : (int64_t)map->creator_cpu);
}

static void put_plan(struct writer *to, const struct map_head *map)
{
    const struct tvp_workload *workload = workload_find(map->workload);
    const struct tvp_model *model = model_find(map->model);
    put_text(to, "workload", map->workload);
    put_text(to, "model", map->model);
    put_text(to, "kind", kind_name(map->kind));
    put_text(to, "sharing", sharing_name(map->sharing));
    put_text(to, "tmp", map->tmp_path);
    put_number(to, "workers", map->workers);
    put_number(to, "starts", map->starts);
    put_number(to, "ops", map->ops);
    put_number(to, "batch", map->batch);
    put_number(to, "pilot_ns", map->pilot_ns);
    put_number(to, "data", map->data_bytes);
    put_number(to, "heap", map->heap_bytes);
    put_number(to, "seed", map->seed);
    put_number(to, "trial_pid", (uint64_t)map->trial_pid);
    put_cpus(to, map);
    put_params(to, "params", workload->params, map->params);
    put_params(to, "model_params", model->params, map->model_params);
}

static uint64_t at(const struct map_head *map, const void *what)
{
    return (uint64_t)((const unsigned char *)what - (const unsigned char *)map);
}

/* Offsets from the mapping's beginning; of what each worker has, those of worker 0 and the step to the next
 * one. */
static void put_places(struct writer *to, const struct map_head *map)
{
#define HEAD(name)   put(to, "\"" #name "\":%zu,", offsetof(struct map_head, name))
#define WORKER(name) put(to, "\"" #name "\":%zu,", offsetof(struct map_worker, name))
    put(to, "\"head\":{\"bytes\":%" PRIu64 ",", map->total_bytes);
    HEAD(status);
    HEAD(message);
    HEAD(facts);
    HEAD(owner_pid);
    HEAD(gate);
    HEAD(parent_ready);
    HEAD(begun);
    HEAD(parent_seen);
    HEAD(may_leave);
    put(to, "\"shared\":%" PRIu64 "},\"worker\":{\"at\":%" PRIu64 ",\"step\":%zu,", map->shared_at,
        map->workers_at, sizeof(struct map_worker));
    WORKER(point);
    WORKER(leave);
    WORKER(first_cpu);
    WORKER(last_cpu);
    WORKER(pin_lost);
    WORKER(status);
    WORKER(pid);
    WORKER(go);
    WORKER(done);
    WORKER(ops);
    WORKER(total);
    WORKER(waited_ns);
    WORKER(samples);
    WORKER(message);
    put(to, "\"values\":%zu},", offsetof(struct map_worker, values));
    put(to, "\"stamps\":{\"at\":%" PRIu64 ",\"step\":%zu,\"crew\":%zu},", map->stamps_at,
        sizeof(struct tvp_stamps), map->workers * sizeof(struct tvp_stamps));
    put(to, "\"samples\":{\"at\":%" PRIu64 ",\"step\":%" PRIu64 "},", map->samples_at,
        map->workers > 1 ? at(map, map_samples_at(map, 1)) - at(map, map_samples_at(map, 0)) : 0);
#undef HEAD
#undef WORKER
}

/* The metrics that a worker may tell of itself, and the numbers of what the words above stand for. */
static void put_words(struct writer *to)
{
    const struct tvp_metric *metric;
    put(to, "\"points\":{");
    for (uint32_t point = POINT_NONE; point <= POINT_LEAVE; point++)
        put(to, "%s\"%s\":%u", point > 0 ? "," : "", point_name(point), point);
    put(to, "},\"statuses\":{");
    for (uint32_t status = 0; status < STATUS_COUNT; status++)
        put(to, "%s\"%s\":%u", status > 0 ? "," : "", status_name(status), status);
    put(to, "},\"gates\":{\"set_up\":%d,\"work\":%d,\"skip\":%d,\"step\":%u},", GATE_SET_UP, GATE_WORK,
        GATE_SKIP, GATE_OF(1, 0));
    put(to, "\"value\":{\"bytes\":%zu,\"number\":%zu,\"integer\":%d},\"metrics\":{", sizeof(struct map_value),
        offsetof(struct map_value, integer), VALUE_INTEGER);
    for (uint32_t place = 0; (metric = metric_at(place, NULL)) != NULL; place++)
        put(to, "%s\"%s\":%u", place > 0 ? "," : "", metric->name, place);
    put(to, "}");
}

int runtime_plan(const struct map_head *map, char *text, size_t room)
{
    struct writer to = {text, room, 0};
    put(&to, "{\"api\":%u,", TVP_API_VERSION);
    put_plan(&to, map);
    put_places(&to, map);
    put_words(&to);
    put(&to, "}");
    return to.used + 1 < room ? 0 : -1;
}
