/* SPDX-License-Identifier: MIT */
/* What `tvp selftest` has found, as JSON: printed, and kept in the run folder as selftest.json. */
#include <inttypes.h>
#include <math.h>

#include "../core/build.h"
#include "../store/lines.h"
#include "selftest.h"

/* A log ratio as a share. */
static json_t *share(double log_ratio)
{
    return json_number(expm1(log_ratio));
}

static json_t *proportion_json(const struct stats_proportion *rate)
{
    return json_pack("{s:I, s:I, s:o, s:o, s:o}", "hits", (json_int_t)rate->hits, "count",
                     (json_int_t)rate->count, "rate", json_number(rate->share), "low", json_number(rate->low),
                     "high", json_number(rate->high));
}

static json_t *rates_json(const struct selftest *test)
{
    static const char *const names[RATES] = {"p_below_5_percent", "p_of_known_below_5_percent",
                                             "interval_misses", "alarms", "wrong_verdicts"};
    json_t *out = json_object();
    for (int rate = 0; rate < RATES; rate++) {
        const struct stats_proportion share_of = selftest_rate(test, (enum selftest_rate)rate);
        json_object_set_new(out, names[rate], proportion_json(&share_of));
    }
    const struct stats_proportion runs = selftest_runs_with_alarm(test);
    json_object_set_new(out, "runs_with_alarm", proportion_json(&runs));
    return out;
}

static json_t *power_json(const struct selftest_power *power, json_int_t series)
{
    return json_pack("{s:I, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "series", series,
                     "shift", share(power->truth), "found", (json_int_t)power->found.hits, "count",
                     (json_int_t)power->found.count, "rate", json_number(power->found.share), "low",
                     json_number(power->found.low), "high", json_number(power->found.high), "expected",
                     json_number(power->expected), "estimate", share(power->estimate), "estimate_low",
                     power->kind == STATS_INTERVAL ? share(power->low) : json_null(), "estimate_high",
                     power->kind == STATS_INTERVAL ? share(power->high) : json_null(), "trials",
                     json_number(power->trials), "seconds", json_number(power->seconds));
}

static json_t *resolution_json(const struct selftest_resolution *at, json_int_t series)
{
    return json_pack("{s:I, s:o, s:I, s:o, s:o}", "series", series, "minutes", json_number(at->minutes),
                     "trials", (json_int_t)at->trials, "interval", json_number(at->half), "sees",
                     json_number(at->sees));
}

static const char *verdict_word(enum stats_verdict verdict)
{
    return report_verdict_name(report_of(verdict));
}

static json_t *comparison_json(const struct comparison *one, json_int_t series)
{
    return json_pack("{s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:I, s:o}", "session",
                     (json_int_t)one->session, "series", series, "shift", share(one->truth), "p",
                     json_number(one->p), "p_of_known", json_number(one->p_of_truth), "estimate",
                     share(one->interval.estimate), "low", share(one->interval.low), "high",
                     share(one->interval.high), "verdict", verdict_word(one->verdict), "trials",
                     (json_int_t)one->n, "seconds", json_number(one->seconds));
}

/* The lists that are being filled. */
struct lists {
    json_t *series, *power, *resolution, *comparisons;
    int failed;
};

/* One pair's figure. */
static void add_series(const struct selftest *test, const char *name, uint32_t pair, enum arms_figure figure,
                       struct lists *lists)
{
    const json_int_t series = (json_int_t)json_array_size(lists->series) + 1;
    struct selftest_power power;
    struct selftest_resolution at;
    const double noise = selftest_noise(test, pair, figure, &lists->failed);
    json_array_append_new(lists->series, json_pack("{s:I, s:o, s:s, s:o, s:o}", "series", series, "cell",
                                                   json_text(name), "metric", arms_metric(figure),
                                                   "threshold", share(selftest_threshold(test, figure)),
                                                   "trial_deviation", json_number(noise)));
    for (uint32_t group = 0; group <= test->shift_count; group++) {
        int made = selftest_power(test, group, pair, figure, &power);
        lists->failed |= made < 0;
        if (made > 0)
            json_array_append_new(lists->power, power_json(&power, series));
    }
    for (size_t i = 0; i < SELFTEST_MINUTES; i++) {
        selftest_resolve(test, pair, figure, noise, selftest_minutes[i], &at);
        if (isfinite(at.sees))
            json_array_append_new(lists->resolution, resolution_json(&at, series));
    }
    for (size_t i = 0; i < test->count; i++)
        if (test->list[i].pair == pair && test->list[i].figure == figure)
            json_array_append_new(lists->comparisons, comparison_json(&test->list[i], series));
}

json_t *selftest_json(const struct selftest *test, char *const *names)
{
    const struct arms *arms = &test->ab->arms;
    struct lists lists = {json_array(), json_array(), json_array(), json_array(), 0};
    json_t *looks = json_array();
    json_int_t runs = 0;
    for (uint32_t i = 0; i < arms->look_count; i++)
        json_array_append_new(looks, json_integer(arms->look_trials[i]));
    for (uint32_t group = 0; group <= test->shift_count; group++)
        runs += (json_int_t)test->runs[group];
    for (uint32_t pair = 0; pair < test->pairs; pair++)
        for (int figure = 0; figure < ARMS_FIGURES; figure++)
            if (selftest_has(test, pair, (enum arms_figure)figure))
                add_series(test, names[pair], pair, (enum arms_figure)figure, &lists);
    json_t *out = json_pack("{s:i, s:s, s:s, s:s, s:f, s:I, s:f, s:o, s:o, s:o, s:o, s:o, s:o}", "schema", 1,
                            "type", "selftest", "tvp", build_version, "test", "aa", "level", test->ab->level,
                            "runs", runs, "seconds", (double)(plat_now_ns() - test->began_ns) / 1e9, "looks",
                            looks, "rates", rates_json(test), "series", lists.series, "power", lists.power,
                            "resolution", lists.resolution, "comparisons", lists.comparisons);
    if (out && lists.failed) {
        json_decref(out);
        out = NULL;
    }
    return out;
}
