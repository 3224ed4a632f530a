/* SPDX-License-Identifier: MIT */
/* Fresh images: each worker is a new program that is told by name what to do. */
#include "../../harness/api/tvp.h"

static int open_crew(struct tvp_crew *crew)
{
    return tvp_offer_map(crew->trial);
}

PLAT_START_PATH static int start(struct tvp_crew *crew, uint32_t i)
{
    struct tvp_program program;
    tvp_program_of(crew, i, &program);
    return plat_image_start(&crew->task[i], program.path, program.argv, NULL);
}

static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    return plat_process_join(&crew->task[i], how);
}

const struct tvp_model tvp_model_spawn = {
    .name = "spawn",
    .brief = "processes with a fresh image (posix_spawn of the lean image)",
    .doc = "Each worker is a new program: the lean image, which links libc alone. The call contains the "
           "exec; ENTER is the "
           "first statement of main, after the dynamic linker and libc's own start. JOINED follows waitpid. "
           "Nothing is "
           "inherited but handles: the mapping's, the data's when it is shared or sent, those of the "
           "workload's channels.",
    .by_default = 1,
    .provides = TVP_FRESH_IMAGE | TVP_PROCESSES,
    .open = open_crew,
    .start = start,
    .join = join,
};
