/* SPDX-License-Identifier: MIT */
/* Two treatments ("arms") that ran in the same blocks: Hodges and Lehmann's aligned ranks. Robust against
 * spikes, since only ranks count, and against drift, since each block is its own yardstick. Pure functions.
 */
#ifndef TVP_ALIGNED_H
#define TVP_ALIGNED_H

#include <stdint.h>

#include "quantile.h"

/* One trial. Values are differences' own scale: logarithms, where ratios are asked for. */
struct stats_trial {
    uint32_t block;
    uint32_t arm; /* 0 or 1: the difference is arm 1 less arm 0 */
    double value; /* finite */
};

/* Doubles of scratch memory that the functions below need for `count` trials. Never 0. */
size_t stats_aligned_scratch(size_t count);

/* The statistic for "arm 1 is arm 0 plus `shift`": from every value of arm 1 the shift is taken, from every
 * value its block's median; all are ranked together (ties share their mean rank); z = (sum of ranks of arm 1
 * - its mean) / its standard deviation under permutation within blocks (Hodges and Lehmann, Annals of
 * Mathematical Statistics 33, 1962; Lehmann, Nonparametrics, 3.3). About standard normal when that is so,
 * positive when arm 1 is greater. Blocks that lack an arm do not count. 0 when nothing can be told (no
 * blocks, or all values tied). `trials`: those of a block side by side. */
double stats_aligned_z(const struct stats_trial *trials, size_t count, double shift, double *scratch);

/* Two-sided p of a standard normal z. */
double stats_two_sided(double z);

/* Median of the differences arm 1 - arm 0 within blocks, all pairs of a block counted. NaN when there are
 * none. */
double stats_block_effect(const struct stats_trial *trials, size_t count, double *scratch);

/* That median, and the shifts that the test does not reject: |z(shift)| <= critical. `coverage` is that of a
 * single look. `count` of the result: blocks with both arms. Kind STATS_RANGE with infinite ends where so few
 * blocks cannot reject anything. */
struct stats_interval stats_aligned_interval(const struct stats_trial *trials, size_t count, double critical,
                                             double *scratch);

/* Standard deviation of a single trial within its block, from the differences of trials of one arm in one
 * block: 1.4826 times the median of their absolute values, / sqrt 2. NaN when no block has two of an arm. */
double stats_trial_deviation(const struct stats_trial *trials, size_t count, double *scratch);

#endif
