/* SPDX-License-Identifier: MIT */
/* A trial's 10th percentile and median, from its stamps and batches, in the mapping or in its samples file.
 */
#include <stdlib.h>

#include "../core/pilot.h"
#include "../stats/overlap.h"
#include "arms.h"

/* What the workers of one trial say; each figure of each worker that has one. */
struct taken {
    double *room; /* of one worker's values; owned */
    double p10[TVP_WORKERS_MAX], median[TVP_WORKERS_MAX];
    size_t workers;
};

static void worker_says(struct taken *taken, size_t count, double each)
{
    if (count == 0 || taken->workers == TVP_WORKERS_MAX)
        return;
    stats_sort(taken->room, count);
    taken->p10[taken->workers] = stats_quantile(taken->room, count, 0.1) / each;
    taken->median[taken->workers++] = stats_median(taken->room, count) / each;
}

static struct arms_test *test_of(struct arms *arms, uint32_t pair, enum arms_figure figure)
{
    for (size_t i = 0; i < arms->test_count; i++)
        if (arms->tests[i].pair == pair && arms->tests[i].figure == figure)
            return &arms->tests[i];
    return NULL;
}

/* The median worker's figures are the trial's. */
static struct arms_level level_of(struct taken *taken)
{
    struct arms_level level = {0, 0};
    if (taken->workers == 0)
        return level;
    stats_sort(taken->p10, taken->workers);
    stats_sort(taken->median, taken->workers);
    level.p10 = stats_median(taken->p10, taken->workers);
    level.median = stats_median(taken->median, taken->workers);
    taken->workers = 0;
    return level;
}

static int keep(struct arms_test *test, const struct arms_value *value)
{
    if (test->count == test->room) {
        size_t room = test->room ? 2 * test->room : 32;
        struct arms_value *moved = realloc(test->values, room * sizeof *moved);
        if (!moved)
            return -1;
        test->values = moved;
        test->room = room;
    }
    test->values[test->count++] = *value;
    return 0;
}

/* Batches that are whole: the last one may have fewer ops. */
static uint64_t whole_batches(uint64_t batches, uint64_t ops, uint64_t batch)
{
    uint64_t whole = ops / batch;
    return whole == 0 ? 0 : batches < whole ? batches : whole;
}

/* One trial's batches, worker by worker, and room for the values of the longest. */
struct batches {
    struct stats_lane lanes[TVP_WORKERS_MAX];
    size_t lane_count;
    uint64_t ops, batch;
};

/* Fewer than this share of a trial's batches do not speak for it. */
#define SHARE_LEAST 0.1

/* Every worker's batches; `together`: those alone during which all workers worked. */
static struct arms_level level_of_batches(const struct batches *all, int together, struct taken *taken)
{
    for (size_t i = 0; i < all->lane_count; i++) {
        const struct stats_lane *lane = &all->lanes[i];
        const size_t whole = (size_t)whole_batches(lane->count, all->ops, all->batch);
        size_t count = stats_overlap(together ? all->lanes : lane, together ? all->lane_count : 1,
                                     together ? i : 0, whole, taken->room);
        if ((double)count >= SHARE_LEAST * (double)whole)
            worker_says(taken, count, (double)all->batch);
    }
    return level_of(taken);
}

static int keep_op(struct arms *arms, uint32_t pair, struct arms_value value, struct batches *all,
                   struct taken *taken)
{
    for (size_t i = 0; i < all->lane_count; i++)
        all->lanes[i].gap = stats_gap(all->lanes[i].ends, all->lanes[i].count, PILOT_BATCH_NS, taken->room);
    value.all = level_of_batches(all, 0, taken);
    value.together = arms->together[pair] ? level_of_batches(all, 1, taken) : value.all;
    return keep(test_of(arms, pair, ARMS_OP), &value);
}

static int keep_enter(struct arms *arms, uint32_t pair, struct arms_value value, struct taken *taken)
{
    value.all = value.together = level_of(taken);
    return keep(test_of(arms, pair, ARMS_ENTER), &value);
}

static void from_map(const struct map_head *map, struct batches *all)
{
    all->ops = map->ops;
    all->batch = map->batch;
    for (uint32_t i = 0; i < map->workers; i++)
        all->lanes[all->lane_count++] =
            (struct stats_lane){map_samples_at(map, i), (size_t)map_worker_at(map, i)->samples, 0};
}

int arms_take_map(struct arms *arms, uint32_t pair, uint32_t pass, uint32_t arm, const struct map_head *map)
{
    const uint64_t room = map->samples_max + map->starts;
    struct taken taken = {.room = calloc((size_t)room + 1, sizeof *taken.room)};
    struct batches all = {.lane_count = 0};
    int failed = taken.room == NULL;
    from_map(map, &all);
    failed = failed || keep_op(arms, pair, (struct arms_value){.pass = pass, .arm = arm}, &all, &taken) != 0;
    for (uint32_t i = 0; !failed && arms->has_enter[pair] && i < map->workers; i++) {
        for (uint32_t s = 1; s < map->starts; s++) {
            const struct tvp_stamps *stamps = map_stamps_at(map, s, i);
            taken.room[s - 1] = (double)(stamps->enter - stamps->call);
        }
        worker_says(&taken, map->starts - 1, 1);
    }
    if (!failed && arms->has_enter[pair])
        failed = keep_enter(arms, pair, (struct arms_value){.pass = pass, .arm = arm}, &taken) != 0;
    free(taken.room);
    return failed ? -1 : 0;
}

/* ---- from a samples file ---- */

static uint64_t count_in(const json_t *list, size_t at)
{
    const double value = json_number_value(json_array_get(list, at));
    return value > 0 && value < 1e18 ? (uint64_t)value : 0;
}

static double number_in(const json_t *list, size_t at)
{
    return json_number_value(json_array_get(list, at));
}

static size_t longest(const json_t *lists)
{
    size_t most = 0;
    for (size_t i = 0; i < json_array_size(lists); i++)
        most = json_array_size(json_array_get(lists, i)) > most ? json_array_size(json_array_get(lists, i))
                                                                : most;
    return most;
}

static size_t in_all(const json_t *lists)
{
    size_t sum = 0;
    for (size_t i = 0; i < json_array_size(lists); i++)
        sum += json_array_size(json_array_get(lists, i)) + 1;
    return sum;
}

/* The batches' ends again, from GO and how long each took; they lie in *ends, which is to be freed. */
static int from_samples(const json_t *samples, struct batches *all, uint64_t **ends)
{
    const json_t *lists = json_object_get(samples, "batch_ns"), *go = json_object_get(samples, "go");
    uint64_t *at = *ends = calloc(in_all(lists) + 1, sizeof *at);
    for (size_t i = 0; at && i < json_array_size(lists) && i < TVP_WORKERS_MAX; i++) {
        const json_t *list = json_array_get(lists, i);
        const size_t count = json_array_size(list);
        all->lanes[all->lane_count++] = (struct stats_lane){at, count, 0};
        at[0] = count_in(go, i);
        for (size_t k = 0; k < count; k++)
            at[k + 1] = at[k] + count_in(list, k);
        at += count + 1;
    }
    return *ends ? 0 : -1;
}

int arms_take_samples(struct arms *arms, uint32_t pair, uint32_t pass, uint32_t arm, const json_t *samples,
                      uint64_t ops, uint64_t batch)
{
    const json_t *lists = json_object_get(samples, "batch_ns"), *starts = json_object_get(samples, "starts");
    const size_t crews = json_array_size(starts), workers = json_array_size(lists);
    struct taken taken = {.room = calloc(longest(lists) + crews + 1, sizeof *taken.room)};
    struct batches all = {.ops = ops, .batch = batch};
    uint64_t *ends = NULL;
    int failed = taken.room == NULL || from_samples(samples, &all, &ends) != 0;
    failed = failed || keep_op(arms, pair, (struct arms_value){.pass = pass, .arm = arm}, &all, &taken) != 0;
    free(ends);
    for (size_t i = 0; !failed && arms->has_enter[pair] && i < workers; i++) {
        for (size_t s = 1; s < crews; s++) {
            const json_t *stamps = json_array_get(json_array_get(starts, s), i);
            taken.room[s - 1] = number_in(stamps, 2) - number_in(stamps, 0);
        }
        worker_says(&taken, crews - (crews > 0), 1);
    }
    if (!failed && arms->has_enter[pair])
        failed = keep_enter(arms, pair, (struct arms_value){.pass = pass, .arm = arm}, &taken) != 0;
    free(taken.room);
    return failed ? -1 : 0;
}
