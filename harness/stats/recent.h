/* SPDX-License-Identifier: MIT */
/* Does the end of a series look like a new level? A looser look than the change-point detector's, which needs
 * more points to be sure: what it says is a suspicion, to be measured again. Pure functions. */
#ifndef TVP_RECENT_H
#define TVP_RECENT_H

#include <stddef.h>

#define STATS_RECENT_MOST   8u  /* points that the new level may have */
#define STATS_RECENT_BEFORE 60u /* points before it that are looked at */
#define STATS_RECENT_LEAST  8u  /* fewer before it say nothing */
/* Standard errors between the medians. At 4, of series without a change whose ends were looked at again and
 * again, below 0.5 % looked suspicious where the noise was normal, 1 to 2 % with tails, spikes or modes; of
 * those with a shift of five standard deviations 67 % after one point, 93 % after two
 * (tests/unit/stats_recent.c). */
#define STATS_RECENT_Z 4.0

struct stats_recent {
    size_t at;            /* index of the first point of the new level */
    double before, after; /* medians */
    double z;             /* standard errors between them */
};

/* Looks at the last 1 to 8 points against up to 60 before them: 1 with the most striking of these splits in
 * *out, or 0. All three must hold: the medians lie `min_effect` of the level before apart, and STATS_RECENT_Z
 * standard errors, from the scaled MAD of the points before, widened for their autocorrelation and for being
 * few; and the new points lie beyond the old ones: up to 4 of them beyond all, a single one by half of how
 * far the farthest old one lies from the median (a series with spikes has shown how far they go), 5 and
 * more in 19 of 20 pairs. Values are finite. */
int stats_recent(const double *values, size_t count, double min_effect, struct stats_recent *out);

#endif
