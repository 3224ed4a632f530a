/* SPDX-License-Identifier: MIT */
/* Change points out of the probabilities of a change at each point: what counts is how much lies near a
 * point, not how sharp its peak is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changepoint.h"
#include "changepoint_parts.h"

/* Two answers at most this far apart mean the same change. */
#define NEAR 5u
/* Of points with equal sums the one with the greater own probability counts. */
#define OWN_SHARE 1e-3

/* Sums of the probabilities within NEAR of each point, into sums; those too near the ends are 0. */
static void sum_near(const double *jump, size_t count, double *sums)
{
    double sum = 0;
    for (size_t i = 0; i < NEAR && i < count; i++)
        sum += jump[i];
    for (size_t i = 0; i < count; i++) {
        sum += i + NEAR < count ? jump[i + NEAR] : 0;
        int inside = i >= STATS_CHANGEPOINT_EDGE && i + STATS_CHANGEPOINT_EDGE <= count;
        sums[i] = inside ? sum + OWN_SHARE * jump[i] : 0;
        sum -= i >= NEAR ? jump[i - NEAR] : 0;
    }
}

/* The greatest within GAP of point i that is still open; the first of equals. */
static int is_peak(const double *sums, size_t count, size_t i)
{
    size_t from = i < STATS_CHANGEPOINT_GAP ? 0 : i - STATS_CHANGEPOINT_GAP;
    for (size_t j = from; j <= i + STATS_CHANGEPOINT_GAP && j < count; j++)
        if (sums[j] > sums[i] || (sums[j] == sums[i] && j < i))
            return 0;
    return 1;
}

static void close_around(double *sums, size_t count, size_t i)
{
    size_t from = i < STATS_CHANGEPOINT_GAP ? 0 : i - STATS_CHANGEPOINT_GAP;
    for (size_t j = from; j <= i + STATS_CHANGEPOINT_GAP && j < count; j++)
        sums[j] = 0;
}

static int ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

/* The greatest first, none within GAP of another: peaks are taken all at once, until there are none. */
size_t pick_changes(const struct series *series, double least, size_t *found)
{
    double *sums = series->scratch;
    size_t picked = 0, before;
    sum_near(series->jump, series->count, sums);
    do {
        before = picked;
        for (size_t i = 0; i < series->count; i++)
            if (sums[i] > least && is_peak(sums, series->count, i))
                found[picked++] = i;
        for (size_t i = before; i < picked; i++)
            close_around(sums, series->count, found[i]);
    } while (picked > before);
    qsort(found, picked, sizeof *found, ascending);
    return picked;
}
