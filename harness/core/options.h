/* SPDX-License-Identifier: MIT */
/* The one table of options: the command line of `tvp run`, suite files and the help text are made of it. */
#ifndef TVP_OPTIONS_H
#define TVP_OPTIONS_H

#include "plan.h"

#define LIST_MAX           128u
#define PARAM_TEXT_MAX     2048u
#define OPTION_ERROR_MAX   512u
#define OPTION_DATA_MAX    (1ull << 40)
#define OPTION_TIME_MAX_NS 3600000000000ull
#define OPTION_TRIALS_MAX  100000u
#define OPTION_SEED_MAX    ((1ull << 53) - 1) /* exact in JSON */

/* Values of an option in the order in which they were given, each once. Of names: the index in the
 * registry or enumeration. */
struct number_list {
    uint64_t item[LIST_MAX];
    uint32_t count;
    int all; /* 1: by the word `all` or by default, so that none of them was asked for by name */
};

/* What the user asked for: which cells, and how to run them. */
struct request {
    int two_bounds; /* 1: --budget and --trials may be given together, whichever ends first; set by the
                       command */
    struct number_list workloads, models, sharings, workers, placements, data, write, heap, pages, creators,
        lifetimes, tasks;
    struct number_list kinds;
    struct number_list factors[FACTOR_COUNT];
    uint64_t starts, time_ns, ops, batch;
    char params[PARAM_TEXT_MAX]; /* [WORKLOAD.]NAME=VALUE, each followed by a comma */
    char probes[MAP_PROBES_MAX]; /* asked for beside the defaults, each followed by a comma */
    uint64_t budget_ns, trials, target_millionths, seed, timeout_ns;
    char label[64], out[TVP_PATH_MAX], resume[TVP_PATH_MAX], plan[TVP_PATH_MAX], suite[TVP_PATH_MAX];
    char reference[TVP_PATH_MAX], wrapper[TVP_PATH_MAX], load[TVP_PATH_MAX], images[4 * TVP_PATH_MAX],
        pythons[4 * TVP_PATH_MAX];
    char exec[COMMAND_BYTES_MAX];
    uint64_t force, dry_run, quiet, verbose; /* flags: 0 or 1 */
    uint64_t given;                          /* bits 1 << enum option_id */
};

enum option_kind {
    OPTION_NAMES,     /* a list of words of a vocabulary, or `all` */
    OPTION_WORKERS,   /* a list of counts, N, 2N, N/2, 1..N */
    OPTION_SIZES,     /* a list of sizes */
    OPTION_PERCENTS,  /* a list of percentages */
    OPTION_DURATIONS, /* a list of durations */
    OPTION_COUNTS,    /* a list of numbers */
    OPTION_COUNT,
    OPTION_DURATION,
    OPTION_SHARE,
    OPTION_TEXT,
    OPTION_LABEL,
    OPTION_FLAG,
    OPTION_PARAMS, /* adds to those given before */
    OPTION_PROBES  /* likewise */
};
enum option_scope {
    SCOPE_CELLS, /* which cells: on every line of a suite */
    SCOPE_RUN,   /* how they are run: on a suite's `all:` line */
    SCOPE_USER   /* on the command line only */
};

/* The words that a list of names may hold. */
struct vocabulary {
    const char *what;                 /* "workload" */
    const char *(*name_of)(size_t i); /* NULL past the end */
    int (*in_all)(size_t i);          /* whether `all` means it too; NULL: always */
};
extern const struct vocabulary vocabulary_workloads, vocabulary_models, vocabulary_sharings,
    vocabulary_placements, vocabulary_pages, vocabulary_creators, vocabulary_lifetimes, vocabulary_kinds;

/* id, name, argument, kind, scope, field, vocabulary, least, most, help */
/* Those that `tvp ab` and `tvp selftest` have too, and those that are of `tvp run` alone. */
#define SHARED_OPTIONS(X)                                                                                    \
    X(WORKLOAD, "workload", "LIST", NAMES, CELLS, workloads, &vocabulary_workloads, 0, 0,                    \
      "what the workers do (`tvp list workloads`), or `all`")                                                \
    X(MODEL, "model", "LIST", NAMES, CELLS, models, &vocabulary_models, 0, 0,                                \
      "how workers come to be, or `all`; default: those that `tvp list models`\n"                            \
      "        does not have only when asked for")                                                           \
    X(SHARING, "sharing", "LIST", NAMES, CELLS, sharings, &vocabulary_sharings, 0, 0,                        \
      "how they get the data: inherit, copy, shm, load, seed, server, or all;\n"                             \
      "        default: shm")                                                                                \
    X(WORKERS, "workers", "LIST", WORKERS, CELLS, workers, NULL, 1, TVP_WORKERS_MAX,                         \
      "how many: numbers, N (the CPUs that we may use), N/2, 2N, and ranges\n"                               \
      "        that double, such as 1..N; what is made of N ends at 256; default: 1")                        \
    X(PLACEMENT, "placement", "LIST", NAMES, CELLS, placements, &vocabulary_placements, 0, 0,                \
      "on which CPUs: same-cpu, same-core, compact, scatter, none, or all;\n"                                \
      "        default: compact")                                                                            \
    X(PARAM, "param", "[CASE.]NAME=VALUE,...", PARAMS, CELLS, params, NULL, 0, 0,                            \
      "parameters of a workload ([WORKLOAD.]NAME) or a model (MODEL.NAME);\n"                                \
      "        may be given again, the last one counts")                                                     \
    X(DATA, "data", "SIZES", SIZES, CELLS, data, NULL, 0, OPTION_DATA_MAX,                                   \
      "dataset that the parent holds; above 0 adds trials of memory; default: 0")                            \
    X(WRITE, "write", "PERCENTS", PERCENTS, CELLS, write, NULL, 0, 100,                                      \
      "share of the dataset's pages that each worker writes; default: 0")                                    \
    X(HEAP, "heap", "SIZES", SIZES, CELLS, heap, NULL, 0, OPTION_DATA_MAX,                                   \
      "further touched heap of the parent; default: 0")                                                      \
    X(PAGES, "pages", "LIST", NAMES, CELLS, pages, &vocabulary_pages, 0, 0,                                  \
      "pages of data and heap: 4k, thp; default: 4k")                                                        \
    FACTORS(X)                                                                                               \
    X(STARTS, "starts", "K", COUNT, CELLS, starts, NULL, 1, TVP_STARTS_MAX,                                  \
      "crews that each trial starts, one after the other; default: 1")                                       \
    X(CREATOR, "creator", "LIST", NAMES, CELLS, creators, &vocabulary_creators, 0, 0,                        \
      "CPU from which workers are started: same (as the worker's), other;\n"                                 \
      "        default: same")                                                                               \
    X(LIFETIME, "lifetime", "LIST", NAMES, CELLS, lifetimes, &vocabulary_lifetimes, 0, 0,                    \
      "how long a worker lives: trial, pool (it waits for each task), task (a\n"                             \
      "        new one for each), or all; default: trial")                                                   \
    X(TASK, "task", "DURATIONS", DURATIONS, CELLS, tasks, NULL, 1000, OPTION_TIME_MAX_NS,                    \
      "cuts the work into tasks of that length; default with --lifetime: 1ms")                               \
    X(TIME, "time", "DURATION", DURATION, CELLS, time_ns, NULL, 1000, OPTION_TIME_MAX_NS,                    \
      "how long a worker should work, found by a pilot; default: 100ms, or less\n"                           \
      "        where a rehearsal for --budget or --target says that less is as good")                        \
    X(OPS, "ops", "N", COUNT, CELLS, ops, NULL, 1, 1ull << 53, "or: how many ops each worker does")          \
    X(BATCH, "batch", "N", COUNT, CELLS, batch, NULL, 1, 1ull << 53,                                         \
      "ops between two stamps; default: as many as take 100us")                                              \
    X(KINDS, "kinds", "LIST", NAMES, CELLS, kinds, &vocabulary_kinds, 0, 0,                                  \
      "kinds of trials: time, memory; default: time, and memory with --data")                                \
    X(PROBE, "probe", "LIST", PROBES, RUN, probes, NULL, 0, 0,                                               \
      "probes beside the default ones (`tvp list probes`)")                                                  \
    X(BUDGET, "budget", "DURATION", DURATION, RUN, budget_ns, NULL, 1000000, 1000 * OPTION_TIME_MAX_NS,      \
      "how long the run may take: blocks by noise and cost, at least one")                                   \
    X(TRIALS, "trials", "N", COUNT, RUN, trials, NULL, 1, OPTION_TRIALS_MAX,                                 \
      "or: blocks of each kind; default: 10, with --target 128")                                             \
    X(SEED, "seed", "N", COUNT, RUN, seed, NULL, 0, OPTION_SEED_MAX,                                         \
      "of the order and of the data; default: from the clock")                                               \
    X(TIMEOUT, "timeout", "DURATION", DURATION, RUN, timeout_ns, NULL, 1000000, 24 * OPTION_TIME_MAX_NS,     \
      "after which a trial is killed; default: 30s")                                                         \
    X(LABEL, "label", "NAME", LABEL, USER, label, NULL, 0, 0, "written in place of the host's name")         \
    X(OUT, "out", "DIR", TEXT, USER, out, NULL, 0, 0, "the run folder; default: results/UTC-HOST-ID")        \
    X(LOAD, "load", "FILE", TEXT, USER, load, NULL, 0, 0,                                                    \
      "a workload of your own, a shared library; may be given several times\n"                               \
      "        (docs/own-workload.md)")                                                                      \
    X(EXEC, "exec", "COMMAND", TEXT, USER, exec, NULL, 0, 0,                                                 \
      "a program in any language as the workload `command`, started once for\n"                              \
      "        each worker (docs/exec.md); its words as in sh, but no shell is started")                     \
    X(EXEC_WRAPPER, "exec-wrapper", "COMMAND", TEXT, USER, wrapper, NULL, 0, 0,                              \
      "starts every image by it (an emulator, say: \"qemu-aarch64-static -L\n"                               \
      "        /usr/aarch64-linux-gnu\"); words separated by blanks, no shell")                              \
    X(DRY_RUN, "dry-run", "", FLAG, USER, dry_run, NULL, 0, 0, "prints what would be run, and runs nothing") \
    X(QUIET, "quiet", "", FLAG, USER, quiet, NULL, 0, 0, "no progress")                                      \
    X(VERBOSE, "verbose", "", FLAG, USER, verbose, NULL, 0, 0, "a line for each trial")
#define RUN_ONLY_OPTIONS(X)                                                                                  \
    X(TARGET, "target", "PERCENT", SHARE, RUN, target_millionths, NULL, 1000, 500000,                        \
      "how narrow the 95 % intervals shall be (of op_ns; of enter_ns where\n"                                \
      "        --starts is above 1; of family_pss_bytes): cells that got there are not\n"                    \
      "        played any longer, the others until --budget or --trials ends")                               \
    X(RESUME, "resume", "DIR", TEXT, USER, resume, NULL, 0, 0, "runs what is missing in that run folder")    \
    X(PLAN, "plan", "FILE", TEXT, USER, plan, NULL, 0, 0,                                                    \
      "runs the cells of an existing plan.jsonl, in its order")                                              \
    X(REFERENCE, "reference", "PATH|HASH", TEXT, USER, reference, NULL, 0, 0,                                \
      "a pinned lean image (an earlier tvp-trial, or its hash): it plays each\n"                             \
      "        timed cell too, in the same blocks; see `tvp history`")                                       \
    X(IMAGE, "image", "NAME=PATH|HASH,...", TEXT, USER, images, NULL, 0, 0,                                  \
      "lean images (a tvp-trial of another libc or build, or a kept one's hash)\n        that play each "    \
      "cell, in the same blocks, as rows of their own")                                                      \
    X(PYTHON, "python", "[NAME=]PATH,...", TEXT, USER, pythons, NULL, 0, 0,                                  \
      "interpreters that play each cell of Python, in the same blocks, as\n        rows of their own; "      \
      "default: "                                                                                            \
      "/usr/bin/python3, or the first in PATH")                                                              \
    X(FORCE, "force", "", FLAG, USER, force, NULL, 0, 0, "resumes although image, boot or machine differ")
#define RUN_OPTIONS(X) SHARED_OPTIONS(X) RUN_ONLY_OPTIONS(X)

enum option_id {
#define X(id, ...) OPTION_ID_##id,
    RUN_OPTIONS(X)
#undef X
        OPTION_ID_COUNT
};

struct option {
    const char *name, *argument, *help;
    enum option_kind kind;
    enum option_scope scope;
    size_t offset, bytes; /* of its field in struct request */
    const struct vocabulary *words;
    uint64_t least, most;
};
extern const struct option run_options[OPTION_ID_COUNT];

/* The help of all options, for a usage text. */
#define X_HELP(id, name, argument, kind, scope, field, words, least, most, help)                             \
    "  --" name " " argument "\n        " help "\n"
#define RUN_OPTIONS_HELP    RUN_OPTIONS(X_HELP)
#define SHARED_OPTIONS_HELP SHARED_OPTIONS(X_HELP)

/* Where arguments come from: which options may be there. */
enum option_source { SOURCE_COMMAND, SOURCE_SUITE_ALL, SOURCE_SUITE_LINE };

/* All defaults; nothing is given. */
void request_default(struct request *request);
/* Reads arguments into *request, over what it holds. `cpus`: what N stands for. 0, or -1 with one line in
 * `error` that names the option and the text at fault. */
int options_parse(struct request *request, int argc, char *const *argv, enum option_source source,
                  uint32_t cpus, char error[OPTION_ERROR_MAX]);
static inline int request_has(const struct request *request, enum option_id id)
{
    return (int)(request->given >> id & 1u);
}
/* What the command line says about the cells and runs of a suite, over what a line of it says: of workloads,
 * models, sharings and placements, only those that both name remain (when the line names any); all else
 * replaces. */
void request_override(struct request *line, const struct request *command);
/* The options that those in `given` replace: --time and --ops, --budget and --trials. */
uint64_t request_rivals(uint64_t given);
/* Options that exclude one another. 0, or -1 with `error`. */
int request_check(const struct request *request, char error[OPTION_ERROR_MAX]);

#endif
