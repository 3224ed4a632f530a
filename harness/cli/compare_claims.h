/* SPDX-License-Identifier: MIT */
/* Rows of a comparison of two runs that get a verdict, judged together (Holm). */
#ifndef TVP_COMPARE_CLAIMS_H
#define TVP_COMPARE_CLAIMS_H

#include "../stats/difference.h"
#include "report.h"

#define COMPARE_LEVEL 0.01 /* chance of any false alarm over all rows that get a verdict */
#define COMPARE_POWER 0.80

/* One row: how far B's figure lies from A's. */
struct compare_claim {
    size_t row; /* of the report */
    struct stats_difference difference;
    int logarithmic; /* 1: of logarithms, 0: in the unit of the row's `a` */
    enum stats_direction better;
};
struct compare_claims {
    struct compare_claim *all; /* owned */
    size_t count, room;
};

/* 0, or -1: out of memory. */
int compare_claim_add(struct compare_claims *claims, const struct compare_claim *claim);
/* Fills in the rows: ratio, interval at the level that Holm's procedure gives it, p, what could have been
 * seen, the verdict against the row's threshold. 0, or -1: out of memory. */
int compare_claims_judge(const struct compare_claims *claims, struct report *report);
void compare_claims_free(struct compare_claims *claims);

#endif
