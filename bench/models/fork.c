/* SPDX-License-Identifier: MIT */
/* Forked processes: the parent's memory by copy-on-write. */
#include "../../harness/api/tvp.h"

PLAT_START_PATH static int start_worker(struct tvp_crew *crew, uint32_t i)
{
    const uint32_t start = crew->start; /* of the child's own, whatever the creator does next */
    const int child = plat_fork(&crew->task[i]);
    if (child == 1) {
        const uint64_t enter_ns = plat_now_ns();
        plat_exit_now(tvp_worker_enter(crew->trial, start, i, enter_ns));
    }
    return child;
}

static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    return plat_process_join(&crew->task[i], how);
}

const struct tvp_model tvp_model_fork = {
    .name = "fork",
    .brief = "processes made by fork: memory inherited by copy-on-write",
    .doc = "Each worker is a child made by fork(), which goes on with the parent's memory. ENTER is the "
           "first statement "
           "after fork returns in the child, JOINED follows waitpid. Its price grows with the parent's page "
           "tables.",
    .by_default = 1,
    .provides = TVP_INHERITS | TVP_PROCESSES,
    .start = start_worker,
    .join = join,
};
