/* SPDX-License-Identifier: MIT */
/* Which trials are told as disturbed: each sign at its limit and beyond, and where it is not judged. */
#include <criterion/criterion.h>
#include <math.h>

#include "../../harness/store/health.h"

/* A trial of two workers that each worked 100 ms, with one metric as given; read and judged. */
static struct health judged(const char *metric, double value, const char *pins, int oversubscribed)
{
    struct record record = {.workers = 2, .oversubscribed = oversubscribed};
    struct health health;
    record.json =
        json_pack("{s:I,s:o}", "call_to_joined_ns", (json_int_t)200000000, "pins", json_loads(pins, 0, NULL));
    json_t *metrics = json_pack("{s:i,s:f}", "reference_spin_ns", 1000, metric, value);
    json_t *work = json_pack("{s:[i,i]}", "work_ns", 100000000, 100000000);
    record.metrics = metrics;
    record.worker_metrics = work;
    health_read(&health, &record);
    health_judge_spin(&health, 1000);
    json_decref(metrics);
    json_decref(work);
    json_decref(record.json);
    return health;
}

#define APART  "[{\"cpu\":2},{\"cpu\":3}]"
#define SHARED "[{\"cpu\":2},{\"cpu\":2}]"
#define LOOSE  "[{\"cpu\":null},{\"cpu\":null}]"

static int off(enum health_sign sign, double value, const char *pins, int oversubscribed)
{
    struct health is = judged(health_limits[sign].metric, value, pins, oversubscribed);
    cr_assert_eq(is.off & ~is.judged, 0, "%s", health_limits[sign].name);
    return is.off == 1u << sign ? 1 : is.off == 0 ? 0 : -1;
}

Test(store_health, limits_are_those_of_the_method)
{
    static const struct {
        enum health_sign sign;
        double good, bad;
    } rows[] = {{HEALTH_RUN_DELAY, 2e6, 2.1e6},  /* 1 % of 200 ms */
                {HEALTH_SWITCHES, 10, 11},       /* 50 a second of .2 s */
                {HEALTH_PRESSURE, 20e6, 20.1e6}, /* 10 % of 200 ms */
                {HEALTH_MIGRATIONS, 0, 1},       {HEALTH_FAULTS, 0, 1},
                {HEALTH_SKEW, 5e6, 5.1e6}, /* 5 % of 100 ms */
                {HEALTH_SPIN, 1049, 1051}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *name = health_limits[rows[i].sign].name;
        cr_expect_eq(off(rows[i].sign, rows[i].good, APART, 0), 0, "%s", name);
        cr_expect_eq(off(rows[i].sign, rows[i].bad, APART, 0), 1, "%s", name);
    }
}

/* What workers on one CPU do to each other is no disturbance; nor is a move of those that may move. */
Test(store_health, own_doing_is_not_judged)
{
    static const enum health_sign own[] = {HEALTH_RUN_DELAY, HEALTH_SWITCHES, HEALTH_PRESSURE, HEALTH_SKEW};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        cr_expect_eq(off(own[i], 1e9, SHARED, 0), 0, "%s", health_limits[own[i]].name);
        cr_expect_eq(off(own[i], 1e9, APART, 1), 0, "%s", health_limits[own[i]].name);
        cr_expect_eq(off(own[i], 1e9, LOOSE, 0), 1, "%s", health_limits[own[i]].name);
    }
    cr_expect_eq(off(HEALTH_FAULTS, 1, SHARED, 1), 1);
    cr_expect_eq(off(HEALTH_MIGRATIONS, 3, LOOSE, 0), 0);
    cr_expect_eq(off(HEALTH_MIGRATIONS, 3, SHARED, 0), 1);
}

Test(store_health, what_is_not_told_is_not_judged)
{
    struct health is = judged("ops_per_s", 1, APART, 0);
    cr_expect_eq(is.judged, 1u << HEALTH_SPIN);
    cr_expect_eq(is.off, 0);
    cr_expect_eq(is.cpu, 2);
    cr_expect(isnan(is.value[HEALTH_PRESSURE]));
    is.judged = is.off = 0;
    health_judge_spin(&is, NAN);
    cr_expect_eq(is.judged, 0);
}

/* So little that a share of short work says nothing. */
Test(store_health, small_amounts_are_spared)
{
    struct record record = {.workers = 1};
    struct health health;
    record.json = json_pack("{s:i,s:[{s:i}]}", "call_to_joined_ns", 2000, "pins", "cpu", 0);
    json_t *metrics = json_pack("{s:i,s:i,s:i,s:i}", "run_delay_ns", 90000, "ctxsw_involuntary", 3,
                                "pressure_ns", 900000, "start_skew_ns", 900000);
    json_t *work = json_pack("{s:[i]}", "work_ns", 1000);
    record.metrics = metrics;
    record.worker_metrics = work;
    health_read(&health, &record);
    cr_expect_eq(health.off, 0, "%x", health.off);
    cr_expect(health.value[HEALTH_RUN_DELAY] > 1);
    json_decref(metrics);
    json_decref(work);
    json_decref(record.json);
}
