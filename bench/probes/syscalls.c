/* SPDX-License-Identifier: MIT */
/* Counts system calls on the measured path: a workload's own, and proof that the harness makes none. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_syscalls;

static const struct tvp_metric metrics[] = {{"syscalls", "count", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL,
                                             TVP_INTEGER, 1,
                                             "system calls between GO and DONE, sum over the workers"},
                                            {0}};

static void begin(struct tvp_worker *worker)
{
    int64_t *state = tvp_probe_state(worker, &tvp_probe_syscalls);
    state[1] = plat_trap_begin((uint64_t *)&state[0]);
}

static void end(struct tvp_worker *worker)
{
    const struct tvp_probe *me = &tvp_probe_syscalls;
    const int64_t *state = tvp_probe_state(worker, me);
    if (state[1] < 0) {
        tvp_set_null(worker->trial, (int32_t)worker->index, me, 0,
                     "this kernel or processor cannot trap system calls");
        return;
    }
    plat_trap_end();
    /* The call that ends the trapping comes after its end and is not counted. */
    tvp_set_integer(worker->trial, (int32_t)worker->index, me, 0, state[0]);
}

const struct tvp_probe tvp_probe_syscalls = {
    .name = "syscalls",
    .brief = "system calls on the measured path, counted exactly",
    .doc = "Syscall user dispatch turns each system call of a worker between GO and DONE into a signal, "
           "whose handler counts it "
           "and makes the call. Costs some microseconds a call: for counting, not for timing.",
    .kinds = 1u << TVP_KIND_TIME,
    .cost = TVP_PERTURBING,
    .metrics = metrics,
    .begin = begin,
    .end = end,
    .sums = 1,
};
