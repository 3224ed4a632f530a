/* SPDX-License-Identifier: MIT */
/* Counts of values in buckets whose width grows with the value: 128 to a doubling (log-linear), so that a
 * value told by its bucket's middle is wrong by at most 1/256 of itself (0.4 %), and by nothing below 256.
 * Fixed memory, constant time, integers only, no library: fit for a lean image and for a mapping that
 * processes share. Merging adds counts: exact, in any order and grouping. Pure functions. */
#ifndef TVP_HISTOGRAM_H
#define TVP_HISTOGRAM_H

#include "quantile.h"

#include <stdint.h>

#define STATS_BUCKET_BITS 7u
/* One for each value below 256, then 128 for each doubling up to 2^64. */
#define STATS_BUCKETS ((65u - STATS_BUCKET_BITS) << STATS_BUCKET_BITS)

/* Zeroed, it is empty. The unit of the values is the caller's. Counts are weights: ops, say. They stop at
 * UINT64_MAX. */
struct stats_histogram {
    uint64_t count[STATS_BUCKETS];
    uint64_t total;
};

/* The bucket of a value, 0 to STATS_BUCKETS - 1; greater values are never in lower buckets. */
uint32_t stats_bucket(uint64_t value);
/* The least and the greatest value of a bucket. */
uint64_t stats_bucket_low(uint32_t bucket);
uint64_t stats_bucket_high(uint32_t bucket);

void stats_histogram_add(struct stats_histogram *histogram, uint64_t value, uint64_t weight);
void stats_histogram_merge(struct stats_histogram *into, const struct stats_histogram *from);
/* The middle of the bucket in which the cumulated count reaches `fraction` (0 to 1) of the total: within
 * 1/256 of the quantile of the values themselves (the inverse of their empirical distribution). NaN when
 * empty. */
double stats_histogram_quantile(const struct stats_histogram *histogram, double fraction);

/* The buckets that are not empty, ascending. */
struct stats_bucket_count {
    uint32_t bucket;
    uint64_t count;
};
struct stats_sparse {
    const struct stats_bucket_count *buckets;
    size_t count;
};

/* Quantile of the mixture of several trials' histograms in which each trial weighs the same, however many
 * values it has, and its interval over trials: where the mean over trials of the share at or below a value,
 * give or take t standard errors, passes `fraction` (Woodruff, JASA 47, 1952, for clusters; t with trials - 1
 * degrees of freedom). With fewer than 6 trials kind STATS_RANGE: the least and the greatest of their own
 * quantiles. Empty trials do not count. `scratch`: room for 3 count doubles. Ends are those of buckets. */
struct stats_interval stats_mixture_quantile(const struct stats_sparse *trials, size_t count, double fraction,
                                             double confidence, double *scratch);

#endif
