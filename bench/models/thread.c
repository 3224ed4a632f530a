/* SPDX-License-Identifier: MIT */
/* Threads of the trial's own process. */
#include "../../harness/api/tvp.h"

static struct call {
    struct tvp_crew *crew;
    uint32_t start, index;
} calls[TVP_WORKERS_MAX];

PLAT_START_PATH static void *body(void *argument)
{
    const uint64_t enter_ns = plat_now_ns();
    const struct call *call = argument;
    tvp_worker_enter(call->crew->trial, call->start, call->index, enter_ns);
    return NULL;
}

PLAT_START_PATH static int start(struct tvp_crew *crew, uint32_t i)
{
    calls[i] = (struct call){crew, crew->start, i};
    return plat_thread_start(&crew->task[i], body, &calls[i]);
}

static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    *how = (struct plat_exit){0, 0};
    return plat_thread_join(&crew->task[i]);
}

const struct tvp_model tvp_model_thread = {
    .name = "thread",
    .brief = "threads of one process (pthread_create)",
    .doc = "Each worker is a thread with the system's default attributes. ENTER is the first statement of "
           "its start "
           "routine, JOINED follows pthread_join.",
    .by_default = 1,
    .provides = TVP_ONE_ADDRESS_SPACE | TVP_INHERITS,
    .start = start,
    .join = join,
};
