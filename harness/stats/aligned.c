/* SPDX-License-Identifier: MIT */
/* Aligned ranks of two arms in the same blocks. */
#include "aligned.h"

#include <math.h>

#define HALVINGS 60 /* of the space in which an end of the interval lies */

/* Trials of a block, from `at` on. */
static size_t block_length(const struct stats_trial *trials, size_t count, size_t at)
{
    size_t end = at + 1;
    while (end < count && trials[end].block == trials[at].block)
        end++;
    return end - at;
}

static size_t of_arm_one(const struct stats_trial *trials, size_t length)
{
    size_t ones = 0;
    for (size_t i = 0; i < length; i++)
        ones += trials[i].arm == 1;
    return ones;
}

static int has_both(const struct stats_trial *trials, size_t length)
{
    size_t ones = of_arm_one(trials, length);
    return ones > 0 && ones < length;
}

size_t stats_aligned_scratch(size_t count)
{
    /* Two arrays of the trials, or all pairs within blocks; a block of all trials has the most. */
    return 2 * count + count * count / 2 + 1;
}

/* Fills `aligned` block after block, in their order; returns how many. `sorted`: room for a block. */
static size_t align(const struct stats_trial *trials, size_t count, double shift, double *aligned,
                    double *sorted)
{
    size_t used = 0, length;
    for (size_t at = 0; at < count; at += length) {
        length = block_length(trials, count, at);
        if (!has_both(trials + at, length))
            continue;
        for (size_t i = 0; i < length; i++)
            sorted[i] = aligned[used + i] = trials[at + i].value - (trials[at + i].arm == 1 ? shift : 0);
        stats_sort(sorted, length);
        double middle = stats_median(sorted, length);
        for (size_t i = 0; i < length; i++)
            aligned[used + i] -= middle;
        used += length;
    }
    return used;
}

/* The mean rank of those values that equal `value`. */
static double rank_of(double value, const double *sorted, size_t count)
{
    size_t below = 0, to = count;
    while (below < to) {
        size_t middle = below + (to - below) / 2;
        if (sorted[middle] < value)
            below = middle + 1;
        else
            to = middle;
    }
    size_t end = below;
    while (end < count && sorted[end] == value)
        end++;
    return ((double)below + 1 + (double)end) / 2;
}

double stats_aligned_z(const struct stats_trial *trials, size_t count, double shift, double *scratch)
{
    double *ranks = scratch, *sorted = scratch + count;
    size_t used = align(trials, count, shift, ranks, sorted), length, place = 0;
    for (size_t i = 0; i < used; i++)
        sorted[i] = ranks[i];
    stats_sort(sorted, used);
    double excess = 0, variance = 0;
    for (size_t at = 0; at < count; at += length) {
        length = block_length(trials, count, at);
        if (!has_both(trials + at, length))
            continue;
        double sum = 0, squares = 0, ones = (double)of_arm_one(trials + at, length), n = (double)length;
        for (size_t i = 0; i < length; i++) {
            ranks[place + i] = rank_of(ranks[place + i], sorted, used);
            sum += ranks[place + i];
        }
        for (size_t i = 0; i < length; i++) {
            double off = ranks[place + i] - sum / n;
            squares += off * off;
            excess += trials[at + i].arm == 1 ? off : 0;
        }
        variance += ones * (n - ones) / (n * (n - 1)) * squares;
        place += length;
    }
    return variance > 0 ? excess / sqrt(variance) : 0;
}

double stats_two_sided(double z)
{
    return erfc(fabs(z) / sqrt(2.0));
}

/* All differences within blocks, of one arm against the other (across = 1), or of trials of one arm, without
 * their sign. */
static size_t differences(const struct stats_trial *trials, size_t count, int across, double *out)
{
    size_t pairs = 0, length;
    for (size_t at = 0; at < count; at += length) {
        length = block_length(trials, count, at);
        for (size_t i = at; i < at + length; i++)
            for (size_t j = i + 1; j < at + length; j++) {
                double difference = trials[j].value - trials[i].value;
                if ((trials[i].arm != trials[j].arm) != across)
                    continue;
                out[pairs++] = !across ? fabs(difference) : trials[j].arm == 1 ? difference : -difference;
            }
    }
    return pairs;
}

double stats_block_effect(const struct stats_trial *trials, size_t count, double *scratch)
{
    size_t pairs = differences(trials, count, 1, scratch);
    stats_sort(scratch, pairs);
    return stats_median(scratch, pairs);
}

double stats_trial_deviation(const struct stats_trial *trials, size_t count, double *scratch)
{
    size_t pairs = differences(trials, count, 0, scratch);
    stats_sort(scratch, pairs);
    return 1.4826 * stats_median(scratch, pairs) / sqrt(2.0);
}

/* Between `in`, which is not rejected, and `out`, which is: the last shift that is not. */
static double last_kept(const struct stats_trial *trials, size_t count, double in, double out,
                        double critical, double *scratch)
{
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * in + 0.5 * out;
        if (fabs(stats_aligned_z(trials, count, middle, scratch)) <= critical)
            in = middle;
        else
            out = middle;
    }
    return in;
}

struct stats_interval stats_aligned_interval(const struct stats_trial *trials, size_t count, double critical,
                                             double *scratch)
{
    struct stats_interval out = {NAN, NAN, NAN, 0, 0, STATS_NONE};
    size_t pairs = differences(trials, count, 1, scratch), length;
    for (size_t at = 0; at < count; at += length) {
        length = block_length(trials, count, at);
        out.count += has_both(trials + at, length);
    }
    if (pairs == 0)
        return out;
    stats_sort(scratch, pairs);
    double least = scratch[0], most = scratch[pairs - 1], margin = 1 + fabs(most - least);
    out.estimate = stats_median(scratch, pairs);
    out.coverage = 1 - stats_two_sided(critical);
    out.kind = STATS_INTERVAL;
    out.low = -INFINITY;
    out.high = INFINITY;
    /* Beyond all differences the arms do not overlap in any block: nothing is ever rejected more clearly. */
    if (fabs(stats_aligned_z(trials, count, least - margin, scratch)) <= critical ||
        fabs(stats_aligned_z(trials, count, most + margin, scratch)) <= critical) {
        out.kind = STATS_RANGE;
        return out;
    }
    if (fabs(stats_aligned_z(trials, count, out.estimate, scratch)) > critical) {
        /* Ties alone can do that: what is not rejected is a point. */
        out.low = out.high = out.estimate;
        return out;
    }
    out.low = last_kept(trials, count, out.estimate, least - margin, critical, scratch);
    out.high = last_kept(trials, count, out.estimate, most + margin, critical, scratch);
    return out;
}
