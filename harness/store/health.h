/* SPDX-License-Identifier: MIT */
/* Was a trial left alone? Judged from its record alone, but for the reference spin, which is compared with
 * the run's own. Nothing is left out of any estimate for it: it says what to think of a run, and of a trial.
 */
#ifndef TVP_HEALTH_H
#define TVP_HEALTH_H

#include "reader.h"

enum health_sign {
    HEALTH_RUN_DELAY,
    HEALTH_SWITCHES,
    HEALTH_PRESSURE,
    HEALTH_MIGRATIONS,
    HEALTH_FAULTS,
    HEALTH_SKEW,
    HEALTH_SPIN,
    HEALTH_SIGNS
};

/* What a metric is held against. */
enum health_base {
    HEALTH_OF_WORK,    /* a share of the workers' work_ns, summed */
    HEALTH_PER_SECOND, /* a second of that */
    HEALTH_OF_LONGEST, /* a share of the longest worker's work_ns */
    HEALTH_OF_SPAN,    /* a share of first CALL to last JOINED */
    HEALTH_COUNT,      /* nothing: the number itself */
    HEALTH_OVER_USUAL  /* by what share it exceeds the run's median on the same CPU */
};

struct health_limit {
    const char *name; /* of the sign, for people and exports */
    const char *metric;
    enum health_base base;
    double limit;   /* more is off */
    double spared;  /* of the metric: so much, or less, is never off */
    int own_doing;  /* 1: not judged where workers share a CPU, as they do it to each other */
    int bound_only; /* 1: judged only where every worker is bound to a CPU */
    const char *brief;
};
/* The limits, by enum health_sign: the one place where they stand (docs/method.md repeats them). */
extern const struct health_limit health_limits[HEALTH_SIGNS];

/* 1: a sign is read from that metric: it tells what disturbed a trial, not what the code does. */
int health_has_metric(const char *metric);

struct health {
    double value[HEALTH_SIGNS]; /* in terms of the limit's base; NaN: not told, or not judged here */
    uint32_t judged, off;       /* a bit 1 << enum health_sign each; off: what was beyond its limit */
    double spin_ns;             /* NaN: not told */
    int64_t cpu;                /* of the first worker, on which the parent spins; -1: bound to none */
};

/* Of a trial of time that is ok; the spin is not judged yet. */
void health_read(struct health *health, const struct record *record);
/* Judges the spin as well: `usual_ns` is the median of the run's trials on that CPU; NaN or 0: cannot be. */
void health_judge_spin(struct health *health, double usual_ns);

#endif
