/* SPDX-License-Identifier: MIT */
/* Trials of the real lean image: what becomes of those that go well, go wrong, and do not end; nothing of
 * them is left. */
#include "execute_rig.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const models[] = {"thread", "fork", "spawn"};

static void expect_no_child(void)
{
    cr_expect(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "a child is left");
}

static int play_fault(struct executor *executor, const char *model, uint32_t workers, const char *params,
                      uint64_t timeout_ns, struct outcome *out)
{
    struct cell cell;
    rig_cell(&cell, "fault", model, workers, params);
    int error = rig_play(executor, &cell, timeout_ns, out);
    cr_expect(error == 0, "%s %s: %s", model, params, out->reason);
    expect_no_child();
    return error;
}

Test(execute_trial, ok_under_every_model)
{
    struct executor executor;
    rig_open(&executor);
    for (size_t i = 0; i < 3; i++) {
        struct cell cell;
        struct outcome out;
        rig_cell(&cell, "noop", models[i], 2, "");
        cr_assert(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0, "%s", out.reason);
        cr_expect(out.status == STATUS_OK && out.reason[0] == '\0', "%s: %s", models[i], out.reason);
        cr_expect(out.call_to_joined_ns > 0 && out.wall_ns > out.call_to_joined_ns);
        cr_expect(out.env_bytes < 1024 && !out.interrupted);
        for (uint32_t worker = 0; worker < 2; worker++) {
            const struct map_worker *left = map_worker_at(out.map, worker);
            const uint64_t *ends = map_samples_at(out.map, worker);
            cr_expect(left->ops == 100000 && left->samples == 10, "%s: %llu batches", models[i],
                      (unsigned long long)left->samples);
            cr_expect(ends[0] == left->go && ends[10] == left->done);
        }
        expect_no_child();
        outcome_free(&out);
    }
    executor_close(&executor);
}

/* Ops beyond those that are counted are done, and are verified as done; the record knows nothing of them. */
Test(execute_trial, extra_ops_are_done_and_not_counted)
{
    struct executor executor;
    rig_open(&executor);
    for (size_t i = 0; i < 3; i++) {
        struct cell cell;
        struct outcome out;
        uint64_t total[2];
        rig_cell(&cell, "cpu_hash", models[i], 1, "");
        cell.ops = 105000; /* ten batches and a half */
        for (uint32_t extra = 0; extra < 2; extra++) {
            cell.extra_ppm = extra * 30000;
            cr_assert(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0, "%s", out.reason);
            cr_expect(out.status == STATUS_OK, "%s: %s", models[i], out.reason);
            const struct map_worker *left = map_worker_at(out.map, 0);
            cr_expect(left->ops == 105000 && left->samples == 11 && out.map->batch == 10000);
            cr_expect(map_samples_at(out.map, 0)[11] == left->done);
            total[extra] = left->total;
            outcome_free(&out);
        }
        /* The untimed work around it is in whole batches of 10000. */
        cr_expect(total[0] % 10000 == 5000 && total[1] % 10000 == 5000 + 10 * 300, "%s: %llu and %llu",
                  models[i], (unsigned long long)total[0], (unsigned long long)total[1]);
    }
    executor_close(&executor);
}

Test(execute_trial, extra_ops_are_whole)
{
    const struct cell cell = {.extra_ppm = 30000};
    cr_expect_eq(cell_extra_ops(&cell, 10000), 300);
    cr_expect_eq(cell_extra_ops(&cell, 1), 0);
    cr_expect_eq(cell_extra_ops(&cell, 17), 1);
    cr_expect_eq(cell_extra_ops(&cell, UINT64_MAX / 100),
                 (UINT64_MAX / 100 / 1000000) * 30000 +
                     (UINT64_MAX / 100 % 1000000 * 30000 + 500000) / 1000000);
    const struct cell none = {.extra_ppm = 0};
    cr_expect_eq(cell_extra_ops(&none, 1000000), 0);
}

Test(execute_trial, crash)
{
    struct executor executor;
    struct outcome out;
    rig_open(&executor);
    for (size_t i = 0; i < 3; i++) {
        play_fault(&executor, models[i], 1, "kind=crash,at=run", RIG_TIMEOUT_NS, &out);
        cr_expect(out.status == STATUS_CRASHED, "%s: %s: %s", models[i], status_name(out.status), out.reason);
        cr_expect(strstr(out.reason, "SIGSEGV") && strstr(out.reason, "at run") &&
                      strstr(out.reason, "worker 0"),
                  "%s: %s", models[i], out.reason);
        outcome_free(&out);
    }
}

Test(execute_trial, crash_of_one_thread_says_where_all_were)
{
    struct executor executor;
    struct outcome out;
    rig_open(&executor);
    play_fault(&executor, "thread", 2, "kind=crash,at=ready,worker=1", RIG_TIMEOUT_NS, &out);
    cr_expect_str_eq(out.reason, "killed by SIGSEGV at ready (worker 0), enter (worker 1)");
    outcome_free(&out);
}

Test(execute_trial, hang_is_a_timeout)
{
    struct executor executor;
    struct outcome out;
    rig_open(&executor);
    for (size_t i = 0; i < 3; i++) {
        play_fault(&executor, models[i], 1, "kind=hang,at=run", 700000000, &out);
        cr_expect(out.status == STATUS_TIMEOUT, "%s: %s", models[i], status_name(out.status));
        cr_expect_str_eq(out.reason, "no end after 0.7 s; worker 0 at run");
        outcome_free(&out);
    }
}

Test(execute_trial, wrong_answer_is_failed)
{
    struct executor executor;
    struct outcome out;
    rig_open(&executor);
    for (size_t i = 0; i < 3; i++) {
        play_fault(&executor, models[i], 2, "kind=wrong,worker=1", RIG_TIMEOUT_NS, &out);
        cr_expect(out.status == STATUS_FAILED, "%s: %s", models[i], status_name(out.status));
        cr_expect_str_eq(out.reason, "worker 1: fault: wrong answer, as asked");
        outcome_free(&out);
    }
}

Test(execute_trial, early_exit_is_failed)
{
    struct executor executor;
    struct outcome out;
    rig_open(&executor);
    for (size_t i = 0; i < 3; i++) {
        play_fault(&executor, models[i], 1, "kind=exit,at=ready", RIG_TIMEOUT_NS, &out);
        cr_expect(out.status == STATUS_FAILED, "%s: %s", models[i], status_name(out.status));
        cr_expect(strstr(out.reason, "exit code 7"), "%s: %s", models[i], out.reason);
        outcome_free(&out);
    }
}

Test(execute_trial, lost_pin_is_invalid)
{
    struct executor executor;
    struct outcome out;
    uint32_t cpus[2];
    rig_open(&executor);
    if (plat_cpus_allowed(cpus, 2) < 2)
        cr_skip_test("needs two CPUs");
    for (size_t i = 0; i < 3; i++) {
        struct cell cell;
        rig_cell(&cell, "fault", models[i], 1, "kind=unpin,at=run");
        cell.cpus = cpus;
        cell.placement = PLACE_SAME_CPU;
        cr_assert(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0);
        cr_expect(out.status == STATUS_INVALID, "%s: %s: %s", models[i], status_name(out.status), out.reason);
        cr_expect(strncmp(out.reason, "worker 0 was bound to CPU ", 26) == 0, "%s", out.reason);
        outcome_free(&out);
    }
}

Test(execute_trial, samples_survive_a_crash)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    rig_open(&executor);
    rig_cell(&cell, "noop", "thread", 1, "");
    cell.ops = 4000000000000;
    cell.batch = 1000000000;
    cr_assert(rig_play(&executor, &cell, 3000000000u, &out) == 0);
    cr_expect(out.status == STATUS_TIMEOUT);
    const struct map_worker *worker = map_worker_at(out.map, 0);
    cr_expect(worker->go > 0 && worker->samples > 0 && worker->done == 0, "%llu batches are left",
              (unsigned long long)worker->samples);
    outcome_free(&out);
}

Test(execute_trial, interrupt)
{
    struct executor executor;
    struct outcome out;
    volatile int interrupted = 1;
    rig_open(&executor);
    executor.interrupted = &interrupted;
    play_fault(&executor, "fork", 2, "kind=hang,at=run", RIG_TIMEOUT_NS, &out);
    cr_expect(out.interrupted == 1 && out.wall_ns < RIG_TIMEOUT_NS / 2);
    outcome_free(&out);
}

Test(execute_trial, image_that_is_not_there)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    rig_open(&executor);
    snprintf(executor.image_path, sizeof executor.image_path, "/nonexistent/tvp-trial");
    rig_cell(&cell, "noop", "thread", 1, "");
    cr_expect(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == -PLAT_ENOENT);
    cr_expect_str_eq(out.reason, "cannot start /nonexistent/tvp-trial: no such file");
    outcome_free(&out);
}

Test(execute_trial, image_that_is_another_program)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    rig_open(&executor);
    snprintf(executor.image_path, sizeof executor.image_path, "/bin/ls");
    rig_cell(&cell, "noop", "thread", 1, "");
    cr_assert(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0);
    cr_expect(out.status == STATUS_FAILED);
    cr_expect(strncmp(out.reason, "the trial ended before its first worker with exit code 2: ", 58) == 0,
              "%s", out.reason);
    cr_expect(out.stderr_text != NULL && strstr(out.stderr_text, "trial") != NULL);
    outcome_free(&out);
}

Test(execute_trial, endless_stderr_is_cut)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    rig_open(&executor);
    char path[] = "/tmp/tvp-test-XXXXXX";
    int fd = mkstemp(path);
    cr_assert(fd >= 0 &&
              dprintf(fd, "#!/bin/sh\nwhile echo 0123456789012345678901234567890 >&2; do :; done\n") > 0);
    fchmod(fd, 0700);
    close(fd);
    snprintf(executor.image_path, sizeof executor.image_path, "%s", path);
    rig_cell(&cell, "noop", "thread", 1, "");
    cr_expect(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0, "%s", out.reason);
    unlink(path);
    cr_assert(out.stderr_text != NULL);
    cr_expect(strlen(out.stderr_text) <= 65536 && strlen(out.stderr_text) > 60000, "%zu",
              strlen(out.stderr_text));
    outcome_free(&out);
}

Test(execute_trial, orphans_in_other_groups_are_reaped)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    rig_open(&executor);
    char path[] = "/tmp/tvp-test-XXXXXX";
    int fd = mkstemp(path);
    cr_assert(fd >= 0 &&
              dprintf(fd, "#!/bin/sh\nsetsid sleep 1000 &\n(setsid sh -c 'sleep 1000 & sleep 1000') &\n"
                          "sleep 1000 &\nsleep 0.2\nexit 9\n") > 0);
    fchmod(fd, 0700);
    close(fd);
    snprintf(executor.image_path, sizeof executor.image_path, "%s", path);
    rig_cell(&cell, "noop", "thread", 1, "");
    cr_expect(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0, "%s", out.reason);
    unlink(path);
    cr_expect(strstr(out.reason, "exit code 9"), "%s", out.reason);
    expect_no_child();
    outcome_free(&out);
}

Test(execute_trial, children_that_are_no_trials_stay)
{
    struct executor executor;
    struct outcome out;
    pid_t before = fork();
    if (before == 0) {
        pause();
        _exit(0);
    }
    rig_open(&executor);
    struct cell cell;
    rig_cell(&cell, "noop", "fork", 1, "");
    const int played = rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out);
    const int stayed = waitpid(before, NULL, WNOHANG) == 0;
    kill(before, SIGKILL);
    waitpid(before, NULL, 0);
    cr_assert(played == 0 && out.status == STATUS_OK, "%s", out.reason);
    cr_expect(stayed, "it was ended");
    outcome_free(&out);
}

Test(execute_trial, without_pidfd)
{
    struct executor executor;
    struct outcome out;
    setenv("TVP_WITHOUT", "pidfd", 1);
    rig_open(&executor);
    play_fault(&executor, "fork", 2, "kind=none", RIG_TIMEOUT_NS, &out);
    cr_expect(out.status == STATUS_OK, "%s", out.reason);
    outcome_free(&out);
    play_fault(&executor, "fork", 1, "kind=hang,at=run", 500000000, &out);
    cr_expect(out.status == STATUS_TIMEOUT, "%s", out.reason);
    outcome_free(&out);
}

Test(execute_trial, unsupported_cell_is_not_played)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    rig_open(&executor);
    rig_cell(&cell, "noop", "thread", 1, "");
    snprintf(cell.unsupported, sizeof cell.unsupported, "not here");
    cr_assert(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0);
    cr_expect(out.status == STATUS_UNSUPPORTED && out.map == NULL);
    cr_expect_str_eq(out.reason, "not here");
    outcome_free(&out);
}

Test(execute_trial, pilot)
{
    struct executor executor;
    rig_open(&executor);
    for (size_t i = 0; i < 3; i++) {
        struct outcome out;
        struct cell cell;
        double op_ns;
        uint64_t cost_ns;
        rig_cell(&cell, "noop", models[i], 2, "");
        cell.ops = cell.batch = 0;
        cell.starts = 50;
        cr_assert(execute_pilot(&executor, &cell, 3, RIG_TIMEOUT_NS, &op_ns, &cost_ns, &out) == 0);
        cr_expect(out.status == STATUS_OK, "%s: %s", models[i], out.reason);
        cr_expect(op_ns > 0.01 && op_ns < 1000, "%s: %g ns an op", models[i], op_ns);
        cr_expect(cost_ns > 20000000, "%s: %llu ns", models[i], (unsigned long long)cost_ns);
        outcome_free(&out);
    }
}
