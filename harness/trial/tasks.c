/* SPDX-License-Identifier: MIT */
/* The creator's side of work that is cut into tasks: it hands them to workers that wait (lifetime pool), or
 * starts a worker for each (lifetime task). A task is a batch; the batches' ends hold when each was over for
 * the creator. */
#include "../core/atomic.h"
#include "crew.h"
#include "data.h"

static uint32_t tasks_of(const struct map_head *map)
{
    return (uint32_t)(map->ops / map->batch);
}

/* ---- lifetime pool ---- */

static void hand_over(struct map_worker *worker, uint32_t task)
{
    store_release(&worker->task, task);
    plat_wake_all(&worker->task);
}

int tasks_hand_out(struct tvp_crew *crew)
{
    struct map_head *map = crew->trial->map;
    const uint32_t tasks = tasks_of(map);
    uint32_t left = map->workers;
    for (uint32_t i = 0; i < map->workers; i++) {
        map_samples_at(map, i)[0] = plat_now_ns();
        hand_over(map_worker_at(map, i), 1);
    }
    while (left > 0) {
        const uint32_t events = load_acquire(&map->events);
        left = 0;
        for (uint32_t i = 0; i < map->workers; i++) {
            struct map_worker *worker = map_worker_at(map, i);
            const uint32_t done = load_acquire(&worker->task_done);
            if (done == worker->task && done < tasks)
                hand_over(worker, done + 1);
            left += done < tasks;
        }
        if (crew_look_for_dead(crew) != 0)
            return -1;
        if (left > 0)
            plat_wait(&map->events, events, 0);
    }
    return 0;
}

/* ---- lifetime task ---- */

/* A place that one worker after the other takes. */
struct place {
    uint32_t begun; /* lives, each for one task */
    int lives, reaped;
    struct plat_exit how; /* of a process that was reaped when it was looked for */
};

/* Has worker i ended without having come to its end? 1 with the trial's status set. Reaps it when it has
 * ended. */
static int has_broken_off(struct tvp_crew *crew, uint32_t i, struct place *place)
{
    const struct map_worker *worker = map_worker_at(crew->trial->map, i);
    if (place->reaped || crew_has_ended(crew, i, &place->how) <= 0)
        return 0;
    place->reaped = 1;
    if (load_acquire(&worker->point) >= POINT_LEAVE)
        return 0;
    crew_ended_early(crew, i, &place->how);
    return 1;
}

/* A child has died since: one that had done its task, or too early. */
static int look_at_the_dead(struct tvp_crew *crew, void *context)
{
    struct place *places = context;
    struct map_head *map = crew->trial->map;
    const uint32_t deaths = load_acquire(&map->deaths);
    if (deaths == map->deaths_seen)
        return 0;
    map->deaths_seen = deaths;
    for (uint32_t i = 0; i < map->workers; i++)
        if (places[i].lives && load_acquire(&map_worker_at(map, i)->point) < POINT_LEAVE &&
            has_broken_off(crew, i, &places[i]))
            return -1;
    return 0;
}

static int await_ready(struct tvp_crew *crew, uint32_t i, struct place *place)
{
    struct map_head *map = crew->trial->map;
    const struct map_worker *worker = map_worker_at(map, i);
    for (;;) {
        const uint32_t events = load_acquire(&map->events);
        if (load_acquire(&worker->point) >= POINT_READY)
            return worker->status == STATUS_OK ? 0 : -1;
        if (has_broken_off(crew, i, place))
            return -1;
        plat_wait(&map->events, events, 100000000);
    }
}

static int begin_life(struct tvp_crew *crew, const struct tvp_model *model, uint32_t i, struct place *places)
{
    struct tvp_trial *trial = crew->trial;
    struct place *place = &places[i];
    crew->start = place->begun++;
    struct tvp_stamps *stamps = map_stamps_at(trial->map, crew->start, i);
    tvp_go_to_worker(trial, i);
    if (data_offer(trial) != 0)
        return -1;
    int error = model->before != NULL ? model->before(crew, i) : 0;
    store_release(&map_worker_at(trial->map, i)->point, POINT_CALL);
    stamps->call = plat_now_ns();
    if (error == 0)
        error = model->start(crew, i);
    stamps->called = plat_now_ns();
    place->lives = 1; /* or has begun to, and ended whoever was to start it */
    place->reaped = 0;
    if (error < 0) {
        data_withdraw(trial);
        return crew_cannot_start(crew, i, error, look_at_the_dead, places);
    }
    if (crew->start == 0)
        map_samples_at(trial->map, i)[0] = stamps->call;
    /* A copy is sent to one worker at a time: the channel is its own until it is ready. */
    if (trial->map->sharing == SHARING_COPY) {
        data_send(trial);
        error = await_ready(crew, i, place);
    }
    data_withdraw(trial);
    return error;
}

static int end_life(struct tvp_crew *crew, const struct tvp_model *model, uint32_t i, struct place *place)
{
    struct map_head *map = crew->trial->map;
    const struct map_worker *worker = map_worker_at(map, i);
    struct plat_exit how = place->how;
    const int error = place->reaped ? 0 : model->join(crew, i, &how);
    const uint64_t joined = plat_now_ns();
    map_stamps_at(map, place->begun - 1, i)->joined = joined;
    map_samples_at(map, i)[place->begun] = joined;
    place->lives = 0;
    if (error < 0)
        return tvp_fail_trial(crew->trial, "worker %u cannot be joined: %s", i, plat_error_text(error));
    if (how.signal != 0 || how.code != 0)
        return crew_ended_early(crew, i, &how);
    return worker->status == STATUS_OK ? 0 : -1;
}

/* Ends the lives that are over and begins the next ones. How many were over, or -1. */
static int turn(struct tvp_crew *crew, const struct tvp_model *model, struct place *places, uint32_t tasks)
{
    int ended = 0;
    for (uint32_t i = 0; i < crew->trial->workers; i++) {
        struct place *place = &places[i];
        if (!place->lives || load_acquire(&map_worker_at(crew->trial->map, i)->point) < POINT_LEAVE)
            continue;
        ended++;
        if (end_life(crew, model, i, place) != 0 ||
            (place->begun < tasks && begin_life(crew, model, i, places) != 0))
            return -1;
    }
    return ended;
}

static int any_lives(const struct place *places, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (places[i].lives)
            return 1;
    return 0;
}

int tasks_play(struct tvp_crew *crew, const struct tvp_model *model)
{
    static struct place places[TVP_WORKERS_MAX];
    struct tvp_trial *trial = crew->trial;
    struct map_head *map = trial->map;
    const uint32_t tasks = tasks_of(map);
    for (uint32_t i = 0; i < map->workers; i++)
        if (begin_life(crew, model, i, places) != 0)
            return -1;
    while (any_lives(places, map->workers)) {
        const uint32_t events = load_acquire(&map->events);
        const int ended = turn(crew, model, places, tasks);
        if (ended < 0 || look_at_the_dead(crew, places) != 0)
            return -1;
        if (ended == 0 && any_lives(places, map->workers))
            plat_wait(&map->events, events, 0);
    }
    for (uint32_t i = 0; i < map->workers; i++) {
        struct map_worker *worker = map_worker_at(map, i);
        worker->go = map_samples_at(map, i)[0];
        worker->done = map_samples_at(map, i)[tasks];
        worker->samples = tasks;
        worker->pid = 0;
    }
    crew->start = 0;
    return trial_check(trial);
}
