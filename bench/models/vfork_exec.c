/* SPDX-License-Identifier: MIT */
/* Fresh images by vfork, then exec: the child borrows the caller's memory until it has its own. */
#include "../../harness/api/plat_models.h"
#include "../../harness/api/tvp.h"

static int open_crew(struct tvp_crew *crew)
{
    return tvp_offer_map(crew->trial);
}

PLAT_START_PATH static int start(struct tvp_crew *crew, uint32_t i)
{
    struct tvp_program program;
    tvp_program_of(crew, i, &program);
    return plat_image_by_vfork(&crew->task[i], program.path, program.argv);
}

static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    return plat_process_join(&crew->task[i], how);
}

const struct tvp_model tvp_model_vfork_exec = {
    .name = "vfork_exec",
    .brief = "processes with a fresh image (vfork, then exec)",
    .doc = "As spawn, but by vfork: nothing of the parent is copied, and the caller stands still until the "
           "child has its "
           "image, so that the call contains the exec. ENTER is the first statement of main.",
    .provides = TVP_FRESH_IMAGE | TVP_PROCESSES,
    .open = open_crew,
    .start = start,
    .join = join,
};
