/* SPDX-License-Identifier: MIT */
/* Reads a run folder, whoever wrote it: nothing in it is trusted, every type is checked. Records come one at
 * a time, so that memory does not grow with their number. Errors read `FILE:LINE: what`. */
#ifndef TVP_READER_H
#define TVP_READER_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "../core/map.h"
#include "decisions.h"
#include "lines.h"

#define READER_ERROR_MAX (TVP_PATH_MAX + 400u)

struct reader {
    char path[TVP_PATH_MAX];
    char name[256];             /* of the run, from the plan's head */
    json_t *machine;            /* machine.json: an object. Owned, as all below */
    json_t *head;               /* the plan's head: an object */
    json_t *cells;              /* the plan's cells, an array: element i is the object of cell i */
    json_t *pilots;             /* the plan's pilots, an array of objects */
    json_t *groups;             /* its comparison groups, likewise; empty where all blocks are complete */
    struct decisions decisions; /* about trials that were not needed */
    uint64_t trials;            /* planned */
    uint64_t decided;           /* of them a decision says that they are not needed */
    uint64_t kinds[3];          /* planned of each enum tvp_kind */
    uint64_t *wanted;           /* of each cell: planned, and not decided against; owned */
    size_t wanted_count;
    unsigned char *seen; /* a bit a trial: a record of it has been read */
    struct lines lines;  /* of trials.jsonl; lines.file is NULL when there is none yet */
    int torn; /* 1: the last line of trials.jsonl was torn and passed over; known after reader_next returned 0
               */
};

/* One record. The strings and JSON values live as long as the record. What the schema promises is so: types,
 * and arrays of `workers` elements in worker_metrics. */
struct record {
    json_t *json; /* the whole object; owned */
    uint64_t trial, session, block, cell, version;
    uint32_t kind;   /* enum tvp_kind */
    uint32_t status; /* enum map_status */
    uint32_t workers;
    int oversubscribed;
    const char *reason; /* "" when ok */
    const char *workload, *model, *sharing, *placement;
    const json_t *params;         /* object */
    const json_t *metrics;        /* object: name to number or null */
    const json_t *worker_metrics; /* object: name to an array of numbers and nulls */
    const json_t *nulls;          /* object: name to reason */
    const json_t *inside;         /* object, null or NULL: see inside_read */
};

/* Opens the run folder `path`: machine.json and plan.jsonl are read. 0, or -1 with *error. */
int reader_open(struct reader *reader, const char *path, char error[READER_ERROR_MAX]);
/* The next record of trials.jsonl: 1 with *record filled (record_free it), 0 at the end, -1 with *error. A
 * trial that has two records is an error. */
int reader_next(struct reader *reader, struct record *record, char error[READER_ERROR_MAX]);
void record_free(struct record *record);

/* The median of the numbers in an array (of worker_metrics), nulls passed over; NaN when there are none, or
 * for NULL. */
double values_median(const json_t *values);
/* ns an op, from each worker's own work: what a caller waits for; the median over workers. NaN: none. */
double record_op_ns(const struct record *record);
/* A metric of the trial, or the median over its workers, "op_ns" too; NaN: the record has none. */
double record_figure(const struct record *record, const char *metric);

/* Back to the first record. */
void reader_rewind(struct reader *reader);
void reader_close(struct reader *reader);

/* What the plan's head says of a metric; NULL when it has none of that name. */
const json_t *reader_metric(const struct reader *reader, const char *metric);
/* The unit of a metric, from the plan's head; "" when it does not say. */
const char *reader_unit(const struct reader *reader, const char *metric);

/* samples/<trial>.json, checked. New reference, or NULL with *error. */
json_t *reader_samples(const struct reader *reader, uint64_t trial, char error[READER_ERROR_MAX]);

/* Text at a dotted path of an object ("cpu.model"), or `fallback` when it is not there or no text. */
const char *json_text_at(const json_t *object, const char *path, const char *fallback);

/* Parses one line of JSON lines `file`:`number` into an object. New reference, or NULL with *error. */
json_t *json_line(const char *file, uint64_t number, const char *text, size_t bytes,
                  char error[READER_ERROR_MAX]);

#endif
