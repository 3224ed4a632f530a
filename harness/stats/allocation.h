/* SPDX-License-Identifier: MIT */
/* How a sum of time is shared out among groups that differ in noise and in what a repetition costs. Pure
 * functions. */
#ifndef TVP_ALLOCATION_H
#define TVP_ALLOCATION_H

#include <stddef.h>
#include <stdint.h>

/* One group. A repetition of it measures all that belongs to it once. */
struct stats_share {
    double variance; /* of one repetition, summed over what it measures; >= 0 */
    double cost;     /* of one repetition; > 0, in the unit of the budget */
    uint32_t least, most;
    uint32_t count; /* the answer: repetitions */
};

/* Sets the counts such that the sum of variance / count is the least that the budget can buy: count
 * proportional to sqrt(variance / cost) (Neyman, JRSS 97, 1934; with costs: Cochran, Sampling Techniques, 3rd
 * ed. 1977, 5.5), within least and most (1 <= least <= most), in whole numbers. Where not even the least fit,
 * all get as many as fit equally, a group never more than its least, and each at least 1. A group without
 * variance gets its least. Returns what all of it costs: above `budget` only when 1 each is too much. */
double stats_allocate(struct stats_share *shares, size_t count, double budget);

/* Makes a variance of few degrees of freedom less of a gamble: its average with `prior`, which weighs as much
 * as prior_freedom degrees (the mean of the scaled inverse chi-squared posterior's scale: Gelman et al.,
 * Bayesian Data Analysis, 3rd ed., 2.6). NaN stands for no variance at all: `prior` then. */
double stats_shrunk(double variance, double freedom, double prior, double prior_freedom);

#endif
