/* SPDX-License-Identifier: MIT */
/* Quantiles of several trials' histograms, each trial weighing the same. */
#include <math.h>

#include "histogram.h"
#include "student.h"

#define TRIALS_MIN 6u    /* as few as an interval by order statistics needs */
#define ROUNDING   1e-12 /* of a sum of shares */

static double total_of(const struct stats_sparse *trial)
{
    double total = 0;
    for (size_t i = 0; i < trial->count; i++)
        total += (double)trial->buckets[i].count;
    return total;
}

/* The bucket in which one trial's own quantile lies. */
static uint32_t own(const struct stats_sparse *trial, double fraction)
{
    double wanted = fraction * total_of(trial), seen = 0;
    size_t i = 0;
    while (i + 1 < trial->count && (seen += (double)trial->buckets[i].count) < wanted)
        i++;
    return trial->buckets[i].bucket;
}

/* The next bucket after `bucket` (from itself on when `first`) that any trial has; 0: none. */
static int next_bucket(const struct stats_sparse *trials, size_t count, const double *at, uint32_t *bucket)
{
    uint32_t next = STATS_BUCKETS;
    for (size_t t = 0; t < count; t++) {
        size_t place = (size_t)at[t];
        if (place < trials[t].count && trials[t].buckets[place].bucket < next)
            next = trials[t].buckets[place].bucket;
    }
    *bucket = next;
    return next < STATS_BUCKETS;
}

/* Where a walk through the buckets of all trials is. */
struct walk {
    double *at, *below; /* of each trial: how many of its buckets were passed, the share of it in them */
    double *total;
};

/* Mean over trials of the share in buckets up to and with `bucket`, and the mean's standard error. */
static double shares(const struct stats_sparse *trials, size_t count, uint32_t bucket,
                     const struct walk *walk, double *error)
{
    double *at = walk->at, *below = walk->below;
    double mean = 0, squares = 0, used = 0;
    for (size_t t = 0; t < count; t++) {
        size_t place = (size_t)at[t];
        if (trials[t].count == 0)
            continue;
        if (place < trials[t].count && trials[t].buckets[place].bucket == bucket) {
            below[t] += (double)trials[t].buckets[place].count / walk->total[t];
            at[t]++;
            below[t] = at[t] < (double)trials[t].count ? below[t] : 1;
        }
        double off = below[t] - mean;
        mean += off / ++used;
        squares += off * (below[t] - mean);
    }
    *error = used > 1 ? sqrt(squares / (used - 1) / used) : 0;
    return mean;
}

static struct stats_interval range(const struct stats_sparse *trials, size_t count, double fraction,
                                   struct stats_interval out)
{
    uint32_t least = STATS_BUCKETS, most = 0;
    for (size_t t = 0; t < count; t++) {
        if (trials[t].count == 0)
            continue;
        uint32_t bucket = own(&trials[t], fraction);
        least = bucket < least ? bucket : least;
        most = bucket > most ? bucket : most;
    }
    out.low = (double)stats_bucket_low(least);
    out.high = (double)stats_bucket_high(most);
    out.kind = STATS_RANGE;
    out.coverage = 0;
    return out;
}

struct stats_interval stats_mixture_quantile(const struct stats_sparse *trials, size_t count, double fraction,
                                             double confidence, double *scratch)
{
    struct stats_interval out = {NAN, NAN, NAN, confidence, 0, STATS_NONE};
    const struct walk walk = {scratch, scratch + count, scratch + 2 * count};
    double error;
    uint32_t bucket;
    for (size_t t = 0; t < count; t++) {
        walk.at[t] = walk.below[t] = 0;
        walk.total[t] = total_of(&trials[t]);
        out.count += trials[t].count > 0;
    }
    if (out.count == 0)
        return out;
    const double wanted = fraction - ROUNDING,
                 bound = stats_student_bound(1 - confidence, (double)out.count - 1);
    while (isnan(out.high) && next_bucket(trials, count, walk.at, &bucket)) {
        double mean = shares(trials, count, bucket, &walk, &error);
        double reach = error > 0 ? bound * error : 0;
        if (isnan(out.low) && mean + reach >= wanted)
            out.low = (double)stats_bucket_low(bucket);
        if (isnan(out.estimate) && mean >= wanted)
            out.estimate = ((double)stats_bucket_low(bucket) + (double)stats_bucket_high(bucket)) / 2;
        if (mean - reach >= wanted)
            out.high = (double)stats_bucket_high(bucket);
    }
    out.kind = STATS_INTERVAL;
    return out.count < TRIALS_MIN ? range(trials, count, fraction, out) : out;
}
