/* SPDX-License-Identifier: MIT */
/* Student's t distribution with whole degrees of freedom. Pure functions. */
#ifndef TVP_STUDENT_H
#define TVP_STUDENT_H

#include <stddef.h>

/* P(|T| <= t) with `freedom` >= 1 degrees of freedom, t >= 0, by the finite series of Abramowitz and Stegun,
 * 26.7.3 and 26.7.4. Above 1,000 the normal distribution stands in (wrong by less than 0.0005). */
double stats_student_within(double t, size_t freedom);
/* The t with two-sided tail probability `level` in (0, 1), at most 1e6. Infinite for freedom 0. */
double stats_student_bound(double level, size_t freedom);

#endif
