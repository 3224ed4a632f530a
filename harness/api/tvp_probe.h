/* SPDX-License-Identifier: MIT */
/* A part of tvp.h: probes, which are sources of metrics, and what they are shown of a trial. */
#ifndef TVP_PROBE_H
#define TVP_PROBE_H

#include "tvp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- probes -------------------------------------------------------------------------------- */

enum tvp_kind { TVP_KIND_TIME, TVP_KIND_MEMORY, TVP_KIND_PILOT };
enum tvp_better { TVP_LOWER_IS_BETTER, TVP_HIGHER_IS_BETTER, TVP_NEITHER };
enum tvp_scope { TVP_PER_TRIAL, TVP_PER_WORKER };
enum tvp_number { TVP_INTEGER, TVP_REAL };
/* What a probe costs what is measured. */
enum tvp_cost { TVP_FREE, TVP_AT_THE_EDGES, TVP_PERTURBING };
/* The points at which everybody holds still, in trials of the memory kind. */
enum tvp_plateau { TVP_PLATEAU_PARENT, TVP_PLATEAU_READY, TVP_PLATEAU_DONE };

struct tvp_metric {
    const char *name; /* units last: enter_ns; NULL ends a list */
    const char *unit; /* ns, bytes, count, ops/s, starts/s, ratio */
    enum tvp_better better;
    enum tvp_scope scope;
    enum tvp_number number;
    int exact;         /* 1: nearly free of noise, judged tightly */
    const char *brief; /* definition, one line */
};

struct tvp_probe {
    const char *name, *brief, *doc;
    uint32_t kinds; /* bit 1 << enum tvp_kind: the trials in which it takes part */
    int by_default; /* 1: on without being asked for */
    enum tvp_cost cost;
    const struct tvp_metric *metrics;
    const char *(*unsupported)(void);       /* why not here, or NULL: it works. NULL function: always works */
    int (*open)(struct tvp_worker *worker); /* each worker, off the clock */
    void (*begin)(struct tvp_worker *worker);                         /* last thing before GO */
    void (*end)(struct tvp_worker *worker);                           /* first thing after DONE */
    void (*close)(struct tvp_worker *worker);                         /* each worker, off the clock */
    void (*plateau)(struct tvp_trial *trial, enum tvp_plateau which); /* parent */
    void (*finish)(struct tvp_trial *trial);                          /* parent, after the last JOINED */
    /* 1: then each metric of a trial becomes the sum of the integers that its workers set for themselves;
     * null, with the first worker's reason, when one of them has none */
    int sums;
};

/* Sets the value of metric number `metric` of `probe`, of worker `worker` or of the trial (TVP_TRIAL).
 * tvp_set_null says why there is none instead, in at most 63 bytes. */
#define TVP_TRIAL (-1)
void tvp_set_integer(struct tvp_trial *trial, int32_t worker, const struct tvp_probe *probe, uint32_t metric,
                     int64_t value);
void tvp_set_real(struct tvp_trial *trial, int32_t worker, const struct tvp_probe *probe, uint32_t metric,
                  double value);
void tvp_set_null(struct tvp_trial *trial, int32_t worker, const struct tvp_probe *probe, uint32_t metric,
                  const char *reason);

/* 64 bytes that belong to `probe` in this worker's process, zeroed at its start. */
void *tvp_probe_state(struct tvp_worker *worker, const struct tvp_probe *probe);

/* ---- a worker's stamps, for probes (ns of plat_now_ns; 0: never came to it) ------------- */

struct tvp_stamps {
    uint64_t call, called, enter, ready, leave, joined;
};
/* Of worker `index` in crew `start`. */
const struct tvp_stamps *tvp_stamps_of(const struct tvp_trial *trial, uint32_t start, uint32_t index);
uint32_t tvp_starts(const struct tvp_trial *trial);

/* What worker `index` of the last crew, the one that works, left in the mapping. */
struct tvp_work {
    uint64_t go, done; /* stamps around the timed ops */
    uint64_t ops;      /* timed */
    uint64_t total;    /* timed and untimed */
};
struct tvp_work tvp_work_of(const struct tvp_trial *trial, uint32_t index);

/* The batches of that worker's timed ops. Batch k took ends[k + 1] - ends[k] ns; ends[0] is GO. Each is of
 * `batch` ops, but for the last, which may have fewer. */
struct tvp_batches {
    const uint64_t *ends; /* count + 1 of them */
    uint64_t count, batch;
    uint64_t whole; /* how many, from the first on, have all their ops */
};
struct tvp_batches tvp_batches_of(const struct tvp_trial *trial, uint32_t index);

/* What the workers told by tvp_latency, all together: how many values, and the one in which the share (0 to
 * 1) of them is reached, within 1/256 of itself; 0 of none. */
uint64_t tvp_latencies_of(const struct tvp_trial *trial);
uint64_t tvp_latency_quantile(const struct tvp_trial *trial, double share);

/* 1: each worker does one task and ends; start i is that of task i. */
int tvp_lives_for_tasks(const struct tvp_trial *trial);
/* 1: there are more workers than CPUs for them, so that some take turns. */
int tvp_is_crowded(const struct tvp_trial *trial);

/* The family: process ids of the parent first, then of the data's owner if there is one, then of every worker
 * that is a process with memory of its own, then of the model's helpers. Returns how many were written, at
 * most `room`. */
/* How many of them were there before any worker and hold the data: 1, or with an owner 2. */
uint32_t tvp_family_founders(const struct tvp_trial *trial);
/* Bytes of the dataset that no founder holds, because each worker reads or makes it for itself: to be added
 * where what workers multiply is compared with what one process has. */
uint64_t tvp_data_missing(const struct tvp_trial *trial);
uint32_t tvp_family(const struct tvp_trial *trial, int64_t *pids, uint32_t room);

/* A cgroup made for this trial alone: its folder, or NULL. */
const char *tvp_cgroup_path(const struct tvp_trial *trial);

#ifdef __cplusplus
}
#endif

#endif
