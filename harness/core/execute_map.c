/* SPDX-License-Identifier: MIT */
/* The mapping of one trial: made and filled from its cell, and mended after its end, since a workload that
 * went wrong may have written anywhere in it. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "execute_parts.h"
#include "plugin.h"
#include "runtimes.h"

const char *execute_image(const struct executor *executor, const struct cell *cell)
{
    const char *own = executor->arms[cell->arm].image_path;
    if (cell->workload->runtime != NULL)
        return executor->image_path; /* which watches the runtime */
    for (uint32_t i = 0; cell->image[0] != '\0' && i < executor->image_count; i++)
        if (strcmp(executor->images[i].name, cell->image) == 0)
            return executor->images[i].path;
    return own != NULL ? own : executor->image_path;
}

static uint64_t divide_up(uint64_t value, uint64_t by)
{
    return value / by + (value % by != 0);
}

/* Ops a batch: the cell's, but never so few that the batches of a worker have no room. */
static uint64_t batch_of(const struct cell *cell)
{
    uint64_t least = divide_up(cell->ops, MAP_SAMPLES_MAX);
    uint64_t batch = cell->batch > least ? cell->batch : least;
    return batch > 0 ? batch : 1;
}

/* A pilot has one batch at a time; its untimed work goes by the fewest ops that the workload can do. */
static uint64_t pilot_batch(const struct cell *cell)
{
    uint64_t round = cell->workload->round_ops == NULL
                         ? 1
                         : cell->workload->round_ops(cell->params, cell->data_bytes, plat_page_bytes());
    return round > 0 ? round : 1;
}

static struct map_shape shape_of(const struct cell *cell, const struct planned *planned)
{
    int pilot = planned->kind == TVP_KIND_PILOT;
    struct map_shape shape = {.workers = cell->workers, .starts = pilot ? 1 : cell->starts};
    if (!pilot && cell->lifetime == LIFETIME_TASK)
        shape.starts = (uint32_t)(cell->ops / batch_of(cell));
    shape.samples_max = pilot ? 1 : divide_up(cell->ops, batch_of(cell));
    const struct tvp_workload *server = cell->workload->served_by;
    const struct tvp_workload *workload = server != NULL ? server : cell->workload;
    if (workload->shared_bytes != NULL)
        shape.shared_bytes = workload->shared_bytes(cell->params, cell->workers);
    shape.latencies = !pilot && (cell->workload->needs & TVP_TELLS_LATENCY) != 0;
    return shape;
}

static void fill_work(struct map_head *map, const struct cell *cell, const struct planned *planned)
{
    map->kind = planned->kind;
    if (planned->kind == TVP_KIND_PILOT) {
        map->batch = pilot_batch(cell);
        map->pilot_ns = EXECUTE_PILOT_NS;
    } else {
        map->ops = cell->ops;
        map->batch = batch_of(cell);
        map->lifetime = cell->lifetime;
        map->extra_ops = cell_extra_ops(cell, map->batch);
    }
}

/* The interpreter that the cell names, or the one that there is. */
static void fill_runtime(struct map_head *map, const struct executor *executor, const struct cell *cell)
{
    const struct runtime_place *here = runtime_here(cell->workload->runtime);
    const struct executor_image *named = NULL;
    for (uint32_t i = 0; cell->image[0] != '\0' && i < executor->image_count; i++)
        if (strcmp(executor->images[i].name, cell->image) == 0)
            named = &executor->images[i];
    memcpy(map->runtime_path, named != NULL ? named->path : here->program, sizeof map->runtime_path);
    memcpy(map->runtime_script, here->script, sizeof map->runtime_script);
}

static void fill_plan(struct map_head *map, const struct executor *executor, const struct cell *cell,
                      const struct planned *planned, const char *probes)
{
    snprintf(map->workload, sizeof map->workload, "%s", cell->workload->name);
    snprintf(map->model, sizeof map->model, "%s", cell->model->name);
    snprintf(map->probes, sizeof map->probes, "%s", probes);
    snprintf(map->image_path, sizeof map->image_path, "%s", execute_image(executor, cell));
    memcpy(map->params, cell->params, sizeof map->params);
    memcpy(map->model_params, cell->model_params, sizeof map->model_params);
    const char *loaded = plugin_path_of(cell, &map->load_hash);
    snprintf(map->load_path, sizeof map->load_path, "%s", loaded != NULL ? loaded : "");
    if (cell->workload->runtime != NULL)
        fill_runtime(map, executor, cell);
    const struct command *command = command_of(cell);
    if (command != NULL) {
        memcpy(map->command, command->text, sizeof map->command);
        memcpy(map->command_path, command->path, sizeof map->command_path);
    }
    map->sharing = cell->sharing;
    map->pages = cell->pages;
    map->creator = cell->creator;
    map->creator_cpu = cell->creator == CREATOR_OTHER ? cell->creator_cpu : MAP_NO_CPU;
    map->write_percent = cell->write_percent;
    map->data_bytes = cell->data_bytes;
    map->heap_bytes = cell->heap_bytes;
    map->seed = planned->seed;
    memcpy(map->factors, cell->factors, sizeof map->factors);
    map->controller_pid = plat_pid();
    map->data_handle = map->channel_handle = -1;
    fill_work(map, cell, planned);
    for (uint32_t i = 0; i < cell->workers; i++) {
        struct map_worker *worker = map_worker_at(map, i);
        worker->cpu = cell->cpus != NULL ? cell->cpus[i] : MAP_NO_CPU;
        worker->first_cpu = worker->last_cpu = -1;
        worker->huge_bytes = -1;
    }
}

static int refuse(struct outcome *out, const char *what, uint64_t bytes, int error)
{
    out->status = STATUS_FAILED;
    snprintf(out->reason, sizeof out->reason, "%s %llu bytes: %s", what, (unsigned long long)bytes,
             plat_error_text(error));
    return error;
}

int execute_map_make(const struct executor *executor, const struct cell *cell, const struct planned *planned,
                     const char *probes, struct outcome *out)
{
    struct map_shape shape = shape_of(cell, planned);
    int error = 0;
    const uint64_t bytes = map_lay_out(NULL, &shape);
    if (bytes == 0)
        return refuse(out, "too much to share:", shape.shared_bytes, -PLAT_EINVAL);
    out->map_handle = plat_object_new(bytes);
    if (out->map_handle < 0)
        return refuse(out, "cannot make the trial's mapping of", bytes, (int)out->map_handle);
    out->map = plat_object_map(out->map_handle, bytes, PLAT_PAGES_4K, &error);
    if (out->map == NULL)
        return refuse(out, "cannot map the trial's mapping of", bytes, error);
    out->map_bytes = bytes;
    map_lay_out(out->map, &shape);
    fill_plan(out->map, executor, cell, planned, probes);
    return 0;
}

static void mend_values(struct map_value *values)
{
    for (uint32_t i = 0; i < TVP_VALUES_MAX; i++)
        if (values[i].state == VALUE_NULL)
            values[i].reason[sizeof values[i].reason - 1] = '\0';
}

/* A worker that was stopped in its work did not come to count its batches; their ends are there. */
static void count_samples(struct map_worker *worker, const uint64_t *ends, uint64_t samples_max)
{
    uint64_t count = 0;
    while (count <= samples_max && ends[count] != 0 && (count == 0 || ends[count] >= ends[count - 1]))
        count++;
    if (count == 0)
        return;
    worker->go = ends[0];
    worker->samples = count - 1;
}

static void mend_worker(struct map_worker *worker, const uint64_t *ends, uint64_t samples_max)
{
    worker->message[sizeof worker->message - 1] = '\0';
    if (worker->status >= STATUS_COUNT)
        worker->status = STATUS_CRASHED;
    if (worker->samples > samples_max)
        worker->samples = samples_max;
    if (worker->samples == 0)
        count_samples(worker, ends, samples_max);
    mend_values(worker->values);
}

void execute_map_mend(const struct cell *cell, const struct planned *planned, struct outcome *out)
{
    struct map_head *map = out->map;
    struct map_shape shape = shape_of(cell, planned);
    map_lay_out(map, &shape);
    fill_work(map, cell, planned);
    map->message[sizeof map->message - 1] = '\0';
    if (map->status >= STATUS_COUNT)
        map->status = STATUS_CRASHED;
    mend_values(map->values);
    for (uint32_t i = 0; i < cell->workers; i++) {
        map_worker_at(map, i)->cpu = cell->cpus != NULL ? cell->cpus[i] : MAP_NO_CPU;
        mend_worker(map_worker_at(map, i), map_samples_at(map, i), shape.samples_max);
    }
}
