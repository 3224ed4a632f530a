/* SPDX-License-Identifier: MIT */
/* Misbehaves as asked, in one given worker at one given point, to test that the harness notices. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "spin.h"

#define CPUS_MAX 1024u    /* OS indexes tried in the search for another one */
#define WARM_OPS 1000000u /* the first so many, untimed ones too, take four times as long */

enum kind { NONE, CRASH, HANG, WRONG, UNPIN, EXIT, ALLOCATE, SYSCALL, WARM, NOISY };

/* In the order of the choices of `at`. */
static const char *const points[] = {"enter", "ready", "run", "leave"};

struct params {
    uint64_t kind, at, worker;
};

static const struct tvp_param list[] = {
    {"kind", TVP_PARAM_CHOICE, offsetof(struct params, kind), "none",
     "none|crash|hang|wrong|unpin|exit|allocate|syscall|warm|noisy", 0, 0, "what goes wrong"},
    {"at", TVP_PARAM_CHOICE, offsetof(struct params, at), "run", "enter|ready|run|leave", 0, 0,
     "where in the worker's life (wrong: always in its verify)"},
    {"worker", TVP_PARAM_COUNT, offsetof(struct params, worker), "0", NULL, 0, UINT32_MAX,
     "index of the worker that it happens to; one that does not exist: none"},
    {.name = NULL}};

/* By a true fault, of which no sanitizer makes an exit; else by the signal itself. */
static void crash(void)
{
    static volatile uintptr_t nowhere = 16;

    signal(SIGSEGV, SIG_DFL);
    *(volatile uint32_t *)nowhere = 0;
    raise(SIGSEGV);
}

static int move_elsewhere(void)
{
    int here = plat_cpu_now();

    for (uint32_t cpu = 0; cpu < CPUS_MAX; cpu++)
        if ((int64_t)cpu != here && plat_cpu_pin(cpu) == 0)
            return 0;
    return -1;
}

/* 0, or -1 when it could not. */
static int misbehave(uint64_t kind)
{
    if (kind == CRASH)
        crash();
    if (kind == EXIT)
        plat_exit_now(7);
    if (kind == HANG)
        for (;;)
            plat_sleep_ns(1000000000);
    if (kind == ALLOCATE) {
        void *volatile kept = malloc(64);
        free(kept);
    }
    if (kind == SYSCALL)
        (void)plat_parent_pid();
    return kind == UNPIN ? move_elsewhere() : 0;
}

/* The harness calls it at enter, ready and leave. */
static void at(struct tvp_worker *worker, const char *point)
{
    const struct params *params = worker->params;

    if (worker->index == params->worker && strcmp(point, points[params->at]) == 0 &&
        misbehave(params->kind) != 0)
        tvp_fail(worker, "fault: there is no other CPU to move to");
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const uint64_t kind = ((const struct params *)worker->params)->kind, done = spin_of(worker)->done;
    uint64_t again = kind == WARM && done < WARM_OPS ? 3 : 0;

    /* A second move could lead back to where it came from. */
    if (kind != UNPIN || done == 0)
        at(worker, "run");
    if (kind == NOISY) /* from trial to trial: 1 to 32 times as long */
        again = (UINT64_C(1) << tvp_data_word(worker->trial->seed, 0, 0) % 6) - 1;
    while (again--)
        spin_run(worker, ops);
    spin_of(worker)->done = done;
    spin_run(worker, ops);
}

static int verify(struct tvp_worker *worker)
{
    const struct params *params = worker->params;

    if (params->kind == WRONG && worker->index == params->worker)
        return tvp_fail(worker, "fault: wrong answer, as asked");
    return spin_verify(worker);
}

const struct tvp_workload tvp_workload_fault = {
    .name = "fault",
    .brief = "misbehaves as asked, to test the harness",
    .op = "one iteration of an empty loop; one worker misbehaves where asked (run: in every batch)",
    .doc = "For tests of the harness: dies by SIGSEGV, sleeps forever, answers wrong, moves to another CPU, "
           "exits "
           "with code 7, allocates, makes a system call, is slow at first, or by trial. Verified like noop.",
    .version = 2,
    .needs = TVP_NOT_IN_SUITES,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = spin_setup,
    .run = run,
    .verify = verify,
    .at = at,
};
