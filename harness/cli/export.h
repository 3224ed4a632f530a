/* SPDX-License-Identifier: MIT */
/* The formats of `tvp export`. Those that hold every record stream them, so that memory does not grow with
 * their number; those of other tools get series: the values of one metric over the trials of one cell. */
#ifndef TVP_EXPORT_H
#define TVP_EXPORT_H

#include "../store/cell_label.h"
#include "view.h"

/* ---- which formats there are ---- */

/* object export_format_ID in harness/cli/export_ID.c, its name for users, what it is. A new format is its
 * file and a line here. */
#define EXPORT_FORMATS(X)                                                                                    \
    X(bencher, "bencher", "Bencher metric format: median and 95 % interval of each metric")                  \
    X(gbench, "gbench", "google-benchmark's JSON: a repetition a trial, and their aggregates")               \
    X(github_action, "github-action", "github-action-benchmark's custom format: medians of one direction")   \
    X(hyperfine, "hyperfine", "hyperfine's JSON: a time a trial, in seconds")                                \
    X(openmetrics, "openmetrics", "OpenMetrics text: gauges of medians, intervals and counts")               \
    X(pyperf, "pyperf", "pyperf's JSON: a run a trial, in seconds or bytes")                                 \
    X(portable, "portable", "what does not depend on the machine, for `tvp compare FILE RUN`")               \
    X(csv, "csv", "every value of every trial and worker, a row each (the default)")                         \
    X(json, "json", "one document with the machine, the plan and all records")

/* Units that a format can hold, as bits: those of the metrics' own units. */
enum export_unit {
    EXPORT_TIMES = 1u << 0,  /* ns */
    EXPORT_BYTES = 1u << 1,  /* bytes */
    EXPORT_COUNTS = 1u << 2, /* count */
    EXPORT_OTHERS = 1u << 3  /* ops/s, ratio, and what this build does not know */
};

struct export_set;

struct export_format {
    /* One of the two. 0, or -1 with *error; errors of writing are the caller's to look for (ferror). */
    int (*stream)(struct reader *reader, FILE *to, char error[READER_ERROR_MAX]);
    int (*write)(const struct export_set *set, FILE *to, char error[READER_ERROR_MAX]);
    /* The rest is for those that write sets. */
    const char *metrics; /* what is taken unless the user names some; see export_request.metrics */
    uint32_t units;      /* enum export_unit, or'ed */
    int one_direction; /* 1: a file tells only metrics where lower is better, or only those where higher is */
    int positive;      /* 1: values of 0 and below cannot be told */
    int timestamps;    /* 1: samples can carry the time of the run */
};

#define EXPORT_DECLARE(id, name, brief) extern const struct export_format export_format_##id;
EXPORT_FORMATS(EXPORT_DECLARE)

/* The format called `name`. NULL: there is none; then *nearest is the name most like it, or NULL. */
const struct export_format *export_format_find(const char *name, const char **nearest);
/* "bencher, gbench, ... or json"; returns `out`. */
const char *export_format_names(char out[200]);

/* ---- what is exported ---- */

struct export_request {
    const char *format;  /* its name, for messages */
    const char *metrics; /* names with commas between, A|B for B where a cell has no A, or "all"; NULL: the
                            format's */
    int better;          /* enum tvp_better: only metrics of this direction; EXPORT_ANY_DIRECTION */
    int timestamps;
};
#define EXPORT_ANY_DIRECTION (-1)

struct export_series {
    const struct view_cell *cell;
    const struct view_series *trials; /* of those that are ok, in the order in which they ran; at least one */
    const char *cell_name;            /* its label, unique in the set */
    const char *metric, *unit, *brief; /* brief: "" when the plan has none */
    uint32_t better;                   /* enum tvp_better */
    struct stats_interval median;      /* over trials */
};

struct export_set {
    const struct view *view;
    char **cell_names;            /* by the cell's place in view->cells; owned, as is `series` */
    struct export_series *series; /* cell by cell, metrics in the order asked for */
    size_t count, room;
    size_t left_out; /* series that the format cannot tell for a value of 0 or below */
    int timestamps;
};

/* Chooses what is to be exported. 0 (export_set_free it), or -1 with one line in *error: an unknown metric,
 * one that the format cannot hold, nothing to export, out of memory. */
int export_select(struct export_set *set, const struct view *view, const struct export_format *format,
                  const struct export_request *request, char error[READER_ERROR_MAX]);
void export_set_free(struct export_set *set);

/* ---- names ---- */

/* cell_label of this cell. free() it. NULL: out of memory. */
char *export_cell_name(const struct view_cell *cell);
/* cell_label_params, likewise. */
char *export_cell_params(const struct view_cell *cell);
/* The cell's name, "/" and the metric's: for formats that know one name only. free() it. */
char *export_series_name(const struct export_series *series);

/* ---- figures ---- */

struct export_moments {
    double mean, deviation, median, least, most; /* deviation: of the sample, n - 1; NaN for one value */
};
void export_moments(const double *values, size_t count, struct export_moments *out);
/* The values over `divisor`, in the order in which the trials ran. free() it. NULL: out of memory. */
double *export_values(const struct export_series *series, double divisor);
/* The value of another metric in the same cell and the same trial as trials->values[i]. 1, or 0: there is
 * none. */
int export_beside(const struct export_set *set, const struct export_series *series, size_t i,
                  const char *metric, double *value);
/* ns of CPU time in user mode and in the kernel that one op took in trial i of an op_ns series, all workers'
 * shared out over all ops. 1, or 0: not known, or not a series of op_ns. */
int export_op_cpu(const struct export_set *set, const struct export_series *series, size_t i, double *user_ns,
                  double *system_ns);
/* Timed ops of one worker; 0 when the plan does not say. */
uint64_t export_ops(const struct export_set *set, const struct export_series *series);
/* When the run began, in seconds since 1970, UTC. 1, or 0: the run does not say. */
int export_epoch(const struct reader *reader, int64_t *seconds);

/* ---- writing ---- */

/* `value` as JSON, on one line, its numbers as number_json has them. Borrows it. */
void export_put(FILE *to, const json_t *value);
/* The same after `before`, and gives it up. 0, or -1 with *error when `value` is NULL: jansson could not make
 * it. */
int export_give(FILE *to, const char *before, json_t *value, char error[READER_ERROR_MAX]);

#endif
