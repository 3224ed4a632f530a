/* SPDX-License-Identifier: MIT */
/* A trial's 10th percentile and median, from its stamps and batches, in the mapping or in its samples file.
 */
#include <stdlib.h>

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

/* The median worker's figures become the trial's. */
static int keep(struct arms_test *test, uint32_t pass, uint32_t arm, struct taken *taken)
{
    if (taken->workers == 0)
        return 0;
    if (test->count == test->room) {
        size_t room = test->room ? 2 * test->room : 32;
        struct arms_value *moved = realloc(test->values, room * sizeof *moved);
        if (!moved)
            return -1;
        test->values = moved;
        test->room = room;
    }
    stats_sort(taken->p10, taken->workers);
    stats_sort(taken->median, taken->workers);
    test->values[test->count++] = (struct arms_value){pass, arm, stats_median(taken->p10, taken->workers),
                                                      stats_median(taken->median, taken->workers)};
    taken->workers = 0;
    return 0;
}

/* Batches that are whole: the last one may have fewer ops. */
static uint64_t whole_batches(uint64_t batches, uint64_t ops, uint64_t batch)
{
    uint64_t whole = ops / batch;
    return whole == 0 ? 0 : batches < whole ? batches : whole;
}

int arms_take_map(struct arms *arms, uint32_t pair, uint32_t pass, uint32_t arm, const struct map_head *map)
{
    const uint64_t room = map->samples_max + map->starts;
    struct taken taken = {.room = calloc((size_t)room + 1, sizeof *taken.room)};
    int failed = taken.room == NULL;
    for (uint32_t i = 0; !failed && i < map->workers; i++) {
        const uint64_t *ends = map_samples_at(map, i);
        uint64_t count = whole_batches(map_worker_at(map, i)->samples, map->ops, map->batch);
        for (uint64_t k = 0; k < count; k++)
            taken.room[k] = (double)(ends[k + 1] - ends[k]);
        worker_says(&taken, (size_t)count, (double)map->batch);
    }
    failed = failed || keep(test_of(arms, pair, ARMS_OP), pass, arm, &taken) != 0;
    for (uint32_t i = 0; !failed && arms->has_enter[pair] && i < map->workers; i++) {
        for (uint32_t s = 1; s < map->starts; s++) {
            const struct tvp_stamps *stamps = map_stamps_at(map, s, i);
            taken.room[s - 1] = (double)(stamps->enter - stamps->call);
        }
        worker_says(&taken, map->starts - 1, 1);
    }
    failed =
        failed || (arms->has_enter[pair] && keep(test_of(arms, pair, ARMS_ENTER), pass, arm, &taken) != 0);
    free(taken.room);
    return failed ? -1 : 0;
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

int arms_take_samples(struct arms *arms, uint32_t pair, uint32_t pass, uint32_t arm, const json_t *samples,
                      uint64_t ops, uint64_t batch)
{
    const json_t *lists = json_object_get(samples, "batch_ns"), *starts = json_object_get(samples, "starts");
    const size_t crews = json_array_size(starts), workers = json_array_size(lists);
    struct taken taken = {.room = calloc(longest(lists) + crews + 1, sizeof *taken.room)};
    int failed = taken.room == NULL;
    for (size_t i = 0; !failed && i < workers; i++) {
        const json_t *list = json_array_get(lists, i);
        uint64_t count = whole_batches(json_array_size(list), ops, batch);
        for (uint64_t k = 0; k < count; k++)
            taken.room[k] = number_in(list, k);
        worker_says(&taken, (size_t)count, (double)batch);
    }
    failed = failed || keep(test_of(arms, pair, ARMS_OP), pass, arm, &taken) != 0;
    for (size_t i = 0; !failed && arms->has_enter[pair] && i < workers; i++) {
        for (size_t s = 1; s < crews; s++) {
            const json_t *stamps = json_array_get(json_array_get(starts, s), i);
            taken.room[s - 1] = number_in(stamps, 2) - number_in(stamps, 0);
        }
        worker_says(&taken, crews - (crews > 0), 1);
    }
    failed =
        failed || (arms->has_enter[pair] && keep(test_of(arms, pair, ARMS_ENTER), pass, arm, &taken) != 0);
    free(taken.room);
    return failed ? -1 : 0;
}
