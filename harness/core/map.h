/* SPDX-License-Identifier: MIT */
/* The one mapping that controller, trial and workers share: names and plain data, offsets, no
 * pointers. It belongs to the controller, which makes it before the trial starts and reads it after
 * the trial's end, however that came. */
#ifndef TVP_MAP_H
#define TVP_MAP_H

#include "../api/tvp.h"
#include "../stats/histogram.h"
#include "factors.h"

#define MAP_MAGIC         0x3170767474u
#define MAP_PROBES_MAX    256u
#define MAP_FACTS_MAX     512u
#define MAP_SAMPLES_MAX   65536u /* batches of one worker: a longer trial has larger batches */
#define MAP_NO_CPU        UINT32_MAX
#define COMMAND_BYTES_MAX 1024u /* of a command that workers are, with its NUL */

enum map_sharing {
    SHARING_INHERIT,
    SHARING_COPY,
    SHARING_SHM,
    SHARING_LOAD,
    SHARING_SEED,
    SHARING_SERVER,
    SHARING_COUNT
};
/* 1: each worker has its data to itself. */
int sharing_is_private(uint32_t sharing);
/* 1: no data lies in the parent's memory. */
int sharing_spares_parent(uint32_t sharing);
enum map_creator { CREATOR_SAME, CREATOR_OTHER };
/* How long a worker lives: through the trial; through it, but handed one task after the other; or for one
 * task. A task is a batch. */
enum map_lifetime { LIFETIME_TRIAL, LIFETIME_POOL, LIFETIME_TASK, LIFETIME_COUNT };

/* What became of a trial. The words in records are status_name(). */
enum map_status {
    STATUS_OK,
    STATUS_UNSUPPORTED,
    STATUS_INVALID,
    STATUS_FAILED,
    STATUS_CRASHED,
    STATUS_TIMEOUT,
    STATUS_COUNT
};

/* The points of a worker's life, for messages ("timeout: worker 1 at run"). */
/* clang-format off */
#define WORKER_POINTS(X)                                                                                     \
    X(NONE, "nowhere")                                                                                       \
    X(CALL, "call")                                                                                          \
    X(ENTER, "enter")                                                                                        \
    X(READY, "ready")                                                                                        \
    X(SET, "set-up")                                                                                         \
    X(RUN, "run")                                                                                            \
    X(DONE, "done")                                                                                          \
    X(VERIFIED, "verified")                                                                                  \
    X(LEAVE, "leave")
/* clang-format on */
enum worker_point {
#define X(name, text) POINT_##name,
    WORKER_POINTS(X)
#undef X
};

/* The gate only ever rises: crew c finds it at GATE_OF(c, GATE_SET_UP), then GATE_WORK; or at GATE_SKIP
 * at once, when this crew was started for its start alone. */
enum map_gate { GATE_CLOSED, GATE_SET_UP, GATE_WORK, GATE_SKIP };
#define GATE_OF(crew, phase) ((crew)*4u + (phase))

enum value_state { VALUE_ABSENT, VALUE_INTEGER, VALUE_REAL, VALUE_NULL };
struct map_value {
    uint32_t state; /* enum value_state */
    uint32_t pad;
    union {
        int64_t integer;
        double real;
        char reason[64]; /* of VALUE_NULL */
    };
};

/* Filled by the controller before the trial starts (the "plan" part) and by the trial after. */
struct map_head {
    uint64_t magic;
    uint32_t api_version;
    uint32_t head_bytes;    /* sizeof(struct map_head): refuses another build's layout */
    uint64_t registry_hash; /* of all names and versions compiled in: refuses another build's cases */
    uint64_t total_bytes;

    /* the plan */
    char workload[TVP_NAME_MAX];
    char model[TVP_NAME_MAX];
    uint32_t kind;    /* enum tvp_kind */
    uint32_t sharing; /* enum map_sharing */
    uint32_t workers, starts;
    uint32_t pages;    /* enum plat_pages */
    uint32_t creator;  /* enum map_creator */
    uint32_t lifetime; /* enum map_lifetime */
    uint32_t write_percent;
    uint32_t creator_cpu; /* where the creator binds itself under creator=other, or MAP_NO_CPU */
    uint64_t data_bytes, heap_bytes, seed;
    uint64_t factors[FACTOR_COUNT];
    uint64_t ops, batch;  /* timed ops of a worker, and ops a batch */
    uint64_t extra_ops;   /* done in each whole batch beyond those that are counted: `tvp selftest` */
    uint64_t pilot_ns;    /* kind pilot: how long a worker should measure */
    uint64_t samples_max; /* room for batches of a worker */
    int64_t controller_pid;
    int64_t trial_pid;           /* set by the trial; of a runtime's program, by its keeper */
    char probes[MAP_PROBES_MAX]; /* names, each followed by a comma: "rusage,memory," */
    char tmp_path[TVP_PATH_MAX];
    char image_path[TVP_PATH_MAX];                    /* of the lean image, to start fresh workers from */
    char cgroup_path[TVP_PATH_MAX];                   /* made for this trial, or "" */
    char load_path[TVP_PATH_MAX];                     /* the library that the workload comes from, or "" */
    char command[COMMAND_BYTES_MAX];                  /* that each worker is, or "" */
    char command_path[TVP_PATH_MAX];                  /* its program's */
    uint64_t load_hash;                               /* of that file, when the controller loaded it */
    char runtime_path[TVP_PATH_MAX];                  /* of the interpreter that plays it, or "" */
    char runtime_script[TVP_PATH_MAX];                /* what that is to run */
    _Alignas(8) unsigned char params[TVP_PARAMS_MAX]; /* the workload's parameter structure */
    _Alignas(8) unsigned char model_params[TVP_PARAMS_MAX];              /* the model's */
    uint64_t workers_at, stamps_at, samples_at, shared_at, shared_bytes; /* offsets from the head */
    uint64_t latency_at; /* of the workers' histograms; 0: there are none */

    /* filled by the trial */
    int64_t data_handle;    /* of the dataset's object or file, as a fresh image names it, or -1 */
    int64_t channel_handle; /* the reading end of the copy channel of the worker being started, likewise */
    int64_t owner_pid;      /* of the process that answers for the data under sharing server; 0: none */
    uint32_t owner_port;    /* where it listens; 0: it does not yet */
    uint32_t handle_count;  /* of those that the workload hands to its workers */
    int64_t handles[TVP_HANDLES_MAX]; /* as the workers name them */
    uint32_t status;                  /* enum map_status, valid when finished is set */
    uint32_t finished;                /* 1: the trial came to its end and says what it thinks of it */
    char message[TVP_MESSAGE_MAX];    /* why not ok */
    uint32_t program_left;            /* 1: a runtime's program ended by itself, too early or with a code */
    char facts[MAP_FACTS_MAX];        /* of a runtime: what it says of itself, NAME=VALUE, a line each */
    struct map_value values[TVP_VALUES_MAX];
    /* The parent's own, of no meaning to others. It lies here because a page of the parent's private memory
     * would be copied when the parent first writes to it after a fork: in the middle of what is timed. */
    struct tvp_crew crew;

    /* control words, each in a cache line of its own */
    _Alignas(64) uint32_t gate; /* GATE_OF(crew, ...) */
    _Alignas(
        64) uint32_t events; /* a worker came to a point that the creator may wait for, or a child died */
    uint32_t deaths, deaths_seen;  /* of the trial's children, and how many of them its creator knows */
    _Alignas(64) uint32_t arrived; /* workers past the gate */
    _Alignas(64) uint32_t done;    /* workers past their timed ops */
    _Alignas(64) uint32_t stop;    /* set by the last one to be done: end the untimed work */
    _Alignas(
        64) uint32_t request; /* a worker is asked to hand over: set by models that make them take turns */
    _Alignas(64) uint32_t serving; /* the workload's server can be reached */
    /* Between a runtime's parent and the lean image that watches it (harness/trial/runtime.c) */
    _Alignas(64) uint32_t parent_ready; /* 1: the parent has its data, and holds still */
    uint32_t begun;                     /* crew + 1: the points of its workers are of that crew */
    _Alignas(64) uint32_t parent_seen;  /* 1: it has been looked at, and may go on */
    uint32_t may_leave;                 /* crew + 1: that crew may leave */
};

struct map_worker {
    _Alignas(64) uint32_t cpu;   /* to bind to, or MAP_NO_CPU */
    uint32_t point;              /* enum worker_point, of the crew that runs now */
    uint32_t leave;              /* set by the creator to crew + 1: this worker may leave crew `crew` */
    int32_t first_cpu, last_cpu; /* seen at ENTER and after DONE; -1: not told */
    uint32_t pin_lost;           /* 1: it was not bound to its CPU at the end */
    uint32_t status;             /* enum map_status: what this worker has to say */
    uint32_t task, task_done;    /* lifetime pool: how many tasks it was handed, and how many it has done */
    uint32_t pad;
    int64_t pid;        /* of a worker that is a process, else 0 */
    int64_t huge_bytes; /* of its data, in huge pages, when asked to look; -1 */
    uint64_t go, done, ops, total;
    uint64_t waited_ns; /* of a pilot: time between GO and DONE that it wanted a CPU and had none */
    uint64_t samples;   /* batches recorded */
    char message[TVP_MESSAGE_MAX];
    struct map_value values[TVP_VALUES_MAX];
};

/* What decides the layout. */
struct map_shape {
    uint32_t workers, starts;
    uint64_t samples_max, shared_bytes;
    uint32_t latencies; /* 1: with a histogram of latencies for each worker */
};
/* Bytes of a mapping of that shape; fills the offsets, total, magic and versions of *head if it is not NULL.
 */
uint64_t map_lay_out(struct map_head *head, const struct map_shape *shape);
/* NULL, or why this mapping of `bytes` bytes is not one that this build can use. */
const char *map_refusal(const struct map_head *head, uint64_t bytes);

struct map_worker *map_worker_at(const struct map_head *head, uint32_t index);
struct tvp_stamps *map_stamps_at(const struct map_head *head, uint32_t start, uint32_t index);
/* The ends of a worker's batches, ns; element 0 is GO. */
uint64_t *map_samples_at(const struct map_head *head, uint32_t index);
/* A worker's latencies, ns; NULL: this mapping has none. */
struct stats_histogram *map_latency_at(const struct map_head *head, uint32_t index);
/* How many of a worker's batches, from the first on, have all their ops: the last one may have fewer. */
uint64_t map_whole_batches(const struct map_head *head, uint32_t index);

const char *status_name(uint32_t status); /* "ok", "unsupported", ... */
const char *point_name(uint32_t point);
const char *sharing_name(uint32_t sharing);   /* "inherit", "copy", "shm", ... */
const char *lifetime_name(uint32_t lifetime); /* "trial", "pool", "task" */
const char *kind_name(uint32_t kind);         /* "time", "memory", "pilot" */

#endif
