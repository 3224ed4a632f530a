/* SPDX-License-Identifier: MIT */
/* Processes forked by a lean one, which was itself forked before the parent grew. The mapping is inherited by
 * all of them; the handles of the shared data, of each copy's channel and of the workload's own objects are
 * passed to the server in messages. */
#include "remote.h"

static struct remote server;

static void put_handle(int64_t *place, int64_t handle)
{
    plat_handle_close(*place);
    *place = handle;
}

PLAT_START_PATH static int fork_worker(struct tvp_crew *crew, const struct remote_question *question)
{
    const int child = plat_fork(&crew->task[question->index]);
    if (child == 1) {
        const uint64_t enter_ns = plat_now_ns();
        plat_exit_now(tvp_worker_enter(crew->trial, question->start, question->index, enter_ns));
    }
    return child;
}

static struct remote_answer act(struct tvp_crew *crew, const struct remote_question *question, int64_t handle)
{
    struct remote_answer answer = {0};
    struct plat_task *task = &crew->task[question->index];
    switch (question->request) {
    case REMOTE_TAKE_DATA:
        put_handle(&crew->trial->data_handle, handle);
        break;
    case REMOTE_TAKE_HANDLE: /* kept: every worker inherits it */
        answer.result = handle < 0 ? -PLAT_EMFILE : 0;
        tvp_handle_rename(crew->trial, question->index, handle);
        break;
    case REMOTE_BEFORE:
        put_handle(&crew->trial->channel_handle, handle);
        tvp_go_to_worker(crew->trial, question->index);
        break;
    case REMOTE_POLL:
        answer.result = plat_process_poll(task, &answer.how);
        break;
    case REMOTE_JOIN:
        answer.result = plat_process_join(task, &answer.how);
        break;
    default:
        answer.result = -PLAT_EINVAL;
    }
    return answer;
}

/* The server's life. */
static void serve(struct tvp_crew *crew)
{
    struct remote_question question = {0};
    int64_t handle;
    plat_warm_code();
    while (remote_hear(&server, &question, &handle) == 0) {
        struct remote_answer answer = {0};
        if (question.request == REMOTE_START)
            answer.result = fork_worker(crew, &question);
        else
            answer = act(crew, &question, handle);
        if (remote_say(&server, &answer) < 0)
            break;
        /* A worker that dies must end the transfer of its copy: nobody else may hold its end. */
        if (question.request == REMOTE_START)
            put_handle(&crew->trial->channel_handle, -1);
    }
    plat_exit_now(0);
}

static int early(struct tvp_crew *crew)
{
    const int child = remote_open(&server, crew);
    if (child < 0)
        return tvp_fail_trial(crew->trial, "the fork server cannot be started: %s", plat_error_text(child));
    if (child == 1)
        serve(crew);
    crew->helper[0] = server.task.pid;
    crew->helpers = 1;
    return 0;
}

static int give(struct tvp_crew *crew, enum remote_request request, uint32_t place, int64_t handle,
                const char *what)
{
    const int error = remote_ask(&server, request, crew, place, handle, NULL);
    return error < 0 ? tvp_fail_trial(crew->trial, "the fork server did not take %s: %s", what,
                                      plat_error_text(error))
                     : 0;
}

static int open_crew(struct tvp_crew *crew)
{
    const struct tvp_trial *trial = crew->trial;
    if (trial->data_handle >= 0 && give(crew, REMOTE_TAKE_DATA, 0, trial->data_handle, "the data") != 0)
        return -1;
    for (uint32_t place = 0; place < tvp_handle_count(trial); place++)
        if (give(crew, REMOTE_TAKE_HANDLE, place, tvp_handle_at(trial, (int32_t)place), "a handle") != 0)
            return -1;
    return 0;
}

static int before(struct tvp_crew *crew, uint32_t i)
{
    return remote_ask(&server, REMOTE_BEFORE, crew, i, crew->trial->channel_handle, NULL);
}

PLAT_START_PATH static int start(struct tvp_crew *crew, uint32_t i)
{
    return remote_ask(&server, REMOTE_START, crew, i, -1, NULL);
}

static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    return remote_ask(&server, REMOTE_JOIN, crew, i, -1, how);
}

/* Workers die with the server: its end is theirs. */
static int look_after(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    const int ended = remote_ask(&server, REMOTE_POLL, crew, i, -1, how);
    if (ended != -PLAT_EPIPE)
        return ended;
    remote_close(&server, how);
    tvp_fail_trial(crew->trial, "the fork server has ended, and worker %u with it", i);
    return 1;
}

static void abandon(struct tvp_crew *crew)
{
    for (uint32_t i = 0; i < crew->trial->workers; i++) {
        struct plat_exit how;
        if (!crew->task[i].alive)
            continue;
        plat_process_kill(&crew->task[i]);
        remote_ask(&server, REMOTE_JOIN, crew, i, -1, &how);
    }
}

static void close_crew(struct tvp_crew *crew)
{
    struct plat_exit how;
    (void)crew;
    remote_close(&server, &how);
}

/* The server. */
static uint32_t extra_tasks(const void *params, uint32_t workers)
{
    return 1;
}

const struct tvp_model tvp_model_forkserver = {
    .name = "forkserver",
    .brief = "processes forked on request by a lean one",
    .doc = "Before the parent has heap and data it forks a server, which then forks each worker on request: "
           "what a "
           "start costs does not depend on the parent's size. The call is the request and its answer; ENTER "
           "is the "
           "first statement after fork returns in the worker, JOINED follows the server's word that it has "
           "reaped "
           "it. Workers map what is passed to them, and inherit the handles that the "
           "workload has made and that were passed to the server. The server is a member of the family.",
    .provides = TVP_PROCESSES,
    .extra_tasks = extra_tasks,
    .early = early,
    .open = open_crew,
    .before = before,
    .start = start,
    .join = join,
    .poll = look_after,
    .abandon = abandon,
    .close = close_crew,
};
