/* SPDX-License-Identifier: MIT */
/* A process that starts workers in the trial's stead: asked by messages, one at a time, each of which it
 * answers. It is a fork of the trial's parent, so that the crew, which lies in the mapping, is at the same
 * place in both. */
#ifndef TVP_MODELS_REMOTE_H
#define TVP_MODELS_REMOTE_H

#include "../../harness/api/plat_models.h"
#include "../../harness/api/tvp.h"

enum remote_request {
    REMOTE_TAKE_DATA,
    REMOTE_TAKE_HANDLE,
    REMOTE_BEFORE,
    REMOTE_START,
    REMOTE_POLL,
    REMOTE_JOIN
};

struct remote_question {
    uint32_t request, start, index, pad;
};

struct remote_answer {
    int32_t result; /* what was done, or a negative plat error */
    int32_t pad;
    struct plat_exit how;
};

/* In the trial's parent: the process, and this side's end of the line. */
struct remote {
    struct plat_task task;
    int64_t end;
};

/* Forks it. 1 in the new process, which dies with the trial and whose `end` is the other side's; 0, or a plat
 * error. */
static inline int remote_open(struct remote *remote, struct tvp_crew *crew)
{
    int64_t ends[2];
    int error = plat_pass_new(ends);
    if (error < 0)
        return error;
    const int child = plat_fork(&remote->task);
    if (child == 1)
        plat_die_with(crew->trial->parent_pid);
    plat_handle_close(ends[child == 1 ? 0 : 1]);
    remote->end = ends[child == 1 ? 1 : 0];
    if (child == 1)
        crew->trial->parent_pid = plat_pid();
    if (child < 0)
        plat_handle_close(remote->end);
    return child;
}

/* Asks, and waits for the answer; `handle` goes along, when it is one. The answer's result, or a plat error:
 * -PLAT_EPIPE, it has gone. `how` may be NULL. */
PLAT_START_PATH static inline int remote_ask(const struct remote *remote, enum remote_request request,
                                             const struct tvp_crew *crew, uint32_t i, int64_t handle,
                                             struct plat_exit *how)
{
    const struct remote_question question = {request, crew->start, i, 0};
    struct remote_answer answer = {0};
    int error = plat_pass_send(remote->end, &question, sizeof question, &handle, handle >= 0);
    if (error == 0)
        error = plat_pass_receive(remote->end, &answer, sizeof answer, NULL, 0);
    if (error < 0)
        return error;
    if (how != NULL)
        *how = answer.how;
    return answer.result;
}

/* Ends it: with this end of the line closed it leaves by itself. */
static inline void remote_close(struct remote *remote, struct plat_exit *how)
{
    plat_handle_close(remote->end);
    remote->end = -1;
    if (remote->task.alive)
        plat_process_join(&remote->task, how);
}

/* In the new process: the next question, and a handle that came with it, or -1. 0, or a plat error: nobody
 * asks any more. */
PLAT_START_PATH static inline int remote_hear(const struct remote *remote, struct remote_question *question,
                                              int64_t *handle)
{
    *handle = -1;
    const int got = plat_pass_receive(remote->end, question, sizeof *question, handle, 1);
    return got < 0 ? got : 0;
}

PLAT_START_PATH static inline int remote_say(const struct remote *remote, const struct remote_answer *answer)
{
    return plat_pass_send(remote->end, answer, sizeof *answer, NULL, 0);
}

#endif
