/* SPDX-License-Identifier: MIT */
/* Where the variance of a figure comes from: from sample to sample within a trial, from trial to trial within
 * a session, from session to session; and how often each level is worth repeating. What n trials can show is
 * stats_trials_needed and stats_detectable (verdict.h), with stats_trial_variance as the deviation's square.
 * Pure functions. */
#ifndef TVP_VARIANCE_H
#define TVP_VARIANCE_H

#include <stddef.h>
#include <stdint.h>

/* What one trial says: moments of the samples inside it. */
struct stats_group {
    double mean;
    double variance; /* with divisor count - 1; not looked at when count < 2 */
    size_t count;    /* samples inside; 0: the trial says nothing */
    uint32_t session;
};

/* Moments of `count` samples. With `logarithms`, of their natural logarithms: every variance is then
 * relative, its root about the coefficient of variation while that is small; samples that are not above 0 are
 * left out. So are, in either case, those that are not finite. */
struct stats_group stats_group_of(const double *values, size_t count, uint32_t session, int logarithms);

enum stats_part_state {
    STATS_PART_UNKNOWN,   /* the design cannot tell it: what there is of it is counted in the next level up */
    STATS_PART_TRUNCATED, /* the estimate was below 0, which no variance is: 0 stands for it */
    STATS_PART_ESTIMATED
};

/* One level's share of the variance; 0 unless ESTIMATED. */
struct stats_part {
    double variance; /* in the square of the values' unit */
    enum stats_part_state state;
};

struct stats_components {
    struct stats_part within;   /* from sample to sample inside a trial; unknown when no trial has two */
    struct stats_part trials;   /* from trial to trial within a session; unknown when no session has two */
    struct stats_part sessions; /* from session to session; unknown when there is but one */
    double mean;                /* of all samples; NaN without any */
    size_t samples, trial_count, session_count;
};

/* The components of an unbalanced nested design by the analysis of variance: mean squares of samples within
 * trials, of trials within sessions, of sessions, set equal to what they are expected to be (Henderson's
 * first method: Biometrics 9, 1953; Searle, Casella and McCulloch, Variance Components, 1992, 5.3 and
 * appendix F; for a balanced design it is Kalibera and Jones's estimator: ISMM 2013, section 6). Estimates
 * below 0 become 0 and say so; those of the levels above use the untruncated ones, which are without bias.
 * Groups may come in any order; those without samples or with moments that are not finite are passed over.
 * Time O(count x sessions). */
struct stats_components stats_components(const struct stats_group *groups, size_t count);

/* Variance of the mean of one trial of `inner` samples, against others of its session: trials + within /
 * inner. */
double stats_trial_variance(const struct stats_components *components, double inner);

/* How often the lower of two neighbouring levels is best repeated in one repetition of the upper one, so that
 * the variance of the mean is the least for a given total cost: the better one of the two whole numbers next
 * to sqrt(upper cost / lower cost x lower variance / upper variance) (Kalibera and Jones, ISMM 2013,
 * section 6.2; that is where (upper variance + lower variance / r) (upper cost + r lower cost) is the least).
 * Costs > 0, in one unit: lower, of one repetition of the lower level; upper, what a repetition of the upper
 * level costs beside those. At least 1; infinite when only the lower level varies; 1 when it does not. */
double stats_repetitions(double lower_variance, double upper_variance, double lower_cost, double upper_cost);

#endif
