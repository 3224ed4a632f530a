/* SPDX-License-Identifier: MIT */
/* Counts allocations on the measured path, when a counting allocator is preloaded (see docs/method.md). */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_allocations;

static const struct tvp_metric metrics[] = {
    {"allocations", "count", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "allocations and frees between GO and DONE, sum over the workers"},
    {0}};

static const char *unsupported(void)
{
    return plat_allocations() < 0 ? "no counting allocator is preloaded" : NULL;
}

static void begin(struct tvp_worker *worker)
{
    int64_t *before = tvp_probe_state(worker, &tvp_probe_allocations);
    *before = plat_allocations();
}

static void end(struct tvp_worker *worker)
{
    const int64_t after = plat_allocations();
    const struct tvp_probe *me = &tvp_probe_allocations;
    const int64_t *before = tvp_probe_state(worker, me);
    tvp_set_integer(worker->trial, (int32_t)worker->index, me, 0, after - *before);
}

const struct tvp_probe tvp_probe_allocations = {
    .name = "allocations",
    .brief = "allocations on the measured path, with a counting allocator preloaded",
    .doc = "A preloaded library that offers `long tvp_allocations(void)`, the calling thread's number of "
           "malloc, calloc, realloc "
           "and free calls so far, is asked just before GO and just after DONE.",
    .kinds = 1u << TVP_KIND_TIME,
    .cost = TVP_AT_THE_EDGES,
    .metrics = metrics,
    .unsupported = unsupported,
    .begin = begin,
    .end = end,
    .sums = 1,
};
