/* SPDX-License-Identifier: MIT */
/* One figure over another, as may be of another run: of another system, say. */
#include <math.h>

#include "claims.h"

/* How far the quotient reaches to a side, as a logarithm: the two are of different samples, so that their
 * distances add as squares (Donner and Zou: a quotient's interval recovered from those of its terms). */
static double reach(double above, double above_end, double below, double below_end)
{
    return hypot(log(above_end / above), log(below_end / below));
}

static void divide(struct claim_figure *figure, const struct stats_interval *above,
                   const struct stats_interval *below)
{
    struct stats_interval *value = &figure->value;
    if (!(above->low > 0 && below->low > 0)) {
        snprintf(figure->missing, sizeof figure->missing, "nothing to divide by: a figure is not above 0");
        return;
    }
    *value = above->count < below->count ? *above : *below;
    if (above->kind != STATS_INTERVAL || below->kind != STATS_INTERVAL)
        value->kind = STATS_RANGE;
    value->estimate = above->estimate / below->estimate;
    value->low = value->estimate * exp(-reach(above->estimate, above->low, below->estimate, below->high));
    value->high = value->estimate * exp(reach(above->estimate, above->high, below->estimate, below->low));
}

void claims_quotients(struct claim *claim)
{
    for (size_t f = 0; f < claim->figure_count; f++) {
        struct claim_figure *figure = &claim->figures[f];
        if (figure->kind != CLAIM_QUOTIENT)
            continue;
        /* claims_read.c has seen to it that both are there. */
        const struct claim_figure *above = claim_figure_named(claim, figure->where),
                                  *below = claim_figure_named(claim, figure->against);
        const struct claim_figure *without = above->missing[0] ? above : below;
        snprintf(figure->unit, sizeof figure->unit, "ratio");
        snprintf(figure->missing, sizeof figure->missing, "%s", without->missing);
        if (!without->missing[0])
            divide(figure, &above->value, &below->value);
        snprintf(figure->note, sizeof figure->note, "%s", above->note[0] ? above->note : below->note);
    }
}
