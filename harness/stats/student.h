/* SPDX-License-Identifier: MIT */
/* Student's t: tails and bounds, for any number of degrees of freedom above 0. Pure functions. */
#ifndef TVP_STUDENT_H
#define TVP_STUDENT_H

/* P(|T| >= |t|): the incomplete beta function I_x(df/2, 1/2) at x = df / (df + t^2) (Abramowitz and Stegun
 * 26.7.1), by its continued fraction (DLMF 8.17.22). NaN when df <= 0 or an argument is NaN. */
double stats_student_tail(double t, double df);
/* The t with that two-sided tail probability `level` in (0, 1); NaN outside of it. */
double stats_student_bound(double level, double df);

#endif
