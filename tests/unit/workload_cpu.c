/* SPDX-License-Identifier: MIT */
/* noop, cpu_hash and counter: they do what they say, and their verification notices when they did not. */
#include "workload_rig.h"

#include <pthread.h>

static void expect_right_and_counted(const char *name, const char *words)
{
    struct rig rig;

    rig_open(&rig, name, 2, 0);
    rig_set_up_all(&rig);
    rig_expect_right(&rig, 0); /* no op at all */
    rig_run_batches(&rig, 0);
    rig_expect_no_calls(&rig, 0);
    rig_expect_count_checked(&rig, 0, words);
    rig_expect_right(&rig, 1);
}

Test(workload_cpu, noop_counts_its_iterations)
{
    expect_right_and_counted("noop", "iterations were made");
}

Test(workload_cpu, hash_proves_its_ops)
{
    expect_right_and_counted("cpu_hash", "do not lead there");
}

/* The same ops in other batches lead to the same end, other workers and seeds to others. */
Test(workload_cpu, hash_depends_on_seed_and_worker_alone)
{
    struct rig one, other;

    rig_open(&one, "cpu_hash", 2, 0);
    rig_open(&other, "cpu_hash", 2, 0);
    rig_set_up_all(&one);
    rig_set_up_all(&other);
    rig_run(&other, 0, rig_run_batches(&one, 0));
    cr_expect_arr_eq(one.worker[0].scratch, other.worker[0].scratch, 16);
    rig_run_batches(&one, 1);
    cr_expect_arr_neq(one.worker[0].scratch, one.worker[1].scratch, 8);
    other.trial.seed++;
    rig_expect_wrong(&other, 0, "do not lead there");
}

/* Every bit of either chain counts. */
Test(workload_cpu, hash_notices_a_flipped_bit)
{
    struct rig rig;

    rig_open(&rig, "cpu_hash", 1, 0);
    rig_set_up_all(&rig);
    rig_run_batches(&rig, 0);
    for (unsigned bit = 0; bit < 128; bit++) {
        rig.worker[0].scratch[bit / 8] ^= (unsigned char)(1u << bit % 8);
        rig_expect_wrong(&rig, 0, "do not lead there");
        rig.worker[0].scratch[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    rig_expect_right(&rig, 0);
}

/* Verification jumps: a billion ops are checked without being done. */
Test(workload_cpu, hash_verifies_in_no_time, .timeout = 10)
{
    struct rig rig;

    rig_open(&rig, "cpu_hash", 1, 0);
    rig_set_up_all(&rig);
    rig_ask(&rig, 0, UINT64_C(1) << 55);
    rig_expect_wrong(&rig, 0, "do not lead there");
}

static void open_counter(struct rig *rig, uint32_t workers)
{
    rig_open(rig, "counter", workers, 0);
    cr_assert_eq((uintptr_t)rig->trial.shared % 64, 0);
    cr_assert_geq(rig->trial.shared_bytes, 64 + workers * sizeof(uint64_t));
    rig_set_up_all(rig);
}

static int check(struct rig *rig)
{
    return rig->trial.workload->check(&rig->trial);
}

static void expect_check_fails(struct rig *rig, const char *words)
{
    cr_expect_eq(check(rig), -1);
    cr_expect_not_null(strstr(rig->trial.map->message, words), "%s", rig->trial.map->message);
    rig->trial.map->status = STATUS_OK;
}

static void *count(void *argument)
{
    struct tvp_worker *worker = argument;

    for (unsigned batch = 0; batch < 100; batch++)
        worker->trial->workload->run(worker, 1000);
    return NULL;
}

Test(workload_cpu, counter_loses_nothing_when_contended)
{
    struct rig rig;
    pthread_t threads[RIG_WORKERS];

    open_counter(&rig, RIG_WORKERS);
    for (uint32_t i = 0; i < RIG_WORKERS; i++) {
        rig_ask(&rig, i, 100000);
        cr_assert_eq(pthread_create(&threads[i], NULL, count, &rig.worker[i]), 0);
    }
    for (uint32_t i = 0; i < RIG_WORKERS; i++)
        pthread_join(threads[i], NULL);
    for (uint32_t i = 0; i < RIG_WORKERS; i++)
        rig_expect_right(&rig, i);
    cr_expect_eq(check(&rig), 0, "%s", rig.trial.map->message);
}

Test(workload_cpu, counter_makes_no_calls_and_counts_odd_and_even)
{
    struct rig rig;

    open_counter(&rig, 2);
    for (uint32_t turn = 0; turn < 4; turn++) {
        rig_run(&rig, turn % 2, 1);
        rig_expect_right(&rig, 0);
        rig_expect_right(&rig, 1);
        cr_expect_eq(check(&rig), 0, "%s", rig.trial.map->message);
    }
    rig_expect_no_calls(&rig, 0);
}

Test(workload_cpu, counter_notices_ops_left_out)
{
    struct rig rig;

    open_counter(&rig, 2);
    rig_run_batches(&rig, 0);
    rig_run_batches(&rig, 1);
    rig_expect_right(&rig, 0);
    rig_expect_right(&rig, 1);
    rig_ask(&rig, 1, 1);
    expect_check_fails(&rig, "it stands at 2812 after 2813 increments");
    rig_ask(&rig, 1, 2000);
    rig_expect_wrong(&rig, 1, "it stands at 2812 after 3407 increments of this worker");
}

/* A worker that drew the same ticket twice, while another's increment was lost. */
Test(workload_cpu, counter_notices_a_ticket_drawn_twice)
{
    struct rig rig;
    uint64_t *ticket_sum = (void *)rig.worker[0].scratch;

    open_counter(&rig, 2);
    rig_run_batches(&rig, 0);
    rig_run_batches(&rig, 1);
    --*ticket_sum;
    rig_expect_right(&rig, 0);
    rig_expect_right(&rig, 1);
    expect_check_fails(&rig, "the sum of the 2812 tickets is wrong");
}
