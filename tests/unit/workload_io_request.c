/* SPDX-License-Identifier: MIT */
/* io_request: its server in a process of its own; delays, broken lines, strangers, and a server that dies. */
#include "../../bench/workloads/delay_client.h"
#include "workload_rig.h"

#include <signal.h>
#include <sys/socket.h>
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

TestSuite(workload_io_request, .fini = end_server, .timeout = 60);

/* As server_start does it: a process that serves, and has said that it can be reached. */
static void open_rig(struct rig *rig, uint32_t workers, const char *delay)
{
    rig_open(rig, "io_request", workers, 0);
    rig_set(rig, "delay", delay);
    server = fork();
    cr_assert_geq(server, 0);
    if (server == 0) {
        plat_die_with(plat_parent_pid());
        rig->trial.workload->serve(&rig->trial);
        _exit(1);
    }
    while (__atomic_load_n(&rig->trial.map->serving, __ATOMIC_ACQUIRE) == 0)
        plat_wait(&rig->trial.map->serving, 0, 10000000);
}

static void close_rig(struct rig *rig)
{
    for (uint32_t i = 0; i < rig->trial.workers; i++)
        rig->trial.workload->teardown(&rig->worker[i]);
    end_server();
}

static struct delay_shared *shared_of(struct rig *rig)
{
    return rig->trial.shared;
}

Test(workload_io_request, answers_all)
{
    struct rig rig;

    open_rig(&rig, 3, "0s");
    rig_set_up_all(&rig);
    for (uint32_t i = 0; i < 3; i++)
        rig_run_batches(&rig, i);
    rig_run_batches(&rig, 1);
    for (uint32_t i = 0; i < 3; i++)
        rig_expect_count_checked(&rig, i, "io_request: ");
    close_rig(&rig);
}

/* Never early. How late, is the machine's affair. */
Test(workload_io_request, waits_for_the_delay)
{
    struct rig rig;

    open_rig(&rig, 2, "5ms");
    rig_set_up_all(&rig);
    for (unsigned turn = 0; turn < 10; turn++) {
        uint64_t begun_ns = plat_now_ns();

        rig_run(&rig, turn % 2, 2);
        cr_expect_geq(plat_now_ns() - begun_ns, 10000000);
    }
    rig_expect_right(&rig, 0);
    rig_expect_right(&rig, 1);
    close_rig(&rig);
}

/* It stands first in the worker's state; on this system it is a descriptor. */
static int connection_of(const struct tvp_worker *worker)
{
    int64_t connection;
    memcpy(&connection, worker->scratch, sizeof connection);
    return (int)connection;
}

/* Two that ask at the same time wait at the same time: the server is not a queue. */
Test(workload_io_request, delays_overlap)
{
    struct rig rig;
    struct delay_request request[RIG_WORKERS];
    uint64_t begun_ns, answer;

    open_rig(&rig, RIG_WORKERS, "300ms");
    rig_set_up_all(&rig);
    begun_ns = plat_now_ns();
    for (uint32_t i = 0; i < RIG_WORKERS; i++) {
        request[i] = (struct delay_request){i, 7};
        int connection = connection_of(&rig.worker[i]);
        cr_assert_eq(send(connection, &request[i], sizeof request[i], 0), sizeof request[i]);
    }
    for (uint32_t i = 0; i < RIG_WORKERS; i++) {
        int connection = connection_of(&rig.worker[i]);
        cr_assert_eq(recv(connection, &answer, sizeof answer, MSG_WAITALL), sizeof answer);
        cr_expect_eq(answer, delay_answer(&rig.trial, &request[i]));
    }
    cr_expect_geq(plat_now_ns() - begun_ns, 300000000);
    cr_expect_lt(plat_now_ns() - begun_ns, RIG_WORKERS * 300000000u); /* what a queue would take */
    close_rig(&rig);
}

Test(workload_io_request, notices_what_the_server_did_not_count)
{
    struct rig rig;

    open_rig(&rig, 1, "0s");
    rig_set_up_all(&rig);
    rig_run_batches(&rig, 0);
    rig_expect_right(&rig, 0);
    shared_of(&rig)->of[0].answers--;
    rig_expect_wrong(&rig, 0, "1406 requests asked for, 1406 made, 1405 answered");
    close_rig(&rig);
}

/* The client expects what another seed would answer. */
Test(workload_io_request, notices_wrong_answers)
{
    struct rig rig;

    open_rig(&rig, 1, "0s");
    rig_set_up_all(&rig);
    rig.trial.seed++;
    rig_run(&rig, 0, 3);
    rig_expect_wrong(&rig, 0, "3 wrong answers");
    close_rig(&rig);
}

Test(workload_io_request, a_dead_server_is_told)
{
    struct rig rig;

    open_rig(&rig, 1, "0s");
    rig_set_up_all(&rig);
    rig_run(&rig, 0, 5);
    end_server();
    rig_run(&rig, 0, 5);
    rig_expect_wrong(&rig, 0, "no answer to request 5");
    rig.trial.workload->teardown(&rig.worker[0]);
    cr_expect_eq(rig_set_up(&rig, 0), -1);
    cr_expect_not_null(
        strstr(rig.worker[0].map->message, "cannot reach the server: the other side has gone"));
}

/* Crews come one after the other, and some leave with a request under way. */
Test(workload_io_request, outlives_crews_and_broken_lines)
{
    struct rig rig;

    open_rig(&rig, 2, "1ms");
    for (unsigned crew = 0; crew < 200; crew++) {
        struct delay_request request = {crew % 3, 0}; /* worker 2 does not exist */
        int line = (int)plat_tcp_connect(shared_of(&rig)->port, 10000000000u);
        size_t bytes = crew % 2 ? sizeof request : 5;

        cr_assert_geq(line, 0);
        if (crew % 3 == 2 || bytes < sizeof request)
            cr_assert_eq(send(line, &request, bytes, 0), bytes);
        close(line);
    }
    rig_set_up_all(&rig);
    for (uint32_t i = 0; i < 2; i++) {
        rig_run(&rig, i, 20);
        rig_expect_right(&rig, i);
    }
    close_rig(&rig);
}

/* More lines than TVP_WORKERS_MAX wait until one is free; a stranger's index is answered by a hang-up. */
Test(workload_io_request, bounds_its_lines)
{
    static int line[TVP_WORKERS_MAX + 1];
    struct rig rig;
    struct delay_request request = {0, 0}, strange = {1, 0};
    uint64_t answer;

    open_rig(&rig, 1, "0s");
    for (uint32_t i = 0; i <= TVP_WORKERS_MAX; i++) {
        line[i] =
            (int)plat_tcp_connect(shared_of(&rig)->port, i < TVP_WORKERS_MAX ? 10000000000u : 1000000000u);
        cr_assert_geq(line[i], 0);
        if (i < TVP_WORKERS_MAX)
            cr_assert_eq(delay_ask(line[i], &request, &answer), 0);
    }
    cr_expect_eq(delay_ask(line[TVP_WORKERS_MAX], &request, &answer), -PLAT_ETIMEDOUT);
    cr_expect_eq(delay_ask(line[17], &strange, &answer), -PLAT_EPIPE);
    cr_expect_eq(recv(line[TVP_WORKERS_MAX], &answer, sizeof answer, MSG_WAITALL), sizeof answer);
    cr_expect_eq(answer, delay_answer(&rig.trial, &request));
    end_server();
}
