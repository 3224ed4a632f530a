/* SPDX-License-Identifier: MIT */
/* What the two sides of io_request agree on: messages, and the memory in which the server counts. */
#ifndef DELAY_WIRE_H
#define DELAY_WIRE_H

#include <stdatomic.h>
#include <string.h>

#include "../../harness/api/tvp.h"

/* What goes over the wire. */
struct delay_request {
    uint64_t worker, number;
};

/* In the trial's shared memory, zero at first. */
struct delay_tally {
    _Alignas(64) _Atomic uint64_t answers;
};
struct delay_shared {
    _Alignas(64) _Atomic uint32_t port; /* of the server, 0 before it listens */
    struct delay_tally of[];            /* a worker each */
};

/* What only somebody who has seen the request can answer. */
static inline uint64_t delay_answer(const struct tvp_trial *trial, const struct delay_request *request)
{
    return tvp_data_word(trial->seed, request->worker, TVP_WORKERS_MAX + request->number);
}

#endif
