/* SPDX-License-Identifier: MIT */
/* How long the workers were runnable but not running between GO and DONE: what other load took from them. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_run_delay;

struct state {
    int64_t handle, before_ns;
};

static const struct tvp_metric metrics[] = {{"run_delay_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL,
                                             TVP_INTEGER, 0,
                                             "time on a run queue without running, sum over the workers"},
                                            {0}};

static const char *unsupported(void)
{
    const int64_t handle = plat_run_delay_open();
    if (handle < 0)
        return "the system does not tell run delay (schedstat)";
    plat_handle_close(handle);
    return NULL;
}

static int open_probe(struct tvp_worker *worker)
{
    struct state *state = tvp_probe_state(worker, &tvp_probe_run_delay);
    state->handle = plat_run_delay_open();
    return state->handle < 0 ? -1 : 0;
}

static void begin(struct tvp_worker *worker)
{
    struct state *state = tvp_probe_state(worker, &tvp_probe_run_delay);
    state->before_ns = plat_run_delay_ns(state->handle);
}

static void end(struct tvp_worker *worker)
{
    const struct tvp_probe *me = &tvp_probe_run_delay;
    const struct state *state = tvp_probe_state(worker, me);
    const int64_t after_ns = plat_run_delay_ns(state->handle);
    if (state->before_ns < 0 || after_ns < 0)
        tvp_set_null(worker->trial, (int32_t)worker->index, me, 0, "schedstat cannot be read");
    else
        tvp_set_integer(worker->trial, (int32_t)worker->index, me, 0, after_ns - state->before_ns);
}

static void close_probe(struct tvp_worker *worker)
{
    const struct state *state = tvp_probe_state(worker, &tvp_probe_run_delay);
    plat_handle_close(state->handle);
}

const struct tvp_probe tvp_probe_run_delay = {
    .name = "run_delay",
    .brief = "time that workers waited for a CPU",
    .doc = "The second figure of /proc/thread-self/schedstat, read just before GO and just after DONE.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_AT_THE_EDGES,
    .metrics = metrics,
    .unsupported = unsupported,
    .open = open_probe,
    .begin = begin,
    .end = end,
    .close = close_probe,
    .sums = 1,
};
