/* SPDX-License-Identifier: MIT */
/* Differences between two runs: Student's t and Yuen's test against SciPy's (tables/difference.py), and how
 * often the interval from earlier sessions holds. */
#include "../../harness/stats/difference.h"
#include "../../harness/stats/student.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "../../harness/core/schedule.h"
#include "tables/difference.h"

static int close_to(double value, double wanted, double share)
{
    return fabs(value - wanted) <= share * fabs(wanted) + 1e-300;
}

Test(stats_difference, tails_of_student_s_t)
{
    for (size_t i = 0; i < sizeof tail_rows / sizeof *tail_rows; i++) {
        const struct tail_row *row = &tail_rows[i];
        cr_expect(close_to(stats_student_tail(row->t, row->df), row->p, 1e-9), "t %g df %g: %.17g, not %.17g",
                  row->t, row->df, stats_student_tail(row->t, row->df), row->p);
        cr_expect_eq(stats_student_tail(-row->t, row->df), stats_student_tail(row->t, row->df));
    }
    cr_expect(isnan(stats_student_tail(1, 0)) && isnan(stats_student_tail(NAN, 3)));
    cr_expect_eq(stats_student_tail(INFINITY, 3), 0);
}

Test(stats_difference, bounds_of_student_s_t)
{
    for (size_t i = 0; i < sizeof bound_rows / sizeof *bound_rows; i++) {
        const struct bound_row *row = &bound_rows[i];
        /* SciPy inverts to about 2e-9 */
        cr_expect(close_to(stats_student_bound(row->level, row->df), row->t, 1e-8),
                  "level %g df %g: %.17g, not %.17g", row->level, row->df,
                  stats_student_bound(row->level, row->df), row->t);
    }
    cr_expect(isnan(stats_student_bound(0, 3)) && isnan(stats_student_bound(1, 3)) &&
              isnan(stats_student_bound(0.1, -1)));
}

Test(stats_difference, trimmed_means)
{
    double a[40], b[40];
    for (size_t i = 0; i < sizeof yuen_rows / sizeof *yuen_rows; i++) {
        const struct yuen_row *row = &yuen_rows[i];
        memcpy(a, row->a, row->a_count * sizeof *a);
        memcpy(b, row->b, row->b_count * sizeof *b);
        const struct stats_difference out = stats_trimmed_difference(a, row->a_count, b, row->b_count, 0);
        cr_expect(close_to(out.estimate, row->estimate, 1e-9) && close_to(out.error, row->error, 1e-9),
                  "%zu: %.17g +- %.17g", i, out.estimate, out.error);
        cr_expect(close_to(stats_difference_p(&out, 0), row->p, 1e-8), "%zu: p %.17g", i,
                  stats_difference_p(&out, 0));
    }
    cr_expect(isnan(stats_trimmed_difference(a, 1, b, 5, 0).estimate));
}

Test(stats_difference, grain_is_the_least_doubt)
{
    double same_a[] = {7, 7, 7}, same_b[] = {7, 7, 7}, more[] = {8, 8, 8}, low, high;
    struct stats_difference out = stats_trimmed_difference(same_a, 3, same_b, 3, 1);
    cr_expect(out.estimate == 0 && out.error == 0 && stats_difference_p(&out, 0.1) == 1);
    stats_difference_interval(&out, 0.01, &low, &high);
    cr_expect(low == 0 && high == 0);
    out = stats_trimmed_difference(same_a, 3, more, 3, 1);
    cr_expect(out.estimate == 1 && close_to(out.error, sqrt(2.0 / 3), 1e-12) && out.df == 4);
    cr_expect(stats_difference_p(&out, 0) > 0.2, "one more of a counter is no news: p %g",
              stats_difference_p(&out, 0));
    out = stats_trimmed_difference(same_a, 3, more, 3, 0);
    cr_expect(out.error == 0 && stats_difference_p(&out, 0.5) == 0 && stats_difference_p(&out, 1) == 1);
}

Test(stats_difference, too_few_sessions)
{
    const struct stats_session sessions[4] = {{1, 9}, {2, 9}, {3, 9}, {4, 9}};
    cr_expect(isnan(stats_session_difference(&sessions[0], &sessions[1], sessions, 4).estimate));
}

Test(stats_difference, a_session_of_fewer_trials_widens)
{
    const struct stats_session others[] = {{1, 10}, {2, 10}, {3, 10}, {4, 10}, {5, 10}};
    const struct stats_session short_one = {9, 2}, long_one = {9, 80};
    const struct stats_difference usual = stats_session_difference(&others[0], &others[4], others, 5),
                                  wider = stats_session_difference(&others[0], &short_one, others, 5),
                                  same = stats_session_difference(&others[0], &long_one, others, 5);
    cr_expect(close_to(usual.error, sqrt(2 * 2.5), 1e-12) && usual.df == 4 && usual.estimate == 4);
    cr_expect(close_to(wider.error, sqrt(2.5 + 5 * 2.5), 1e-12));
    cr_expect(close_to(same.error, usual.error, 1e-12));
}

/* ---- how often the interval holds when nothing changed ---- */

static double uniform(struct random_state *random)
{
    return ((double)(random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

static double gauss(struct random_state *random)
{
    return sqrt(-2 * log(uniform(random))) * cos(6.283185307179586 * uniform(random));
}

/* Share of 4000 comparisons whose interval at `level` does not hold 0; the base is the newest of the others.
 * `spikes`: one session in ten takes 10 % longer. */
static double misses(size_t count, double level, int spikes)
{
    struct random_state random;
    unsigned missed = 0;
    random_seed(&random, 11 * count + (unsigned)spikes);
    for (int i = 0; i < 4000; i++) {
        struct stats_session sessions[41];
        double low, high;
        for (size_t k = 0; k <= count; k++)
            sessions[k] = (struct stats_session){
                0.02 * gauss(&random) + (spikes && uniform(&random) < 0.1 ? 0.1 : 0), 10};
        const struct stats_difference out =
            stats_session_difference(&sessions[count - 1], &sessions[count], sessions, count);
        stats_difference_interval(&out, level, &low, &high);
        missed += low > 0 || high < 0;
    }
    return missed / 4000.0;
}

Test(stats_difference, the_interval_from_sessions_holds)
{
    static const size_t counts[] = {5, 10, 40};
    for (size_t i = 0; i < 3; i++) {
        /* three standard errors of 4000 tries beyond the nominal level */
        cr_expect(misses(counts[i], 0.05, 0) < 0.0604, "%zu sessions: %g", counts[i],
                  misses(counts[i], 0.05, 0));
        cr_expect(misses(counts[i], 0.01, 0) < 0.0148, "%zu sessions: %g", counts[i],
                  misses(counts[i], 0.01, 0));
        cr_expect(misses(counts[i], 0.05, 1) < 0.10, "%zu sessions with spikes: %g", counts[i],
                  misses(counts[i], 0.05, 1));
    }
}
