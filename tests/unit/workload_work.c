/* SPDX-License-Identifier: MIT */
/* Workloads of the CPU, of memory and of locks: right as they are, and their verification notices what is
 * not. */
#include "workload_rig.h"

#include "../../bench/workloads/matrix_blocks.h"
#include <time.h>

static void open_rig(struct rig *rig, const char *name, uint32_t workers, const char *param, const char *text)
{
    const struct tvp_workload *workload;

    rig_open(rig, name, workers, 0);
    if (param)
        rig_set(rig, param, text);
    workload = rig->trial.workload;
    cr_assert(!workload->prepare || workload->prepare(&rig->trial) == 0);
    for (uint32_t i = 0; i < workers && workload->setup; i++)
        cr_assert_eq(rig_set_up(rig, i), 0, "%s", rig->worker[i].map->message);
}

static void tear_down(struct rig *rig, uint32_t i)
{
    rig->trial.workload->teardown(&rig->worker[i]);
}

/* What a state begins with. */
static void *first_of(struct rig *rig, uint32_t i)
{
    void *pointer;

    memcpy(&pointer, rig->worker[i].scratch, sizeof pointer);
    return pointer;
}

Test(workload_work, matmul_notices_one_wrong_number_anywhere)
{
    struct rig rig;
    struct state *state = (void *)rig.worker[0].scratch;

    open_rig(&rig, "cpu_matmul", 1, "order", "96");
    rig_expect_right(&rig, 0);
    rig_run_batches(&rig, 0); /* 1406 products: 52 rounds of 27, and 2 */
    rig_expect_count_checked(&rig, 0, "ops were done");
    for (uint64_t i = 0; i < 96u * 96u; i += 311) {
        state->c[i] += 1;
        rig_expect_wrong(&rig, 0, "is wrong after 1406 ops");
        state->c[i] -= 1;
    }
    state->c[0] += 1; /* the row as a whole is right */
    state->c[BLOCK] -= 1;
    rig_expect_wrong(&rig, 0, "row 0 is wrong");
    tear_down(&rig, 0);
}

static double cpu_s(void)
{
    struct timespec used;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

Test(workload_work, matmul_is_verified_faster_than_multiplied)
{
    struct rig rig;
    const double begin = (open_rig(&rig, "cpu_matmul", 1, "order", "512"), cpu_s());
    double ran, verified;

    rig_run(&rig, 0, 16u * 16u * 16u); /* one product of the whole matrices */
    ran = cpu_s();
    rig_expect_right(&rig, 0);
    verified = cpu_s();
    cr_expect_lt(verified - ran, 0.3 * (ran - begin)); /* a 32nd of the work, and what checks cost */
    tear_down(&rig, 0);
}

Test(workload_work, sorts_are_counted)
{
    struct rig rig;

    open_rig(&rig, "cpu_sort", 2, "count", "64");
    rig_expect_right(&rig, 0);
    rig_run_batches(&rig, 0);
    rig_expect_no_calls(&rig, 0);
    rig_expect_count_checked(&rig, 0, "sorts are wrong");
    rig_expect_right(&rig, 1);
    tear_down(&rig, 0);
    tear_down(&rig, 1);
}

/* 27 takes 111 steps to come to 1: known beside the program. */
Test(workload_work, interpreter_is_where_the_sequences_are)
{
    struct rig rig;
    const uint64_t *state = (void *)rig.worker[0].scratch; /* number, where it is, steps */
    uint64_t before = 0;

    open_rig(&rig, "cpu_interpreter", 2, NULL, NULL);
    rig_expect_right(&rig, 0);
    while (state[0] < 27)
        rig_run(&rig, 0, 1);
    before = state[2];
    while (state[0] < 28)
        rig_run(&rig, 0, 1);
    cr_expect_eq(state[2] - before, 111);
    rig_run_batches(&rig, 0);
    rig_expect_no_calls(&rig, 0);
    rig_expect_count_checked(&rig, 0, "cpu_interpreter: at sequence");
    rig_expect_right(&rig, 1);
}

Test(workload_work, chase_notices_a_short_cycle)
{
    struct rig rig;
    uint64_t *places, kept;

    open_rig(&rig, "mem_chase", 2, "bytes", "16K"); /* 256 places, 8 words each */
    rig_expect_right(&rig, 0);
    rig_run_batches(&rig, 0);
    rig_expect_no_calls(&rig, 0);
    rig_expect_count_checked(&rig, 0, "do not lead there");
    places = first_of(&rig, 0);
    kept = places[0];
    places[0] = places[kept * 8]; /* one place is passed over */
    rig_expect_wrong(&rig, 0, "the cycle has 255 of 256 places");
    places[0] = kept;
    rig_expect_right(&rig, 0);
    tear_down(&rig, 0);
    tear_down(&rig, 1);
}

Test(workload_work, churn_notices_a_block_written_by_another)
{
    struct rig rig;
    unsigned char **blocks;

    open_rig(&rig, "mem_churn", 1, NULL, NULL);
    rig_expect_right(&rig, 0);
    rig_run_batches(&rig, 0);
    rig_expect_count_checked(&rig, 0, "blocks were not their own");
    blocks = first_of(&rig, 0);
    for (uint32_t i = 0; i < 1024; i++)
        if (blocks[i])
            blocks[i][0] ^= 1;
    rig_run(&rig, 0, 1000);
    rig_expect_wrong(&rig, 0, "blocks were not their own");
    tear_down(&rig, 0);
}

Test(workload_work, faults_are_counted)
{
    struct rig rig;

    open_rig(&rig, "mem_faults", 1, "count", "4");
    rig_expect_right(&rig, 0);
    rig_run_batches(&rig, 0);
    rig_expect_count_checked(&rig, 0, "ops done");
}

Test(workload_work, counters_are_apart_as_the_layout_says)
{
    static const struct {
        const char *layout;
        uint32_t words;
    } cases[] = {{"packed", 1}, {"padded", 16}};

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct rig rig;
        uint64_t *words;

        open_rig(&rig, "mem_false_sharing", 2, "layout", cases[c].layout);
        rig_run(&rig, 0, 3);
        rig_run(&rig, 1, 5);
        words = rig.trial.shared;
        cr_expect_eq(words[0], 3);
        cr_expect_eq(words[cases[c].words], 5);
        rig_expect_no_calls(&rig, 0);
        rig_expect_count_checked(&rig, 0, "mem_false_sharing: counted to");
        rig_expect_right(&rig, 1);
    }
}
