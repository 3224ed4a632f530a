/* SPDX-License-Identifier: MIT */
/* The rank-sum test of Wilcoxon, Mann and Whitney. Pure functions. */
#ifndef TVP_RANKSUM_H
#define TVP_RANKSUM_H

#include <stddef.h>

/* Standardized rank sum of `first` among both samples, ties at their mean rank and the variance corrected for
 * them (Lehmann, Nonparametrics, 1.4): about standard normal when both come from one distribution. Positive
 * when `first` is the greater one; 0 when a sample is empty or all values are equal. Values are finite.
 * `scratch` has room for first_count + second_count doubles; first is sorted into it. */
double stats_ranksum(const double *first, size_t first_count, const double *second, size_t second_count,
                     double *scratch);

#endif
