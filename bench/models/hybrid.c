/* SPDX-License-Identifier: MIT */
/* Processes with several threads each: worker i is a thread of process i / threads, which the trial's parent
 * forks when a worker of its is started and none lives, which starts them on request, and which ends with the
 * last of them. */
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

/* A process with threads. */
struct host {
    struct remote line;
    uint32_t living; /* workers that have been started and not yet joined */
    int died;        /* by itself, and how */
    struct plat_exit how;
};
static struct host hosts[TVP_WORKERS_MAX];

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

static struct host *host_of(const struct tvp_crew *crew, uint32_t i)
{
    return &hosts[i / threads_of(crew)];
}

PLAT_START_PATH static int start_host(struct tvp_crew *crew, uint32_t index)
{
    struct host *host = &hosts[index];
    *host = (struct host){.line = {.end = -1}};
    const int child = remote_open(&host->line, crew);
    if (child == 1) {
        /* Of the lines to the others, inherited with the rest, none may keep one of them from seeing its end.
         */
        for (uint32_t other = 0; other < crew->helpers; other++)
            if (other != index && hosts[other].line.task.alive)
                plat_handle_close(hosts[other].line.end);
        serve(crew, &host->line);
    }
    if (child < 0)
        return child;
    crew->helper[index] = host->line.task.pid;
    if (crew->helpers <= index)
        crew->helpers = index + 1;
    return 0;
}

static int before(struct tvp_crew *crew, uint32_t i)
{
    const struct host *host = host_of(crew, i);
    return host->line.task.alive ? remote_ask(&host->line, REMOTE_BEFORE, crew, i, -1, NULL) : 0;
}

PLAT_START_PATH static int start(struct tvp_crew *crew, uint32_t i)
{
    struct host *host = host_of(crew, i);
    int error = host->line.task.alive ? 0 : start_host(crew, i / threads_of(crew));
    /* From here on: it may end its process before the process can note that it lives. */
    crew->task[i].alive = 1;
    if (error == 0)
        error = remote_ask(&host->line, REMOTE_START, crew, i, -1, NULL);
    host->living += error == 0;
    return error;
}

/* The process ends with the last of its threads, or with one that ends them all. */
static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    struct host *host = host_of(crew, i);
    const int error = remote_ask(&host->line, REMOTE_JOIN, crew, i, -1, NULL);
    *how = host->how;
    host->living -= error == 0;
    if (error == -PLAT_EPIPE || host->living == 0)
        remote_close(&host->line, how);
    return error == -PLAT_EPIPE ? 0 : error;
}

/* One that has died has taken all of its workers along. */
static int look_after(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    struct host *host = host_of(crew, i);
    const int ended = host->line.task.alive ? plat_process_poll(&host->line.task, &host->how) : 0;
    host->died |= ended > 0;
    *how = host->how;
    return ended < 0 ? ended : host->died;
}

static void mates(const struct tvp_crew *crew, uint32_t i, uint32_t *first, uint32_t *last)
{
    const uint32_t threads = threads_of(crew), workers = crew->trial->workers;
    *first = i - i % threads;
    *last = (workers - *first < threads ? workers : *first + threads) - 1;
}

static void abandon(struct tvp_crew *crew)
{
    for (uint32_t host = 0; host < crew->helpers; host++) {
        struct plat_exit how;
        if (!hosts[host].line.task.alive)
            continue;
        plat_process_kill(&hosts[host].line.task);
        remote_close(&hosts[host].line, &how);
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
    .doc =
        "Worker i is a thread of process i / hybrid.threads. The parent forks a process when a worker of "
        "its is started and none lives: that call is a fork, a message and pthread_create in the new "
        "process; the others' is the message and pthread_create. ENTER is the first statement of the start "
        "routine. JOINED follows the process' word that it has joined the thread, and of the last one that "
        "lives waitpid. "
        "Threads of one process share its copy-on-write view of the parent's memory. The processes are "
        "members of the family.",
    .provides = TVP_INHERITS,
    .params = params,
    .params_bytes = sizeof(struct params),
    .extra_tasks = extra_tasks,
    .before = before,
    .start = start,
    .join = join,
    .poll = look_after,
    .mates = mates,
    .abandon = abandon,
};
