/* SPDX-License-Identifier: MIT */
/* Percentiles of the latencies that a workload tells of its ops, all workers together. */
#include <stdio.h>

#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_latency;

/* So many ops must lie beyond a percentile, or it says little but their extreme. */
#define BEYOND 5u

#define PERCENTILE(name, which)                                                                              \
    {                                                                                                        \
        "latency_" name "_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,                     \
            which " percentile over single ops, from when each was meant to begin to its end"                \
    }

static const struct tvp_metric metrics[] = {PERCENTILE("p50", "50th"),
                                            PERCENTILE("p90", "90th"),
                                            PERCENTILE("p99", "99th"),
                                            PERCENTILE("p999", "99.9th"),
                                            PERCENTILE("p9999", "99.99th"),
                                            {"latency_max_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL,
                                             TVP_INTEGER, 0, "the longest of them, within 0.4 %"},
                                            {0}};

/* The share of ops at or below, and how many ops that needs. */
static const struct {
    double share;
    uint32_t needs;
} percentiles[] = {{0.5, BEYOND * 2},      {0.9, BEYOND * 10},       {0.99, BEYOND * 100},
                   {0.999, BEYOND * 1000}, {0.9999, BEYOND * 10000}, {1, 1}};

static void finish(struct tvp_trial *trial)
{
    const uint64_t count = tvp_latencies_of(trial);
    for (uint32_t i = 0; metrics[i].name != NULL; i++) {
        char why[64];
        snprintf(why, sizeof why, "needs %u ops, there are %u: more --time", percentiles[i].needs,
                 (uint32_t)count);
        if ((trial->workload->needs & TVP_TELLS_LATENCY) == 0)
            tvp_set_null(trial, TVP_TRIAL, &tvp_probe_latency, i,
                         "the workload tells no latencies of single ops");
        else if (count == 0)
            tvp_set_null(trial, TVP_TRIAL, &tvp_probe_latency, i,
                         "with these parameters ops are too short to tell latencies");
        else if (count < percentiles[i].needs)
            tvp_set_null(trial, TVP_TRIAL, &tvp_probe_latency, i, why);
        else
            tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_latency, i,
                            (int64_t)tvp_latency_quantile(trial, percentiles[i].share));
    }
}

const struct tvp_probe tvp_probe_latency = {
    .name = "latency",
    .brief = "percentiles of single ops' latencies, of workloads that tell them",
    .doc =
        "A workload whose ops take microseconds tells how long each took: in a closed loop from the end of "
        "the "
        "one before, in an open one (io_echo) from when it was meant to begin. The values "
        "are counted in buckets (128 to a doubling, so within 0.4 %) between GO and DONE, and the workers' "
        "counts are added. A percentile is null where fewer than 5 ops lie beyond it.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
    .finish = finish,
};
