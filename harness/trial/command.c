/* SPDX-License-Identifier: MIT */
/* The creator's side of a crew of commands. None of tvp's own code runs in such a worker: it is started as
 * any worker of its model is, and what it says on its line is stamped here, when it has come in. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "../api/plat_command.h"
#include "../core/atomic.h"
#include "../core/words.h"
#include "crew.h"

/* A death that comes between the look for it and the sleep is seen after this. */
#define SLICE_NS 100000000u

static struct command_words words;
static struct command_line lines[TVP_WORKERS_MAX];
static int64_t parked = -1; /* what lies at the place of the given handle while no command is being started */

PLAT_START_PATH void tvp_program_of(const struct tvp_crew *crew, uint32_t i, struct tvp_program *program)
{
    static char image[] = "tvp-trial", role[] = "worker";
    if (words.count > 0) {
        program->path = crew->trial->map->command_path;
        program->argv = words.word;
        return;
    }
    snprintf(program->text[0], sizeof program->text[0], "%u", crew->start);
    snprintf(program->text[1], sizeof program->text[1], "%u", i);
    char *const own[TVP_WORDS_MAX] = {image, role, program->text[0], program->text[1], NULL};
    memcpy(program->words, own, sizeof own);
    program->path = tvp_image_path(crew->trial);
    program->argv = program->words;
}

/* ---- starting ---- */

static int set_number(const char *name, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    return plat_variable_set(name, text);
}

/* The descriptor is the same one for all: the one by which tvp's own images get the mapping. */
static int set_variables(const struct map_head *map, uint32_t i)
{
    int error = set_number("TVP_EXEC_FD", (uint64_t)plat_handle_given());
    if (error == 0)
        error = set_number("TVP_EXEC_WORKER", i);
    if (error == 0)
        error = set_number("TVP_EXEC_WORKERS", map->workers);
    return error < 0 ? error : set_number("TVP_EXEC_OPS", map->ops + map->extra_ops);
}

/* Off the clock, before CALL: its line, and what it finds in its environment. 0, or a plat error. */
static int lay_line(const struct map_head *map, uint32_t i)
{
    int64_t ends[2];
    int error = plat_pair_new(ends);
    lines[i] = (struct command_line){.end = -1};
    if (error < 0)
        return error;
    lines[i].end = ends[0];
    error = plat_handle_as(ends[1], plat_handle_given());
    plat_handle_close(ends[1]);
    return error < 0 ? error : set_variables(map, i);
}

/* After CALLED: only the command has the other end now, so that its end is seen. */
static void let_go(void)
{
    plat_handle_as(parked, plat_handle_given());
    plat_handle_inherit(plat_handle_given(), 0);
}

PLAT_START_PATH static int start_one(struct tvp_crew *crew, const struct tvp_model *model, uint32_t i)
{
    struct map_head *map = crew->trial->map;
    struct tvp_stamps *stamps = map_stamps_at(map, crew->start, i);
    struct map_worker *worker = map_worker_at(map, i);
    tvp_go_to_worker(crew->trial, i);
    int error = lay_line(map, i);
    if (error == 0 && model->before != NULL)
        error = model->before(crew, i);
    if (error == 0) {
        store_release(&worker->point, POINT_CALL);
        stamps->call = plat_now_ns();
        error = model->start(crew, i);
        stamps->called = plat_now_ns();
    }
    let_go();
    if (error < 0)
        return tvp_fail_trial(crew->trial, "worker %u cannot be started: %s", i, plat_error_text(error));
    worker->pid = crew->task[i].pid;
    return 0;
}

/* ---- listening ---- */

/* What one that has ended left unread may be all that was to be said. 0, or -1: it is not, and that is told.
 */
static int take_last_words(struct tvp_crew *crew, uint32_t i)
{
    while (lines[i].said < SAID_DONE)
        if (!command_can_be_heard(&lines[i], 0))
            return crew_ended_early(crew, i, &lines[i].how);
        else if (command_hear(crew, i, &lines[i], plat_now_ns()) != 0)
            return -1;
    return 0;
}

static int look_for_dead(struct tvp_crew *crew)
{
    struct map_head *map = crew->trial->map;
    const uint32_t deaths = load_acquire(&map->deaths);
    if (deaths == map->deaths_seen)
        return 0;
    map->deaths_seen = deaths;
    for (uint32_t i = 0; i < map->workers; i++) {
        if (crew->task[i].pid == 0 || lines[i].ended)
            continue;
        const int ended = command_has_ended(crew, i, &lines[i]);
        /* One that has nothing but its work before it must not end before that. */
        if (ended < 0 || (ended && take_last_words(crew, i) != 0))
            return -1;
    }
    return 0;
}

/* Sleeps until workers `first` to `end` - 1 have said so much. */
static int await(struct tvp_crew *crew, uint32_t first, uint32_t end, enum said wanted)
{
    for (;;) {
        int64_t watched[TVP_WORKERS_MAX];
        unsigned char ready[TVP_WORKERS_MAX];
        uint32_t missing = 0;
        for (uint32_t i = first; i < end; i++) {
            watched[i - first] = lines[i].said < wanted ? lines[i].end : -1;
            missing += lines[i].said < wanted;
        }
        if (missing == 0)
            return 0;
        const int found = plat_tcp_wait(watched, end - first, ready, SLICE_NS);
        const uint64_t now = plat_now_ns();
        for (uint32_t i = first; found > 0 && i < end; i++)
            if (ready[i - first] && command_hear(crew, i, &lines[i], now) != 0)
                return -1;
        if (look_for_dead(crew) != 0)
            return -1;
    }
}

/* ---- the work, and the end ---- */

static int64_t tell(uint32_t i, const char *text)
{
    return plat_tcp_send(lines[i].end, text, strlen(text));
}

/* Who listens is to run where a CPU is left: beside a worker that is still at work it would be late. */
static void permit_all(const struct map_head *map)
{
    uint32_t cpus[TVP_WORKERS_MAX], count = 0;
    for (uint32_t i = 0; i < map->workers; i++)
        if (map_worker_at(map, i)->cpu != MAP_NO_CPU)
            cpus[count++] = map_worker_at(map, i)->cpu;
    if (count > 0)
        plat_cpus_permit(cpus, count);
}

static int go(struct tvp_crew *crew)
{
    struct map_head *map = crew->trial->map;
    for (uint32_t i = 0; i < map->workers; i++)
        if (command_can_be_heard(&lines[i], 0) && command_hear(crew, i, &lines[i], plat_now_ns()) != 0)
            return -1;
    permit_all(map);
    for (uint32_t i = 0; i < map->workers; i++) {
        struct map_worker *worker = map_worker_at(map, i);
        lines[i].told_go = 1;
        store_release(&worker->point, POINT_RUN);
        worker->go = map_samples_at(map, i)[0] = plat_now_ns();
        tell(i, "go\n"); /* who is not there to hear it is found dead */
    }
    return 0;
}

static void look_at_pins(struct tvp_crew *crew)
{
    struct map_head *map = crew->trial->map;
    for (uint32_t i = 0; i < map->workers; i++) {
        struct map_worker *worker = map_worker_at(map, i);
        if (worker->cpu != MAP_NO_CPU && plat_process_is_pinned(worker->pid, worker->cpu) == 0)
            worker->pin_lost = 1;
    }
}

/* 1: it waited to be told to leave, and has read it. What it did not read breaks the line. */
static int has_waited(struct tvp_crew *crew, uint32_t i, int told)
{
    char more;
    if (!told || !command_can_be_heard(&lines[i], 0))
        return told;
    const int64_t got = plat_tcp_receive(lines[i].end, &more, 1);
    if (got > 0)
        tvp_fail_trial(crew->trial, "worker %u: said more after 'done'", i);
    return got == 0;
}

/* One at a time, as all workers leave. */
static int end_one(struct tvp_crew *crew, const struct tvp_model *model, uint32_t i)
{
    struct tvp_trial *trial = crew->trial;
    struct tvp_stamps *stamps = map_stamps_at(trial->map, crew->start, i);
    tvp_go_to_worker(trial, i);
    store_release(&map_worker_at(trial->map, i)->point, POINT_LEAVE);
    stamps->leave = plat_now_ns();
    const int told = tell(i, "leave\n") > 0;
    const int error = lines[i].ended ? 0 : model->join(crew, i, &lines[i].how);
    stamps->joined = plat_now_ns();
    if (error < 0)
        return tvp_fail_trial(trial, "worker %u cannot be joined: %s", i, plat_error_text(error));
    lines[i].ended = 1;
    if (!has_waited(crew, i, told))
        stamps->leave = 0;
    if (lines[i].how.signal != 0)
        return crew_ended_early(crew, i, &lines[i].how);
    if (lines[i].how.code != 0)
        tvp_fail_trial(trial, "worker %u: ended with exit code %d after its work", i, lines[i].how.code);
    map_worker_at(trial->map, i)->pid = 0;
    return trial->map->status == STATUS_OK ? 0 : -1;
}

static int begin(struct tvp_trial *trial)
{
    char why[REASON_MAX];
    if (command_split(trial->map->command, &words, why) != 0)
        return tvp_fail_trial(trial, "the command: %.150s", why);
    parked = plat_handle_copy(plat_handle_given());
    if (parked < 0)
        return tvp_fail_trial(trial, "no handle can be copied: %s", plat_error_text((int)parked));
    return guard_start(trial);
}

int commands_play(struct tvp_crew *crew, const struct tvp_model *model)
{
    struct tvp_trial *trial = crew->trial;
    const uint32_t workers = trial->workers;
    if (begin(trial) != 0)
        return -1;
    probes_blind(trial, "a command is not measured from inside");
    for (uint32_t i = 0; i < workers; i++)
        if (start_one(crew, model, i) != 0 || await(crew, i, i + 1, SAID_READY) != 0)
            return -1;
    probes_plateau(trial, TVP_PLATEAU_READY);
    if (go(crew) != 0 || await(crew, 0, workers, SAID_DONE) != 0)
        return -1;
    look_at_pins(crew);
    probes_plateau(trial, TVP_PLATEAU_DONE);
    for (uint32_t i = 0; i < workers; i++)
        if (end_one(crew, model, i) != 0)
            return -1;
    return 0;
}
