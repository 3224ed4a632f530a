/* SPDX-License-Identifier: MIT */
/* How large a difference matters, by metric: results/baseline/thresholds.txt, lines of a metric's name and a
 * percentage ("op_p10_ns 1%"); `default` stands for all others, `exact` for all other exact metrics. */
#ifndef TVP_THRESHOLDS_H
#define TVP_THRESHOLDS_H

#include "../api/tvp.h"

#define THRESHOLDS_MAX       128u
#define THRESHOLDS_ERROR_MAX (TVP_PATH_MAX + 200u)

struct threshold {
    char metric[TVP_NAME_MAX];
    double share; /* 0.01 for 1 % */
};
struct thresholds {
    struct threshold rows[THRESHOLDS_MAX];
    size_t count;
    char path[TVP_PATH_MAX]; /* "" for the built-in 1 % */
};

/* Reads `path`, or when it is NULL the file beside this program's other data, if there is one. 0, or -1 with
 * `error`: "FILE:LINE: what". */
int thresholds_read(struct thresholds *thresholds, const char *path, char error[THRESHOLDS_ERROR_MAX]);
/* The threshold of a metric, as a share. */
double thresholds_of(const struct thresholds *thresholds, const char *metric, int exact);

#endif
