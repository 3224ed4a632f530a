/* SPDX-License-Identifier: MIT */
/* Run folders of our own below /tmp, filled with records of a made-up plan. */
#ifndef TVP_STORE_RIG_H
#define TVP_STORE_RIG_H

#include "../../harness/core/machine.h"
#include "../../harness/core/params.h"
#include "../../harness/store/reader.h"
#include "../../harness/store/run.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rig {
    char folder[64], path[96]; /* ours, and the run folder in it */
    char error[RUN_ERROR_MAX];
    struct run run;
    struct cell cell;
};

static inline void rig_make(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    rig->run.folder = -1;
    snprintf(rig->folder, sizeof rig->folder, "/tmp/tvp-test-XXXXXX");
    cr_assert(mkdtemp(rig->folder) != NULL);
    snprintf(rig->path, sizeof rig->path, "%s/run", rig->folder);
    rig->cell = (struct cell){.workload = workload_find("noop"),
                              .model = model_find("fork"),
                              .sharing = SHARING_SHM,
                              .workers = 2,
                              .placement = PLACE_NONE,
                              .starts = 1,
                              .creator_cpu = MAP_NO_CPU,
                              .ops = 1000,
                              .batch = 100};
}

static inline void rig_remove(struct rig *rig)
{
    run_close(&rig->run, rig->error);
    plat_folder_clear(rig->folder);
    plat_folder_remove(rig->folder);
}

/* A file of the run folder as text; "" when there is none. Freed by the caller. */
static inline char *rig_text(const struct rig *rig, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", rig->path, name);
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);
    cr_assert(text != NULL);
    if (file != NULL) {
        text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
        fclose(file);
    }
    return text;
}

static inline void rig_put(const struct rig *rig, const char *name, const char *mode, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", rig->path, name);
    FILE *file = fopen(path, mode);
    cr_assert(file != NULL, "%s", path);
    fputs(text, file);
    cr_assert(fclose(file) == 0);
}

/* A plan of `trials` trials of one cell. */
static inline void rig_plan(const struct rig *rig, uint64_t trials)
{
    char line[512];
    rig_put(rig, "plan.jsonl", "w",
            "{\"type\":\"plan\",\"schema\":1,\"tvp\":\"0.1.0\",\"run\":\"a "
            "run\",\"seed\":1,\"command\":[\"run\"],"
            "\"suite\":null,\"label\":null,\"blocks\":{\"time\":1,\"memory\":0},\"timeout_ns\":1,\"budget_"
            "ns\":null,"
            "\"image_hash\":\"00000000000000ff\",\"probes\":[\"clock\"],\"metrics\":[{\"name\":\"enter_ns\","
            "\"unit\":\"ns\",\"better\":\"lower\",\"scope\":\"worker\",\"exact\":false,\"probe\":\"clock\","
            "\"brief\":\"a metric\"}]}\n"
            "{\"type\":\"cell\",\"cell\":0,\"workload\":\"noop\",\"version\":1,\"model\":\"fork\","
            "\"sharing\":\"shm\","
            "\"workers\":2,\"placement\":\"none\",\"cpus\":null,\"oversubscribed\":false,\"params\":{},"
            "\"ops\":1000,"
            "\"batch\":100,\"kinds\":[\"time\"],\"named\":true,\"unsupported\":null}\n");
    for (uint64_t trial = 0; trial < trials; trial++) {
        snprintf(line, sizeof line,
                 "{\"type\":\"trial\",\"trial\":%llu,\"block\":0,\"kind\":\"time\",\"cell\":0,\"seed\":1}\n",
                 (unsigned long long)trial);
        rig_put(rig, "plan.jsonl", "a", line);
    }
    snprintf(line, sizeof line, "{\"type\":\"end\",\"trials\":%llu}\n", (unsigned long long)trials);
    rig_put(rig, "plan.jsonl", "a", line);
}

static inline void rig_begin(struct rig *rig, uint64_t trials)
{
    rig_make(rig);
    cr_assert(run_create(&rig->run, rig->path, NULL, rig->error) == 0, "%s", rig->error);
    rig_plan(rig, trials);
    json_t *machine = machine_facts("bench", 255);
    cr_assert(run_write_json(&rig->run, "machine.json", machine, rig->error) == 0, "%s", rig->error);
    json_decref(machine);
    cr_assert(run_begin(&rig->run, trials, rig->error) == 0, "%s", rig->error);
}

/* Appends the record of a trial that never started. */
static inline int rig_append(struct rig *rig, uint64_t trial)
{
    const struct planned planned = {.trial = trial, .kind = TVP_KIND_TIME, .seed = 1};
    const struct outcome out = {.status = STATUS_FAILED,
                                .reason = "made up",
                                .started_ns = plat_now_ns(),
                                .wall_ns = 1000,
                                .stderr_text = NULL};
    return run_append(&rig->run, &rig->cell, &planned, &out, rig->error);
}

/* As kill -9 would leave it. */
static inline void rig_kill(struct rig *rig)
{
    plat_handle_close(rig->run.records);
    plat_handle_close(rig->run.folder);
    free(rig->run.seen);
    rig->run = (struct run){.folder = -1, .records = -1};
}

/* 1: a sanitizer keeps freed memory for itself, so that nothing can be said about growth. */
static inline int rig_is_sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return 1;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return 1;
#endif
#endif
    return 0;
}

static inline void rig_reopen(struct rig *rig)
{
    run_close(&rig->run, rig->error);
    cr_assert(run_open(&rig->run, rig->path, rig->error) == 0, "%s", rig->error);
}

#endif
