/* SPDX-License-Identifier: MIT */
/* A share of trials that went one way, and how sure it is. Pure. */
#ifndef TVP_PROPORTION_H
#define TVP_PROPORTION_H

#include <stddef.h>

struct stats_proportion {
    size_t hits, count;
    double share, low, high; /* NaN when count is 0 */
};

/* Wilson's score interval (Journal of the American Statistical Association 22, 1927) for `hits` of `count`;
 * unlike the textbook's it is good for few trials and for shares near 0 and 1. */
struct stats_proportion stats_proportion(size_t hits, size_t count, double confidence);

#endif
