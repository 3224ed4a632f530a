/* SPDX-License-Identifier: MIT */
/* Processes that share the parent's memory: tasks that are no threads, as the kernel makes them when it is
 * asked for memory in common and for nothing else. */
#include "../../harness/api/plat_models.h"
#include "../../harness/api/tvp.h"

static struct plat_ground grounds[TVP_WORKERS_MAX];

static struct call {
    struct tvp_crew *crew;
    uint32_t start, index;
} calls[TVP_WORKERS_MAX];

PLAT_START_PATH static void *body(void *argument)
{
    const uint64_t enter_ns = plat_now_ns();
    const struct call *call = argument;
    plat_exit_now(tvp_worker_enter(call->crew->trial, call->start, call->index, enter_ns));
}

/* The ground of an earlier crew's worker is given back here, off the clock. */
static int before(struct tvp_crew *crew, uint32_t i)
{
    (void)crew;
    plat_ground_free(&grounds[i]);
    return plat_ground_new(&grounds[i]);
}

PLAT_START_PATH static int start(struct tvp_crew *crew, uint32_t i)
{
    calls[i] = (struct call){crew, crew->start, i};
    return plat_clone(&crew->task[i], &grounds[i], body, &calls[i]);
}

static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    return plat_process_join(&crew->task[i], how);
}

/* Where a crew failed, all its workers have been ended. */
static void close_crew(struct tvp_crew *crew)
{
    for (uint32_t i = 0; i < crew->trial->workers; i++)
        plat_ground_free(&grounds[i]);
}

/* The threads that lend their storage. */
static uint32_t extra_tasks(const void *params, uint32_t workers)
{
    (void)params;
    return workers;
}

const struct tvp_model tvp_model_clone_vm = {
    .name = "clone_vm",
    .brief = "processes that share the parent's memory (clone, CLONE_VM alone)",
    .doc =
        "Each worker is a process with an id of its own in the parent's address space, with its open files "
        "and folder, made by clone with CLONE_VM and without CLONE_THREAD. The call is the system call "
        "alone: stack and thread-local storage are made before it, the latter as that of a thread which "
        "sleeps until the worker has ended. ENTER is the first statement on the new stack, JOINED follows "
        "waitpid.",
    .provides = TVP_ONE_ADDRESS_SPACE | TVP_INHERITS | TVP_PROCESSES,
    .refuses = plat_clone_refused,
    .extra_tasks = extra_tasks,
    .before = before,
    .start = start,
    .join = join,
    .close = close_crew,
};
