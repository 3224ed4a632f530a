/* SPDX-License-Identifier: MIT */
/* ipc_pingpong and ipc_transfer: pairs of threads and of processes, whose partners are asked for unequal
 * numbers of ops, over every transport; what comes wrong, what is not counted, what never comes. */
#include "../../bench/workloads/ipc_work.h"
#include "workload_rig.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(workload_ipc, .timeout = 120);

static const char *const workloads[] = {"ipc_pingpong", "ipc_transfer"};

static void open_rig(struct rig *rig, const char *workload, uint32_t workers, const char *transport,
                     const char *bytes)
{
    rig_open(rig, workload, workers, 0);
    cr_assert(rig->trial.workload->needs & TVP_NEEDS_PAIRS);
    rig_set(rig, "transport", transport);
    rig_set(rig, "bytes", bytes);
    cr_assert_null(rig->trial.workload->refuses(rig->trial.params));
    cr_assert_eq(rig->trial.workload->prepare(&rig->trial), 0, "%s", rig->trial.map->message);
}

/* A worker's whole work: batches of `batch` ops until at least `ops` are done, then verify. */
struct part {
    struct rig *rig;
    uint32_t index;
    uint64_t ops, batch;
    int verified;
};

static void *play(void *argument)
{
    struct part *part = argument;

    for (uint64_t done = 0; done < part->ops; done += part->batch)
        rig_run(part->rig, part->index, part->batch);
    part->verified = part->rig->trial.workload->verify(&part->rig->worker[part->index]);
    return NULL;
}

static void play_threads(struct rig *rig, const uint64_t *ops, uint64_t batch)
{
    struct part part[RIG_WORKERS];
    struct plat_task task[RIG_WORKERS];

    for (uint32_t i = 0; i < rig->trial.workers; i++) {
        part[i] = (struct part){rig, i, ops[i], batch, 1};
        cr_assert_eq(plat_thread_start(&task[i], play, &part[i]), 0);
    }
    for (uint32_t i = 0; i < rig->trial.workers; i++) {
        plat_thread_join(&task[i]);
        cr_expect_eq(part[i].verified, 0, "worker %u: %s", i, rig->worker[i].map->message);
    }
}

static void play_forked(struct rig *rig, const uint64_t *ops, uint64_t batch)
{
    pid_t pid[RIG_WORKERS];

    for (uint32_t i = 0; i < rig->trial.workers; i++) {
        pid[i] = fork();
        cr_assert_geq(pid[i], 0);
        if (pid[i] == 0) {
            struct part part = {rig, i, ops[i], batch, 1};
            play(&part);
            _exit(part.verified != 0);
        }
    }
    for (uint32_t i = 0; i < rig->trial.workers; i++) {
        int status;
        cr_assert_eq(waitpid(pid[i], &status, 0), pid[i]);
        cr_expect_eq(status, 0, "worker %u: %s", i, rig->worker[i].map->message);
    }
}

static void expect_unequal(const char *workload, const char *transport, const char *bytes, uint64_t ops)
{
    const uint64_t more_first[RIG_WORKERS] = {ops * 3, ops, ops, ops},
                   more_second[RIG_WORKERS] = {ops, ops * 3, 1, ops};

    for (unsigned forked = 0; forked < 2; forked++)
        for (unsigned turn = 0; turn < 2; turn++) {
            struct rig rig;

            open_rig(&rig, workload, RIG_WORKERS, transport, bytes);
            if (forked && strcmp(transport, "process_vm_readv") == 0)
                continue; /* the offered pages are a process' own: set up after the fork, as the harness does
                           */
            rig_set_up_all(&rig);
            (forked ? play_forked : play_threads)(&rig, turn ? more_second : more_first, ops > 7 ? 7 : 1);
            cr_expect_eq(rig.trial.workload->check(&rig.trial), 0, "%s", rig.trial.map->message);
            for (uint32_t i = 0; i < RIG_WORKERS; i++)
                rig.trial.workload->teardown(&rig.worker[i]);
        }
}

static void expect_all(const char *bytes, uint64_t ops)
{
    static const char *const transports[] = {"pipe", "socketpair", "tcp", "eventfd", "futex", "spin"};

    for (unsigned w = 0; w < 2; w++)
        for (unsigned i = 0; i < sizeof transports / sizeof *transports; i++)
            expect_unequal(workloads[w], transports[i], bytes, ops);
    expect_unequal("ipc_transfer", "process_vm_readv", bytes, ops);
}

Test(workload_ipc, nobody_waits_for_a_partner_who_has_left)
{
    expect_all("8", 1000);
}

/* Not whole words, not whole rings, more than any channel holds. */
Test(workload_ipc, messages_of_any_size)
{
    expect_all("4099", 50);
    expect_all("100001", 10);
    expect_all("1M", 4);
}

Test(workload_ipc, a_wrong_message_is_noticed)
{
    for (unsigned w = 0; w < 2; w++) {
        const uint64_t ops[] = {100, 100};
        unsigned char stray[8] = {0};
        struct part part[2];
        struct plat_task task;
        struct rig rig;

        open_rig(&rig, workloads[w], 2, "pipe", "8");
        rig_set_up_all(&rig);
        cr_assert_eq(ipc_send(&ipc_state_of(&rig.worker[0])->link, stray, sizeof stray), 0);
        for (uint32_t i = 0; i < 2; i++)
            part[i] = (struct part){&rig, i, ops[i], 10, 1};
        cr_assert_eq(plat_thread_start(&task, play, &part[1]), 0);
        play(&part[0]);
        plat_thread_join(&task);
        cr_expect_eq(part[1].verified, -1);
        cr_expect_not_null(strstr(rig.worker[1].map->message, "messages came wrong"), "%s",
                           rig.worker[1].map->message);
        cr_expect_eq(rig.trial.workload->check(&rig.trial), -1);
        cr_expect_not_null(
            strstr(rig.trial.map->message, "worker 0 was asked for 100 ops and made 100, its partner saw"),
            "%s", rig.trial.map->message);
    }
}

/* Every word that is looked at matters. */
Test(workload_ipc, a_changed_word_is_noticed)
{
    unsigned char message[3 * IPC_STEP + 8];

    for (uint64_t at = 0; at < sizeof message; at += IPC_STEP) {
        ipc_compose(message, sizeof message, 77);
        cr_expect(ipc_holds(message, sizeof message, 77));
        cr_expect_not(ipc_holds(message, sizeof message, 78));
        message[at + 5] ^= 1;
        cr_expect_not(ipc_holds(message, sizeof message, 77));
    }
}

Test(workload_ipc, ops_that_were_not_done_are_noticed)
{
    for (uint32_t i = 0; i < 2; i++) {
        const uint64_t ops[] = {20, 20};
        struct rig rig;

        open_rig(&rig, "ipc_pingpong", 2, "futex", "8");
        rig_set_up_all(&rig);
        play_threads(&rig, ops, 10);
        rig_ask(&rig, i, 1);
        rig_expect_wrong(&rig, i, "21 ops asked for, 20 made, 0 passed over");
    }
}

Test(workload_ipc, a_partner_that_dies_is_told)
{
    static const char *const transports[] = {"pipe", "socketpair"};

    for (unsigned t = 0; t < 2; t++) {
        struct rig rig;

        open_rig(&rig, "ipc_pingpong", 2, transports[t], "8");
        rig_set_up_all(&rig);
        signal(SIGPIPE, SIG_IGN);
        const struct ipc_link *other = &ipc_state_of(&rig.worker[1])->link;
        plat_handle_close(other->in);
        if (other->out != other->in)
            plat_handle_close(other->out);
        rig_run(&rig, 0, 5);
        rig_expect_wrong(&rig, 0, "in op 0: the other side has gone");
    }
}

/* One that cannot be had here is told before anything runs. */
Test(workload_ipc, too_many_channels_are_told)
{
    struct rig rig;

    rig_open(&rig, "ipc_pingpong", 2, 0);
    rig.trial.map->handle_count = TVP_HANDLES_MAX;
    cr_expect_eq(rig.trial.workload->prepare(&rig.trial), -1);
    cr_expect_str_eq(rig.trial.map->message, "ipc_pingpong: no channels for 2 workers: too many open files");
}
