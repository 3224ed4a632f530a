/* SPDX-License-Identifier: MIT */
/* io_mix: the whole of its length computed, the whole of it waited for, and half of each; what was not
 * computed is noticed. */
#include "../../bench/workloads/delay_wire.h"
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

TestSuite(workload_io_mix, .fini = end_server, .timeout = 60);

static void open_rig(struct rig *rig, const char *length, const char *cpu)
{
    rig_open(rig, "io_mix", 2, 0);
    rig_set(rig, "length", length);
    rig_set(rig, "cpu", cpu);
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

/* Each op asks the server, but for one that only computes. */
static void expect_share(const char *cpu, uint64_t answers, uint64_t least_ns)
{
    const struct delay_shared *shared;
    struct rig rig;

    open_rig(&rig, "2ms", cpu);
    shared = rig.trial.shared;
    const uint64_t begun_ns = plat_now_ns();
    for (uint32_t i = 0; i < 2; i++) {
        rig_run(&rig, i, 1);
        rig_run(&rig, i, 9);
        cr_expect_eq(shared->of[i].answers, answers);
    }
    cr_expect_geq(plat_now_ns() - begun_ns, least_ns);
    for (uint32_t i = 0; i < 2; i++)
        rig_expect_count_checked(&rig, i, "ops asked for");
    close_rig(&rig);
}

Test(workload_io_mix, waits_for_what_it_does_not_compute)
{
    expect_share("0", 10, 2 * 10 * 2000000);
    expect_share("50", 10, 2 * 10 * 1000000);
    expect_share("100", 0, 0);
}

Test(workload_io_mix, what_was_not_computed_is_noticed)
{
    struct rig rig;

    open_rig(&rig, "100us", "50");
    rig_run(&rig, 0, 5);
    rig_expect_right(&rig, 0);
    rig.worker[0].index = 1; /* another chain */
    rig_expect_wrong(&rig, 0, "io_mix: what was computed in 5 ops is wrong");
    close_rig(&rig);
}

Test(workload_io_mix, a_dead_server_is_told)
{
    struct rig rig;

    open_rig(&rig, "100us", "50");
    rig_run(&rig, 0, 5);
    end_server();
    rig_run(&rig, 0, 5);
    rig_expect_wrong(&rig, 0, "io_mix: no answer to request 5");
    close_rig(&rig);
}
