/* SPDX-License-Identifier: MIT */
/* Shares a budget out by variance and cost. */
#include "allocation.h"

#include <math.h>

#define HALVINGS     200
#define ADDED_AT_END 1000u /* repetitions handed out one by one, out of what rounding down leaves */

static double cost_of(const struct stats_share *shares, size_t count)
{
    double cost = 0;
    for (size_t i = 0; i < count; i++)
        cost += shares[i].cost * shares[i].count;
    return cost;
}

/* As many each as fit, up to the least that each should have. */
static void share_equally(struct stats_share *shares, size_t count, double budget)
{
    uint32_t each = 1, fits = 1;
    while (fits) {
        double cost = 0;
        uint32_t below = 0;
        for (size_t i = 0; i < count; i++) {
            below += shares[i].least > each;
            cost += shares[i].cost * (shares[i].least > each ? each + 1 : shares[i].least);
        }
        fits = below && cost <= budget;
        each += fits;
    }
    for (size_t i = 0; i < count; i++)
        shares[i].count = shares[i].least < each ? shares[i].least : each;
}

/* count = scale x sqrt(variance / cost), rounded down, within the bounds. */
static double share_by(struct stats_share *shares, size_t count, double scale)
{
    for (size_t i = 0; i < count; i++) {
        struct stats_share *share = &shares[i];
        double wanted = scale * sqrt(share->variance / share->cost);
        share->count = !(wanted > share->least) ? share->least
                       : wanted >= share->most  ? share->most
                                                : (uint32_t)wanted;
    }
    return cost_of(shares, count);
}

/* What rounding down left goes, one at a time, to where it helps most for its price. */
static double add_rest(struct stats_share *shares, size_t count, double budget, double cost)
{
    for (unsigned added = 0; added < ADDED_AT_END; added++) {
        struct stats_share *best = NULL;
        double most = 0;
        for (size_t i = 0; i < count; i++) {
            double n = shares[i].count, gain = shares[i].variance / (n * (n + 1)) / shares[i].cost;
            if (shares[i].count < shares[i].most && gain > most && cost + shares[i].cost <= budget) {
                best = &shares[i];
                most = gain;
            }
        }
        if (!best)
            break;
        best->count++;
        cost += best->cost;
    }
    return cost;
}

double stats_allocate(struct stats_share *shares, size_t count, double budget)
{
    double low = 0, high = 0;
    if (share_by(shares, count, 0) > budget) {
        share_equally(shares, count, budget);
        return cost_of(shares, count);
    }
    for (size_t i = 0; i < count; i++) {
        double full = shares[i].most / sqrt(shares[i].variance / shares[i].cost);
        if (shares[i].variance > 0 && full > high)
            high = full; /* with this scale each one that varies has its most */
    }
    if (share_by(shares, count, high) <= budget)
        return cost_of(shares, count);
    for (int i = 0; i < HALVINGS && high - low > 1e-12 * high; i++) {
        double middle = 0.5 * (low + high);
        if (share_by(shares, count, middle) <= budget)
            low = middle;
        else
            high = middle;
    }
    return add_rest(shares, count, budget, share_by(shares, count, low));
}

double stats_shrunk(double variance, double freedom, double prior, double prior_freedom)
{
    if (!(freedom > 0) || !isfinite(variance))
        return prior;
    return (variance * freedom + prior * prior_freedom) / (freedom + prior_freedom);
}
