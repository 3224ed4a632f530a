/* SPDX-License-Identifier: MIT */
/* Two arms that ran interleaved: what their trials say, and the verdicts at each look. `tvp ab` fills it as
 * trials end, `tvp compare` from the run folder; both judge by the same rule, from the first look on, so that
 * they come to the same verdicts. */
#ifndef TVP_ARMS_H
#define TVP_ARMS_H

#include "../core/ab_order.h"
#include "../stats/aligned.h"
#include "../stats/sequential.h"
#include "../stats/verdict.h"
#include "report.h"
#include "thresholds.h"

#define ARMS_LEVEL 0.01 /* of the family: all cells and metrics of a run */
#define ARMS_POWER 0.80
/* What two images differ by from run to run (other batches, another layout of memory), although within a run
 * hardly any noise is seen: 12 runs of the same two gave estimates from 7.13 to 7.17 %, some with intervals
 * narrower than .01 %. Every interval is wider by this much on either side. */
#define ARMS_BETWEEN_RUNS 0.0005

/* What is tested of a pair of cells. */
enum arms_figure {
    ARMS_OP,    /* ns an op, from the durations of batches */
    ARMS_ENTER, /* CALL to ENTER of starts 1 to K-1 */
    ARMS_FIGURES
};
const char *arms_metric(enum arms_figure figure); /* "op_p10_ns", "enter_p10_ns" */
const char *arms_beside(enum arms_figure figure); /* the median reported beside it: "op_ns", "enter_ns" */

/* One trial: its 10th percentile, by which it is judged, and its median. Of several workers the median one's;
 * 0: none. */
struct arms_level {
    double p10, median;
};
struct arms_value {
    uint32_t pass; /* the four trials of a pass are one block of the statistics */
    uint32_t arm;  /* 0: A, 1: B */
    struct arms_level all;
    struct arms_level together; /* of the batches during which all workers worked, where enough of them are */
};

struct arms_test {
    uint32_t pair;
    enum arms_figure figure;
    double threshold; /* of |log ratio| */
    struct arms_value *values;
    size_t count, room;
    /* judged */
    int looked, decided;
    double p;      /* two-sided, of no difference, at the last look */
    double beyond; /* repeated p of the difference not exceeding the threshold */
    double level;  /* at which Holm looked at it */
    double detectable;
    double error;                   /* standard error of the estimate; NaN when there is none */
    struct stats_interval interval; /* of the log ratio B : A */
    int apart;                      /* 1: workers were hardly ever at work together, so all batches count */
    uint32_t passes;                /* at its last look */
    size_t n[2];                    /* trials of each arm at it */
    enum stats_verdict verdict;
};

/* What there is to know of a pair before its trials. */
struct arms_cell {
    uint32_t starts;
    int together; /* 1: each worker has a CPU of its own, so that all can work at once, as they are meant to
                   */
};

struct arms {
    struct arms_test *tests;
    size_t test_count;
    uint32_t pair_count;
    uint64_t bad[2];          /* trials of each arm that were not ok */
    uint64_t *recorded;       /* records of each pair, whatever became of the trial */
    unsigned char *has_enter; /* pairs whose start-up is tested too */
    unsigned char *together;  /* pairs of which only batches count during which all workers worked */
    uint32_t look_trials[STATS_LOOKS_MAX], look_count;
    double level; /* of the family */
};

/* Settles which tests there are: each pair's op, and with more than one start its start-up. 0, or -1:
 * out of memory; arms_free in both cases. */
int arms_begin(struct arms *arms, uint32_t pair_count, const struct arms_cell *cells,
               const struct thresholds *thresholds);
/* Whether these workers have CPUs of their own. `cpus`: one a worker, or NULL when they are not bound. */
int arms_together(uint32_t workers, const uint32_t *cpus, int oversubscribed);
void arms_free(struct arms *arms);

/* A trial of a pair that was ok, from its mapping, or from its samples file. 0, or -1: out of memory. */
int arms_take_map(struct arms *arms, uint32_t pair, uint32_t pass, uint32_t arm, const struct map_head *map);
int arms_take_samples(struct arms *arms, uint32_t pair, uint32_t pass, uint32_t arm, const json_t *samples,
                      uint64_t ops, uint64_t batch);
/* Any record of the pair, of a trial of `arm` (0: A, 1: B) that was ok or not. */
void arms_note(struct arms *arms, uint32_t pair, uint32_t arm, int ok);

/* Judges at all looks for which all undecided pairs have their records, and when no more will come (`ended`)
 * once more at what there is beyond the last of them, by the bound of its share. Returns how many looks that
 * were, or -1: out of memory. */
int arms_judge(struct arms *arms, int ended);
/* 1: every test of the pair has its verdict. */
int arms_decided(const struct arms *arms, uint32_t pair);
int arms_all_decided(const struct arms *arms);

/* The logarithms of a test's 10th percentiles (`medians`: of its medians), of the passes before `passes`,
 * pass by pass. Where at least half of these trials have it, of the batches during which all workers worked.
 * `trials` has room for all. Returns how many. */
size_t arms_trials(const struct arms_test *test, uint32_t passes, int medians, struct stats_trial *trials);

/* The smallest slowdown, as a share, that ends in REGRESSED 4 times in 5, when an estimate has that standard
 * error and its look that critical z. `threshold`: of the log ratio. */
double arms_detectable(double threshold, double critical, double error);

/* What a reader of such a report must know, one paragraph. */
extern const char arms_note_text[];
/* The judged tests as rows of a report; `names[pair]` says what the pair is. 0, or -1: out of memory. */
int arms_report(const struct arms *arms, char *const *names, struct report *report);

#endif
