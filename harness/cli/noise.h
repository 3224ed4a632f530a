/* SPDX-License-Identifier: MIT */
/* How noisy a cell's figure is and where that comes from: variance components of its trials, and the smallest
 * difference that so many such trials can show. */
#ifndef TVP_NOISE_H
#define TVP_NOISE_H

#include "../stats/variance.h"
#include "thresholds.h"
#include "view.h"

#define NOISE_LEVEL 0.05 /* two-sided */
#define NOISE_POWER 0.80

/* By enum noise_figure: the metric whose moments the components are of, and that by which a difference is
 * seen, as tvp ab sees it. */
extern const char *const noise_metric[NOISE_FIGURES]; /* op_ns, enter_ns */
extern const char *const noise_judged[NOISE_FIGURES]; /* op_p10_ns, enter_p10_ns */

struct noise {
    enum noise_figure figure;
    struct stats_components parts; /* of logarithms: variances are relative ones */
    size_t count;                  /* trials that have the judged metric */
    double deviation;              /* of its logarithm over them; NaN for fewer than 2 */
    double sees; /* the smallest share by which two arms of `count` trials each must differ for 4 of 5
                    such comparisons to see it at 5 %; NaN */
    double threshold, needed; /* the judged metric's threshold, and the trials an arm that see it; NaN */
};

/* 1 with *noise filled, or 0: the cell has no such figure. -1: out of memory. */
int noise_of(const struct view_cell *cell, enum noise_figure figure, const struct thresholds *thresholds,
             struct noise *noise);
/* A variance of logarithms as a share: how far one standard deviation reaches, sqrt(exp(v) - 1), the
 * coefficient of variation of what is log-normal. */
double noise_share(double variance);

#endif
