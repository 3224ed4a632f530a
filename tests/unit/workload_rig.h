/* SPDX-License-Identifier: MIT */
/* A trial made by hand, to drive a workload's hooks without models, gate or clock. */
#ifndef WORKLOAD_RIG_H
#define WORKLOAD_RIG_H

#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>

#include "../../harness/core/map.h"
#include "../../harness/core/params.h"
#include "../../harness/core/registry.h"

#define RIG_WORKERS 4u
#define RIG_SEED    20240229u

struct rig {
    struct tvp_trial trial;
    struct tvp_worker worker[RIG_WORKERS];
};

/* Zeroed memory that a forked child shares. Freed by the end of the test's process. */
static inline void *rig_memory(uint64_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    cr_assert_neq(memory, MAP_FAILED);
    return memory;
}

static inline void rig_data(struct rig *rig, uint64_t pages)
{
    struct tvp_trial *trial = &rig->trial;
    uint64_t slots = trial->page_bytes / sizeof(uint64_t), *words;

    trial->data_bytes = pages * trial->page_bytes;
    trial->data = rig_memory(trial->data_bytes);
    words = (void *)trial->data;
    for (uint64_t page = 0; page < pages; page++)
        for (uint64_t slot = TVP_WORKERS_MAX; slot < slots; slot++)
            words[page * slots + slot] = tvp_data_word(RIG_SEED, page, slot);
}

/* Workload `name` with its default parameters; all workers see one dataset of `pages` pages. */
static inline void rig_open(struct rig *rig, const char *name, uint32_t workers, uint64_t pages)
{
    const struct tvp_workload *workload = workload_find(name);
    char reason[REASON_MAX] = "";
    struct map_shape shape = {.workers = workers, .starts = 1, .samples_max = 1};
    struct map_head *map;
    unsigned char params[TVP_PARAMS_MAX] = {0};

    cr_assert_not_null(workload);
    cr_assert_eq(params_default(workload->params, workload->name, params, reason), 0, "%s", reason);
    if (workload->shared_bytes)
        shape.shared_bytes = workload->shared_bytes(params, workers);
    shape.latencies = (workload->needs & TVP_TELLS_LATENCY) != 0;
    map = rig_memory(map_lay_out(NULL, &shape));
    map_lay_out(map, &shape);
    memcpy(map->params, params, sizeof params);
    rig->trial = (struct tvp_trial){.workers = workers,
                                    .params = map->params,
                                    .shared = (unsigned char *)map + map->shared_at,
                                    .shared_bytes = map->shared_bytes,
                                    .page_bytes = plat_page_bytes(),
                                    .seed = RIG_SEED,
                                    .tmp_path = "",
                                    .workload = workload,
                                    .map = map};
    if (pages > 0)
        rig_data(rig, pages);
}

/* Sets a parameter as a user would. */
static inline void rig_set(struct rig *rig, const char *name, const char *text)
{
    const struct tvp_param *param = param_find(rig->trial.workload->params, name);
    char reason[REASON_MAX] = "";

    cr_assert_not_null(param);
    cr_assert_eq(param_parse(param, text, param_place(param, rig->trial.map->params), reason), 0, "%s",
                 reason);
}

/* Makes worker i and sets it up. Returns what setup did. */
static inline int rig_set_up(struct rig *rig, uint32_t i)
{
    struct tvp_worker *worker = &rig->worker[i];

    memset(worker, 0xa5, sizeof *worker);
    *worker = (struct tvp_worker){.trial = &rig->trial,
                                  .index = i,
                                  .params = rig->trial.params,
                                  .data = rig->trial.data,
                                  .data_bytes = rig->trial.data_bytes,
                                  .latency = map_latency_at(rig->trial.map, i),
                                  .map = map_worker_at(rig->trial.map, i)};
    memset(worker->scratch, 0xa5, sizeof worker->scratch); /* setup may not count on zeros */
    return rig->trial.workload->setup(worker);
}

static inline void rig_set_up_all(struct rig *rig)
{
    for (uint32_t i = 0; i < rig->trial.workers; i++)
        cr_assert_eq(rig_set_up(rig, i), 0, "%s", rig->worker[i].map->message);
}

/* What the harness asks for, without doing it. */
static inline void rig_ask(struct rig *rig, uint32_t i, uint64_t ops)
{
    rig->worker[i].ops_total += ops;
    rig->worker[i].map->total = rig->worker[i].ops_total;
}

static inline void rig_run(struct rig *rig, uint32_t i, uint64_t ops)
{
    rig_ask(rig, i, ops);
    rig->trial.workload->run(&rig->worker[i], ops);
}

/* Batches of several sizes, none of them of a whole pass. Returns their ops. */
static inline uint64_t rig_run_batches(struct rig *rig, uint32_t i)
{
    static const uint64_t batches[] = {1, 7, 1000, 1, 64, 333};
    uint64_t ops = 0;

    for (size_t b = 0; b < sizeof batches / sizeof *batches; b++) {
        rig_run(rig, i, batches[b]);
        ops += batches[b];
    }
    return ops;
}

/* Verify says yes. */
static inline void rig_expect_right(struct rig *rig, uint32_t i)
{
    cr_expect_eq(rig->trial.workload->verify(&rig->worker[i]), 0, "%s", rig->worker[i].map->message);
    cr_expect_eq(rig->worker[i].map->status, STATUS_OK);
}

/* Verify says no, with one line that contains `words`. The message is cleared for the next time. */
static inline void rig_expect_wrong(struct rig *rig, uint32_t i, const char *words)
{
    struct map_worker *map = rig->worker[i].map;

    cr_expect_eq(rig->trial.workload->verify(&rig->worker[i]), -1);
    cr_expect_eq(map->status, STATUS_FAILED);
    cr_expect_not_null(strstr(map->message, words), "\"%s\" is not in \"%s\"", words, map->message);
    cr_expect_null(strchr(map->message, '\n'));
    map->status = STATUS_OK;
    map->message[0] = '\0';
}

/* Right as it is; wrong with one op more or less asked for than done. */
static inline void rig_expect_count_checked(struct rig *rig, uint32_t i, const char *words)
{
    rig_expect_right(rig, i);
    rig->worker[i].ops_total++;
    rig_expect_wrong(rig, i, words);
    rig->worker[i].ops_total -= 2;
    rig_expect_wrong(rig, i, words);
    rig->worker[i].ops_total++;
    rig_expect_right(rig, i);
}

/* Batches make no system call. Nothing is expected where calls cannot be counted. */
static inline void rig_expect_no_calls(struct rig *rig, uint32_t i)
{
    uint64_t calls = 0;

    if (plat_trap_begin(&calls) != 0)
        return;
    rig_run_batches(rig, i);
    plat_trap_end();
    cr_expect_eq(calls, 0, "%llu system calls", (unsigned long long)calls);
}

#endif
