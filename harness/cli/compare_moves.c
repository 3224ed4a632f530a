/* SPDX-License-Identifier: MIT */
/* What stands for the machine where no image is pinned may move itself: then nothing is judged by it. */
#include <math.h>

#include "compare_sessions.h"

static int matters(double move, const struct report_row *row)
{
    return isfinite(move) && fabs(log(move)) > log1p(row->threshold);
}

/* By how much the weaker reference itself differs between the runs. Code may have moved it, or the machine:
 * nobody can tell. */
int compare_reference_moved(const struct compare_pair *runs, int pinned, struct report_row *row)
{
    char change[REPORT_CHANGE_MAX];
    const double move = history_ratios_weaker(runs->b_ratios) / history_ratios_weaker(runs->a_ratios);
    if (pinned || !matters(move, row))
        return 0;
    report_change(change, move);
    snprintf(row->hint, sizeof row->hint,
             "cpu_hash, which stands for the machine here, moved itself (%s): use --reference, or tvp ab",
             change);
    return 1;
}

int compare_others_moved(const struct compare_pair *runs, int pinned, const char *series,
                         struct report_row *row)
{
    char change[REPORT_CHANGE_MAX];
    const double move = runs->b_ratios->others / runs->a_ratios->others;
    if (pinned || !history_is_reference_cell(series) || !matters(row->ratio, row) || !matters(move, row))
        return 0;
    report_change(change, move);
    snprintf(row->hint, sizeof row->hint,
             "the other workloads moved as well (%s): use --reference, or tvp ab", change);
    return 1;
}
