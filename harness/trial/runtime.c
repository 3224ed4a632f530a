/* SPDX-License-Identifier: MIT */
/* Watches another language's runtime play a trial. The runtime's parent starts and joins the workers; here,
 * where nothing is timed, the gate is opened, memory is looked at, and what is left at the end is ended. The
 * two look at each other's words a few times a millisecond: neither can be relied upon to wake the other. */
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../api/plat_runtime.h"
#include "../core/atomic.h"
#include "keep.h"

#define LOOK_NS     500000u
#define OPTIONS_MAX 8u

struct watch {
    struct tvp_trial *trial;
    struct plat_child keeper;    /* of the program */
    struct plat_children others; /* the workload's server */
    int ended;                   /* the program has, by itself */
};

static int start_program(struct watch *watch)
{
    static char variable[RUNTIME_PLAN_MAX] = "TVP_TRIAL=", options[256];
    struct map_head *map = watch->trial->map;
    const struct runtime *runtime = runtime_find(watch->trial->workload->runtime);
    char *argv[OPTIONS_MAX + 4], role[] = "trial";
    size_t count = 0;
    const size_t named = strlen(variable);
    if (runtime == NULL || runtime_plan(map, variable + named, sizeof variable - named) != 0)
        return tvp_fail_trial(watch->trial, "the plan is too long for the runtime");
    snprintf(options, sizeof options, "%s", runtime->options);
    argv[count++] = map->runtime_path;
    for (char *rest = NULL, *word = strtok_r(options, " ", &rest); word != NULL && count < OPTIONS_MAX;
         word = strtok_r(NULL, " ", &rest))
        argv[count++] = word;
    argv[count++] = map->runtime_script;
    argv[count++] = role;
    argv[count] = NULL;
    putenv(variable);
    int error = plat_controller_open(&watch->others);
    if (error == 0)
        error = keep_start(&watch->keeper, map->image_path, "", argv, plat_handle_given(), 2);
    if (error < 0)
        return tvp_fail_trial(watch->trial, "%.100s cannot be started: %s", map->image_path,
                              plat_error_text(error));
    return 0;
}

/* Sleeps a little. 0, or -1: there is no sense in going on. */
static int look(struct watch *watch)
{
    struct map_head *map = watch->trial->map;
    watch->ended = plat_child_wait(&watch->keeper, LOOK_NS, NULL) == 1;
    trial_collect(watch->trial);
    if (load_acquire(&map->status) != STATUS_OK)
        return -1;
    if (watch->ended)
        return -1;
    if (plat_parent_pid() != map->controller_pid)
        return tvp_fail_trial(watch->trial, "tvp has gone");
    return 0;
}

static int await_word(struct watch *watch, const uint32_t *word, uint32_t least)
{
    while (load_acquire(word) < least)
        if (look(watch) != 0)
            return -1;
    return 0;
}

static int await_all(struct watch *watch, uint32_t point)
{
    for (uint32_t i = 0; i < watch->trial->map->workers; i++)
        if (await_word(watch, &map_worker_at(watch->trial->map, i)->point, point) != 0)
            return -1;
    return 0;
}

/* Whoever is below us and neither the program, its keeper, a worker nor the workload's server: trackers, fork
 * servers, nannies. */
static void count_helpers(struct watch *watch)
{
    struct map_head *map = watch->trial->map;
    int64_t pids[TVP_FAMILY_MAX];
    const int count = plat_descendants(pids, TVP_FAMILY_MAX);
    map->crew.helpers = 0;
    for (int i = 0; i < count && map->crew.helpers < TVP_WORKERS_MAX; i++) {
        int known = pids[i] == map->trial_pid || pids[i] == map->owner_pid || pids[i] == watch->keeper.pid;
        for (uint32_t k = 0; k < watch->others.count; k++)
            known |= pids[i] == watch->others.pids[k];
        for (uint32_t k = 0; k < map->workers; k++)
            known |= pids[i] == map_worker_at(map, k)->pid;
        if (!known)
            map->crew.helper[map->crew.helpers++] = pids[i];
    }
}

static void plateau(struct watch *watch, enum tvp_plateau which)
{
    if (watch->trial->map->kind != TVP_KIND_MEMORY)
        return;
    count_helpers(watch);
    probes_plateau(watch->trial, which);
}

static int crew(struct watch *watch, uint32_t start)
{
    struct map_head *map = watch->trial->map;
    if (await_word(watch, &map->begun, start + 1) != 0 || await_all(watch, POINT_READY) != 0)
        return -1;
    if (start + 1 < map->starts) {
        store_release(&map->gate, GATE_OF(start, GATE_SKIP));
    } else {
        plateau(watch, TVP_PLATEAU_READY);
        store_release(&map->gate, GATE_OF(start, GATE_SET_UP));
        if (await_all(watch, POINT_SET) != 0)
            return -1;
        store_release(&map->gate, GATE_OF(start, GATE_WORK));
        if (await_all(watch, POINT_VERIFIED) != 0)
            return -1;
        plateau(watch, TVP_PLATEAU_DONE);
    }
    store_release(&map->may_leave, start + 1);
    return 0;
}

static int watch_it(struct watch *watch)
{
    struct map_head *map = watch->trial->map;
    if (await_word(watch, &map->parent_ready, 1) != 0)
        return -1;
    plateau(watch, TVP_PLATEAU_PARENT);
    store_release(&map->parent_seen, 1);
    for (uint32_t start = 0; start < map->starts; start++)
        if (crew(watch, start) != 0)
            return -1;
    while (look(watch) == 0)
        ;
    return watch->ended && map->status == STATUS_OK ? 0 : -1;
}

/* How the program ended, where nobody has said what went wrong; `failed`: it was too early. */
static void judge_end(struct watch *watch, const struct plat_exit *how, int failed)
{
    struct tvp_trial *trial = watch->trial;
    if (trial->map->status != STATUS_OK || !watch->ended)
        return;
    if (how->signal != 0) {
        tvp_fail_trial(trial, "the runtime's parent was killed by %s", plat_signal_name(how->signal));
        trial->map->status = STATUS_CRASHED;
    } else if (failed || how->code != 0) {
        tvp_fail_trial(trial, "the runtime's parent ended %swith exit code %d",
                       failed ? "before its trial, " : "", how->code);
        trial->map->program_left = 1;
    }
}

void runtime_play(struct tvp_trial *trial)
{
    struct watch watch = {.trial = trial, .keeper = {.watch = -1}};
    struct plat_exit how = {0, 0};
    trial->data_bytes = trial->map->data_bytes; /* which the runtime makes */
    if (trial->map->pages == PLAT_PAGES_4K)
        plat_huge_pages_off();
    if (trial->workload->served_by != NULL && server_start(trial) != 0)
        return;
    if (start_program(&watch) != 0)
        return;
    const int failed = watch_it(&watch);
    if (plat_child_end(&watch.keeper, &watch.others, &how) < 0)
        tvp_fail_trial(trial, "something that the runtime started cannot be ended");
    plat_runtime_sweep(trial->map->trial_pid);
    judge_end(&watch, &how, failed);
    if (failed && trial->map->status == STATUS_OK)
        tvp_fail_trial(trial, "the trial could not be played");
    if (failed || trial->map->status != STATUS_OK || runtime_check(trial) != 0)
        return;
    probes_finish(trial);
    probes_explain(trial);
}
