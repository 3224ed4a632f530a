/* SPDX-License-Identifier: MIT */
/* fault: each kind really happens, where and to whom it is asked for. */
#include "workload_rig.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void open_fault(struct rig *rig, const char *kind, const char *at, const char *worker)
{
    rig_open(rig, "fault", 2, 0);
    cr_assert(rig->trial.workload->needs & TVP_NOT_IN_SUITES);
    rig_set(rig, "kind", kind);
    rig_set(rig, "at", at);
    rig_set(rig, "worker", worker);
}

/* A worker's whole life, as the harness plays it. */
static void live(struct rig *rig, uint32_t i)
{
    const struct tvp_workload *workload = rig->trial.workload;

    rig_set_up(rig, i); /* makes the worker */
    workload->at(&rig->worker[i], "enter");
    workload->at(&rig->worker[i], "ready");
    cr_assert_eq(workload->setup(&rig->worker[i]), 0);
    rig_run_batches(rig, i);
}

static void leave(struct rig *rig, uint32_t i)
{
    rig->trial.workload->at(&rig->worker[i], "leave");
}

/* The status of a process that lives worker i's life; it exits with 0 when nothing happens. */
static int life_of_process(struct rig *rig, uint32_t i)
{
    int status;
    pid_t child = fork();

    cr_assert_geq(child, 0);
    if (child == 0) {
        live(rig, i);
        leave(rig, i);
        _exit(0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    return status;
}

static const char *const points[] = {"enter", "ready", "run", "leave"};

Test(workload_fault, none_is_an_empty_loop)
{
    struct rig rig;

    open_fault(&rig, "none", "run", "0");
    live(&rig, 0);
    leave(&rig, 0);
    rig_expect_count_checked(&rig, 0, "fault: ");
    rig_expect_no_calls(&rig, 0);
}

Test(workload_fault, crash_dies_by_the_signal)
{
    for (unsigned p = 0; p < 4; p++) {
        struct rig rig;
        int status;

        open_fault(&rig, "crash", points[p], "1");
        status = life_of_process(&rig, 1);
        cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "at %s: status %x", points[p], status);
        cr_expect_eq(life_of_process(&rig, 0), 0);
    }
}

Test(workload_fault, exit_has_its_code)
{
    for (unsigned p = 0; p < 4; p++) {
        struct rig rig;
        int status;

        open_fault(&rig, "exit", points[p], "0");
        status = life_of_process(&rig, 0);
        cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 7, "at %s: status %x", points[p], status);
        cr_expect_eq(life_of_process(&rig, 1), 0);
    }
}

static void wait_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
}

static void go_on(int signal)
{
    (void)signal;
}

/* It is still there after a while and after a signal, and spends no time. */
Test(workload_fault, hang_sleeps)
{
    struct rig rig;
    pid_t child;
    int status;
    clockid_t clock;
    struct timespec used, later;

    open_fault(&rig, "hang", "run", "0");
    child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        signal(SIGUSR1, go_on);
        live(&rig, 0);
        _exit(0);
    }
    wait_a_little();
    wait_a_little();
    kill(child, SIGUSR1);
    cr_assert_eq(clock_getcpuclockid(child, &clock), 0);
    wait_a_little();
    cr_assert_eq(clock_gettime(clock, &used), 0);
    wait_a_little();
    wait_a_little();
    cr_assert_eq(clock_gettime(clock, &later), 0);
    cr_expect_eq(waitpid(child, &status, WNOHANG), 0);
    cr_expect_lt((later.tv_sec - used.tv_sec) * 1000000000 + later.tv_nsec - used.tv_nsec, 25000000);
    kill(child, SIGKILL);
    cr_expect_eq(waitpid(child, &status, 0), child);
}

Test(workload_fault, wrong_fails_in_verify)
{
    struct rig rig;

    open_fault(&rig, "wrong", "run", "1");
    live(&rig, 0);
    live(&rig, 1);
    rig_expect_right(&rig, 0);
    rig_expect_wrong(&rig, 1, "fault: wrong answer, as asked");
}

Test(workload_fault, a_worker_that_does_not_exist)
{
    struct rig rig;

    open_fault(&rig, "wrong", "run", "1000");
    live(&rig, 0);
    live(&rig, 1);
    rig_expect_right(&rig, 0);
    rig_expect_right(&rig, 1);
}

/* However many batches there are, it does not come back. On a machine with one CPU it says so. */
Test(workload_fault, unpin_moves_away)
{
    struct rig rig;
    uint32_t cpus[2];

    open_fault(&rig, "unpin", "run", "0");
    if (plat_cpus_allowed(cpus, 2) < 2) {
        live(&rig, 0);
        rig_expect_wrong(&rig, 0, "there is no other CPU to move to");
        return;
    }
    cr_assert_eq(plat_cpu_pin(cpus[0]), 0);
    live(&rig, 0);
    cr_expect_eq(plat_cpu_is_pinned(cpus[0]), 0);
    cr_expect_neq(plat_cpu_now(), (int)cpus[0]);
    rig_run(&rig, 0, 1);
    cr_expect_eq(plat_cpu_is_pinned(cpus[0]), 0);
    rig_expect_right(&rig, 0);
}

Test(workload_fault, syscall_makes_one_in_each_batch)
{
    struct rig rig;
    uint64_t calls = 0;

    open_fault(&rig, "syscall", "run", "0");
    live(&rig, 0);
    if (plat_trap_begin(&calls) != 0)
        cr_skip_test("system calls cannot be counted here");
    rig_run(&rig, 0, 10);
    rig_run(&rig, 0, 10);
    plat_trap_end();
    cr_expect_eq(calls, 2);
    rig_expect_right(&rig, 0);
}

/* How many times as long as it should a batch of this trial takes, from the number of its iterations. */
static uint64_t times_as_long(uint64_t seed)
{
    struct rig rig;
    struct timespec begun, ended;

    open_fault(&rig, "noisy", "run", "0");
    rig.trial.seed = seed;
    rig_set_up(&rig, 0);
    cr_assert_eq(rig.trial.workload->setup(&rig.worker[0]), 0);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begun);
    rig.trial.workload->run(&rig.worker[0], 4000000);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
    return (uint64_t)((ended.tv_sec - begun.tv_sec) * 1000000000 + ended.tv_nsec - begun.tv_nsec);
}

Test(workload_fault, noisy_trials_differ_by_their_seed)
{
    uint64_t least = UINT64_MAX, most = 0;

    for (uint64_t seed = 1; seed <= 24; seed++) {
        uint64_t ns = times_as_long(seed);
        least = ns < least ? ns : least;
        most = ns > most ? ns : most;
    }
    cr_assert(most > 6 * least, "%llu against %llu ns", (unsigned long long)most, (unsigned long long)least);
}
