/* SPDX-License-Identifier: MIT */
/* Looking at the data more than once: O'Brien and Fleming's bounds (Biometrics 35, 1979) for looks after any
 * shares of the information, and the level at which a look rejects. With S(t) = Z sqrt t, t the share of the
 * data that a look has, S is Brownian motion under the null and the bound on |S| is one constant C: a look
 * rejects when |Z| >= C / sqrt t. Intervals by inversion with that bound stay valid whenever one stops
 * (repeated confidence intervals: Jennison and Turnbull, JRSS B 51, 1989). Pure functions. */
#ifndef TVP_SEQUENTIAL_H
#define TVP_SEQUENTIAL_H

#include <stddef.h>

#define STATS_LOOKS_MAX 8u

/* Shares of the information, ascending, the last one 1. */
struct stats_looks {
    size_t count;
    double share[STATS_LOOKS_MAX];
};

/* The z with two-sided tail probability `level` in (0, 1). */
double stats_normal_bound(double level);
/* P(|S(t)| >= bound at any look) under the null, two-sided; 1 for a bound <= 0. By recursive integration
 * (Armitage, McPherson and Rowe, JRSS A 132, 1969). */
double stats_crossing(const struct stats_looks *looks, double bound);
/* The bound C with that probability `level`. */
double stats_sequential_bound(const struct stats_looks *looks, double level);
/* The critical z of look number `look`, from 0, at an overall two-sided level. */
double stats_critical(const struct stats_looks *looks, size_t look, double level);
/* The least overall level at which look number `look` rejects with this z: a p that may be looked at at every
 * look (repeated p-value). */
double stats_repeated_p(const struct stats_looks *looks, size_t look, double z);

#endif
