/* SPDX-License-Identifier: MIT */
/* What two interleaved arms were found to be, as rows of a report. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "arms.h"

/* Room for one test. */
struct scratch {
    struct stats_trial *trials;
    double *doubles;
};

const char arms_note_text[] =
    "B : A is the ratio of the trials' 10th percentiles, from interleaved blocks (aligned ranks), with an "
    "interval that holds over all rows and looks together; below it the levels of A and B that differ by it, "
    "and the same of medians. A verdict needs the whole interval beyond the threshold, or within it. p: of "
    "no "
    "difference, this row alone. sees: the smallest slowdown that these n trials an arm find 4 times in 5.";

/* What the arms stand at, so that B : A is the effect: their medians would be apart by whatever the machine
 * did to more trials of one than of the other, which the blocks take out. */
struct level {
    double a, b;
};

static double median_of_arm(const struct stats_trial *trials, size_t count, uint32_t arm, double *room)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (trials[i].arm == arm)
            room[used++] = trials[i].value;
    stats_sort(room, used);
    return stats_median(room, used);
}

static struct level level_of(const struct stats_trial *trials, size_t count, double effect, double *room)
{
    const double a = median_of_arm(trials, count, 0, room), b = median_of_arm(trials, count, 1, room);
    if (isnan(effect))
        return (struct level){exp(a), exp(b)};
    return (struct level){exp((a + b - effect) / 2), exp((a + b + effect) / 2)};
}

/* Why there is no verdict, for people. */
static void hint(const struct arms_test *test, struct report_row *row)
{
    const double half = (test->interval.high - test->interval.low) / 2, percent = 100 * row->threshold;
    if (!test->looked)
        snprintf(row->hint, sizeof row->hint, "too few trials for a first look");
    else if (test->verdict != STATS_INCONCLUSIVE)
        row->hint[0] = '\0';
    else if (test->interval.count == 0)
        snprintf(row->hint, sizeof row->hint,
                 test->count ? "no block has trials of both arms" : "no trial of both arms was ok");
    else if (half > test->threshold && isfinite(half))
        snprintf(row->hint, sizeof row->hint, "too noisy to see %.3g %%: sees %.2g %%; more trials see more",
                 percent, 100 * test->detectable);
    else if (!isfinite(half))
        snprintf(row->hint, sizeof row->hint, "too few trials to see %.3g %%", percent);
    else
        snprintf(row->hint, sizeof row->hint, "the interval reaches over the threshold of %.3g %%", percent);
}

/* Beside that, whatever the verdict. */
static void hint_apart(const struct arms_test *test, struct report_row *row)
{
    const size_t used = strlen(row->hint);
    if (test->looked && test->apart)
        snprintf(row->hint + used, sizeof row->hint - used,
                 "%sworkers were hardly ever at work together: all batches count", used ? "; " : "");
}

static void fill_row(const struct arms_test *test, struct report_row *row)
{
    row->n_a = test->n[0];
    row->n_b = test->n[1];
    row->ratio = exp(test->interval.estimate);
    row->low = exp(test->interval.low);
    row->high = exp(test->interval.high);
    row->confidence = 1 - test->level;
    row->p = test->p;
    row->detectable = test->detectable;
    row->verdict = report_of(test->verdict);
}

static int report_test(const struct arms_test *test, const char *name, const struct scratch *scratch,
                       struct report *report)
{
    struct report_row *row = report_add(report, name, arms_metric(test->figure), "ns");
    if (!row)
        return -1;
    size_t count = arms_trials(test, UINT32_MAX, 0, scratch->trials);
    double effect = test->looked ? test->interval.estimate : NAN;
    const struct level p10 = level_of(scratch->trials, count, effect, scratch->doubles);
    count = arms_trials(test, UINT32_MAX, 1, scratch->trials);
    effect = stats_block_effect(scratch->trials, count, scratch->doubles);
    const struct level median = level_of(scratch->trials, count, effect, scratch->doubles);
    snprintf(row->beside, sizeof row->beside, "%s", arms_beside(test->figure));
    row->a = p10.a;
    row->b = p10.b;
    row->beside_a = median.a;
    row->beside_b = median.b;
    row->threshold = expm1(test->threshold);
    if (test->looked)
        fill_row(test, row);
    hint(test, row);
    hint_apart(test, row);
    return 0;
}

/* Before the rows: a side whose trials are missing may look well in those that are not. */
static void tell_bad(const struct arms *arms, struct report *report)
{
    const size_t used = strlen(report->note);
    report->bad[0] = arms->bad[0];
    report->bad[1] = arms->bad[1];
    if (arms->bad[0] || arms->bad[1])
        snprintf(
            report->note + used, sizeof report->note - used,
            " %llu trials of A and %llu of B WENT WRONG (crashed, failed, ...) and have no figures here.",
            (unsigned long long)arms->bad[0], (unsigned long long)arms->bad[1]);
}

int arms_report(const struct arms *arms, char *const *names, struct report *report)
{
    struct scratch scratch;
    size_t most = 1;
    for (size_t i = 0; i < arms->test_count; i++)
        most = arms->tests[i].count > most ? arms->tests[i].count : most;
    scratch.trials = calloc(most, sizeof *scratch.trials);
    scratch.doubles = calloc(stats_aligned_scratch(most), sizeof *scratch.doubles);
    int failed = !scratch.trials || !scratch.doubles;
    for (size_t i = 0; !failed && i < arms->test_count; i++)
        failed = report_test(&arms->tests[i], names[arms->tests[i].pair], &scratch, report) != 0;
    free(scratch.trials);
    free(scratch.doubles);
    tell_bad(arms, report);
    if (!failed)
        report_count(report);
    return failed ? -1 : 0;
}
