/* SPDX-License-Identifier: MIT */
/* Plays one trial: mapping, start, wait, end, verdict. The controller never forks. */
#include "execute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../api/plat_runtime.h"
#include "execute_parts.h"
#include "mix.h"

#define PAD_MAX 1024u

int executor_open(struct executor *executor)
{
    executor->others.count = 0;
    executor->no_cgroup = 0;
    executor->cgroup_home[0] = '\0';
    executor->janitor = (struct plat_child){.watch = -1};
    executor->janitor_channel = -1;
    return plat_controller_open(&executor->others);
}

void executor_close(struct executor *executor)
{
    execute_cgroup_close(executor);
}

static int cannot(struct outcome *out, const char *what, const char *path, int error)
{
    out->status = STATUS_FAILED;
    snprintf(out->reason, sizeof out->reason, "cannot %s %.100s: %s", what, path, plat_error_text(error));
    return error;
}

#define PRELOAD_MAX 65536u

static int start(struct executor *executor, const struct cell *cell, int64_t capture,
                 struct plat_child *child, struct outcome *out)
{
    static char role[] = "trial", handle[] = "3";
    char *image_path = (char *)(uintptr_t)execute_image(executor, cell);
    char *argv[] = {image_path, role, handle, NULL};
    char preload[PRELOAD_MAX] = "";
    const uint64_t libraries = cell->factors[FACTOR_LIBRARIES];
    const char *why = libraries ? factor_libraries(libraries, preload, sizeof preload) : NULL;
    if (why != NULL) {
        out->status = STATUS_FAILED;
        snprintf(out->reason, sizeof out->reason, "%s", why);
        return -PLAT_ENOMEM;
    }
    char **environment = execute_environment(out->env_bytes, executor->arms[cell->arm].settings, preload);
    if (environment == NULL)
        return cannot(out, "start", image_path, -PLAT_ENOMEM);
    int error = plat_child_start(child, image_path, argv, environment, out->map_handle, capture);
    free(environment);
    return error < 0 ? cannot(out, "start", image_path, error) : 0;
}

/* From its start until nothing of it is left. */
static int play(struct executor *executor, const struct cell *cell, const struct planned *planned,
                struct ending *ending, struct outcome *out)
{
    struct plat_child child;
    int64_t capture = plat_capture_new(STDERR_MAX);
    if (capture < 0)
        return cannot(out, "keep", "the trial's standard error", (int)capture);
    int error = start(executor, cell, capture, &child, out);
    if (error == 0) {
        int ended = plat_child_wait(&child, ending->timeout_ns, executor->interrupted);
        ending->timed_out = ended == 0;
        ending->interrupted = ended == -PLAT_EINTR;
        error = plat_child_end(&child, &executor->others, &ending->how);
        if (error < 0)
            cannot(out, "end", "the trial's processes", error);
        if (cell->workload->runtime != NULL) /* who watched it may have been killed before it could */
            plat_runtime_sweep(out->map->trial_pid);
        out->stderr_text = plat_capture_take(capture, STDERR_MAX);
        execute_map_mend(cell, planned, out);
    }
    plat_handle_close(capture);
    if (error == 0)
        execute_verdict(cell, ending, out);
    return error;
}

/* Which failures to start are the trial's own: the run goes on after them. */
static int is_trials_own(int error)
{
    return error == -PLAT_EAGAIN || error == -PLAT_ENOMEM;
}

/* A folder for the files of this trial alone, where its workload needs one. */
static int tmp_begin(const struct executor *executor, const struct cell *cell, uint64_t trial,
                     struct outcome *out)
{
    char *path = out->map->tmp_path;
    if (!(cell->workload->needs & TVP_NEEDS_TMP))
        return 0;
    int length = snprintf(path, TVP_PATH_MAX, "%s/trial-%llu", executor->tmp_path, (unsigned long long)trial);
    int error = (size_t)length < TVP_PATH_MAX ? plat_folder_make(path) : -PLAT_EINVAL;
    return error < 0 ? cannot(out, "make", path, error) : 0;
}

static void tmp_end(const char *path)
{
    if (path[0] == '\0')
        return;
    plat_folder_clear(path);
    plat_folder_remove(path);
}

static int play_mapped(struct executor *executor, const struct cell *cell, const struct planned *planned,
                       uint64_t timeout_ns, struct outcome *out)
{
    struct ending ending = {.timeout_ns = timeout_ns};
    char cgroup[TVP_PATH_MAX] = "", tmp[TVP_PATH_MAX];
    int error = tmp_begin(executor, cell, planned->trial, out);
    if (error < 0)
        return error;
    memcpy(tmp, out->map->tmp_path, sizeof tmp);
    if (planned->kind == TVP_KIND_MEMORY)
        execute_cgroup_begin(executor, planned->trial, cgroup);
    memcpy(out->map->cgroup_path, cgroup, sizeof cgroup);
    error = play(executor, cell, planned, &ending, out);
    execute_cgroup_end(cgroup);
    tmp_end(tmp);
    return error;
}

int execute_trial(struct executor *executor, const struct cell *cell, const struct planned *planned,
                  const char *probes, uint64_t timeout_ns, struct outcome *out)
{
    *out = (struct outcome){.started_ns = plat_now_ns(), .map_handle = -1};
    if (cell->unsupported[0] != '\0') {
        out->status = STATUS_UNSUPPORTED;
        memcpy(out->reason, cell->unsupported, sizeof out->reason);
        return 0;
    }
    out->env_bytes = (uint32_t)(mix(executor->env_seed ^ mix(planned->seed)) % PAD_MAX);
    int error = 0;
    /* A mapping that cannot be made is told in the trial's record; the run goes on. */
    if (execute_map_make(executor, cell, planned, probes, out) == 0)
        error = play_mapped(executor, cell, planned, timeout_ns, out);
    plat_handle_close(out->map_handle);
    out->map_handle = -1;
    out->wall_ns = plat_now_ns() - out->started_ns;
    if (is_trials_own(error)) {
        out->status = STATUS_FAILED;
        error = 0;
    }
    return error;
}

/* What an op cost the worker in the middle: one that was kept off its CPU does not speak for all. 0 for
 * nothing. */
static double middle_cost(const struct map_head *map)
{
    double costs[TVP_WORKERS_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < map->workers; i++) {
        const struct map_worker *worker = map_worker_at(map, i);
        if (worker->ops == 0 || worker->done <= worker->go + worker->waited_ns)
            continue;
        const double cost = (double)(worker->done - worker->go - worker->waited_ns) / (double)worker->ops;
        uint32_t at = count++;
        for (; at > 0 && costs[at - 1] > cost; at--)
            costs[at] = costs[at - 1];
        costs[at] = cost;
    }
    return count > 0 ? costs[count / 2] : 0;
}

int execute_pilot(struct executor *executor, const struct cell *cell, uint64_t seed, uint64_t timeout_ns,
                  double *op_ns, uint64_t *cost_ns, struct outcome *out)
{
    const struct planned planned = {.kind = TVP_KIND_PILOT, .cell = cell->id, .seed = seed};
    *op_ns = 0;
    int error = execute_trial(executor, cell, &planned, "", timeout_ns, out);
    *cost_ns = out->wall_ns;
    if (error < 0 || out->status != STATUS_OK)
        return error;
    *op_ns = middle_cost(out->map);
    if (*op_ns == 0) {
        out->status = STATUS_FAILED;
        snprintf(out->reason, sizeof out->reason, "the pilot measured nothing");
    }
    return 0;
}

void outcome_free(struct outcome *out)
{
    if (out->map != NULL)
        plat_object_unmap(out->map, out->map_bytes);
    free(out->stderr_text);
    out->map = NULL;
    out->stderr_text = NULL;
}
