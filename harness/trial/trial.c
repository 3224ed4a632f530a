/* SPDX-License-Identifier: MIT */
/* The trial's parent: takes up the mapping, makes what the parent is to have, plays the crews, says what it
 * thinks of it all. */
#include "trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/atomic.h"
#include "command.h"
#include "data.h"
#include "runtime.h"

int trial_attach(struct tvp_trial *trial, int loads_now)
{
    int error = 0;
    const int64_t handle = plat_handle_given(), bytes = plat_object_bytes(handle);
    struct map_head *map = NULL;
    if (bytes >= (int64_t)sizeof *map)
        map = plat_object_map(handle, (uint64_t)bytes, PLAT_PAGES_4K, &error);
    const char *why =
        map == NULL ? "it is started by tvp run, with a mapping" : map_refusal(map, (uint64_t)bytes);
    if (why != NULL) {
        fprintf(stderr, "tvp-trial: %s\n", why);
        return 2;
    }
    const char *fault = NULL;
    if (trial_load(map, loads_now, &fault) != 0) {
        fprintf(stderr, "tvp-trial: %.900s: %s\n", map->load_path, fault);
        return 2;
    }
    *trial = (struct tvp_trial){.workers = map->workers,
                                .params = map->params,
                                .shared = (unsigned char *)map + map->shared_at,
                                .shared_bytes = map->shared_bytes,
                                .page_bytes = plat_page_bytes(),
                                .write_percent = map->write_percent,
                                .seed = map->seed,
                                .tmp_path = map->tmp_path,
                                .workload = workload_find(map->workload),
                                .model_params = map->model_params,
                                .parent_pid = map->trial_pid,
                                .data_handle = map->data_handle,
                                .channel_handle = map->channel_handle,
                                .map = map};
    if (map->load_path[0] != '\0' && !loads_now)
        trial->workload = &trial_workload_later;
    if (trial->workload == NULL || model_find(map->model) == NULL) {
        fprintf(stderr, "tvp-trial: no workload %s or no model %s in this build\n", map->workload,
                map->model);
        return 2;
    }
    return 0;
}

const struct tvp_model *trial_model(const struct tvp_trial *trial)
{
    /* A fork must not pay for the look-up again. */
    static const struct tvp_model *model;
    if (model == NULL)
        model = model_find(trial->map->model);
    return model;
}

static int enter_cgroup(struct tvp_trial *trial)
{
    const char *path = tvp_cgroup_path(trial);
    if (path == NULL)
        return 0;
    int error = plat_cgroup_enter(path);
    /* Without it one metric is null, with a reason; the trial itself is none the worse. */
    if (error < 0)
        trial->map->cgroup_path[0] = '\0';
    return error;
}

static int prepare(struct tvp_trial *trial)
{
    if (data_make(trial) != 0 || ballast_make(trial) != 0)
        return -1;
    if (trial->workload->prepare != NULL &&
        trial_answer(trial, "prepare", trial->workload->prepare(trial)) != 0)
        return -1;
    return trial->workload->serve != NULL ? server_start(trial) : 0;
}

void trial_collect(struct tvp_trial *trial)
{
    for (uint32_t i = 0; i < trial->workers && trial->map->status == STATUS_OK; i++) {
        const struct map_worker *worker = map_worker_at(trial->map, i);
        if (worker->status == STATUS_OK)
            continue;
        tvp_fail_trial(trial, "worker %u: %.*s", i, (int)sizeof worker->message - 16, worker->message);
        trial->map->status = worker->status;
    }
}

static void play(struct tvp_trial *trial)
{
    struct tvp_crew *crew = &trial->map->crew;
    const struct tvp_model *model = trial_model(trial);
    crew->trial = trial;
    tvp_go_to_worker(trial, 0); /* well before the first CALL: a process that has just moved is a slow one */
    if ((model->early != NULL && trial_answer(trial, "early", model->early(crew)) != 0) ||
        prepare(trial) != 0 || (model->open != NULL && trial_answer(trial, "open", model->open(crew)) != 0)) {
        if (model->close != NULL)
            model->close(crew);
        return;
    }
    probes_plateau(trial, TVP_PLATEAU_PARENT);
    /* A worker for each task is a crew that is never there as a whole. */
    const uint32_t crews = trial->map->lifetime == LIFETIME_TASK ? 1 : trial->map->starts;
    int failed = 0;
    for (crew->start = 0; crew->start < crews && !failed; crew->start++)
        failed = crew_play(crew, model);
    if (model->close != NULL)
        model->close(crew);
    trial_collect(trial);
    if (failed && trial->map->status == STATUS_OK)
        tvp_fail_trial(trial, "the crew could not be played");
    if (!failed) {
        probes_finish(trial);
        probes_explain(trial);
    }
}

int trial_main(int argc, char **argv)
{
    static struct tvp_trial trial;
    int code = trial_attach(&trial, 1);
    if (code != 0)
        return code;
    /* A runtime's program does not die with us, so that we must not before it. */
    if (trial.workload->runtime == NULL)
        plat_die_with(trial.map->controller_pid);
    trial.map->trial_pid = trial.parent_pid = plat_pid();
    enter_cgroup(&trial);
    /* The controller asked for eager binding, so that no forked worker pays for it; fresh workers start as
     * any program. */
    unsetenv("LD_BIND_NOW");
    plat_ignore_broken_channels();
    plat_warm_code();
    plat_watch_children(&trial.map->events, &trial.map->deaths);
    if (trial.workload->runtime != NULL)
        runtime_play(&trial);
    else
        play(&trial);
    server_end();
    owner_end();
    guard_end();
    store_release(&trial.map->finished, 1);
    return 0;
}
