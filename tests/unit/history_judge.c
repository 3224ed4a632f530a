/* SPDX-License-Identifier: MIT */
/* Causes of changes: code, another machine, or a reference that moved too. */
#include "../../harness/cli/history_cli.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 60, STEP = 40 };

struct rig {
    struct history_row rows[POINTS];
    struct history_runs runs;
    struct history_value values[POINTS];
    struct history_series series;
    struct history_judge judge;
};

static char class_name[] = "class", old_kernel[] = "class, kernel 6.1", new_kernel[] = "class, kernel 6.9",
            reference[] = "cpu_hash", old_image[] = "old", new_image[] = "new", empty[] = "",
            time_kind[] = "time", memory_kind[] = "memory", lower[] = "lower";

/* Within 1 % of 1, the same in every run of the test. */
static double noise(unsigned seed, size_t i)
{
    uint64_t x = (seed * 2654435761u + i + 1) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 29) * 0xbf58476d1ce4e5b9u;
    return 1 + 0.01 * ((double)(x >> 40) / (double)(1 << 24) - 0.5);
}

/* A time that takes `step` times as long from STEP on, beside a reference whose throughput falls by `slower`.
 */
static void rig_make(struct rig *rig, double step, double slower)
{
    memset(rig, 0, sizeof *rig);
    for (size_t i = 0; i < POINTS; i++) {
        const double value = 1000 * noise(1, i) * (i >= STEP ? step : 1);
        const double speed = 5e6 * noise(2, i) / (i >= STEP ? slower : 1);
        rig->rows[i] = (struct history_row){.name = empty,
                                            .class_name = class_name,
                                            .fingerprint = old_kernel,
                                            .reference = reference,
                                            .reference_value = speed};
        rig->values[i] = (struct history_value){.run = (uint32_t)i,
                                                .median = value,
                                                .log_ratio = log(value * speed),
                                                .reference = speed,
                                                .time = empty,
                                                .commit = empty};
    }
    rig->runs = (struct history_runs){rig->rows, POINTS, POINTS};
    rig->series = (struct history_series){.values = rig->values,
                                          .count = POINTS,
                                          .better = lower,
                                          .kind = time_kind,
                                          .unit = empty,
                                          .cell = empty,
                                          .metric = empty};
    rig->judge.runs = &rig->runs;
}

static struct history_judgement judge(struct rig *rig)
{
    struct history_judgement out;
    cr_assert(history_judge(&rig->judge, &rig->series, &out) == 0);
    history_judge_free(&rig->judge);
    return out;
}

static void expect_one(const struct history_judgement *out, enum history_cause cause, double effect)
{
    cr_assert(out->count == 1, "%zu changes", out->count);
    cr_expect(out->changes[0].at == STEP, "at %zu", out->changes[0].at);
    cr_expect(out->changes[0].cause == cause);
    cr_expect(fabs(out->changes[0].effect - effect) < 0.01, "%g", out->changes[0].effect);
}

Test(history_judge, nothing_happened)
{
    struct rig rig;
    rig_make(&rig, 1, 1);
    struct history_judgement out = judge(&rig);
    cr_expect(out.count == 0 && out.by_ratio && !history_failing(&out, &rig.series, 0));
    history_judgement_free(&out);
}

Test(history_judge, code)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_CODE, 0.1);
    cr_expect(out.by_ratio && out.changes[0].worse == 1);
    cr_expect(history_failing(&out, &rig.series, 0) == &out.changes[0]);
    cr_expect(history_failing(&out, &rig.series, POINTS - STEP) != NULL);
    cr_expect(history_failing(&out, &rig.series, POINTS - STEP - 1) == NULL);
    history_judgement_free(&out);
}

Test(history_judge, better_does_not_fail)
{
    struct rig rig;
    rig_make(&rig, 0.9, 1);
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_CODE, -0.1);
    cr_expect(out.changes[0].worse == -1 && !history_failing(&out, &rig.series, 0));
    history_judgement_free(&out);
}

Test(history_judge, the_machine_became_slower)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1.1);
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_ENVIRONMENT, 0.1);
    cr_expect(strstr(out.changes[0].why, "reference") && !history_failing(&out, &rig.series, 0));
    history_judgement_free(&out);
}

Test(history_judge, another_kernel)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    for (size_t i = STEP + 2; i < POINTS; i++)
        rig.rows[i].fingerprint = new_kernel;
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_ENVIRONMENT, 0.1);
    cr_expect_str_eq(out.changes[0].why, "kernel 6.1 -> kernel 6.9");
    history_judgement_free(&out);
}

Test(history_judge, another_kernel_long_before_explains_nothing)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    for (size_t i = STEP - 10; i < POINTS; i++)
        rig.rows[i].fingerprint = new_kernel;
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_CODE, 0.1);
    history_judgement_free(&out);
}

Test(history_judge, without_a_reference_the_value_is_judged)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    for (size_t i = 0; i < POINTS; i += 3)
        rig.values[i].log_ratio = rig.values[i + 1].log_ratio = NAN;
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_CODE, 0.1);
    cr_expect(!out.by_ratio && out.judged == POINTS);
    history_judgement_free(&out);
}

Test(history_judge, a_run_without_reference_is_left_out)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    rig.rows[3].reference_value = NAN;
    rig.values[3].log_ratio = NAN;
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_CODE, 0.1);
    cr_expect(out.by_ratio && !out.pinned && out.judged == POINTS - 1);
    history_judgement_free(&out);
}

/* Counts have no ratio, but a reference: zeros, for instance. */
static void drop_ratios(struct rig *rig)
{
    for (size_t i = 0; i < POINTS; i++)
        rig->values[i].log_ratio = NAN;
}

Test(history_judge, a_value_without_ratio_that_moves_with_the_reference_is_the_environment)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1.1);
    drop_ratios(&rig);
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_ENVIRONMENT, 0.1);
    cr_expect(!out.by_ratio);
    history_judgement_free(&out);
}

Test(history_judge, memory_does_not_move_with_the_machines_speed)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1.1);
    drop_ratios(&rig);
    rig.series.kind = memory_kind;
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_CODE, 0.1);
    history_judgement_free(&out);
}

/* From `at` on another image is pinned, which takes `factor` times as long. */
static void pin(struct rig *rig, size_t at, double factor)
{
    for (size_t i = 0; i < POINTS; i++) {
        const double machine = 5e6 / rig->values[i].reference * noise(3, i), twin = 800 * machine;
        rig->rows[i].pinned = 1;
        rig->rows[i].reference = i < at ? old_image : new_image;
        rig->values[i].reference = i < at ? twin : factor * twin;
        rig->values[i].median *= machine;
        rig->values[i].log_ratio = log(rig->values[i].median / rig->values[i].reference);
    }
}

Test(history_judge, another_image_pinned_is_no_change)
{
    struct rig rig;
    rig_make(&rig, 1, 1);
    pin(&rig, 30, 1.3);
    struct history_judgement out = judge(&rig);
    cr_expect(out.count == 0 && out.pinned && out.judged == POINTS, "%zu changes, %zu judged", out.count,
              out.judged);
    history_judgement_free(&out);
}

Test(history_judge, a_change_before_another_image_was_pinned_is_kept)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    pin(&rig, POINTS - 9, 0.7);
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_CODE, 0.1);
    cr_expect(out.changes[0].of_ratio && out.changes[0].previous == STEP - 1);
    history_judgement_free(&out);
}

Test(history_judge, an_image_that_few_runs_have_does_not_judge)
{
    struct rig rig;
    rig_make(&rig, 1, 1);
    pin(&rig, POINTS - 7, 0.7);
    struct history_judgement out = judge(&rig);
    cr_expect(out.count == 0 && out.pinned && out.judged == POINTS - 7);
    history_judgement_free(&out);
}

Test(history_judge, a_machine_that_slows_the_pinned_image_too_is_the_environment)
{
    struct rig rig;
    rig_make(&rig, 1, 1.2);
    pin(&rig, 0, 1);
    struct history_judgement out = judge(&rig);
    expect_one(&out, CAUSE_ENVIRONMENT, 0.2);
    cr_expect(strstr(out.changes[0].why, "the reference image new moved too") != NULL, "%s",
              out.changes[0].why);
    history_judgement_free(&out);
}

Test(history_judge, two_images_in_turn_find_one_change)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    pin(&rig, 0, 1);
    for (size_t i = 0; i < POINTS; i += 2)
        rig.rows[i].reference = old_image;
    struct history_judgement out = judge(&rig);
    cr_assert(out.count == 1, "%zu changes", out.count);
    cr_expect(out.changes[0].at >= STEP && out.changes[0].at <= STEP + 1 && out.judged == POINTS);
    history_judgement_free(&out);
}

static void end_with(struct rig *rig, size_t count, double factor, double slower)
{
    for (size_t i = POINTS - count; i < POINTS; i++) {
        rig->values[i].median *= factor;
        rig->values[i].reference /= slower;
        rig->values[i].log_ratio += log(factor / slower);
    }
}

Test(history_judge, the_last_points_are_suspected)
{
    struct rig rig;
    rig_make(&rig, 1, 1);
    end_with(&rig, 2, 1.1, 1);
    struct history_judgement out = judge(&rig);
    cr_assert(out.count == 0 && out.has_suspect);
    cr_expect(out.suspect.at == POINTS - 2 && out.suspect.previous == POINTS - 3 && out.suspect.worse == 1);
    cr_expect(fabs(out.suspect.effect - 0.1) < 0.01 && history_is_suspicious(&out, &rig.series));
    cr_expect(!history_failing(&out, &rig.series, 0));
    history_judgement_free(&out);
    rig_make(&rig, 1, 1);
    end_with(&rig, 2, 0.9, 1);
    out = judge(&rig);
    cr_expect(out.has_suspect && !history_is_suspicious(&out, &rig.series), "better is no suspicion");
    history_judgement_free(&out);
}

Test(history_judge, the_last_points_of_another_machine_are_not)
{
    struct rig rig;
    rig_make(&rig, 1, 1);
    end_with(&rig, 2, 1.1, 1);
    rig.rows[POINTS - 1].fingerprint = rig.rows[POINTS - 2].fingerprint = new_kernel;
    struct history_judgement out = judge(&rig);
    cr_expect(out.has_suspect && out.suspect.cause == CAUSE_ENVIRONMENT);
    cr_expect(!history_is_suspicious(&out, &rig.series));
    history_judgement_free(&out);
}

Test(history_judge, a_change_before_is_not_suspected_again)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    struct history_judgement out = judge(&rig);
    cr_expect(out.count == 1 && !out.has_suspect);
    history_judgement_free(&out);
    end_with(&rig, 2, 1.1, 1);
    rig.judge.runs = &rig.runs;
    out = judge(&rig);
    cr_expect(out.count == 1 && out.has_suspect && out.suspect.at == POINTS - 2);
    history_judgement_free(&out);
}

Test(history_judge, too_few_points)
{
    struct rig rig;
    rig_make(&rig, 1.1, 1);
    rig.series.count = STATS_CHANGEPOINT_POINTS_MIN - 1;
    struct history_judgement out = judge(&rig);
    cr_expect(out.too_few && out.count == 0);
    history_judgement_free(&out);
}
