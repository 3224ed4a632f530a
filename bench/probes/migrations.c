/* SPDX-License-Identifier: MIT */
/* How often the workers were moved from one CPU to another. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_migrations;

static const struct tvp_metric metrics[] = {
    {"migrations", "count", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "moves of a worker to another CPU, from its set-up to its verify, sum over the workers"},
    {0}};

static const char *unsupported(void)
{
    return plat_migrations() < 0 ? "the system does not count moves (/proc/thread-self/sched)" : NULL;
}

static int open_probe(struct tvp_worker *worker)
{
    int64_t *before = tvp_probe_state(worker, &tvp_probe_migrations);
    *before = plat_migrations();
    return 0;
}

static void close_probe(struct tvp_worker *worker)
{
    const int64_t *before = tvp_probe_state(worker, &tvp_probe_migrations), after = plat_migrations();
    if (*before < 0 || after < *before)
        tvp_set_null(worker->trial, (int32_t)worker->index, &tvp_probe_migrations, 0,
                     "the moves could not be read");
    else
        tvp_set_integer(worker->trial, (int32_t)worker->index, &tvp_probe_migrations, 0, after - *before);
}

const struct tvp_probe tvp_probe_migrations = {
    .name = "migrations",
    .brief = "moves of the workers between CPUs",
    .doc =
        "nr_migrations of /proc/thread-self/sched, read by each worker off the clock: before the gate, and "
        "after its verify.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
    .unsupported = unsupported,
    .open = open_probe,
    .close = close_probe,
    .sums = 1,
};
