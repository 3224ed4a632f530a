/* SPDX-License-Identifier: MIT */
/* Differences between two runs, and how sure they are. */
#include "difference.h"

#include <math.h>

#include "quantile.h"
#include "sequential.h"
#include "student.h"

static const struct stats_difference none = {NAN, NAN, NAN};

/* ---- from trials ---- */

struct trimmed {
    double mean, variance; /* of the mean */
    double df;
};

/* One fifth of the values is left out at each end; the variance is that of the values with these moved to the
 * nearest one kept. */
static struct trimmed trim(const double *sorted, size_t count, double grain)
{
    const size_t cut = count / 5, kept = count - 2 * cut;
    const double n = (double)count, h = (double)kept;
    double sum = 0, all = 0, squares = 0;
    for (size_t i = cut; i < count - cut; i++)
        sum += sorted[i];
    all = sum + (double)cut * (sorted[cut] + sorted[count - cut - 1]);
    for (size_t i = 0; i < count; i++) {
        const size_t at = i < cut ? cut : i >= count - cut ? count - cut - 1 : i;
        squares += (sorted[at] - all / n) * (sorted[at] - all / n);
    }
    const double variance = fmax(squares / (n - 1), grain * grain);
    return (struct trimmed){sum / h, (n - 1) * variance / (h * (h - 1)), h - 1};
}

struct stats_difference stats_trimmed_difference(double *a, size_t a_count, double *b, size_t b_count,
                                                 double grain)
{
    if (a_count < 2 || b_count < 2)
        return none;
    stats_sort(a, a_count);
    stats_sort(b, b_count);
    if (a[0] == a[a_count - 1] && b[0] == b[b_count - 1] && a[0] == b[0])
        return (struct stats_difference){0, 0, (double)(a_count + b_count - 2)};
    const struct trimmed of_a = trim(a, a_count, grain), of_b = trim(b, b_count, grain);
    const double sum = of_a.variance + of_b.variance;
    /* Welch and Satterthwaite's, with what is kept of each side */
    const double df =
        sum > 0
            ? sum * sum / (of_a.variance * of_a.variance / of_a.df + of_b.variance * of_b.variance / of_b.df)
            : of_a.df + of_b.df;
    return (struct stats_difference){of_b.mean - of_a.mean, sqrt(sum), df};
}

/* ---- from sessions ---- */

static double fewer(const struct stats_session *session, double usual)
{
    const double trials = session->trials > 0 ? (double)session->trials : 1;
    return trials < usual ? usual / trials : 1;
}

struct stats_difference stats_session_difference(const struct stats_session *a, const struct stats_session *b,
                                                 const struct stats_session *others, size_t count)
{
    double mean = 0, squares = 0, trials = 0;
    if (count < STATS_SESSIONS_MIN)
        return none;
    for (size_t i = 0; i < count; i++) {
        mean += others[i].value / (double)count;
        trials += (double)others[i].trials / (double)count;
    }
    for (size_t i = 0; i < count; i++)
        squares += (others[i].value - mean) * (others[i].value - mean);
    const double variance = squares / (double)(count - 1) * (fewer(a, trials) + fewer(b, trials));
    return (struct stats_difference){b->value - a->value, sqrt(variance), (double)(count - 1)};
}

/* ---- how sure ---- */

double stats_difference_p(const struct stats_difference *difference, double threshold)
{
    const double over = fabs(difference->estimate) - threshold;
    if (isnan(over))
        return NAN;
    if (difference->error > 0)
        return over > 0 || threshold == 0 ? stats_student_tail(over / difference->error, difference->df) : 1;
    return over > 0 ? 0 : 1;
}

void stats_difference_interval(const struct stats_difference *difference, double level, double *low,
                               double *high)
{
    const double reach =
        difference->error > 0 ? stats_student_bound(level, difference->df) * difference->error : 0;
    *low = difference->estimate - reach;
    *high = difference->estimate + reach;
}

double stats_difference_detectable(const struct stats_difference *difference, double threshold, double level,
                                   double power)
{
    const double bound = stats_student_bound(level, difference->df);
    return threshold + (bound + stats_normal_bound(2 * (1 - power))) * difference->error;
}
