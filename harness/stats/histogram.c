/* SPDX-License-Identifier: MIT */
/* A log-linear histogram. No library here: a lean image may use it. */
#include "histogram.h"

#include <math.h>

#define SUB (UINT32_C(1) << STATS_BUCKET_BITS)

uint32_t stats_bucket(uint64_t value)
{
    if (value < 2 * SUB)
        return (uint32_t)value;
    uint32_t shift = 63u - (uint32_t)__builtin_clzll(value) - STATS_BUCKET_BITS;
    return shift * SUB + (uint32_t)(value >> shift);
}

/* By how much the values of a bucket were shifted. */
static uint32_t shift_of(uint32_t bucket)
{
    return bucket < 2 * SUB ? 0 : bucket / SUB - 1;
}

uint64_t stats_bucket_low(uint32_t bucket)
{
    uint32_t shift = shift_of(bucket);
    return (uint64_t)(bucket - shift * SUB) << shift;
}

uint64_t stats_bucket_high(uint32_t bucket)
{
    return stats_bucket_low(bucket) + ((UINT64_C(1) << shift_of(bucket)) - 1);
}

static uint64_t sum(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

void stats_histogram_add(struct stats_histogram *histogram, uint64_t value, uint64_t weight)
{
    uint64_t *count = &histogram->count[stats_bucket(value)];
    *count = sum(*count, weight);
    histogram->total = sum(histogram->total, weight);
}

void stats_histogram_merge(struct stats_histogram *into, const struct stats_histogram *from)
{
    for (uint32_t i = 0; i < STATS_BUCKETS; i++)
        into->count[i] = sum(into->count[i], from->count[i]);
    into->total = sum(into->total, from->total);
}

static double middle(uint32_t bucket)
{
    return ((double)stats_bucket_low(bucket) + (double)stats_bucket_high(bucket)) / 2;
}

double stats_histogram_quantile(const struct stats_histogram *histogram, double fraction)
{
    double wanted = fraction * (double)histogram->total, seen = 0;
    uint32_t last = STATS_BUCKETS;
    for (uint32_t i = 0; i < STATS_BUCKETS; i++) {
        if (histogram->count[i] == 0)
            continue;
        last = i;
        seen += (double)histogram->count[i];
        if (seen >= wanted)
            break;
    }
    return last < STATS_BUCKETS ? middle(last) : (double)NAN;
}
