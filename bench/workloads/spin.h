/* SPDX-License-Identifier: MIT */
/* An empty loop that the compiler must keep, whose iterations are the ops of noop and fault. */
#ifndef SPIN_H
#define SPIN_H

#include <inttypes.h>

#include "../../harness/api/tvp.h"

/* Lies at the beginning of a worker's scratch. */
struct spin {
    uint64_t done;
};

static inline struct spin *spin_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static inline int spin_setup(struct tvp_worker *worker)
{
    spin_of(worker)->done = 0;
    return 0;
}

static inline void spin_run(struct tvp_worker *worker, uint64_t ops)
{
    uint64_t done = 0;

    while (done < ops) {
        done++;
        __asm__ volatile("" : "+r"(done)); /* each iteration has to happen */
    }
    spin_of(worker)->done += done;
}

static inline int spin_verify(struct tvp_worker *worker)
{
    uint64_t done = spin_of(worker)->done;

    if (done != worker->ops_total)
        return tvp_fail(worker, "%s: %" PRIu64 " iterations were made, %" PRIu64 " asked for",
                        worker->trial->workload->name, done, worker->ops_total);
    return 0;
}

#endif
