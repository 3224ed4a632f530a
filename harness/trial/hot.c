/* SPDX-License-Identifier: MIT */
/* The measured path. A test looks at this object's symbols: it may call the clock and the workload. */
#include "hot.h"

#include "../core/atomic.h"

static inline void hand_over_if_asked(struct tvp_worker *worker)
{
    if (__builtin_expect(load_relaxed(worker->request) != 0, 0))
        worker->hand_over(worker);
}

void hot_run(const struct tvp_workload *workload, struct tvp_worker *worker, uint64_t ops, uint64_t batch,
             uint64_t *samples)
{
    void (*const run)(struct tvp_worker *, uint64_t) = workload->run;
    uint64_t left = ops;
    worker->ops_total += ops;
    *samples++ = plat_now_ns();
    while (left > 0) {
        const uint64_t now = left < batch ? left : batch;
        run(worker, now);
        left -= now;
        hand_over_if_asked(worker);
        *samples++ = plat_now_ns();
    }
}

void hot_fill(const struct tvp_workload *workload, struct tvp_worker *worker, uint64_t batch,
              const uint32_t *word, uint32_t enough)
{
    do {
        worker->ops_total += batch;
        workload->run(worker, batch);
        hand_over_if_asked(worker);
        plat_now_ns();
    } while (load_acquire(word) < enough);
}
