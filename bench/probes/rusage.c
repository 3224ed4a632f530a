/* SPDX-License-Identifier: MIT */
/* What the kernel accounts to each worker between GO and DONE: CPU time, context switches, page faults. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_rusage;

enum { USER, SYSTEM, VOLUNTARY, INVOLUNTARY, MINOR, MAJOR, COUNT };

static const struct tvp_metric metrics[] = {
    {"cpu_user_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "CPU time in user mode, sum over the workers"},
    {"cpu_system_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "CPU time in the kernel, sum over the workers"},
    {"ctxsw_voluntary", "count", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "times that a worker waited, sum over the workers"},
    {"ctxsw_involuntary", "count", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "times that a worker was taken off its CPU, sum over the workers"},
    {"minor_faults", "count", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "page faults without I/O, sum over the workers"},
    {"major_faults", "count", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "page faults with I/O, sum over the workers"},
    {0}};

static void begin(struct tvp_worker *worker)
{
    struct plat_usage *before = tvp_probe_state(worker, &tvp_probe_rusage);
    _Static_assert(sizeof *before <= 64, "the state of a probe is 64 bytes");
    plat_usage_thread(before);
}

static void put(struct tvp_worker *worker, uint32_t metric, int64_t before, int64_t after)
{
    if (before < 0 || after < 0)
        tvp_set_null(worker->trial, (int32_t)worker->index, &tvp_probe_rusage, metric,
                     "the system does not account it per thread");
    else
        tvp_set_integer(worker->trial, (int32_t)worker->index, &tvp_probe_rusage, metric, after - before);
}

static void end(struct tvp_worker *worker)
{
    const struct tvp_probe *me = &tvp_probe_rusage;
    const struct plat_usage *before = tvp_probe_state(worker, me);
    struct plat_usage after;
    const int32_t index = (int32_t)worker->index;
    if (plat_usage_thread(&after) < 0) {
        for (uint32_t m = 0; m < COUNT; m++)
            tvp_set_null(worker->trial, index, me, m, "the system does not account per thread");
        return;
    }
    put(worker, USER, before->user_ns, after.user_ns);
    put(worker, SYSTEM, before->system_ns, after.system_ns);
    put(worker, VOLUNTARY, before->voluntary, after.voluntary);
    put(worker, INVOLUNTARY, before->involuntary, after.involuntary);
    put(worker, MINOR, before->minor_faults, after.minor_faults);
    put(worker, MAJOR, before->major_faults, after.major_faults);
}

const struct tvp_probe tvp_probe_rusage = {
    .name = "rusage",
    .brief = "CPU time, context switches, page faults of the work",
    .doc = "getrusage of the worker's own thread, read just before GO and just after DONE, the same under "
           "every model.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_AT_THE_EDGES,
    .metrics = metrics,
    .begin = begin,
    .end = end,
    .sums = 1,
};
