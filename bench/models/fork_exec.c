/* SPDX-License-Identifier: MIT */
/* Fresh images by fork, then exec in the child: what a program without posix_spawn does. */
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
    return plat_image_by_fork(&crew->task[i], program.path, program.argv);
}

static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    return plat_process_join(&crew->task[i], how);
}

const struct tvp_model tvp_model_fork_exec = {
    .name = "fork_exec",
    .brief = "processes with a fresh image (fork, then exec)",
    .doc = "As spawn, but the caller forks and the child then takes on the lean image. The call is fork "
           "alone, and its "
           "price grows with the parent's page tables, for a copy that is thrown away at once; ENTER is the "
           "first "
           "statement of main.",
    .provides = TVP_FRESH_IMAGE | TVP_PROCESSES,
    .open = open_crew,
    .start = start,
    .join = join,
};
