/* SPDX-License-Identifier: MIT */
/* Verdicts between two runs. */
#include "compare_claims.h"

#include <math.h>
#include <stdlib.h>

int compare_claim_add(struct compare_claims *claims, const struct compare_claim *claim)
{
    if (claims->count == claims->room) {
        const size_t room = claims->room ? 2 * claims->room : 64;
        struct compare_claim *moved = realloc(claims->all, room * sizeof *moved);
        if (!moved)
            return -1;
        claims->all = moved;
        claims->room = room;
    }
    claims->all[claims->count++] = *claim;
    return 0;
}

void compare_claims_free(struct compare_claims *claims)
{
    free(claims->all);
    *claims = (struct compare_claims){.all = NULL};
}

/* The row's threshold in the units of the difference. */
static double threshold_of(const struct compare_claim *claim, const struct report_row *row)
{
    return claim->logarithmic ? log1p(row->threshold) : row->threshold * fabs(row->a);
}

/* As a ratio B : A; something over nothing is infinite, nothing over nothing is 1. */
static double ratio_of(const struct compare_claim *claim, const struct report_row *row, double difference)
{
    if (claim->logarithmic)
        return exp(difference);
    if (row->a != 0)
        return fmax(0, 1 + difference / row->a);
    return difference > 0 ? INFINITY : difference < 0 ? 0 : 1;
}

static void judge(const struct compare_claim *claim, double level, struct report_row *row)
{
    const struct stats_difference *difference = &claim->difference;
    const double threshold = threshold_of(claim, row);
    double low, high;
    stats_difference_interval(difference, level, &low, &high);
    row->ratio = ratio_of(claim, row, difference->estimate);
    row->low = ratio_of(claim, row, low);
    row->high = ratio_of(claim, row, high);
    row->confidence = 1 - level;
    row->p = stats_difference_p(difference, 0);
    row->detectable =
        ratio_of(claim, row, stats_difference_detectable(difference, threshold, level, COMPARE_POWER)) - 1;
    row->verdict = report_of(stats_verdict(low, high, threshold, claim->better));
}

int compare_claims_judge(const struct compare_claims *claims, struct report *report)
{
    double *p = calloc(claims->count + 1, sizeof *p), *levels = calloc(claims->count + 1, sizeof *levels);
    size_t *order = calloc(claims->count + 1, sizeof *order);
    const int failed = !p || !levels || !order;
    for (size_t i = 0; !failed && i < claims->count; i++) {
        const struct compare_claim *claim = &claims->all[i];
        p[i] = stats_difference_p(&claim->difference, threshold_of(claim, &report->rows[claim->row]));
    }
    if (!failed)
        stats_holm(p, claims->count, COMPARE_LEVEL, levels, order);
    for (size_t i = 0; !failed && i < claims->count; i++)
        judge(&claims->all[i], levels[i], &report->rows[claims->all[i].row]);
    free(p);
    free(levels);
    free(order);
    return failed ? -1 : 0;
}
