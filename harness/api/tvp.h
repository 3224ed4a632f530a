/* SPDX-License-Identifier: MIT */
/* The contract between the harness and what it measures: workloads, models and
 * probes include this header and nothing else of the harness. */
#ifndef TVP_H
#define TVP_H

#include <stddef.h>
#include <stdint.h>

#include "plat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Raised with every change to a structure that images exchange, or that a user's own workload sees. */
#define TVP_API_VERSION 5u

/* Limits, asserted where they matter. */
#define TVP_WORKERS_MAX 256u       /* workers of one trial */
#define TVP_STARTS_MAX  10000u     /* crews that one trial starts, one after the other */
#define TVP_NAME_MAX    32u        /* bytes of any name, with its NUL */
#define TVP_PARAMS_MAX  256u       /* bytes of a workload's or a model's own parameters */
#define TVP_MESSAGE_MAX 200u       /* bytes of a failure's text, with its NUL */
#define TVP_PATH_MAX    1024u      /* bytes of a path handed to a trial */
#define TVP_WORDS_MAX   5u         /* of what starts a worker that is a fresh image */
#define TVP_PROBES_MAX  16u        /* probes compiled in */
#define TVP_VALUES_MAX  96u        /* metrics of all probes together */
#define TVP_SHARED_MAX  (1u << 24) /* bytes that a workload may share between its workers */
#define TVP_HANDLES_MAX 512u       /* handles that a workload may hand to its workers */
#define TVP_FAMILY_MAX                                                                                       \
    (2 * TVP_WORKERS_MAX + 2u) /* processes of a trial: parent, data's owner, workers, a model's helpers */

/* ---- parameters ------------------------------------------------------------------- */

/* How the text of a parameter is read. Every parameter is one uint64_t of the owner's
 * parameter structure: a count, bytes, nanoseconds, or the index of a choice. */
enum tvp_param_type { TVP_PARAM_COUNT, TVP_PARAM_SIZE, TVP_PARAM_DURATION, TVP_PARAM_CHOICE };

struct tvp_param {
    const char *name; /* lower case, unique within its owner; NULL ends a list */
    enum tvp_param_type type;
    size_t offset;        /* of its uint64_t in the parameter structure */
    const char *fallback; /* the default, as a user would write it */
    const char *choices;  /* "a|b|c" for TVP_PARAM_CHOICE, else NULL */
    uint64_t min, max;    /* inclusive; not used for choices */
    const char *brief;    /* one line, with the unit */
};

/* ---- what a trial and its workers show to a case ------------------------------------ */

/* The trial, as every process of it sees it. All pointers are local to the process. */
struct tvp_trial {
    uint32_t workers;
    const void *params;  /* the workload's parameter structure, read only */
    void *shared;        /* zeroed at first, shared by all workers under every model; 64-byte aligned */
    size_t shared_bytes; /* what shared_bytes() asked for */
    unsigned char *data; /* the dataset as this process sees it; NULL without one */
    uint64_t data_bytes; /* a multiple of page_bytes; what each worker is to have, also where data is NULL */
    uint64_t page_bytes; /* of the system, whatever --pages says: the step that touches every page */
    uint32_t write_percent; /* share of the data's pages that each worker writes, 0 to 100 */
    uint64_t seed;          /* of this trial */
    const char *tmp_path;   /* a private folder, removed with the run; "" when there is none */
    const struct tvp_workload *workload;
    const void *model_params; /* the model's parameter structure, read only */
    int64_t parent_pid;       /* the process with whose death a worker started from here is to die */
    int64_t data_handle;      /* of the shared dataset's object, as this process names it, or -1 */
    int64_t channel_handle;   /* the reading end of the copy channel of the worker being started, likewise */
    unsigned char *heap;      /* in the parent and what has its memory: the further heap; NULL without one */
    uint64_t heap_bytes;      /* a multiple of page_bytes */
    struct map_head *map;     /* the harness's own */
};

/* One worker, in its own thread or process. Lives until tvp_worker_enter returns. */
struct tvp_worker {
    struct tvp_trial *trial;
    uint32_t index;     /* 0 .. trial->workers - 1 */
    uint32_t start;     /* which crew of the trial it belongs to, 0 .. starts - 1 */
    const void *params; /* = trial->params */
    unsigned char
        *data; /* this worker's view of the dataset: own, inherited or shared; NULL: it has to ask */
    uint64_t data_bytes;
    uint64_t ops_total;     /* ops asked of run() so far, timed and untimed; kept by the harness */
    void *state;            /* the workload's own, made by setup */
    struct map_worker *map; /* the harness's own */
    int64_t owner;          /* the harness's own: the connection to the data's owner, or -1 */
    unsigned char *page;    /* the harness's own: what the owner answered; NULL unless there is one */
    void *latency;          /* the harness's own: where tvp_latency counts; NULL while ops are untimed */
    /* Of a model whose workers take turns; NULL for the others. To be called by tvp_block_begin and _end. */
    void (*block_begin)(struct tvp_worker *worker);
    void (*block_end)(struct tvp_worker *worker);
    /* Under every model the harness looks at *request after each batch, timed or not, and calls hand_over
     * when it is not 0; only a model whose workers take turns ever sets it. */
    uint32_t *request;
    void (*hand_over)(struct tvp_worker *worker);
    uint64_t turns_ns; /* time spent waiting for its turn so far; kept by such a model */
    unsigned char scratch[256]
        __attribute__((aligned(64))); /* free for the workload: state without an allocation */
};

/* Around each operation of run() that may block (a read, a wait, a sleep): a model whose workers take turns
 * lets another one run meanwhile. Nothing but a look at a pointer under every other model. Not to be nested.
 */
static inline void tvp_block_begin(struct tvp_worker *worker)
{
    if (worker->block_begin != NULL)
        worker->block_begin(worker);
}

static inline void tvp_block_end(struct tvp_worker *worker)
{
    if (worker->block_end != NULL)
        worker->block_end(worker);
}

/* Says what went wrong, in one line without a newline, and returns -1. The first message of a
 * worker is kept. To be called off the measured path. */
int tvp_fail(struct tvp_worker *worker, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for what concerns the whole trial (prepare, check, serve). Returns -1. */
int tvp_fail_trial(struct tvp_trial *trial, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* In run(), of a workload with TVP_TELLS_LATENCY: one op took so long, from when it was meant to begin.
 * Counted when the op ends between GO and DONE. Neither allocates nor calls the system. */
void tvp_latency(struct tvp_worker *worker, uint64_t ns);

/* The same for ops that follow one another, each meant to begin when the one before has ended: one look at
 * the clock an op, and none while ops are untimed. tvp_op_begin: before the first op of run(); when that is,
 * ns. tvp_op_end: after each; `begin_ns` is what the last of the two returned. For ops of a microsecond or
 * more: of shorter ones the clock is a large part. */
static inline uint64_t tvp_op_begin(const struct tvp_worker *worker)
{
    return worker->latency != NULL ? plat_now_ns() : 0;
}

static inline uint64_t tvp_op_end(struct tvp_worker *worker, uint64_t begin_ns)
{
    uint64_t now_ns;

    if (worker->latency == NULL)
        return 0;
    now_ns = plat_now_ns();
    tvp_latency(worker, now_ns - begin_ns);
    return now_ns;
}

/* Ops that worker `index` was asked for in the crew that worked; valid in check(). */
uint64_t tvp_worker_ops(const struct tvp_trial *trial, uint32_t index);

/* In prepare(): hands a handle (of a channel, say) to all workers, under every model: threads have it, a fork
 * inherits it, a fresh image or a server that forks is given it. It stays open until the trial ends. Returns
 * its place, for tvp_handle_at, or a plat error. */
int32_t tvp_handle_share(struct tvp_trial *trial, int64_t handle);
/* In a worker: that handle, as this process names it. */
int64_t tvp_handle_at(const struct tvp_trial *trial, int32_t place);

/* Called by serve() once the server can be reached. */
void tvp_serve_ready(struct tvp_trial *trial);

/* ---- the dataset -------------------------------------------------------------------- */

/* The dataset is made of pages of trial->page_bytes. In every page the 8-byte slots
 * 0 .. TVP_WORKERS_MAX - 1 are zero (a worker may write its own), the rest hold
 * tvp_data_word(seed, page, slot). */
uint64_t tvp_data_word(uint64_t seed, uint64_t page, uint64_t slot);

/* Where a worker's `data` is NULL although there is a dataset, it asks the process that owns it; an answer
 * that does not come fails the worker at its end. Each is a blocking operation, marked as such.
 * tvp_data_page: the page, in the worker's own memory until it asks again. tvp_data_get: one word of it.
 * tvp_data_count: the owner adds 1 to the worker's own slot of it. */
const unsigned char *tvp_data_page(struct tvp_worker *worker, uint64_t page);
uint64_t tvp_data_get(struct tvp_worker *worker, uint64_t page, uint64_t slot);
void tvp_data_count(struct tvp_worker *worker, uint64_t page);

/* ---- workloads ------------------------------------------------------------------------ */

enum tvp_need {
    TVP_NEEDS_DATA = 1u << 0, /* a dataset: --data above 0 */
    TVP_NEEDS_TMP = 1u << 1,  /* a private folder for files */
    TVP_NOT_IN_SUITES =
        1u << 2, /* not meant by `all`: made to fail, or of no use without an option of its own */
    TVP_WRITES_DATA = 1u << 3,   /* writes write_percent of the dataset's pages; others write none */
    TVP_ASKS_FOR_DATA = 1u << 6, /* where worker->data is NULL it asks for the data: tvp_data_page, _count */
    TVP_ONE_LIFE = 1u << 7, /* a worker's traces keep another one from taking its place in the same trial */
    TVP_IS_COMMAND =
        1u << 9, /* each worker is the program that --exec names: none of the functions is called */
    TVP_TELLS_LATENCY = 1u << 5, /* tells each op's latency, or none where parameters make ops too short */
    TVP_NEEDS_PAIRS = 1u << 4,   /* workers 2k and 2k + 1 work with each other: an even number of them */
    TVP_NEEDS_COMPANY = 1u << 8  /* workers wait for each other's ops: all are at work through the trial */
};

struct tvp_workload {
    const char *name, *brief;
    const char *op;                 /* what one operation is, and what it does not include */
    const char *doc;                /* a paragraph: how it is verified, what is shared under which model */
    uint32_t version;               /* part of a result's key: a changed op is another series; from 1 */
    uint32_t needs;                 /* enum tvp_need */
    const struct tvp_param *params; /* ended by a NULL name; NULL for none */
    size_t params_bytes;            /* sizeof the parameter structure, at most TVP_PARAMS_MAX */

    /* Why it cannot run on this system with these parameters, or NULL: it can. NULL function: always can.
     * Asked by the controller. */
    const char *(*refuses)(const void *params);
    /* Bytes that the workers share, at most TVP_SHARED_MAX. NULL for none. Pure. */
    size_t (*shared_bytes)(const void *params, uint32_t workers);
    /* The number of ops of a worker is a multiple of this (whole passes over the data, say).
     * NULL for 1. Pure. */
    uint64_t (*round_ops)(const void *params, uint64_t data_bytes, uint64_t page_bytes);
    /* Once a trial, in the parent, off the clock, before any worker. 0, or tvp_fail_trial(). */
    int (*prepare)(struct tvp_trial *trial);
    /* A server outside the measured family, in a fresh process of its own; calls
     * tvp_serve_ready and then serves until it is killed. NULL for none. */
    int (*serve)(struct tvp_trial *trial);
    /* Each worker, off the clock, after READY. 0, or tvp_fail(). */
    int (*setup)(struct tvp_worker *worker);
    /* Measured. Does `ops` operations. No allocation, no lock and no system call but those that
     * are the work itself. A failure is kept in the worker's state and told by verify. */
    void (*run)(struct tvp_worker *worker, uint64_t ops);
    /* Was the work of this worker done? Off the clock, after all workers have stopped.
     * 0, or tvp_fail(). */
    int (*verify)(struct tvp_worker *worker);
    void (*teardown)(struct tvp_worker *worker);
    /* The same for what only the whole can tell (a sum); in the parent, after every worker's
     * verify. 0, or tvp_fail_trial(). */
    int (*check)(struct tvp_trial *trial);
    /* For tests: called at the points of a worker's life. NULL for none. */
    void (*at)(struct tvp_worker *worker, const char *point);
    const char *unsupported; /* why it is not in this build; still listed and recorded */
    /* ---- of one that is written for another language's runtime (bench/runtimes/); else zero ---- */
    const char
        *runtime;      /* whose models alone can play it; the functions above are then none but the pure ones
                        */
    uint32_t sharings; /* bits 1 << enum map_sharing that it can do with; 0: all */
    const struct tvp_workload *served_by; /* whose server, parameters and shared memory it uses */
};

/* A user's own workload: a shared library whose source ends in TVP_PLUGIN(it), played by `tvp run --load
 * FILE`. It may call what this header and those that it includes declare; docs/own-workload.md has an
 * example. */
struct tvp_plugin {
    uint32_t api_version, workload_bytes; /* what it was built against */
    const struct tvp_workload *workload;
};
#define TVP_PLUGIN(it)                                                                                       \
    __attribute__((visibility("default"))) extern const struct tvp_plugin tvp_plugin;                        \
    const struct tvp_plugin tvp_plugin = {TVP_API_VERSION, (uint32_t)sizeof(struct tvp_workload), &(it)}

/* ---- models ------------------------------------------------------------------------------ */

enum tvp_provides {
    TVP_ONE_ADDRESS_SPACE = 1u << 0, /* workers see the parent's memory itself */
    TVP_INHERITS = 1u << 1,          /* workers start with the parent's memory, own or shared */
    TVP_FRESH_IMAGE = 1u << 2,       /* workers are a new program */
    TVP_PROCESSES = 1u << 3,         /* workers are processes; of the family's memory, unless they share the
                                      * parent's */
    TVP_CANNOT_PIN = 1u << 6,        /* of a runtime that cannot bind its workers to CPUs */
    TVP_TAKES_TURNS = 1u << 4        /* not all workers run at once, however many CPUs there are */
};

/* The crew of a trial, in the parent. */
struct tvp_crew {
    struct tvp_trial *trial;
    uint32_t start;                         /* which crew of the trial this is */
    struct plat_task task[TVP_WORKERS_MAX]; /* filled by the model's start */
    /* Processes of the model's own beside the workers, kept by the model: members of the family's memory. */
    uint32_t helpers;
    int64_t helper[TVP_WORKERS_MAX];
};

struct tvp_model {
    const char *name, *brief, *doc;
    int by_default; /* 1: taken where nobody names any; `all` takes the others too */
    uint32_t
        provides; /* enum tvp_provides. Without TVP_INHERITS workers map what is handed to them by name */
    const struct tvp_param *params; /* ended by a NULL name; NULL for none. Called MODEL.NAME by users */
    size_t params_bytes;            /* sizeof the parameter structure, at most TVP_PARAMS_MAX */
    /* Why it cannot run on this system, or NULL: it can. NULL function: always can. Asked by the controller,
     * once. */
    const char *(*refuses)(void);
    /* How many processes and threads it needs beside its workers. Pure. NULL for none. */
    uint32_t (*extra_tasks)(const void *params, uint32_t workers);
    /* All of the following but start and join may be NULL. */
    /* Once a trial, off the clock, before the parent grows: no heap, no data, nothing prepared yet. 0, or
     * tvp_fail_trial(). */
    int (*early)(struct tvp_crew *crew);
    /* Once a trial, off the clock, when the parent is as large as it is to be. 0, or tvp_fail_trial(). */
    int (*open)(struct tvp_crew *crew);
    /* Off the clock, before each CALL: what must be ready for worker i. 0 or a negative plat error. */
    int (*before)(struct tvp_crew *crew, uint32_t i);
    /* Between CALL and CALLED: brings worker i to life, whose first statement takes ENTER and which
     * ends in tvp_worker_enter. 0 or a negative plat error. */
    int (*start)(struct tvp_crew *crew, uint32_t i);
    /* Waits for worker i's end and reaps it. 0 or a negative plat error. */
    int (*join)(struct tvp_crew *crew, uint32_t i, struct plat_exit *how);
    /* Has worker i ended by itself? 1 (*how filled), 0, or a negative plat error. Does not wait. NULL: it is
     * the process in crew->task[i], or a thread, which ends with the trial. */
    int (*poll)(struct tvp_crew *crew, uint32_t i, struct plat_exit *how);
    /* Of a model whose workers share processes other than the parent: the first and the last worker of worker
     * i's. NULL: there are none such. */
    void (*mates)(const struct tvp_crew *crew, uint32_t i, uint32_t *first, uint32_t *last);
    /* Ends all workers that are still there, after a failure. NULL: as for poll. */
    void (*abandon)(struct tvp_crew *crew);
    void (*close)(struct tvp_crew *crew);
    /* In each worker, off the clock, before its first op of the measured path and after the last one: where a
     * model whose workers take turns begins and ends to make them. Between the two the worker has its turn.
     */
    void (*begin)(struct tvp_worker *worker);
    void (*end)(struct tvp_worker *worker);
    const char *unsupported;
    /* ---- of one that another language's runtime has (bench/runtimes/); else zero ---- */
    const char *runtime; /* whose program plays the trial; the functions above are then none */
    uint32_t sharings;   /* bits 1 << enum map_sharing that it can do with; 0: all */
};

/* The body of every worker, whatever the model. `enter_ns`: taken in the model's first statement
 * in the new worker. Returns the worker's exit code. */
int tvp_worker_enter(struct tvp_trial *trial, uint32_t start, uint32_t index, uint64_t enter_ns);

/* For models whose workers are started by a process other than the trial's parent: binds the caller to the
 * CPU where worker i is to be born, as the parent binds itself before each CALL. */
void tvp_go_to_worker(const struct tvp_trial *trial, uint32_t i);

/* For models whose workers are forked by a process that was there before the workload made its handles: how
 * many those are, their places from 0 on, and how the workers name one of them from now on. */
uint32_t tvp_handle_count(const struct tvp_trial *trial);
void tvp_handle_rename(struct tvp_trial *trial, uint32_t place, int64_t handle);

/* For models that start fresh images: the program to start, and the mapping's handle made to survive into it.
 * tvp_offer_map: 0, or tvp_fail_trial(). */
uint32_t tvp_provides(const struct tvp_trial *trial);      /* the model's enum tvp_provides */
const char *tvp_image_path(const struct tvp_trial *trial); /* of the lean image */
int tvp_offer_map(struct tvp_trial *trial);
/* What worker i of the crew is started as: the lean image, told which worker it is, or a user's command. */
struct tvp_program {
    const char *path;
    char *const *argv;          /* ended by NULL */
    char *words[TVP_WORDS_MAX]; /* the two may lie here */
    char text[2][12];
};
void tvp_program_of(const struct tvp_crew *crew, uint32_t i, struct tvp_program *program);

#ifdef __cplusplus
}
#endif

#include "tvp_probe.h"

#endif
