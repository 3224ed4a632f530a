/* SPDX-License-Identifier: MIT */
/* The creator's side of one crew: starts its workers one after the other, opens the gate, lets them leave
 * one at a time. It is never a worker itself, and sleeps while workers are timed. */
#include "crew.h"
#include "../core/atomic.h"
#include "command.h"
#include "data.h"
#include "trial.h"

#include <stdio.h>

#define WHO_MAX   64
#define WHERE_MAX 96

/* "worker 3", or all that a process had, any of which may have ended it; and where: "run", or each of the
 * points that they are at, "set-up or run". */
static void name_ended(const struct tvp_crew *crew, uint32_t i, char who[WHO_MAX], char where[WHERE_MAX])
{
    const struct tvp_model *model = trial_model(crew->trial);
    uint32_t first = i, last = i, seen = 0;
    size_t used = 0;
    if (model->mates != NULL)
        model->mates(crew, i, &first, &last);
    if (last > first)
        snprintf(who, WHO_MAX, "one of workers %u to %u, a process", first, last);
    else
        snprintf(who, WHO_MAX, "worker %u", i);
    where[0] = '\0';
    for (; first <= last; first++) {
        const uint32_t point = map_worker_at(crew->trial->map, first)->point;
        if (!(seen >> point & 1u) && used < WHERE_MAX)
            used += (size_t)snprintf(where + used, WHERE_MAX - used, "%s%s", used > 0 ? " or " : "",
                                     point_name(point));
        seen |= 1u << point;
    }
}

/* Says how worker i ended before its time; the trial is over then. */
int crew_ended_early(struct tvp_crew *crew, uint32_t i, const struct plat_exit *how)
{
    struct map_head *map = crew->trial->map;
    char who[WHO_MAX], where[WHERE_MAX];
    if (map->status != STATUS_OK)
        return -1;
    name_ended(crew, i, who, where);
    if (how->signal != 0)
        tvp_fail_trial(crew->trial, "%s: killed by %s at %s", who, plat_signal_name(how->signal), where);
    else
        tvp_fail_trial(crew->trial, "%s: left by itself at %s, with exit code %d", who, where, how->code);
    if (how->signal != 0)
        map->status = STATUS_CRASHED;
    return -1;
}

int crew_has_ended(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    const struct tvp_model *model = trial_model(crew->trial);
    if (!crew->task[i].alive)
        return 0;
    if (model->poll != NULL)
        return model->poll(crew, i, how);
    return crew->task[i].pid != 0 ? plat_process_poll(&crew->task[i], how) : 0;
}

/* Asks the system only when a child has died since: the creator is on its way to sleep while a worker starts.
 */
int crew_look_for_dead(struct tvp_crew *crew)
{
    struct map_head *map = crew->trial->map;
    const uint32_t deaths = load_acquire(&map->deaths);
    if (deaths == map->deaths_seen)
        return 0;
    map->deaths_seen = deaths;
    for (uint32_t i = 0; i < crew->trial->workers; i++) {
        struct plat_exit how = {0, 0};
        const int ended = crew_has_ended(crew, i, &how);
        if (ended > 0)
            return crew_ended_early(crew, i, &how);
        if (ended < 0)
            return tvp_fail_trial(crew->trial, "worker %u cannot be looked after: %s", i,
                                  plat_error_text(ended));
    }
    return 0;
}

/* Sleeps until worker i has come to `point`. */
static int await(struct tvp_crew *crew, uint32_t i, uint32_t point)
{
    struct map_head *map = crew->trial->map;
    const struct map_worker *worker = map_worker_at(map, i);
    for (;;) {
        const uint32_t events = load_acquire(&map->events);
        if (load_acquire(&worker->point) >= point)
            return worker->status == STATUS_OK ? 0 : -1;
        if (crew_look_for_dead(crew) != 0)
            return -1;
        plat_wait(&map->events, events, 0);
    }
}

static int await_all(struct tvp_crew *crew, uint32_t point)
{
    for (uint32_t i = 0; i < crew->trial->workers; i++)
        if (await(crew, i, point) != 0)
            return -1;
    return 0;
}

static void open_gate(struct tvp_crew *crew, enum map_gate phase)
{
    uint32_t *gate = &crew->trial->map->gate;
    store_release(gate, GATE_OF(crew->start, phase));
    plat_wake_all(gate);
}

/* Off the clock: the creator goes where worker i will be born. */
void tvp_go_to_worker(const struct tvp_trial *trial, uint32_t i)
{
    const struct map_head *map = trial->map;
    const uint32_t cpu = map->creator == CREATOR_OTHER ? map->creator_cpu : map_worker_at(map, i)->cpu;
    if (cpu != MAP_NO_CPU && plat_cpu_is_pinned(cpu) != 1)
        plat_cpu_pin(cpu);
}

int crew_cannot_start(struct tvp_crew *crew, uint32_t i, int error,
                      int (*look)(struct tvp_crew *crew, void *context), void *context)
{
    for (int times = 0; error == -PLAT_EPIPE && times < 100; times++) {
        if (look(crew, context) != 0)
            return -1;
        plat_sleep_ns(5000000);
    }
    return tvp_fail_trial(crew->trial, "worker %u cannot be started: %s", i, plat_error_text(error));
}

static int look(struct tvp_crew *crew, void *context)
{
    (void)context;
    return crew_look_for_dead(crew);
}

PLAT_START_PATH static int start_one(struct tvp_crew *crew, const struct tvp_model *model, uint32_t i)
{
    struct tvp_trial *trial = crew->trial;
    struct tvp_stamps *stamps = map_stamps_at(trial->map, crew->start, i);
    struct map_worker *worker = map_worker_at(trial->map, i);
    tvp_go_to_worker(trial, i);
    if (data_offer(trial) != 0)
        return -1;
    int error = model->before != NULL ? model->before(crew, i) : 0;
    if (error < 0) {
        data_withdraw(trial);
        return tvp_fail_trial(trial, "worker %u cannot be started: %s", i, plat_error_text(error));
    }
    store_release(&worker->point, POINT_CALL);
    const uint32_t events = load_acquire(&trial->map->events);
    stamps->call = plat_now_ns();
    error = model->start(crew, i);
    stamps->called = plat_now_ns();
    if (error < 0) {
        crew_cannot_start(crew, i, error, look, NULL);
    } else {
        /* A broken transfer shows as the worker's own end or message. */
        if (trial->map->sharing == SHARING_COPY)
            data_send(trial);
        /* To sleep by the shortest way: on one CPU the worker's first statement waits for it. */
        plat_wait(&trial->map->events, events, 0);
        error = await(crew, i, POINT_READY);
    }
    data_withdraw(trial);
    return error < 0 ? -1 : 0;
}

/* Calls worker i and waits for nothing. */
PLAT_START_PATH static int call_one(struct tvp_crew *crew, const struct tvp_model *model, uint32_t i)
{
    struct tvp_trial *trial = crew->trial;
    struct tvp_stamps *stamps = map_stamps_at(trial->map, crew->start, i);
    int error = model->before != NULL ? model->before(crew, i) : 0;
    if (error == 0) {
        store_release(&map_worker_at(trial->map, i)->point, POINT_CALL);
        stamps->call = plat_now_ns();
        error = model->start(crew, i);
        stamps->called = plat_now_ns();
    }
    return error < 0 ? crew_cannot_start(crew, i, error, look, NULL) : 0;
}

/* So many workers from `first` on, called from one CPU one after the other, then waited for. */
static int start_burst(struct tvp_crew *crew, const struct tvp_model *model, uint32_t first, uint32_t count)
{
    tvp_go_to_worker(crew->trial, first);
    for (uint32_t i = first; i < first + count; i++)
        if (call_one(crew, model, i) != 0)
            return -1;
    for (uint32_t i = first; i < first + count; i++)
        if (await(crew, i, POINT_READY) != 0)
            return -1;
    return 0;
}

static int start_all(struct tvp_crew *crew, const struct tvp_model *model)
{
    const uint32_t workers = crew->trial->workers;
    const uint32_t burst = (uint32_t)crew->trial->map->factors[FACTOR_BURST];
    for (uint32_t i = 0; i < workers && burst > 1; i += burst)
        if (start_burst(crew, model, i, workers - i < burst ? workers - i : burst) != 0)
            return -1;
    for (uint32_t i = 0; i < workers && burst <= 1; i++)
        if (start_one(crew, model, i) != 0)
            return -1;
    return 0;
}

static int end_one(struct tvp_crew *crew, const struct tvp_model *model, uint32_t i)
{
    struct map_worker *worker = map_worker_at(crew->trial->map, i);
    struct plat_exit how = {0, 0};
    tvp_go_to_worker(crew->trial, i);
    store_release(&worker->leave, crew->start + 1);
    plat_wake_all(&worker->leave);
    int error = model->join(crew, i, &how);
    map_stamps_at(crew->trial->map, crew->start, i)->joined = plat_now_ns();
    if (error < 0)
        return tvp_fail_trial(crew->trial, "worker %u cannot be joined: %s", i, plat_error_text(error));
    if (how.signal != 0 || how.code != 0 || worker->point != POINT_LEAVE)
        return crew_ended_early(crew, i, &how);
    worker->pid = 0;
    return 0;
}

/* Ends the processes of a crew that failed. Threads end with the trial. */
static void abandon(struct tvp_crew *crew)
{
    const struct tvp_model *model = trial_model(crew->trial);
    if (model->abandon != NULL) {
        model->abandon(crew);
        return;
    }
    for (uint32_t i = 0; i < crew->trial->workers; i++) {
        struct plat_exit how;
        if (!crew->task[i].alive || crew->task[i].pid == 0)
            continue;
        plat_process_kill(&crew->task[i]);
        plat_process_join(&crew->task[i], &how);
    }
}

static int work(struct tvp_crew *crew)
{
    struct tvp_trial *trial = crew->trial;
    probes_plateau(trial, TVP_PLATEAU_READY);
    open_gate(crew, GATE_SET_UP);
    if (await_all(crew, POINT_SET) != 0)
        return -1;
    open_gate(crew, GATE_WORK);
    if (crew->trial->map->lifetime == LIFETIME_POOL && tasks_hand_out(crew) != 0)
        return -1;
    if (await_all(crew, POINT_VERIFIED) != 0)
        return -1;
    probes_plateau(trial, TVP_PLATEAU_DONE);
    return trial_check(trial);
}

static int play(struct tvp_crew *crew, const struct tvp_model *model)
{
    const struct map_head *map = crew->trial->map;
    if (start_all(crew, model) != 0)
        return -1;
    if (crew->start + 1 < map->starts)
        open_gate(crew, GATE_SKIP);
    else if (work(crew) != 0)
        return -1;
    for (uint32_t i = 0; i < map->workers; i++)
        if (end_one(crew, model, i) != 0)
            return -1;
    return 0;
}

int crew_play(struct tvp_crew *crew, const struct tvp_model *model)
{
    for (uint32_t i = 0; i < crew->trial->workers; i++) {
        crew->task[i] = (struct plat_task){0};
        store_release(&map_worker_at(crew->trial->map, i)->point, POINT_NONE);
    }
    const struct map_head *map = crew->trial->map;
    if ((map->command[0] != '\0'          ? commands_play(crew, model)
         : map->lifetime == LIFETIME_TASK ? tasks_play(crew, model)
                                          : play(crew, model)) == 0)
        return 0;
    abandon(crew);
    return -1;
}
