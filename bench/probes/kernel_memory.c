/* SPDX-License-Identifier: MIT */
/* What the kernel keeps for the family: kernel stacks, page tables, descriptors, slab. No system tells it of
 * a process; Linux tells it of a cgroup. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_kernel_memory;

enum { FAMILY, WORKER, COUNT };

static const struct tvp_metric metrics[] = {
    {"family_kernel_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "kernel memory charged to the trial's own cgroup, the work done, nobody left yet"},
    {"worker_kernel_bytes", "bytes", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "(that - what it was before the first start) / workers"},
    {0}};

/* Before the first start. A trial is a process of its own, so this is the trial's. */
static int64_t before = -1;

static void plateau(struct tvp_trial *trial, enum tvp_plateau which)
{
    const char *path = tvp_cgroup_path(trial);
    const int64_t now = path != NULL ? plat_cgroup_kernel_bytes(path) : -1;
    if (which == TVP_PLATEAU_PARENT)
        before = now;
    if (which != TVP_PLATEAU_DONE)
        return;
    if (now < 0 || before < 0) {
        for (uint32_t m = 0; m < COUNT; m++)
            tvp_set_null(trial, TVP_TRIAL, &tvp_probe_kernel_memory, m,
                         path == NULL ? "no memory cgroup could be made for the trial"
                                      : "the cgroup does not tell");
        return;
    }
    tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_kernel_memory, FAMILY, now);
    tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_kernel_memory, WORKER,
                    (now - before) / (int64_t)trial->workers);
}

const struct tvp_probe tvp_probe_kernel_memory = {
    .name = "kernel_memory",
    .brief = "kernel memory of the family, from the trial's own cgroup",
    .doc =
        "memory.stat of a cgroup made for this trial (v2: kernel, or kernel_stack + pagetables + slab; v1: "
        "memory.kmem.usage_in_bytes), at the same plateaus as memory. The kernel charges by whole pages and "
        "in "
        "small stocks: below 64 KiB a worker it is a rough figure. Null with the reason where there is no "
        "such "
        "cgroup.",
    .kinds = 1u << TVP_KIND_MEMORY,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
    .plateau = plateau,
};
