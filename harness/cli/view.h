/* SPDX-License-Identifier: MIT */
/* A run as its readers want it: for each cell and metric one figure a trial, ready for statistics. Used by
 * show and plot; export streams records and does without. */
#ifndef TVP_VIEW_H
#define TVP_VIEW_H

#include "../core/plan.h"
#include "../stats/paired.h"
#include "../store/health.h"
#include "../store/inside.h"
#include "../store/reader.h"

#define VIEW_METRICS_MAX 256u
#define VIEW_FIELDS_MAX  48u
#define VIEW_TEXT_MAX    96u
#define VIEW_CONFIDENCE  0.95

struct systems;

/* One trial's figure. Workers' metrics are reduced to the median over the workers that have a value. */
struct view_value {
    uint64_t trial;
    uint32_t block;
    double value;
};

/* All trials of one cell and kind that are ok. */
struct view_series {
    uint32_t metric; /* index of view.metrics */
    uint32_t kind;   /* enum tvp_kind */
    struct view_value *values;
    size_t count, room;
    size_t nulls;      /* trials that could not tell */
    char *null_reason; /* of the first of them; NULL: none given */
};

/* Of what a cell's noise is told: single ops, starts. */
enum noise_figure { NOISE_OP, NOISE_ENTER, NOISE_FIGURES };

/* A trial of time that is ok: what is inside it, and whether it was left alone. */
struct view_trial {
    uint64_t trial;
    uint32_t session, block;
    double judged[NOISE_FIGURES]; /* op_p10_ns, enter_p10_ns: of the median worker; NaN: none */
    struct health health;
    struct inside inside; /* owned */
};

struct view_cell {
    uint32_t id;
    const char *system; /* which of several runs it is of (view_join.h); NULL in the view of one */
    const char *workload, *model, *sharing, *placement, *unsupported; /* unsupported: "" when it is not */
    uint32_t version, workers;
    int oversubscribed, hidden; /* hidden: a filter leaves it out */
    const json_t *params;
    struct view_series *series;
    size_t series_count;
    size_t recorded;           /* trials of it that have a record */
    size_t good, bad;          /* its trials that are ok, and that failed, crashed or ran out of time */
    struct view_trial *trials; /* of hidden cells too: the run's usual spin is that of all */
    size_t trial_count, trial_room;
};

struct view_metric {
    char *name;
    char unit[16];
};

/* A trial that was not ok and not unsupported. */
struct view_trouble {
    uint64_t trial;
    uint32_t block, cell, status;
    char *reason;
};

struct view {
    struct reader reader;
    struct view_cell *cells;
    const struct view_cell *
        *order; /* the cells as people read them: models nearest to a thread first, else as in the plan */
    size_t cell_count;
    struct view_metric metrics[VIEW_METRICS_MAX];
    size_t metric_count;
    struct view_trouble *troubles;
    size_t trouble_count, trouble_room;
    uint64_t statuses[STATUS_COUNT]; /* records of each status */
    uint64_t records, sessions;
    int no_health;                 /* 1: no trial says anything of what disturbed it */
    const struct systems *systems; /* of several runs (view_join.h); NULL: of one */
};

/* What a user may choose by: words separated by commas, NULL for all. */
struct view_filter {
    const char *workload, *model, *sharing, *workers, *placement;
    int reference; /* 1: also what a pinned reference image played, which is hidden otherwise */
};

/* Reads the whole run at `path`. 0, or -1 with *error; view_close in both cases. */
int view_open(struct view *view, const char *path, const struct view_filter *filter,
              char error[READER_ERROR_MAX]);
void view_close(struct view *view);
/* Says on stderr that the last record of a run was torn, when it was and all have been read. */
void view_say_torn(const struct reader *reader);

/* 1: a pinned reference image played it. */
int view_is_reference(const struct view_cell *cell);
/* Index of a metric, or -1. */
int view_metric(const struct view *view, const char *name);
/* NULL when this cell has none, or no value, of that metric in trials of `kind`. */
const struct view_series *view_series(const struct view *view, const struct view_cell *cell,
                                      const char *metric, uint32_t kind);
/* The series of a metric that has no value in any trial, which tells why (null_reason, or NULL); NULL where
 * there is a value, or nothing at all. */
const struct view_series *view_silent(const struct view *view, const struct view_cell *cell,
                                      const char *metric, uint32_t kind);
/* Median over trials and its 95 % interval. `series` may be NULL: STATS_NONE. */
struct stats_interval view_median(const struct view_series *series);
/* Ratio above : below of the trials that ran in the same blocks, with its interval. STATS_NONE without pairs.
 */
struct stats_interval view_ratio(const struct view_series *above, const struct view_series *below);
/* The values, ascending; free() it. NULL for none. */
double *view_sorted(const struct view_series *series);

/* ---- trials as such (view_trial.c) ---- */

/* Keeps a trial of time that is ok, which `reader` has just read; for view_open. 0, or -1 with *error. */
int view_keep_trial(struct view *view, const struct reader *reader, const struct record *record,
                    char error[READER_ERROR_MAX]);
/* When all are there: judges the spins. 0, or -1 when out of memory. */
int view_judge(struct view *view);
void view_free_trials(struct view_cell *cell);
/* 1: that trial of the cell was disturbed. */
int view_disturbed(const struct view_cell *cell, uint64_t trial);

/* ---- fields: the words that tell cells apart (view_field.c) ---- */

/* Field `name` of a cell (system, workload, version, model, sharing, workers, placement, or a parameter) as
 * records have it; "" when it has none of that name. */
const char *view_field(const struct view_cell *cell, const char *name, char out[VIEW_TEXT_MAX]);
/* The same as a number; 0 when it is not one, else 1. */
int view_field_number(const struct view_cell *cell, const char *name, double *number);
/* For people: "2 workers", "heap 64M", "write 10 %". */
void view_field_label(const struct view_cell *cell, const char *name, char out[VIEW_TEXT_MAX]);
/* The value alone: "64M". */
void view_field_value(const struct view_cell *cell, const char *name, char out[VIEW_TEXT_MAX]);

struct view_fields {
    const char *names[VIEW_FIELDS_MAX];
    size_t count;
};
/* The fields that these cells have: columns first, then parameters by name. The names live as long as the
 * view. */
void view_fields_of(const struct view_cell *const *cells, size_t count, struct view_fields *out);
/* 1: it is the model, or a model's own parameter (MODEL.NAME): what goes with the model where cells are
 * compared by it. */
int view_field_is_model(const char *name);
/* 1: not all of these cells agree in field `name`; of a model's own parameter: those that have it. */
int view_varies(const struct view_cell *const *cells, size_t count, const char *name);

#endif
