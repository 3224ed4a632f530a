/* SPDX-License-Identifier: MIT */
/* The memory of the whole family by the two numbers that every system with paging can tell of a process: the
 * pages that it alone can reach, and those that others may share. The nearest to USS and PSS where there is
 * neither. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_working_set;

enum { PARENT, READY, FAMILY, FAMILY_PRIVATE, FAMILY_SHARED, WORKER_PRIVATE, FACTOR, COUNT };

#define FACTOR_FLOOR_BYTES (16ll << 20) /* below it, what every process has anyway hides what is asked */

static const struct tvp_metric metrics[] = {
    {"parent_ws_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "the parent's private and shared pages, alone (and the data's owner's), no worker yet"},
    {"family_ready_ws_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "all members' private pages and the largest member's shared ones, every worker READY"},
    {"family_ws_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "the same, the work done, nobody left yet: stands for the family's PSS"},
    {"family_private_ws_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "private pages in memory, sum over the members, at the same moment: stands for USS"},
    {"family_shared_ws_bytes", "bytes", TVP_NEITHER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "pages in memory that others may share, of the member that has most of them"},
    {"worker_private_ws_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 1,
     "(private pages of the family - of the parent alone) / workers"},
    {"ws_factor", "ratio", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_REAL, 1,
     "family_ws_bytes / parent_ws_bytes: 1 = nothing multiplied, N+1 = everybody has a copy"},
    {0}};

/* The parent's alone. A trial is a process of its own, so this is the trial's. */
static struct plat_working_set parent;
static int parent_known;

/* Private pages add up. What is shared is shared with the parent or a sibling, and so is counted once: the
 * largest of any member. At most so many members, the parent first. */
static int sum_up(const struct tvp_trial *trial, uint32_t most, struct plat_working_set *sum)
{
    int64_t pids[TVP_FAMILY_MAX];
    const uint32_t count = tvp_family(trial, pids, most);
    *sum = (struct plat_working_set){0, 0};
    for (uint32_t i = 0; i < count; i++) {
        struct plat_working_set one;
        int error = plat_working_set_of(pids[i], &one);
        if (error < 0)
            return error;
        sum->private_bytes += one.private_bytes;
        if (one.shared_bytes > sum->shared_bytes)
            sum->shared_bytes = one.shared_bytes;
    }
    return 0;
}

static void put(struct tvp_trial *trial, uint32_t metric, int64_t bytes)
{
    tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_working_set, metric, bytes);
}

static void put_null(struct tvp_trial *trial, uint32_t first, uint32_t end, const char *why)
{
    for (uint32_t metric = first; metric < end; metric++)
        tvp_set_null(trial, TVP_TRIAL, &tvp_probe_working_set, metric, why);
}

static void at_done(struct tvp_trial *trial, const struct plat_working_set *family)
{
    const int64_t all = family->private_bytes + family->shared_bytes;
    put(trial, FAMILY, all);
    put(trial, FAMILY_PRIVATE, family->private_bytes);
    put(trial, FAMILY_SHARED, family->shared_bytes);
    if (!parent_known) {
        put_null(trial, WORKER_PRIVATE, COUNT, "the memory of the parent could not be read");
        return;
    }
    if (family->private_bytes >= parent.private_bytes)
        put(trial, WORKER_PRIVATE, (family->private_bytes - parent.private_bytes) / (int64_t)trial->workers);
    else /* pages that were the parent's own are shared with its workers now */
        put_null(trial, WORKER_PRIVATE, WORKER_PRIVATE + 1, "the parent shares what was its own");
    if (trial->data_bytes < FACTOR_FLOOR_BYTES)
        put_null(trial, FACTOR, COUNT, "needs --data of 16M or more");
    else
        tvp_set_real(trial, TVP_TRIAL, &tvp_probe_working_set, FACTOR,
                     (double)all / (double)(parent.private_bytes + parent.shared_bytes +
                                            (int64_t)tvp_data_missing(trial)));
}

static void plateau(struct tvp_trial *trial, enum tvp_plateau which)
{
    static const char why[] = "the memory of a member could not be read";
    struct plat_working_set family;
    const int known = sum_up(trial, which == TVP_PLATEAU_PARENT ? tvp_family_founders(trial) : TVP_FAMILY_MAX,
                             &family) == 0;
    const uint32_t metric = which == TVP_PLATEAU_PARENT  ? PARENT
                            : which == TVP_PLATEAU_READY ? READY
                                                         : FAMILY;
    if (which == TVP_PLATEAU_PARENT) {
        parent = family;
        parent_known = known;
    }
    if (!known)
        put_null(trial, metric, metric == FAMILY ? COUNT : metric + 1, why);
    else if (which == TVP_PLATEAU_DONE)
        at_done(trial, &family);
    else
        put(trial, metric, family.private_bytes + family.shared_bytes);
}

static const char *unsupported(void)
{
    struct plat_working_set own;
    return plat_working_set_of(plat_pid(), &own) < 0 ? "the system does not tell a process' own pages" : NULL;
}

const struct tvp_probe tvp_probe_working_set = {
    .name = "working_set",
    .brief = "private and shared pages in memory of the whole family",
    .doc = "For comparing systems: the same definition everywhere. Windows: the private working set, and the "
           "rest of "
           "it; Linux: USS, and RSS without it (smaps_rollup). Read at READY and after the work, in the "
           "trials of the "
           "memory kind. machine.json says in os.working_set_source what was asked.",
    .kinds = 1u << TVP_KIND_MEMORY,
    .by_default = 1,
    .cost = TVP_PERTURBING,
    .metrics = metrics,
    .unsupported = unsupported,
    .plateau = plateau,
};
