/* SPDX-License-Identifier: MIT */
/* The memory of the whole family, parent and workers, at two plateaus where everybody holds still. */
#include <string.h>

#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_memory;

enum {
    PARENT_PSS,
    READY_PSS,
    FAMILY_PSS,
    FAMILY_USS,
    FAMILY_RSS,
    FAMILY_PAGETABLES,
    WORKER_PSS,
    FACTOR,
    FACTOR_PAGETABLES,
    FAMILY_CGROUP,
    WORKER_PAGETABLES,
    COUNT
};

#define FACTOR_FLOOR_BYTES (16ll << 20) /* below it, what every process has anyway hides what is asked */

static const struct tvp_metric metrics[] = {
    {"parent_pss_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "proportional memory of the parent alone (and of the data's owner), no worker yet"},
    {"family_ready_pss_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "proportional memory of the family, every worker READY"},
    {"family_pss_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "proportional memory of the family, the work done, nobody left yet"},
    {"family_uss_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "memory that one member alone maps, summed, at the same moment"},
    {"family_rss_bytes", "bytes", TVP_NEITHER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "resident memory summed: counts what is shared once a member"},
    {"family_pagetable_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "page tables of all members, which no PSS contains"},
    {"worker_pss_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "(family - parent alone) / workers"},
    {"memory_factor", "ratio", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_REAL, 1,
     "family / parent alone with the data: 1 = nothing multiplied, N+1 = everybody has a copy"},
    {"memory_factor_pagetables", "ratio", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_REAL, 1,
     "the same, page tables counted on both sides"},
    {"family_cgroup_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "what a cgroup made for this trial was charged: anonymous and shared memory"},
    {"worker_pagetable_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "(page tables of the family - those of the parent alone) / workers"},
    {0}};

/* The parent's alone. A trial is a process of its own, so this is the trial's. */
static struct plat_footprint parent;
static int parent_known;

/* The sum over at most so many members, the parent first; what one of them cannot tell, the family cannot. */
static const char *sum_up(const struct tvp_trial *trial, uint32_t most, struct plat_footprint *sum)
{
    int64_t pids[TVP_FAMILY_MAX];
    const uint32_t count = tvp_family(trial, pids, most);
    *sum = (struct plat_footprint){0, 0, 0, 0};
    for (uint32_t i = 0; i < count; i++) {
        struct plat_footprint one;
        if (plat_footprint_of(pids[i], &one) < 0)
            return "the memory of a member could not be read";
        sum->pss += one.pss;
        sum->uss = one.uss < 0 || sum->uss < 0 ? -1 : sum->uss + one.uss;
        sum->rss = one.rss < 0 || sum->rss < 0 ? -1 : sum->rss + one.rss;
        sum->pagetables = one.pagetables < 0 || sum->pagetables < 0 ? -1 : sum->pagetables + one.pagetables;
    }
    return NULL;
}

static void put(struct tvp_trial *trial, uint32_t metric, int64_t bytes)
{
    if (bytes < 0)
        tvp_set_null(trial, TVP_TRIAL, &tvp_probe_memory, metric, "this kernel does not tell");
    else
        tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_memory, metric, bytes);
}

static void put_factors(struct tvp_trial *trial, const struct plat_footprint *family)
{
    const struct tvp_probe *me = &tvp_probe_memory;
    const char *why = !parent_known                            ? "the memory of the parent could not be read"
                      : trial->data_bytes < FACTOR_FLOOR_BYTES ? "needs --data of 16M or more"
                                                               : NULL;
    if (why != NULL) {
        tvp_set_null(trial, TVP_TRIAL, me, FACTOR, why);
        tvp_set_null(trial, TVP_TRIAL, me, FACTOR_PAGETABLES, why);
        return;
    }
    const int64_t alone = parent.pss + (int64_t)tvp_data_missing(trial);
    tvp_set_real(trial, TVP_TRIAL, me, FACTOR, (double)family->pss / (double)alone);
    if (family->pagetables < 0 || parent.pagetables < 0)
        tvp_set_null(trial, TVP_TRIAL, me, FACTOR_PAGETABLES, "this kernel does not tell");
    else
        tvp_set_real(trial, TVP_TRIAL, me, FACTOR_PAGETABLES,
                     (double)(family->pss + family->pagetables) / (double)(alone + parent.pagetables));
}

static void put_cgroup(struct tvp_trial *trial)
{
    const char *path = tvp_cgroup_path(trial);
    const int64_t bytes = path != NULL ? plat_cgroup_bytes(path) : -1;
    if (bytes < 0)
        tvp_set_null(trial, TVP_TRIAL, &tvp_probe_memory, FAMILY_CGROUP,
                     path == NULL ? "no memory cgroup could be made for the trial"
                                  : "the cgroup does not tell");
    else
        tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_memory, FAMILY_CGROUP, bytes);
}

static void at_done(struct tvp_trial *trial, const struct plat_footprint *family)
{
    put(trial, FAMILY_PSS, family->pss);
    put(trial, FAMILY_USS, family->uss);
    put(trial, FAMILY_RSS, family->rss);
    put(trial, FAMILY_PAGETABLES, family->pagetables);
    if (parent_known)
        tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_memory, WORKER_PSS,
                        (family->pss - parent.pss) / (int64_t)trial->workers);
    else
        put(trial, WORKER_PSS, -1);
    if (parent_known && parent.pagetables >= 0 && family->pagetables >= 0)
        tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_memory, WORKER_PAGETABLES,
                        (family->pagetables - parent.pagetables) / (int64_t)trial->workers);
    else
        put(trial, WORKER_PAGETABLES, -1);
    put_factors(trial, family);
    put_cgroup(trial);
}

static void plateau(struct tvp_trial *trial, enum tvp_plateau which)
{
    struct plat_footprint family;
    /* A model's helper may be there before any worker: what is multiplied is the parent's alone. */
    const char *why =
        sum_up(trial, which == TVP_PLATEAU_PARENT ? tvp_family_founders(trial) : TVP_FAMILY_MAX, &family);
    if (which == TVP_PLATEAU_PARENT) {
        parent = family;
        parent_known = why == NULL;
        put(trial, PARENT_PSS, why == NULL ? parent.pss : -1);
    } else if (which == TVP_PLATEAU_READY) {
        put(trial, READY_PSS, why == NULL ? family.pss : -1);
    } else if (why == NULL) {
        at_done(trial, &family);
    } else {
        for (uint32_t m = FAMILY_PSS; m < COUNT; m++)
            tvp_set_null(trial, TVP_TRIAL, &tvp_probe_memory, m, why);
    }
}

const struct tvp_probe tvp_probe_memory = {
    .name = "memory",
    .brief = "proportional memory and page tables of the whole family",
    .doc = "smaps_rollup of the parent and of every worker that is a process, at READY and after the work, "
           "in trials of their "
           "own. The workload's server is no member; the data's owner is (--sharing server).",
    .kinds = 1u << TVP_KIND_MEMORY,
    .by_default = 1,
    .cost = TVP_PERTURBING,
    .metrics = metrics,
    .unsupported = plat_footprint_unsupported,
    .plateau = plateau,
};
