/* SPDX-License-Identifier: MIT */
/* From estimates to verdicts: Holm over many tests, an interval against a threshold, and what a number of
 * trials can show. Pure functions. */
#ifndef TVP_VERDICT_H
#define TVP_VERDICT_H

#include <stddef.h>

enum stats_verdict { STATS_INCONCLUSIVE, STATS_EQUIVALENT, STATS_IMPROVED, STATS_REGRESSED };
enum stats_direction { STATS_LOWER_BETTER, STATS_HIGHER_BETTER };

/* The verdict on an effect of which [low, high] is the interval, in the same units as `threshold` >= 0:
 * regressed or improved only when the whole interval lies beyond the threshold, equivalent only when it lies
 * within, else inconclusive. NaN: inconclusive. */
enum stats_verdict stats_verdict(double low, double high, double threshold, enum stats_direction better);

/* Holm's procedure (Scandinavian Journal of Statistics 6, 1979) at a family level: `tested[i]` becomes the
 * level at which test i was looked at, alpha / (count - r) with r tests rejected before it; for those not
 * rejected, the level of the step at which the procedure ended. Returns how many are rejected: those with
 * p[i] <= tested[i]. `order`: room for count. */
size_t stats_holm(const double *p, size_t count, double alpha, double *tested, size_t *order);
/* Holm's adjusted p: the least family level at which each is rejected. */
void stats_holm_adjusted(const double *p, size_t count, double *adjusted, size_t *order);

/* Trials an arm to see a difference d of means with standard deviation s a trial, with this power at this
 * two-sided level: n = 2 (z_level/2 + z_power)^2 (s / d)^2, rounded up; at least 2. */
double stats_trials_needed(double deviation, double difference, double level, double power);
/* The same turned round: the smallest difference seen with that power with n trials an arm. */
double stats_detectable(double deviation, double trials, double level, double power);

#endif
