/* SPDX-License-Identifier: MIT */
/* Threads that run only while they hold one lock, which is given up around blocking operations and, on
 * request, after a switch interval. docs/models.md has the protocol and the reason of each step. */

#include "../../harness/api/plat_models.h"
#include "../../harness/api/tvp.h"

struct params {
    uint64_t switch_ns;
};

static const struct tvp_param params[] = {
    {.name = "switch",
     .type = TVP_PARAM_DURATION,
     .offset = offsetof(struct params, switch_ns),
     .fallback = "5ms",
     .min = 1000,
     .max = 1000000000u, /* four workers that wait for each turn end within the usual timeout */
     .brief = "how long a waiting thread leaves the holder alone before it asks for the lock"},
    {0}};

/* The workers are threads of one process, so what they share lies in it. */
static struct {
    _Alignas(64) uint32_t locked; /* 1: a worker has it */
    uint32_t waiting;             /* how many wait for it */
    uint32_t last;                /* who took it last, index + 1; the holder's to write */
    _Alignas(64) uint32_t taken;  /* how often it went to another worker than before */
    uint32_t leaving;             /* how many have given it up on request and wait for that */
} lock;

static uint32_t load(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static void store(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

static void add(uint32_t *word, uint32_t by)
{
    __atomic_fetch_add(word, by, __ATOMIC_SEQ_CST);
}

static int try_to_take(void)
{
    uint32_t unlocked = 0;
    return __atomic_compare_exchange_n(&lock.locked, &unlocked, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Asks the holder for the lock when for a whole interval it has not gone from one to another. */
static void wait_and_take(struct tvp_worker *worker)
{
    const struct params *own = worker->trial->model_params;
    const uint64_t begun_ns = plat_now_ns();
    uint64_t since_ns = begun_ns;
    uint32_t seen = load(&lock.taken);
    add(&lock.waiting, 1);
    while (!try_to_take()) {
        plat_wait(&lock.locked, 1, own->switch_ns);
        const uint64_t now_ns = plat_now_ns();
        const uint32_t taken = load(&lock.taken);
        if (taken != seen) {
            seen = taken;
            since_ns = now_ns;
        } else if (now_ns - since_ns >= own->switch_ns && load(&lock.locked) == 1) {
            store(worker->request, 1);
        }
    }
    add(&lock.waiting, UINT32_MAX);
    worker->turns_ns += plat_now_ns() - begun_ns;
}

static void take(struct tvp_worker *worker)
{
    if (!try_to_take())
        wait_and_take(worker);
    if (lock.last != worker->index + 1) {
        lock.last = worker->index + 1;
        add(&lock.taken, 1);
        if (load(&lock.leaving) != 0)
            plat_wake_all(&lock.taken);
    }
    if (load(worker->request) != 0)
        store(worker->request, 0);
}

static void give(struct tvp_worker *worker)
{
    const uint32_t seen = load(&lock.taken), asked = load(worker->request);
    store(&lock.locked, 0);
    if (load(&lock.waiting) != 0)
        plat_wake_one(&lock.locked);
    if (asked == 0)
        return;
    add(&lock.leaving, 1);
    while (load(&lock.taken) == seen)
        plat_wait(&lock.taken, seen, 0);
    add(&lock.leaving, UINT32_MAX);
}

static void hand_over(struct tvp_worker *worker)
{
    const uint64_t begun_ns = plat_now_ns(), turns_ns = worker->turns_ns;
    give(worker);
    take(worker);
    worker->turns_ns = turns_ns + (plat_now_ns() - begun_ns);
}

static void begin(struct tvp_worker *worker)
{
    worker->hand_over = hand_over;
    worker->block_begin = give;
    worker->block_end = take;
    take(worker);
}

static void end(struct tvp_worker *worker)
{
    give(worker);
    worker->block_begin = worker->block_end = NULL;
}

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

const struct tvp_model tvp_model_gil = {
    .name = "gil",
    .brief = "threads that take turns under one lock, as CPython's do",
    .doc =
        "Each worker is a thread, which works only while it holds the one lock of the trial. It gives the "
        "lock up around operations that may block, and at the end of a batch when another thread has waited "
        "for gil.switch and asked for it. Start-up, set-up and verification need no lock. docs/models.md has "
        "the protocol.",
    .provides = TVP_ONE_ADDRESS_SPACE | TVP_INHERITS | TVP_TAKES_TURNS,
    .params = params,
    .params_bytes = sizeof(struct params),
    .start = start,
    .join = join,
    .begin = begin,
    .end = end,
};
