/* SPDX-License-Identifier: MIT */
/* Workers that wait: what one costs that does nothing. */
#include <inttypes.h>

#include "../../harness/api/tvp.h"

struct idle_params {
    uint64_t period;
};

static const struct tvp_param params[] = {{"period", TVP_PARAM_DURATION, offsetof(struct idle_params, period),
                                           "1ms", NULL, 1000, 1000000000, "how long one wait is"},
                                          {0}};

/* Lies at the beginning of a worker's scratch. */
struct idle {
    uint64_t waits, asleep_ns;
};

static struct idle *idle_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static int setup(struct tvp_worker *worker)
{
    *idle_of(worker) = (struct idle){0, 0};
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const struct idle_params *own = worker->params;
    struct idle *idle = idle_of(worker);
    for (uint64_t i = 0; i < ops; i++) {
        const uint64_t begun = plat_now_ns();
        tvp_block_begin(worker);
        plat_sleep_ns(own->period);
        tvp_block_end(worker);
        idle->asleep_ns += plat_now_ns() - begun;
        idle->waits++;
    }
}

static int verify(struct tvp_worker *worker)
{
    const struct idle_params *own = worker->params;
    const struct idle *idle = idle_of(worker);
    if (idle->waits != worker->ops_total)
        return tvp_fail(worker, "idle: %" PRIu64 " waits were made, %" PRIu64 " asked for", idle->waits,
                        worker->ops_total);
    /* A clock tick may be missing from each wait on systems that count time in ticks. */
    if (idle->asleep_ns < worker->ops_total * own->period / 2)
        return tvp_fail(worker, "idle: the waits took %" PRIu64 " ns of at least %" PRIu64, idle->asleep_ns,
                        worker->ops_total * own->period);
    return 0;
}

const struct tvp_workload tvp_workload_idle = {
    .name = "idle",
    .brief = "workers that wait: what one costs in memory that does nothing",
    .op = "one sleep of the length of the parameter period, and the system's wake-up after it",
    .doc = "Each worker sleeps again and again. In trials of memory this is what a waiting worker costs: "
           "worker_pss_bytes, worker_pagetable_bytes and, from the trial's own cgroup, worker_kernel_bytes. "
           "Waits and their total length are verified. Nothing is shared under any model.",
    .version = 1,
    .params = params,
    .params_bytes = sizeof(struct idle_params),
    .setup = setup,
    .run = run,
    .verify = verify,
};
