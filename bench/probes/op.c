/* SPDX-License-Identifier: MIT */
/* Percentiles of what an op took each worker, from the batches of its timed ops. */
#include <stdio.h>
#include <stdlib.h>

#include "../../harness/api/tvp.h"
#include "quantile.h"

extern const struct tvp_probe tvp_probe_op;

enum { PERCENTILES = 5, BATCH = PERCENTILES };

/* So many batches must lie beyond a percentile on its thinner side, or it says little but their extreme. */
#define BEYOND 5u

#define PERCENTILE(name, which)                                                                              \
    {                                                                                                        \
        "op_" name "_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_WORKER, TVP_REAL, 0,                            \
            which " percentile over the whole batches of ns an op: of means, where batch_ops is above 1"     \
    }

static const struct tvp_metric metrics[] = {
    PERCENTILE("p10", "10th"),
    PERCENTILE("p50", "50th"),
    PERCENTILE("p90", "90th"),
    PERCENTILE("p99", "99th"),
    PERCENTILE("p999", "99.9th"),
    {"batch_ops", "count", TVP_NEITHER, TVP_PER_TRIAL, TVP_INTEGER, 1, "ops of one batch"},
    {0}};

/* The share of batches at or below, in thousandths, and how many batches that needs. */
static const struct {
    uint32_t permille, needs;
} percentiles[PERCENTILES] = {
    {100, BEYOND * 10}, {500, BEYOND * 2}, {900, BEYOND * 10}, {990, BEYOND * 100}, {999, BEYOND * 1000}};

static void finish_worker(struct tvp_trial *trial, uint32_t worker)
{
    const struct tvp_batches batches = tvp_batches_of(trial, worker);
    int64_t *took_ns = calloc(batches.whole + 1, sizeof *took_ns);
    for (uint64_t i = 0; took_ns != NULL && i < batches.whole; i++)
        took_ns[i] = (int64_t)(batches.ends[i + 1] - batches.ends[i]);
    if (took_ns != NULL)
        quantile_sort(took_ns, batches.whole);
    for (uint32_t i = 0; i < PERCENTILES; i++) {
        char why[64];
        snprintf(why, sizeof why, "needs %u whole batches, there are %u: more --time", percentiles[i].needs,
                 (uint32_t)batches.whole);
        if (took_ns == NULL)
            tvp_set_null(trial, (int32_t)worker, &tvp_probe_op, i, "out of memory");
        else if (batches.whole < percentiles[i].needs)
            tvp_set_null(trial, (int32_t)worker, &tvp_probe_op, i, why);
        else
            tvp_set_real(trial, (int32_t)worker, &tvp_probe_op, i,
                         (double)quantile_of(took_ns, batches.whole, percentiles[i].permille / 1000.0) /
                             (double)batches.batch);
    }
    free(took_ns);
}

static void finish(struct tvp_trial *trial)
{
    for (uint32_t i = 0; i < trial->workers; i++)
        finish_worker(trial, i);
    tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_op, BATCH, (int64_t)tvp_batches_of(trial, 0).batch);
}

const struct tvp_probe tvp_probe_op = {
    .name = "op",
    .brief = "percentiles of what an op took, from the batches",
    .doc =
        "The stamps between batches say what each batch took; divided by its ops that is a mean of as many "
        "ops, and a percentile of such means is milder than one of single ops: compare where batch_ops is "
        "the same. A percentile is null where fewer than 5 batches lie beyond it.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
    .finish = finish,
};
