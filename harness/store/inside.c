/* SPDX-License-Identifier: MIT */
/* The summary of what is inside a trial: from the mapping, and back from a record. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- from the mapping ---- */

/* Everything that a worker's whole batches took, ns an op. Returns the series' length. */
static size_t take_ops(const struct map_head *map, uint32_t worker, double *values)
{
    const uint64_t *ends = map_samples_at(map, worker), whole = map_whole_batches(map, worker);
    for (uint64_t i = 0; i < whole; i++)
        values[i] = (double)(ends[i + 1] - ends[i]) / (double)map->batch;
    return (size_t)whole;
}

static size_t most_values(const struct map_head *map)
{
    size_t all = 0;
    for (uint32_t i = 0; i < map->workers; i++)
        all += (size_t)map_whole_batches(map, i);
    const size_t starts = (size_t)map->workers * map->starts;
    return all > starts ? all : starts;
}

static int take_course(struct inside *inside, const double *const *series, const size_t *counts,
                       uint32_t workers, double *scratch)
{
    double points[STATS_COURSE_POINTS];
    size_t count = stats_course_thin(series, counts, workers, points, scratch);
    return stats_course(points, count, &inside->course) == 0 ? 0 : -1;
}

static int summarise_ops(struct inside *inside, const struct map_head *map, double *values, double *scratch)
{
    const double *series[TVP_WORKERS_MAX];
    size_t counts[TVP_WORKERS_MAX], all = 0;
    for (uint32_t i = 0; i < map->workers; i++) {
        series[i] = values + all;
        counts[i] = take_ops(map, i, values + all);
        all += counts[i];
    }
    inside->op = stats_group_of(values, all, 0, 1);
    return take_course(inside, series, counts, map->workers, scratch);
}

static void summarise_starts(struct inside *inside, const struct map_head *map, double *values)
{
    size_t count = 0;
    for (uint32_t start = 1; start < map->starts; start++)
        for (uint32_t i = 0; i < map->workers; i++) {
            const struct tvp_stamps *at = map_stamps_at(map, start, i);
            values[count++] = at->enter > at->call ? (double)(at->enter - at->call) : 0;
        }
    inside->enter = stats_group_of(values, count, 0, 1);
}

/* The last batch may have fewer ops than the others. */
static void fill(struct stats_histogram *dense, struct inside *inside, const struct map_head *map)
{
    for (uint32_t i = 0; i < map->workers; i++) {
        const uint64_t *ends = map_samples_at(map, i), batches = map_worker_at(map, i)->samples;
        uint64_t left = map_worker_at(map, i)->ops;
        for (uint64_t k = 0; k < batches && left > 0; k++) {
            const uint64_t ops = left < map->batch ? left : map->batch;
            const double ps = (double)(ends[k + 1] - ends[k]) * 1000 / (double)ops;
            stats_histogram_add(dense, (uint64_t)(ps + 0.5), ops);
            inside->batches++;
            left -= ops;
        }
    }
}

static int keep_buckets(struct stats_sparse *sparse, const struct stats_histogram *dense)
{
    size_t count = 0;
    for (uint32_t i = 0; i < STATS_BUCKETS; i++)
        count += dense->count[i] > 0;
    struct stats_bucket_count *buckets = calloc(count + 1, sizeof *buckets);
    if (buckets == NULL)
        return -1;
    *sparse = (struct stats_sparse){buckets, 0};
    for (uint32_t i = 0; i < STATS_BUCKETS; i++)
        if (dense->count[i] > 0)
            buckets[sparse->count++] = (struct stats_bucket_count){i, dense->count[i]};
    return 0;
}

/* `all` is overwritten. */
static int take_latencies(struct inside *inside, const struct map_head *map, struct stats_histogram *all)
{
    if (map_latency_at(map, 0) == NULL)
        return 0;
    *all = (struct stats_histogram){.total = 0};
    for (uint32_t i = 0; i < map->workers; i++)
        stats_histogram_merge(all, map_latency_at(map, i));
    inside->latencies = all->total;
    return keep_buckets(&inside->latency_ns, all);
}

int inside_of_map(struct inside *inside, const struct map_head *map)
{
    const size_t most = most_values(map);
    double *values = calloc(2 * most + map->workers + 1, sizeof *values);
    struct stats_histogram *dense = calloc(1, sizeof *dense);
    *inside = (struct inside){.batches = 0};
    int failed = values == NULL || dense == NULL || map->batch == 0;
    if (!failed) {
        summarise_starts(inside, map, values);
        fill(dense, inside, map);
        failed = summarise_ops(inside, map, values, values + most) != 0 ||
                 keep_buckets(&inside->op_ps, dense) != 0 || take_latencies(inside, map, dense) != 0;
    }
    free(values);
    free(dense);
    return failed ? -1 : 0;
}

void inside_free(struct inside *inside)
{
    free((void *)inside->op_ps.buckets);
    free((void *)inside->latency_ns.buckets);
    *inside = (struct inside){.batches = 0};
}

/* ---- as JSON ---- */

static json_t *group_json(const struct stats_group *group)
{
    if (group->count == 0)
        return json_null();
    return json_pack("{s:I,s:f,s:f}", "count", (json_int_t)group->count, "mean", group->mean, "variance",
                     group->variance);
}

static json_t *buckets_json(const struct stats_sparse *sparse)
{
    json_t *buckets = json_array();
    for (size_t i = 0; i < sparse->count; i++)
        json_array_append_new(buckets, json_pack("[I,I]", (json_int_t)sparse->buckets[i].bucket,
                                                 (json_int_t)sparse->buckets[i].count));
    return buckets;
}

json_t *inside_json(const struct inside *inside)
{
    const char *course = stats_course_name(inside->course);
    json_t *json = json_pack("{s:o,s:I,s:o,s:o,s:o}", "course", course ? json_string(course) : json_null(),
                             "batches", (json_int_t)inside->batches, "op_ps", buckets_json(&inside->op_ps),
                             "ln_op_ns", group_json(&inside->op), "ln_enter_ns", group_json(&inside->enter));
    if (json != NULL && inside->latencies > 0)
        json_object_set_new(json, "latency_ns", buckets_json(&inside->latency_ns));
    return json;
}

static int read_group(struct stats_group *group, const json_t *json)
{
    const json_t *count = json_object_get(json, "count"), *mean = json_object_get(json, "mean"),
                 *variance = json_object_get(json, "variance");
    if (json == NULL || json_is_null(json))
        return 1;
    if (!json_is_integer(count) || json_integer_value(count) < 1 || !json_is_number(mean) ||
        !json_is_number(variance) || json_number_value(variance) < 0)
        return 0;
    *group = (struct stats_group){.mean = json_number_value(mean),
                                  .variance = json_number_value(variance),
                                  .count = (size_t)json_integer_value(count)};
    return 1;
}

static int read_course(struct inside *inside, const json_t *json)
{
    const char *word = json_string_value(json);
    for (int course = STATS_COURSE_FLAT; word && course < STATS_COURSE_COUNT; course++)
        if (strcmp(word, stats_course_name((enum stats_course)course)) == 0)
            inside->course = (enum stats_course)course;
    return json == NULL || json_is_null(json) || inside->course != STATS_COURSE_UNKNOWN;
}

/* 1: `pair` is a bucket above `last` and a count above 0, now in *out. */
static int read_bucket(const json_t *pair, int64_t last, struct stats_bucket_count *out)
{
    const json_t *bucket = json_array_get(pair, 0), *count = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_integer(bucket) || !json_is_integer(count) ||
        json_integer_value(bucket) <= last || json_integer_value(bucket) >= (json_int_t)STATS_BUCKETS ||
        json_integer_value(count) < 1)
        return 0;
    *out = (struct stats_bucket_count){(uint32_t)json_integer_value(bucket),
                                       (uint64_t)json_integer_value(count)};
    return 1;
}

/* Adds the counts to *total. 1, 0: not sound, -1: no memory. */
static int read_buckets(struct stats_sparse *sparse, uint64_t *total, const json_t *list)
{
    const size_t count = json_array_size(list);
    struct stats_bucket_count *buckets = calloc(count + 1, sizeof *buckets);
    if (buckets == NULL)
        return -1;
    *sparse = (struct stats_sparse){buckets, 0};
    int64_t last = -1;
    for (size_t i = 0; i < count; i++) {
        if (!read_bucket(json_array_get(list, i), last, &buckets[i]))
            return 0;
        last = buckets[i].bucket;
        *total += buckets[i].count;
        sparse->count++;
    }
    return 1;
}

int inside_read(struct inside *inside, const json_t *json, int *sound)
{
    const json_t *batches = json_object_get(json, "batches"), *buckets = json_object_get(json, "op_ps"),
                 *latencies = json_object_get(json, "latency_ns");
    uint64_t ops = 0;
    *inside = (struct inside){.batches = 0};
    *sound = 1;
    if (json == NULL || json_is_null(json))
        return 0;
    *sound = json_is_object(json) && json_is_integer(batches) && json_integer_value(batches) >= 0 &&
             json_is_array(buckets) && (latencies == NULL || json_is_array(latencies)) &&
             read_course(inside, json_object_get(json, "course")) &&
             read_group(&inside->op, json_object_get(json, "ln_op_ns")) &&
             read_group(&inside->enter, json_object_get(json, "ln_enter_ns"));
    if (!*sound)
        return -1;
    inside->batches = (uint64_t)json_integer_value(batches);
    int got = read_buckets(&inside->op_ps, &ops, buckets);
    if (got == 1 && latencies != NULL)
        got = read_buckets(&inside->latency_ns, &inside->latencies, latencies);
    *sound = got != 0;
    return got == 1 ? 0 : -1;
}
