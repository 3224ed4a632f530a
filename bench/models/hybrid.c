/* SPDX-License-Identifier: MIT */
/* Processes with several threads each: worker i is a thread of process i / threads, which the trial's parent
 * forks when the first of its workers is started, and which starts them on request. */
#include "remote.h"

struct params {
    uint64_t threads;
};

static const struct tvp_param params[] = {{.name = "threads",
                                           .type = TVP_PARAM_COUNT,
                                           .offset = offsetof(struct params, threads),
                                           .fallback = "2",
                                           .min = 1,
                                           .max = TVP_WORKERS_MAX,
                                           .brief = "workers that are threads of one process"},
                                          {0}};

/* The lines to the processes; in one of them, its own is the first. */
static struct remote hosts[TVP_WORKERS_MAX];

static uint32_t threads_of(const struct tvp_crew *crew)
{
    const struct params *own = crew->trial->model_params;
    return (uint32_t)own->threads;
}

/* ---- in a process with threads ---- */

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

static struct remote_answer act(struct tvp_crew *crew, const struct remote_question *question)
{
    struct remote_answer answer = {0};
    const uint32_t i = question->index;
    switch (question->request) {
    case REMOTE_BEFORE:
        tvp_go_to_worker(crew->trial, i);
        break;
    case REMOTE_START:
        calls[i] = (struct call){crew, question->start, i};
        answer.result = plat_thread_start(&crew->task[i], body, &calls[i]);
        break;
    case REMOTE_JOIN:
        answer.result = plat_thread_join(&crew->task[i]);
        break;
    default:
        answer.result = -PLAT_EINVAL;
    }
    return answer;
}

/* The life of a process with threads: until nobody asks any more. */
static void serve(struct tvp_crew *crew, const struct remote *self)
{
    struct remote_question question = {0};
    int64_t handle;
    while (remote_hear(self, &question, &handle) == 0) {
        const struct remote_answer answer = act(crew, &question);
        if (remote_say(self, &answer) < 0)
            break;
    }
    plat_exit_now(0);
}

/* ---- in the trial's parent ---- */

static int is_first(const struct tvp_crew *crew, uint32_t i)
{
    return i % threads_of(crew) == 0;
}

static int is_last(const struct tvp_crew *crew, uint32_t i)
{
    return (i + 1) % threads_of(crew) == 0 || i + 1 == crew->trial->workers;
}

static struct remote *host_of(const struct tvp_crew *crew, uint32_t i)
{
    return &hosts[i / threads_of(crew)];
}

PLAT_START_PATH static int start_host(struct tvp_crew *crew, uint32_t host)
{
    const int child = remote_open(&hosts[host], crew);
    if (child == 1) {
        /* Of the lines to the others, inherited with the rest, none may keep one of them from seeing its end.
         */
        for (uint32_t other = 0; other < host; other++)
            plat_handle_close(hosts[other].end);
        serve(crew, &hosts[host]);
    }
    if (child < 0)
        return child;
    crew->helper[host] = hosts[host].task.pid;
    crew->helpers = host + 1;
    return 0;
}

static int before(struct tvp_crew *crew, uint32_t i)
{
    return is_first(crew, i) ? 0 : remote_ask(host_of(crew, i), REMOTE_BEFORE, crew, i, -1, NULL);
}

PLAT_START_PATH static int start(struct tvp_crew *crew, uint32_t i)
{
    if (is_first(crew, i)) {
        const int error = start_host(crew, i / threads_of(crew));
        if (error < 0)
            return error;
    }
    return remote_ask(host_of(crew, i), REMOTE_START, crew, i, -1, NULL);
}

/* The process ends with the last of its threads, or with one that ends them all. */
static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    const int error = remote_ask(host_of(crew, i), REMOTE_JOIN, crew, i, -1, NULL);
    *how = (struct plat_exit){0, 0};
    if (error == -PLAT_EPIPE || (error == 0 && is_last(crew, i)))
        remote_close(host_of(crew, i), how);
    return error == -PLAT_EPIPE ? 0 : error;
}

static int look_after(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    struct remote *host = host_of(crew, i);
    return host->task.alive ? plat_process_poll(&host->task, how) : 0;
}

static void abandon(struct tvp_crew *crew)
{
    for (uint32_t host = 0; host < crew->helpers; host++) {
        struct plat_exit how;
        if (!hosts[host].task.alive)
            continue;
        plat_process_kill(&hosts[host].task);
        remote_close(&hosts[host], &how);
    }
}

static uint32_t extra_tasks(const void *model_params, uint32_t workers)
{
    const struct params *own = model_params;
    return (uint32_t)((workers + own->threads - 1) / own->threads);
}

const struct tvp_model tvp_model_hybrid = {
    .name = "hybrid",
    .brief = "processes made by fork, with several threads each",
    .doc = "Worker i is a thread of process i / hybrid.threads. The parent forks a process when its first "
           "worker is started: that call is a fork, a message and pthread_create in the new process; the "
           "others' is the message and pthread_create. ENTER is the first statement of the start routine. "
           "JOINED follows the process' word that it has joined the thread, and of its last one waitpid. "
           "Threads of one process share its copy-on-write view of the parent's memory. The processes are "
           "members of the family.",
    .provides = TVP_INHERITS | TVP_CREW_AT_ONCE,
    .params = params,
    .params_bytes = sizeof(struct params),
    .extra_tasks = extra_tasks,
    .before = before,
    .start = start,
    .join = join,
    .poll = look_after,
    .abandon = abandon,
};
