/* SPDX-License-Identifier: MIT */
/* The measured path: nothing but the workload's ops, one stamp and one relaxed load a batch. */
#ifndef TVP_HOT_H
#define TVP_HOT_H

#include "../core/map.h"

/* Runs `ops` timed ops of the worker in batches of `batch`, stamping GO, every batch's end, and DONE into
 * `samples` (room for ops / batch rounded up, plus 1). After each batch it looks at *worker->request, under
 * every model; what a hand-over takes is part of the batch. */
void hot_run(const struct tvp_workload *workload, struct tvp_worker *worker, uint64_t ops, uint64_t batch,
             uint64_t *samples);
/* Untimed ops, a batch at a time, until *word is at least `enough`; hands over likewise. */
void hot_fill(const struct tvp_workload *workload, struct tvp_worker *worker, uint64_t batch,
              const uint32_t *word, uint32_t enough);

#endif
