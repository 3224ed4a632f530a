/* SPDX-License-Identifier: MIT */
/* The run folder, as the process that fills it sees it: made, locked, appended to, resumed.
 *
 * A new run:    run_create, [write the plan with run_plan_path / run_write_file], run_begin, run_append ...,
 * run_close A resumed one: run_open (locks), read the plan, run_scan, run_append for each !run_has(trial),
 * run_close
 *
 * Every function that can fail takes `error`, RUN_ERROR_MAX bytes, and leaves one line without a newline
 * there. */
#ifndef TVP_RUN_H
#define TVP_RUN_H

#include <jansson.h>

#include "../core/execute.h"
#include "decisions.h"

#define RUN_SCHEMA    1
#define RUN_ERROR_MAX (TVP_PATH_MAX + 400u)

struct run {
    char path[TVP_PATH_MAX];       /* of the folder, absolute */
    char name[256];                /* its last part: the run's name */
    char tmp_path[TVP_PATH_MAX];   /* for executor.tmp_path; absolute */
    int folder;                    /* descriptor of the folder, which holds the lock; -1 when closed */
    int records;                   /* of trials.jsonl */
    uint64_t end_bytes;            /* of trials.jsonl's last whole line */
    uint64_t trials;               /* planned */
    uint64_t recorded;             /* of them have a record */
    unsigned char *seen;           /* a bit a trial; owned */
    uint64_t session;              /* 0, then 1 for the first resume */
    uint64_t began_ns;             /* plat_now_ns when the session began */
    uint64_t synced_ns;            /* when trials.jsonl was last synced */
    uint64_t counts[STATUS_COUNT]; /* records of each status, earlier sessions' too */
    int without_samples;           /* 1: no samples/ are written; set after run_create */
    uint64_t torn_bytes;           /* cut off a torn last line by run_scan; 0 for none */
    struct decisions decisions;    /* about trials that are not needed; owned */
};

/* Makes the folder: `out` itself (must be empty or absent; its parents are made), or when `out` is NULL
 * results/<utc>-<label, else the host's name>-<id>/. Makes tmp/ and samples/ in it and takes the lock.
 * `label` may be NULL or "". 0, or -1. */
int run_create(struct run *run, const char *out, const char *label, char *error);
/* The run folder is complete but for its records: the plan of `trials` trials lies in it. Opens trials.jsonl.
 * 0, or -1. */
int run_begin(struct run *run, uint64_t trials, char *error);

/* Opens and locks an existing run folder to resume it, refuses one of a newer schema or that another process
 * works on, and empties tmp/. 0, or -1. */
int run_open(struct run *run, const char *path, char *error);
/* NULL, or why `now` (machine_facts) is not the machine on which the run in this folder began: another image
 * hash, boot or machine, with both values. The text lies in `error`. */
const char *run_refusal(const struct run *run, const json_t *now, char *error);
/* Reads trials.jsonl of a plan of `trials` trials, and the decisions: which have a record, the session's
 * number. Cuts off torn last lines. Refuses ids that are twice or not in the plan. 0, or -1. */
int run_scan(struct run *run, uint64_t trials, char *error);

/* 1: the trial has a record. */
int run_has(const struct run *run, uint64_t trial);

/* Appends the record of a trial and writes its samples and stderr files. On an error (a full disk) the
 * records are as they were before. 0, or -1. */
int run_append(struct run *run, const struct cell *cell, const struct planned *planned,
               const struct outcome *out, char *error);

/* Appends a decision, synced, and keeps it. 0, or -1. */
int run_decide(struct run *run, const struct decision *decision, char *error);
/* 1: a decision says that this trial is not needed. */
int run_is_decided(const struct run *run, const struct planned *planned);

/* Writes a whole file of the folder, by name, and syncs it. 0, or -1. */
int run_write_file(struct run *run, const char *name, const char *text, size_t bytes, char *error);
int run_write_json(struct run *run, const char *name, const json_t *value, char *error);
/* The path of a file in the folder, for those who write it by themselves (plan.jsonl, topology.xml). 0, or
 * -1. */
int run_path(const struct run *run, const char *name, char path[TVP_PATH_MAX], char *error);
/* Syncs a file of the folder, and the folder itself. 0, or -1. */
int run_sync_file(struct run *run, const char *name, char *error);

/* Syncs the records, empties and removes tmp/, gives the lock back; names and counts stay to be told. 0, or
 * -1 with what could not be synced. Safe on a run that was never opened (folder -1). */
int run_close(struct run *run, char *error);

/* The object "params" of plan lines and records: every parameter that is no column, sorted by name. New
 * reference. */
json_t *run_params(const struct cell *cell);
/* The record of a trial, as docs/format.md has it. New reference, NULL when out of memory. */
json_t *run_record(const struct run *run, const struct cell *cell, const struct planned *planned,
                   const struct outcome *out);

#endif
