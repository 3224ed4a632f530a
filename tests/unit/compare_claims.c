/* SPDX-License-Identifier: MIT */
/* Rows of a comparison judged together: how often any of many alarms when nothing changed, and what one that
 * did gets. */
#include "../../harness/cli/compare_claims.h"

#include <criterion/criterion.h>
#include <math.h>

#include "../../harness/core/schedule.h"

enum { ROWS = 50, TRIALS = 8, FAMILIES = 400 };

static double gauss(struct random_state *random)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += (double)(random_next(random) >> 11) / 9007199254740992.0;
    return sum;
}

/* One comparison of ROWS rows around 1000 with a deviation of 2; row `moved` is `shift` higher in B. */
static void family(struct random_state *random, double threshold, int moved, double shift,
                   struct report *report)
{
    struct compare_claims claims = {.all = NULL};
    *report = (struct report){.rows = NULL};
    for (int i = 0; i < ROWS; i++) {
        double a[TRIALS], b[TRIALS];
        struct report_row *row = report_add(report, "cell", "metric", "count");
        cr_assert(row != NULL);
        for (int k = 0; k < TRIALS; k++) {
            a[k] = 1000 + 2 * gauss(random);
            b[k] = 1000 + 2 * gauss(random) + (i == moved ? shift : 0);
        }
        row->a = 1000;
        row->threshold = threshold;
        const struct compare_claim claim = {.row = (size_t)i,
                                            .difference = stats_trimmed_difference(a, TRIALS, b, TRIALS, 0),
                                            .better = STATS_LOWER_BETTER};
        cr_assert(compare_claim_add(&claims, &claim) == 0);
    }
    cr_assert(compare_claims_judge(&claims, report) == 0);
    compare_claims_free(&claims);
    report_count(report);
}

Test(compare_claims, any_alarm_is_rare_over_all_rows_together)
{
    struct random_state random;
    int alarms = 0;
    random_seed(&random, 5);
    for (int i = 0; i < FAMILIES; i++) {
        struct report report;
        family(&random, 0, -1, 0, &report);
        alarms += report.counts[REPORT_REGRESSED] + report.counts[REPORT_IMPROVED] > 0;
        report_free(&report);
    }
    /* 1 % of 400 are 4; row by row at 1 % there would be 158 */
    cr_expect(alarms <= 10, "%d of %d comparisons with an alarm", alarms, FAMILIES);
}

Test(compare_claims, what_moved_is_found_and_nothing_else)
{
    struct random_state random;
    struct report report;
    random_seed(&random, 6);
    family(&random, 0.02, 7, 40, &report);
    cr_expect(report.counts[REPORT_REGRESSED] == 1 && report.rows[7].verdict == REPORT_REGRESSED);
    cr_expect(report.counts[REPORT_EQUIVALENT] == ROWS - 1, "%d", (int)report.counts[REPORT_EQUIVALENT]);
    const struct report_row *row = &report.rows[7];
    cr_expect(row->low > 1.02 && row->low < 1.04 && row->high > 1.04 && fabs(row->ratio - 1.04) < 0.004);
    cr_expect(row->confidence > 0.99 && row->confidence <= 1 && row->p < 1e-6);
    cr_expect(row->detectable > 0.02 && row->detectable < 0.04, "%g", row->detectable);
    report_free(&report);
}

Test(compare_claims, from_nothing)
{
    struct report report = {.rows = NULL};
    struct compare_claims claims = {.all = NULL};
    double zero[2][3] = {{0, 0, 0}, {0, 0, 0}}, some[3] = {9, 9, 9};
    for (int i = 0; i < 2; i++) {
        struct report_row *row = report_add(&report, "cell", "faults", "count");
        row->a = 0;
        row->threshold = 0.01;
        const struct compare_claim claim = {
            .row = (size_t)i,
            .difference = stats_trimmed_difference(zero[0], 3, i ? some : zero[1], 3, 0.5),
            .better = STATS_LOWER_BETTER};
        cr_assert(compare_claim_add(&claims, &claim) == 0);
    }
    cr_assert(compare_claims_judge(&claims, &report) == 0);
    cr_expect(report.rows[0].verdict == REPORT_EQUIVALENT && report.rows[0].ratio == 1);
    cr_expect(report.rows[1].verdict == REPORT_REGRESSED && isinf(report.rows[1].ratio), "%s",
              report_verdict_name(report.rows[1].verdict));
    compare_claims_free(&claims);
    report_free(&report);
}
