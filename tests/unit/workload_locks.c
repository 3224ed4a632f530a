/* SPDX-License-Identifier: MIT */
/* Workloads of locks: exact sums, items taken once, and a turn that goes round although workers leave. */
#include "workload_rig.h"

#include "../../bench/workloads/lock_ring.h"
#include "../../harness/api/plat_lock.h"
#include <pthread.h>

static void open_rig(struct rig *rig, const char *name, uint32_t workers)
{
    const struct tvp_workload *workload;

    rig_open(rig, name, workers, 0);
    workload = rig->trial.workload;
    cr_assert(!workload->prepare || workload->prepare(&rig->trial) == 0);
    for (uint32_t i = 0; i < workers; i++) {
        rig->worker[i] = (struct tvp_worker){.trial = &rig->trial,
                                             .index = i,
                                             .params = rig->trial.params,
                                             .map = map_worker_at(rig->trial.map, i)};
        cr_assert(!workload->setup || rig_set_up(rig, i) == 0);
    }
}

struct part {
    struct rig *rig;
    uint32_t worker;
    uint64_t ops;
};

static void *do_part(void *argument)
{
    const struct part *part = argument;
    const struct tvp_workload *workload = part->rig->trial.workload;

    for (uint64_t ops = 0; ops < part->ops; ops += 10)
        rig_run(part->rig, part->worker, 10);
    if (workload->verify && workload->verify(&part->rig->worker[part->worker]) != 0)
        return argument;
    return NULL;
}

/* Each worker does another number of ops, and verifies as soon as it has: none may wait for who has gone. */
static void play(struct rig *rig)
{
    pthread_t thread[RIG_WORKERS];
    struct part part[RIG_WORKERS];
    void *failed = NULL;

    for (uint32_t i = 0; i < rig->trial.workers; i++) {
        part[i] = (struct part){rig, i, 1000u * (i + 1)};
        cr_assert_eq(pthread_create(&thread[i], NULL, do_part, &part[i]), 0);
    }
    for (uint32_t i = 0; i < rig->trial.workers; i++)
        cr_expect(pthread_join(thread[i], &failed) == 0 && failed == NULL, "%s", rig->worker[i].map->message);
}

static void expect_check(struct rig *rig, int expected, const char *words)
{
    cr_expect_eq(rig->trial.workload->check(&rig->trial), expected);
    if (expected)
        cr_expect_not_null(strstr(rig->trial.map->message, words), "\"%s\" is not in \"%s\"", words,
                           rig->trial.map->message);
}

static void expect_exact(const char *name, const char *words)
{
    struct rig rig;

    open_rig(&rig, name, RIG_WORKERS);
    play(&rig);
    expect_check(&rig, 0, "");
    rig_ask(&rig, 0, 1);
    expect_check(&rig, -1, words);
}

Test(workload_locks, mutex_counts_exactly, .timeout = 60)
{
    expect_exact("lock_mutex", "the counter stands at 10000 after 10001 increments");
}

Test(workload_locks, wake_counts_exactly_although_workers_leave, .timeout = 60)
{
    expect_exact("lock_wake", "the counter stands at 10000 after 10001 increments");
}

/* With one worker nobody is to be waited for; when all have gone nobody is called. */
Test(workload_locks, wake_alone, .timeout = 60)
{
    struct rig rig;

    open_rig(&rig, "lock_wake", 1);
    rig_expect_no_calls(&rig, 0);
    rig_expect_right(&rig, 0);
    expect_check(&rig, 0, "");
}

Test(workload_locks, queue_hands_out_each_item_once, .timeout = 60)
{
    expect_exact("lock_queue", "10000 items put in, 10000 taken in 10001 ops");
}

/* Instead of items 1 and 3 the second one twice: the same number of items, and the same sum of numbers. */
Test(workload_locks, queue_notices_items_that_make_up_for_each_other)
{
    struct rig rig;
    struct shared *shared;

    open_rig(&rig, "lock_queue", 2);
    shared = rig.trial.shared;
    for (uint32_t i = 0; i < 2; i++) {
        rig_run_batches(&rig, i);
        rig_expect_right(&rig, i);
    }
    expect_check(&rig, 0, "");
    shared->balance[1] += 2 * item_of(0, 2) - item_of(0, 1) - item_of(0, 3);
    expect_check(&rig, -1, "or other ones");
}

Test(workload_locks, rwlock_counts_exactly, .timeout = 60)
{
    struct rig rig;

    open_rig(&rig, "lock_rwlock", RIG_WORKERS);
    play(&rig);
    expect_check(&rig, 0, "");
    ((uint64_t *)rig.trial.shared)[sizeof(struct plat_rwlock) / sizeof(uint64_t)]++; /* the first word */
    expect_check(&rig, -1, "the words stand at");
}
