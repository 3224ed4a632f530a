/* SPDX-License-Identifier: MIT */
/* Latencies that a workload tells of single ops: a histogram for each worker, in the mapping, added up in the
 * end. */
#include <stdlib.h>

#include "trial.h"

void latency_touch(struct tvp_worker *worker)
{
    volatile uint64_t *words = (void *)map_latency_at(worker->trial->map, worker->index);
    for (size_t i = 0; words != NULL && i < sizeof(struct stats_histogram) / sizeof *words; i += 64)
        words[i] = 0;
}

void tvp_latency(struct tvp_worker *worker, uint64_t ns)
{
    if (worker->latency != NULL)
        stats_histogram_add(worker->latency, ns, 1);
}

uint64_t tvp_latencies_of(const struct tvp_trial *trial)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < trial->workers && map_latency_at(trial->map, i) != NULL; i++)
        count += map_latency_at(trial->map, i)->total;
    return count;
}

uint64_t tvp_latency_quantile(const struct tvp_trial *trial, double share)
{
    struct stats_histogram *all = calloc(1, sizeof *all);
    uint64_t ns = 0;
    for (uint32_t i = 0; all != NULL && i < trial->workers && map_latency_at(trial->map, i) != NULL; i++)
        stats_histogram_merge(all, map_latency_at(trial->map, i));
    if (all != NULL && all->total > 0)
        ns = (uint64_t)(stats_histogram_quantile(all, share) + 0.5);
    free(all);
    return ns;
}
