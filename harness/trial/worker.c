/* SPDX-License-Identifier: MIT */
/* The body of every worker, whatever the model: stamp, pin, get the data, touch it, ready, gate, measure,
 * verify, leave. */
#include <stdlib.h>
#include <string.h>

#include "../core/atomic.h"
#include "data.h"
#include "hot.h"
#include "trial.h"

/* The worker and what its probes keep, in one piece of its own stack. */
struct frame {
    struct tvp_worker worker;
    _Alignas(64) unsigned char probe_state[TVP_PROBES_MAX][64];
    const struct tvp_probe *probes[TVP_PROBES_MAX]; /* those that are on, the cheapest first */
    uint32_t probe_count;
    void *scratch; /* of scratch_take */
};

void *tvp_probe_state(struct tvp_worker *worker, const struct tvp_probe *probe)
{
    struct frame *frame = (struct frame *)worker;
    for (uint32_t i = 0; i < TVP_PROBES_MAX && tvp_probes[i] != NULL; i++)
        if (tvp_probes[i] == probe)
            return frame->probe_state[i];
    return NULL;
}

static void reach(struct tvp_worker *worker, uint32_t point)
{
    struct map_head *map = worker->trial->map;
    store_release(&worker->map->point, point);
    add_acq_rel(&map->events, 1);
    plat_wake_all(&map->events);
}

/* Tests hang, crash or end a worker here. */
static void at(struct tvp_worker *worker, const char *point)
{
    if (worker->trial->workload->at != NULL)
        worker->trial->workload->at(worker, point);
}

static uint32_t wait_for_gate(const struct tvp_worker *worker, enum map_gate phase)
{
    uint32_t *gate = &worker->trial->map->gate;
    uint32_t now;
    while ((now = load_acquire(gate)) < GATE_OF(worker->start, phase))
        plat_wait(gate, now, 0);
    return now;
}

/* CALL to READY: all of it is start-up. */
static int come_up(struct tvp_worker *worker, int fresh)
{
    struct map_worker *mine = worker->map;
    if (mine->cpu != MAP_NO_CPU && !plat_cpu_is_pinned(mine->cpu)) {
        int error = plat_cpu_pin(mine->cpu);
        if (error < 0) {
            tvp_fail(worker, "cannot be bound to CPU %u: %s", mine->cpu, plat_error_text(error));
            mine->status = STATUS_INVALID;
        }
    }
    mine->first_cpu = plat_cpu_now();
    at(worker, "enter");
    int failed = data_get(worker, fresh) != 0 || data_touch_all(worker) != 0;
    at(worker, "ready");
    return failed ? -1 : 0;
}

static void probes_open(struct frame *frame)
{
    struct tvp_trial *trial = frame->worker.trial;
    for (int cost = TVP_FREE; cost <= TVP_PERTURBING; cost++)
        for (uint32_t i = 0; i < TVP_PROBES_MAX && tvp_probes[i] != NULL; i++) {
            const struct tvp_probe *probe = tvp_probes[i];
            if ((int)probe->cost != cost || !probe_is_on(trial, probe))
                continue;
            if (probe->open == NULL || probe->open(&frame->worker) == 0)
                frame->probes[frame->probe_count++] = probe;
        }
}

static int call_setup(struct tvp_worker *worker)
{
    const struct tvp_workload *workload = worker->trial->workload;
    return workload->setup != NULL ? worker_answer(worker, "setup", workload->setup(worker)) : 0;
}

static void call_verify(struct tvp_worker *worker)
{
    const struct tvp_workload *workload = worker->trial->workload;
    if (workload->verify != NULL && data_is_answered(worker) == 0)
        worker_answer(worker, "verify", workload->verify(worker));
}

/* Off the clock, when all are ready: what the measured path needs, so that it needs nothing more. */
static int set_up(struct frame *frame)
{
    struct tvp_worker *worker = &frame->worker;
    const struct map_head *map = worker->trial->map;
    if (trial_load_late(worker) != 0)
        return -1;
    uint64_t *samples = map_samples_at(map, worker->index);
    for (uint64_t i = 0; i <= map->samples_max; i += 64)
        ((volatile uint64_t *)samples)[i] = 0;
    latency_touch(worker);
    data_check_pages(worker);
    probes_open(frame);
    if (scratch_take(worker, &frame->scratch) != 0)
        return -1;
    return call_setup(worker);
}

/* A pilot finds out what an op costs: ever more of them, until they take long enough. */
static uint64_t pilot(struct tvp_worker *worker, uint64_t *samples)
{
    const struct map_head *map = worker->trial->map;
    const int64_t delay = plat_run_delay_open();
    uint64_t ops = 1;
    for (;; ops *= 2) {
        const uint64_t turns_ns = worker->turns_ns;
        const int64_t before_ns = plat_run_delay_ns(delay);
        hot_run(worker->trial->workload, worker, ops, ops, samples);
        const int64_t after_ns = plat_run_delay_ns(delay), took_ns = (int64_t)(samples[1] - samples[0]);
        /* What others took of its CPU, or of its turns, is not the op's cost: crowded workers are to work as
         * long as lonely ones. */
        const int64_t waited_ns = (before_ns >= 0 && after_ns > before_ns ? after_ns - before_ns : 0) +
                                  (int64_t)(worker->turns_ns - turns_ns);
        worker->map->waited_ns = (uint64_t)(waited_ns < took_ns ? waited_ns : 0);
        if (took_ns - waited_ns >= (int64_t)map->pilot_ns || ops > UINT64_MAX / 4)
            break;
    }
    plat_handle_close(delay);
    return ops;
}

static void probes_begin(struct frame *frame)
{
    for (uint32_t i = 0; i < frame->probe_count; i++)
        if (frame->probes[i]->begin != NULL)
            frame->probes[i]->begin(&frame->worker);
}

static void probes_end(struct frame *frame)
{
    for (uint32_t i = frame->probe_count; i-- > 0;)
        if (frame->probes[i]->end != NULL)
            frame->probes[i]->end(&frame->worker);
}

static uint64_t timed(struct frame *frame)
{
    struct tvp_worker *worker = &frame->worker;
    const struct map_head *map = worker->trial->map;
    uint64_t *samples = map_samples_at(map, worker->index), ops = map->ops, batches = 1;
    probes_begin(frame);
    if (map->kind == TVP_KIND_PILOT) {
        ops = pilot(worker, samples);
    } else {
        batches = (ops + map->batch - 1) / map->batch;
        worker->latency = map_latency_at(map, worker->index);
        hot_run(worker->trial->workload, worker, ops + ops / map->batch * map->extra_ops,
                map->batch + map->extra_ops, samples);
        worker->latency = NULL;
    }
    probes_end(frame);
    worker->map->go = samples[0];
    worker->map->done = samples[batches];
    worker->map->samples = batches;
    return ops;
}

/* Of every model that never asks for it. */
static void no_turns(struct tvp_worker *worker)
{
    (void)worker;
}

/* GO to DONE, with untimed work on either side for as long as anybody else is timed. */
static void work(struct frame *frame)
{
    struct tvp_worker *worker = &frame->worker;
    struct map_head *map = worker->trial->map;
    const struct tvp_workload *workload = worker->trial->workload;
    const struct tvp_model *model = trial_model(worker->trial);
    wait_for_gate(worker, GATE_WORK);
    store_release(&worker->map->point, POINT_RUN);
    add_acq_rel(&map->arrived, 1);
    if (model->begin != NULL)
        model->begin(worker);
    hot_fill(workload, worker, map->batch, &map->arrived, map->workers);
    worker->map->ops = timed(frame);
    if (add_acq_rel(&map->done, 1) + 1 == map->workers)
        store_release(&map->stop, 1);
    hot_fill(workload, worker, map->batch, &map->stop, 1);
    if (model->end != NULL)
        model->end(worker);
    worker->map->total = worker->ops_total;
}

/* One batch, in its turn where there are turns. */
static void do_task(struct tvp_worker *worker)
{
    const struct map_head *map = worker->trial->map;
    const struct tvp_model *model = trial_model(worker->trial);
    const uint64_t ops = map->batch + map->extra_ops;
    uint64_t ends[2];
    if (model->begin != NULL)
        model->begin(worker);
    worker->latency = map_latency_at(map, worker->index);
    hot_run(worker->trial->workload, worker, ops, ops, ends);
    worker->latency = NULL;
    if (model->end != NULL)
        model->end(worker);
}

/* lifetime pool: each task when it is handed over. What the worker waits for lies in the task's time, and
 * there is no untimed work: who has no task is idle, as in any pool. */
static void work_in_pool(struct frame *frame)
{
    struct tvp_worker *worker = &frame->worker;
    struct map_head *map = worker->trial->map;
    struct map_worker *mine = worker->map;
    const uint32_t tasks = (uint32_t)(map->ops / map->batch);
    uint64_t *samples = map_samples_at(map, worker->index);
    wait_for_gate(worker, GATE_WORK);
    store_release(&mine->point, POINT_RUN);
    probes_begin(frame);
    for (uint32_t task = 1; task <= tasks; task++) {
        uint32_t handed;
        while ((handed = load_acquire(&mine->task)) < task)
            plat_wait(&mine->task, handed, 0);
        do_task(worker);
        samples[task] = plat_now_ns();
        store_release(&mine->task_done, task);
        add_acq_rel(&map->events, 1);
        plat_wake_all(&map->events);
    }
    probes_end(frame);
    mine->go = samples[0];
    mine->done = samples[tasks];
    mine->samples = tasks;
    mine->ops = map->ops;
    mine->total = worker->ops_total;
}

static void look_at_pin(struct tvp_worker *worker)
{
    struct map_worker *mine = worker->map;
    mine->last_cpu = plat_cpu_now();
    if (mine->cpu != MAP_NO_CPU && plat_cpu_is_pinned(mine->cpu) == 0)
        mine->pin_lost = 1;
}

static void verify(struct frame *frame)
{
    struct tvp_worker *worker = &frame->worker;
    look_at_pin(worker);
    reach(worker, POINT_DONE);
    call_verify(worker);
    for (uint32_t i = frame->probe_count; i-- > 0;)
        if (frame->probes[i]->close != NULL)
            frame->probes[i]->close(worker);
    reach(worker, POINT_VERIFIED);
}

/* Only one at a time may leave; LEAVE is stamped by the last statement but the way out itself. */
static void leave(struct frame *frame, struct tvp_stamps *stamps, int was_set_up)
{
    struct tvp_worker *worker = &frame->worker;
    uint32_t now;
    while ((now = load_acquire(&worker->map->leave)) < worker->start + 1)
        plat_wait(&worker->map->leave, now, 0);
    if (was_set_up && worker->trial->workload->teardown != NULL)
        worker->trial->workload->teardown(worker);
    scratch_give(frame->scratch);
    at(worker, "leave");
    look_at_pin(worker);
    store_release(&worker->map->point, POINT_LEAVE);
    stamps->leave = plat_now_ns();
}

/* lifetime task: set-up, one task and its verification are all of this worker's life. The batches' ends and
 * the probes are the creator's: several lives share them. */
static void live_for_a_task(struct frame *frame, struct tvp_stamps *stamps, int failed)
{
    struct tvp_worker *worker = &frame->worker;
    failed |= trial_load_late(worker) != 0;
    const struct tvp_workload *workload = worker->trial->workload;
    if (!failed && call_setup(worker) == 0) {
        store_release(&worker->map->point, POINT_RUN);
        do_task(worker);
        worker->map->ops += worker->trial->map->batch;
        worker->map->total += worker->ops_total;
        look_at_pin(worker);
        call_verify(worker);
        if (workload->teardown != NULL)
            workload->teardown(worker);
    }
    at(worker, "leave");
    stamps->leave = plat_now_ns();
    reach(worker, POINT_LEAVE);
}

PLAT_START_PATH int tvp_worker_enter(struct tvp_trial *trial, uint32_t start, uint32_t index,
                                     uint64_t enter_ns)
{
    struct frame frame = {.worker = {.trial = trial,
                                     .index = index,
                                     .start = start,
                                     .params = trial->params,
                                     .owner = -1,
                                     .request = &trial->map->request,
                                     .hand_over = no_turns}};
    struct tvp_worker *worker = &frame.worker;
    struct tvp_stamps *stamps = map_stamps_at(trial->map, start, index);
    const uint32_t provides = trial_model(trial)->provides;
    int was_set_up = 0;

    stamps->enter = enter_ns;
    worker->map = map_worker_at(trial->map, index);
    store_release(&worker->map->point, POINT_ENTER);
    if (provides & TVP_PROCESSES) {
        worker->map->pid = plat_pid();
        plat_die_with(trial->parent_pid);
    }
    int failed = come_up(worker, (provides & TVP_INHERITS) == 0);
    stamps->ready = plat_now_ns();
    reach(worker, POINT_READY);
    if (trial->map->lifetime == LIFETIME_TASK) {
        live_for_a_task(&frame, stamps, failed);
        data_release(worker);
        return 0;
    }
    if (!failed && wait_for_gate(worker, GATE_SET_UP) == GATE_OF(start, GATE_SET_UP)) {
        was_set_up = set_up(&frame) == 0;
        reach(worker, POINT_SET);
        if (was_set_up) {
            if (trial->map->lifetime == LIFETIME_POOL)
                work_in_pool(&frame);
            else
                work(&frame);
            verify(&frame);
        }
    }
    leave(&frame, stamps, was_set_up);
    data_release(worker);
    return 0;
}
