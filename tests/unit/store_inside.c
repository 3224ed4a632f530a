/* SPDX-License-Identifier: MIT */
/* What is inside a trial: out of a mapping filled by hand, into JSON, and back. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/store/inside.h"

/* `workers` of three starts; batch k of worker i took (10 + k % 3) (i + 1) ns and has 100 ops, the last
 * one 50. */
static struct map_head *make_map(uint32_t workers, uint64_t batches)
{
    const struct map_shape shape = {
        .workers = workers, .starts = 3, .samples_max = batches, .latencies = workers > 1};
    const size_t bytes = ((size_t)map_lay_out(NULL, &shape) + 4095) / 4096 * 4096;
    struct map_head *map = aligned_alloc(4096, bytes);
    cr_assert_not_null(map);
    memset(map, 0, bytes);
    map_lay_out(map, &shape);
    map->batch = 100;
    map->workers = workers;
    map->starts = 3;
    for (uint32_t i = 0; i < workers; i++) {
        uint64_t *ends = map_samples_at(map, i);
        map_worker_at(map, i)->samples = batches;
        map_worker_at(map, i)->ops = batches * 100 - 50;
        ends[0] = 5000;
        for (uint64_t k = 0; k < batches; k++)
            ends[k + 1] = ends[k] + (10 + k % 3) * (i + 1);
        for (uint32_t start = 0; start < 3; start++)
            *map_stamps_at(map, start, i) =
                (struct tvp_stamps){.call = 1000, .enter = 1000 + 20 * start + 20};
    }
    for (uint32_t i = 0; i < workers && shape.latencies; i++) {
        stats_histogram_add(map_latency_at(map, i), 7 + i, 2);
        stats_histogram_add(map_latency_at(map, i), 200, 1);
    }
    return map;
}

Test(store_inside, is_what_the_batches_say)
{
    struct map_head *map = make_map(2, 4);
    struct inside inside;
    cr_assert_eq(inside_of_map(&inside, map), 0);
    /* worker 0: 100, 110, 120 ps of 100 ops, 10 ns / 50 ops = 200 ps; worker 1 twice that */
    const struct stats_bucket_count expected[] = {{100, 100}, {110, 100}, {120, 100},         {200, 150},
                                                  {220, 100}, {240, 100}, {128 + 400 / 2, 50}};
    cr_assert_eq(inside.op_ps.count, 7);
    for (size_t i = 0; i < 7; i++)
        cr_expect(inside.op_ps.buckets[i].bucket == expected[i].bucket &&
                      inside.op_ps.buckets[i].count == expected[i].count,
                  "%zu: %u, %llu", i, inside.op_ps.buckets[i].bucket,
                  (unsigned long long)inside.op_ps.buckets[i].count);
    cr_expect_eq(inside.batches, 8);
    cr_expect_eq(inside.op.count, 6, "the last batch is no whole one");
    cr_expect_float_eq(inside.op.mean, (log(.10) + log(.11) + log(.12)) / 3 + log(2) / 2, 1e-12);
    cr_expect_eq(inside.enter.count, 4, "start 0 is no warm one");
    cr_expect_float_eq(inside.enter.mean, (log(40) + log(60)) / 2, 1e-12);
    cr_expect_eq(inside.course, STATS_COURSE_UNKNOWN);
    inside_free(&inside);
    free(map);
}

/* Twice as slow in the first third, for both workers. */
Test(store_inside, course_of_the_batches)
{
    struct map_head *map = make_map(2, 300);
    struct inside inside;
    cr_assert_eq(inside_of_map(&inside, map), 0);
    cr_expect_eq(inside.course, STATS_COURSE_FLAT);
    inside_free(&inside);
    for (uint32_t i = 0; i < 2; i++)
        for (uint64_t k = 1; k <= 300; k++)
            map_samples_at(map, i)[k] += 12 * (k < 100 ? k : 100);
    cr_assert_eq(inside_of_map(&inside, map), 0);
    cr_expect_eq(inside.course, STATS_COURSE_WARM_UP);
    inside_free(&inside);
    free(map);
}

Test(store_inside, comes_back_from_json)
{
    struct map_head *map = make_map(1, 200);
    struct inside made, read;
    int sound = 0;
    cr_assert_eq(inside_of_map(&made, map), 0);
    json_t *json = inside_json(&made);
    cr_assert_eq(inside_read(&read, json, &sound), 0);
    cr_assert(sound);
    cr_expect(read.batches == made.batches && read.course == made.course);
    cr_expect(read.op.count == made.op.count && read.op.mean == made.op.mean &&
              read.op.variance == made.op.variance && read.enter.count == made.enter.count);
    cr_assert_eq(read.op_ps.count, made.op_ps.count);
    cr_expect_arr_eq(read.op_ps.buckets, made.op_ps.buckets, made.op_ps.count * sizeof *made.op_ps.buckets);
    json_decref(json);
    inside_free(&made);
    inside_free(&read);
    free(map);
    cr_assert(inside_read(&read, NULL, &sound) == 0 && sound && read.batches == 0);
    inside_free(&read);
}

Test(store_inside, latencies_of_all_workers_come_back)
{
    static const struct stats_bucket_count expected[] = {{7, 2}, {8, 2}, {200, 2}};
    struct map_head *map = make_map(2, 200);
    struct inside made, read;
    int sound = 0;
    cr_assert_eq(inside_of_map(&made, map), 0);
    json_t *json = inside_json(&made);
    cr_assert(inside_read(&read, json, &sound) == 0 && sound);
    cr_assert(made.latencies == 6 && read.latencies == 6 && read.latency_ns.count == 3);
    cr_expect_arr_eq(read.latency_ns.buckets, expected, sizeof expected);
    json_decref(json);
    inside_free(&made);
    inside_free(&read);
    free(map);
    map = make_map(1, 200); /* whose workload tells none */
    cr_assert_eq(inside_of_map(&made, map), 0);
    json = inside_json(&made);
    cr_expect_null(json_object_get(json, "latency_ns"));
    json_decref(json);
    inside_free(&made);
    free(map);
}

Test(store_inside, refuses_what_it_is_not)
{
    static const char *const wrong[] = {
        "[]",
        "{\"batches\":1}",
        "{\"batches\":-1,\"op_ps\":[]}",
        "{\"batches\":1,\"op_ps\":[[1]]}",
        "{\"batches\":1,\"op_ps\":[[5,1],[5,1]]}",
        "{\"batches\":1,\"op_ps\":[[-1,1]]}",
        "{\"batches\":1,\"op_ps\":[[7424,1]]}",
        "{\"batches\":1,\"op_ps\":[[7,0]]}",
        "{\"batches\":1,\"op_ps\":[],\"course\":\"odd\"}",
        "{\"batches\":1,\"op_ps\":[],\"latency_ns\":5}",
        "{\"batches\":1,\"op_ps\":[],\"latency_ns\":[[5,0]]}",
        "{\"batches\":1,\"op_ps\":[],\"ln_op_ns\":{\"count\":0,\"mean\":1,\"variance\":0}}",
        "{\"batches\":1,\"op_ps\":[],\"ln_op_ns\":{\"count\":2,\"mean\":1,\"variance\":-1}}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        json_t *json = json_loads(wrong[i], 0, NULL);
        struct inside inside;
        int sound = 1;
        cr_assert_not_null(json);
        cr_expect(inside_read(&inside, json, &sound) != 0 && !sound, "%s", wrong[i]);
        inside_free(&inside);
        json_decref(json);
    }
}
