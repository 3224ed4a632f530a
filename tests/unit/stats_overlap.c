/* SPDX-License-Identifier: MIT */
/* Batches of several workers that ran while all worked. */
#include <criterion/criterion.h>

#include "../../harness/stats/overlap.h"

Test(stats_overlap, a_gap_is_three_medians_or_three_times_the_least)
{
    const uint64_t ends[] = {100, 110, 120, 130, 500};
    double room[4];
    cr_assert_float_eq(stats_gap(ends, 4, 1, room), 30, 1e-12);
    cr_assert_float_eq(stats_gap(ends, 4, 100, room), 300, 1e-12);
    cr_assert_float_eq(stats_gap(ends, 0, 7, room), 21, 1e-12);
}

Test(stats_overlap, what_met_a_gap_or_an_end_of_another_is_left_out)
{
    /* The second worker begins later, is away from 45 to 85, and ends earlier. */
    const uint64_t first[] = {0, 10, 20, 31, 40, 50, 60, 70, 80, 90, 100, 110};
    const uint64_t second[] = {12, 25, 35, 45, 85, 95, 105};
    const struct stats_lane lanes[2] = {{first, 11, 30}, {second, 6, 30}};
    double out[11];
    /* 20-31, 31-40, then from 90 to 100: 40-50 reaches into the gap, as does 80-90. */
    cr_assert_eq(stats_overlap(lanes, 2, 0, 11, out), 3);
    cr_assert(out[0] == 11 && out[1] == 9 && out[2] == 10);
    /* Seen from the second, the first was never away; the gap is its own. */
    cr_assert_eq(stats_overlap(lanes, 2, 1, 6, out), 6);
    cr_assert(out[0] == 13 && out[3] == 40);
    cr_assert_eq(stats_overlap(lanes, 2, 1, 3, out), 3, "only whole batches");
}

Test(stats_overlap, a_lane_alone_keeps_all)
{
    const uint64_t ends[] = {5, 6, 1000, 1001};
    const struct stats_lane lane = {ends, 3, 1};
    double out[3];
    cr_assert_eq(stats_overlap(&lane, 1, 0, 3, out), 3);
    cr_assert(out[0] == 1 && out[1] == 994 && out[2] == 1);
}

Test(stats_overlap, a_worker_without_batches_was_never_there)
{
    const uint64_t first[] = {0, 10, 20}, nothing[] = {0};
    const struct stats_lane lanes[2] = {{first, 2, 30}, {nothing, 0, 30}};
    double out[2];
    cr_assert_eq(stats_overlap(lanes, 2, 0, 2, out), 0);
    cr_assert_eq(stats_overlap(lanes, 2, 1, 2, out), 0);
}
