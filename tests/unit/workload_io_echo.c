/* SPDX-License-Identifier: MIT */
/* io_echo: requests leave by the clock, latencies count from when they were meant to, a stall is seen by all
 * that it kept waiting, more than can be had comes late and not never; wrong answers, and a server that dies.
 */
#include "../../bench/workloads/echo_client.h"
#include "workload_rig.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t server;

static void end_server(void)
{
    if (server > 0) {
        kill(server, SIGKILL);
        waitpid(server, NULL, 0);
    }
    server = 0;
}

TestSuite(workload_io_echo, .fini = end_server, .timeout = 60);

static void open_rig(struct rig *rig, uint32_t workers, const char *rate, const char *stall,
                     const char *stall_at)
{
    rig_open(rig, "io_echo", workers, 0);
    rig_set(rig, "rate", rate);
    rig_set(rig, "stall", stall);
    rig_set(rig, "stall_at", stall_at);
    server = fork();
    cr_assert_geq(server, 0);
    if (server == 0) {
        plat_die_with(plat_parent_pid());
        rig->trial.workload->serve(&rig->trial);
        _exit(1);
    }
    while (__atomic_load_n(&rig->trial.map->serving, __ATOMIC_ACQUIRE) == 0)
        plat_wait(&rig->trial.map->serving, 0, 10000000);
    rig_set_up_all(rig);
}

static void close_rig(struct rig *rig)
{
    for (uint32_t i = 0; i < rig->trial.workers; i++)
        rig->trial.workload->teardown(&rig->worker[i]);
    end_server();
}

Test(workload_io_echo, answers_all_and_counts_each_once)
{
    struct rig rig;

    open_rig(&rig, 2, "50000", "0s", "1");
    for (uint32_t i = 0; i < 2; i++) {
        const uint64_t ops = rig_run_batches(&rig, i);
        cr_expect_eq(map_latency_at(rig.trial.map, i)->total, ops);
    }
    cr_expect_eq(tvp_latencies_of(&rig.trial), rig.worker[0].ops_total + rig.worker[1].ops_total);
    rig_expect_right(&rig, 0);
    rig_expect_count_checked(&rig, 1, "ops asked for");
    close_rig(&rig);
}

/* Not before it is time: 100 of them at 1000 a second take 99 intervals at least. */
Test(workload_io_echo, keeps_to_the_rate)
{
    struct rig rig;

    open_rig(&rig, 1, "1000", "0s", "1");
    const uint64_t begun_ns = plat_now_ns();
    for (unsigned batch = 0; batch < 100; batch++)
        rig_run(&rig, 0, 1);
    cr_expect_geq(plat_now_ns() - begun_ns, 99000000);
    rig_expect_right(&rig, 0);
    close_rig(&rig);
}

/* The server holds still for 200 ms from request 200 on, at 1000 a second: some 200 requests waited, evenly
 * from 200 ms down to nothing; of 1000, a tenth waited over 100 ms. Who stops asking meanwhile would see one.
 */
Test(workload_io_echo, a_stall_is_seen_by_all_that_it_kept_waiting)
{
    uint64_t waited[3] = {0};

    for (unsigned attempt = 0; attempt < 10; attempt++) { /* the machine may stall as well */
        struct rig rig;

        open_rig(&rig, 1, "1000", "200ms", "200");
        for (unsigned batch = 0; batch < 1000; batch++)
            rig_run(&rig, 0, 1);
        rig_expect_right(&rig, 0);
        const struct stats_histogram *latency = map_latency_at(rig.trial.map, 0);
        memset(waited, 0, sizeof waited);
        for (uint32_t bucket = 0; bucket < STATS_BUCKETS; bucket++)
            for (unsigned i = 0; i < 3; i++)
                waited[i] += stats_bucket_low(bucket) >= (i * 50 + 50) * 1000000 ? latency->count[bucket] : 0;
        close_rig(&rig);
        if (waited[0] >= 140 && waited[0] <= 160 && waited[1] >= 90 && waited[1] <= 110 && waited[2] >= 40 &&
            waited[2] <= 60)
            return;
    }
    cr_assert_fail("%" PRIu64 ", %" PRIu64 " and %" PRIu64
                   " waited over 50, 100 and 150 ms, not 150, 100 and 50",
                   waited[0], waited[1], waited[2]);
}

/* What no server can keep up with ends late; nothing is lost, and nobody hangs. */
Test(workload_io_echo, too_high_a_rate_is_late)
{
    struct rig rig;

    open_rig(&rig, 1, "1000000", "0s", "1");
    rig_run(&rig, 0, 20000);
    rig_expect_right(&rig, 0);
    cr_expect_gt(tvp_latency_quantile(&rig.trial, 0.99), tvp_latency_quantile(&rig.trial, 0.1));
    close_rig(&rig);
}

Test(workload_io_echo, notices_wrong_answers_and_miscounts)
{
    struct rig rig;

    open_rig(&rig, 1, "10000", "0s", "1");
    rig_run(&rig, 0, 50);
    rig_expect_right(&rig, 0);
    ((struct delay_shared *)rig.trial.shared)->of[0].answers--;
    rig_expect_wrong(&rig, 0, "50 ops asked for");
    rig.trial.seed++;
    rig_run(&rig, 0, 5);
    rig_expect_wrong(&rig, 0, "wrong answers");
    close_rig(&rig);
}

Test(workload_io_echo, a_dead_server_is_told)
{
    struct rig rig;

    open_rig(&rig, 1, "10000", "0s", "1");
    rig_run(&rig, 0, 50);
    end_server();
    rig_run(&rig, 0, 50);
    rig_expect_wrong(&rig, 0, "no answer to request ");
    close_rig(&rig);
}
