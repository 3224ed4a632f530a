/* SPDX-License-Identifier: MIT */
/* What a case may say and ask: failures, handles, metric values, stamps; all of it in the mapping. */
#include "trial.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int tvp_fail(struct tvp_worker *worker, const char *format, ...)
{
    va_list arguments;
    if (worker->map->status != STATUS_OK)
        return -1;
    va_start(arguments, format);
    vsnprintf(worker->map->message, sizeof worker->map->message, format, arguments);
    va_end(arguments);
    worker->map->status = STATUS_FAILED;
    return -1;
}

int tvp_fail_trial(struct tvp_trial *trial, const char *format, ...)
{
    va_list arguments;
    if (trial->map->status != STATUS_OK)
        return -1;
    va_start(arguments, format);
    vsnprintf(trial->map->message, sizeof trial->map->message, format, arguments);
    va_end(arguments);
    trial->map->status = STATUS_FAILED;
    return -1;
}

#define WITHOUT_REASON "%s returned %d and gave no reason"

int worker_answer(struct tvp_worker *worker, const char *function, int returned)
{
    return returned == 0 ? 0 : tvp_fail(worker, WITHOUT_REASON, function, returned);
}

int trial_answer(struct tvp_trial *trial, const char *function, int returned)
{
    return returned == 0 ? 0 : tvp_fail_trial(trial, WITHOUT_REASON, function, returned);
}

int trial_check(struct tvp_trial *trial)
{
    const struct tvp_workload *workload = trial->workload;
    return workload->check != NULL ? trial_answer(trial, "check", workload->check(trial)) : 0;
}

int32_t tvp_handle_share(struct tvp_trial *trial, int64_t handle)
{
    struct map_head *map = trial->map;
    if (map->handle_count == TVP_HANDLES_MAX)
        return -PLAT_EMFILE;
    const int inherited = plat_handle_inherit(handle, 1);
    if (inherited < 0)
        return inherited;
    map->handles[map->handle_count] = inherited;
    return (int32_t)map->handle_count++;
}

int64_t tvp_handle_at(const struct tvp_trial *trial, int32_t place)
{
    return place >= 0 && place < (int32_t)TVP_HANDLES_MAX ? trial->map->handles[place] : -PLAT_EINVAL;
}

uint32_t tvp_handle_count(const struct tvp_trial *trial)
{
    return trial->map->handle_count;
}

void tvp_handle_rename(struct tvp_trial *trial, uint32_t place, int64_t handle)
{
    if (place < trial->map->handle_count)
        trial->map->handles[place] = handle;
}

static struct map_value *value_at(struct tvp_trial *trial, int32_t worker, const struct tvp_probe *probe,
                                  uint32_t metric)
{
    const uint32_t place = probe_base(probe) + metric;
    if (worker == TVP_TRIAL)
        return &trial->map->values[place];
    return &map_worker_at(trial->map, (uint32_t)worker)->values[place];
}

void tvp_set_integer(struct tvp_trial *trial, int32_t worker, const struct tvp_probe *probe, uint32_t metric,
                     int64_t number)
{
    struct map_value *value = value_at(trial, worker, probe, metric);
    value->state = VALUE_INTEGER;
    value->integer = number;
}

void tvp_set_real(struct tvp_trial *trial, int32_t worker, const struct tvp_probe *probe, uint32_t metric,
                  double number)
{
    struct map_value *value = value_at(trial, worker, probe, metric);
    value->state = VALUE_REAL;
    value->real = number;
}

void tvp_set_null(struct tvp_trial *trial, int32_t worker, const struct tvp_probe *probe, uint32_t metric,
                  const char *reason)
{
    struct map_value *value = value_at(trial, worker, probe, metric);
    value->state = VALUE_NULL;
    snprintf(value->reason, sizeof value->reason, "%s", reason);
}

void values_sum(struct tvp_trial *trial, const struct tvp_probe *probe, uint32_t metric)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < trial->workers; i++) {
        const struct map_value *value = value_at(trial, (int32_t)i, probe, metric);
        if (value->state != VALUE_INTEGER) {
            tvp_set_null(trial, TVP_TRIAL, probe, metric,
                         value->state == VALUE_NULL ? value->reason : "not told by every worker");
            return;
        }
        sum += value->integer;
    }
    tvp_set_integer(trial, TVP_TRIAL, probe, metric, sum);
}

uint64_t tvp_worker_ops(const struct tvp_trial *trial, uint32_t index)
{
    return map_worker_at(trial->map, index)->total;
}

const struct tvp_stamps *tvp_stamps_of(const struct tvp_trial *trial, uint32_t start, uint32_t index)
{
    return map_stamps_at(trial->map, start, index);
}

uint32_t tvp_starts(const struct tvp_trial *trial)
{
    return trial->map->starts;
}

struct tvp_work tvp_work_of(const struct tvp_trial *trial, uint32_t index)
{
    const struct map_worker *worker = map_worker_at(trial->map, index);
    return (struct tvp_work){worker->go, worker->done, worker->ops, worker->total};
}

struct tvp_batches tvp_batches_of(const struct tvp_trial *trial, uint32_t index)
{
    return (struct tvp_batches){map_samples_at(trial->map, index), map_worker_at(trial->map, index)->samples,
                                trial->map->batch, map_whole_batches(trial->map, index)};
}

int tvp_is_crowded(const struct tvp_trial *trial)
{
    for (uint32_t i = 0; i < trial->workers; i++) {
        const uint32_t cpu = map_worker_at(trial->map, i)->cpu;
        if (cpu == MAP_NO_CPU)
            return (int)trial->workers > plat_cpus_allowed(NULL, 0);
        for (uint32_t j = 0; j < i; j++)
            if (map_worker_at(trial->map, j)->cpu == cpu)
                return 1;
    }
    return 0;
}

uint32_t tvp_family(const struct tvp_trial *trial, int64_t *pids, uint32_t room)
{
    uint32_t count = 0;
    if (room > 0)
        pids[count++] = trial->map->trial_pid;
    if (trial->map->owner_pid != 0 && count < room)
        pids[count++] = trial->map->owner_pid;
    const int own_memory = !(tvp_provides(trial) & TVP_ONE_ADDRESS_SPACE);
    for (uint32_t i = 0; own_memory && i < trial->workers && count < room; i++)
        if (map_worker_at(trial->map, i)->pid != 0)
            pids[count++] = map_worker_at(trial->map, i)->pid;
    for (uint32_t i = 0; i < trial->map->crew.helpers && count < room; i++)
        pids[count++] = trial->map->crew.helper[i];
    return count;
}

uint64_t tvp_data_missing(const struct tvp_trial *trial)
{
    const uint32_t sharing = trial->map->sharing;
    return sharing == SHARING_LOAD || sharing == SHARING_SEED ? trial->map->data_bytes : 0;
}

int tvp_lives_for_tasks(const struct tvp_trial *trial)
{
    return trial->map->lifetime == LIFETIME_TASK;
}

uint32_t tvp_family_founders(const struct tvp_trial *trial)
{
    return trial->map->owner_pid != 0 ? 2 : 1;
}

const char *tvp_cgroup_path(const struct tvp_trial *trial)
{
    return trial->map->cgroup_path[0] != '\0' ? trial->map->cgroup_path : NULL;
}

uint32_t tvp_provides(const struct tvp_trial *trial)
{
    return trial_model(trial)->provides;
}

const char *tvp_image_path(const struct tvp_trial *trial)
{
    return trial->map->image_path;
}

int tvp_offer_map(struct tvp_trial *trial)
{
    if (trial->map->command[0] != '\0') /* a program of a user's has no use for it */
        return 0;
    const int handle = plat_handle_inherit(plat_handle_given(), 1);
    return handle < 0 ? tvp_fail_trial(trial, "the mapping cannot be inherited: %s", plat_error_text(handle))
                      : 0;
}
