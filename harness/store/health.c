/* SPDX-License-Identifier: MIT */
/* A trial's health against the limits. */
#include "health.h"

#include <math.h>
#include <string.h>

#define MS 1e6

const struct health_limit health_limits[HEALTH_SIGNS] = {
    [HEALTH_RUN_DELAY] = {"run_delay", "run_delay_ns", HEALTH_OF_WORK, 0.01, 0.1 * MS, 1, 0,
                          "workers waited for a CPU for more than 1 % of their work"},
    [HEALTH_SWITCHES] = {"switches", "ctxsw_involuntary", HEALTH_PER_SECOND, 50, 3, 1, 0,
                         "workers were taken off their CPU more than 50 times a second of work"},
    [HEALTH_PRESSURE] = {"pressure", "pressure_ns", HEALTH_OF_SPAN, 0.10, 1 * MS, 1, 0,
                         "somebody on the machine waited for a CPU in more than 10 % of the trial"},
    [HEALTH_MIGRATIONS] = {"migrations", "migrations", HEALTH_COUNT, 0, 0, 0, 1,
                           "a bound worker was moved to another CPU"},
    [HEALTH_FAULTS] = {"faults", "major_faults", HEALTH_COUNT, 0, 0, 0, 0, "a page had to come from a disk"},
    [HEALTH_SKEW] = {"skew", "start_skew_ns", HEALTH_OF_LONGEST, 0.05, 1 * MS, 1, 0,
                     "the last worker was let go later than the first by more than 5 % of the work"},
    [HEALTH_SPIN] = {"spin", "reference_spin_ns", HEALTH_OVER_USUAL, 0.05, 0, 0, 0,
                     "the fixed spin before the trial took over 5 % longer than usual in this run"},
};

int health_has_metric(const char *metric)
{
    for (size_t i = 0; i < HEALTH_SIGNS; i++)
        if (strcmp(health_limits[i].metric, metric) == 0)
            return 1;
    return 0;
}

static double number_at(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

struct work {
    double sum_ns, longest_ns, span_ns;
};

static struct work work_of(const struct record *record)
{
    struct work work = {0, 0, number_at(record->json, "call_to_joined_ns")};
    const json_t *list = json_object_get(record->worker_metrics, "work_ns"), *value;
    size_t i;
    json_array_foreach(list, i, value)
    {
        double ns = json_number_value(value);
        work.sum_ns += ns;
        work.longest_ns = ns > work.longest_ns ? ns : work.longest_ns;
    }
    return work;
}

/* NaN where nothing stands below the line. */
static double in_terms_of(enum health_base base, double value, const struct work *work)
{
    switch (base) {
    case HEALTH_OF_WORK:
        return work->sum_ns > 0 ? value / work->sum_ns : NAN;
    case HEALTH_PER_SECOND:
        return work->sum_ns > 0 ? value / work->sum_ns * 1e9 : NAN;
    case HEALTH_OF_LONGEST:
        return work->longest_ns > 0 ? value / work->longest_ns : NAN;
    case HEALTH_OF_SPAN:
        return work->span_ns > 0 ? value / work->span_ns : NAN;
    default:
        return value;
    }
}

/* How the workers lie on the CPUs. */
struct bound {
    int all, sharing;
    int64_t first;
};

static struct bound bound_of(const struct record *record)
{
    const json_t *pins = json_object_get(record->json, "pins");
    const size_t count = json_array_size(pins);
    struct bound bound = {count > 0, record->oversubscribed, -1};
    for (size_t i = 0; i < count; i++) {
        const json_t *cpu = json_object_get(json_array_get(pins, i), "cpu");
        bound.all &= json_is_integer(cpu);
        if (i == 0 && json_is_integer(cpu))
            bound.first = json_integer_value(cpu);
        for (size_t k = 0; k < i && !bound.sharing; k++)
            bound.sharing =
                json_is_integer(cpu) &&
                json_equal((json_t *)(uintptr_t)cpu, json_object_get(json_array_get(pins, k), "cpu"));
    }
    return bound;
}

static void note(struct health *health, enum health_sign sign, double value, double raw)
{
    health->value[sign] = value;
    if (isnan(value))
        return;
    health->judged |= 1u << sign;
    if (value > health_limits[sign].limit && raw > health_limits[sign].spared)
        health->off |= 1u << sign;
}

void health_read(struct health *health, const struct record *record)
{
    const struct work work = work_of(record);
    const struct bound bound = bound_of(record);
    *health = (struct health){.cpu = bound.first, .spin_ns = number_at(record->metrics, "reference_spin_ns")};
    for (int sign = 0; sign < HEALTH_SIGNS; sign++) {
        const struct health_limit *limit = &health_limits[sign];
        const int judged = limit->base != HEALTH_OVER_USUAL && !(limit->own_doing && bound.sharing) &&
                           !(limit->bound_only && !bound.all);
        double raw = judged ? number_at(record->metrics, limit->metric) : NAN;
        note(health, (enum health_sign)sign, in_terms_of(limit->base, raw, &work), raw);
    }
}

void health_judge_spin(struct health *health, double usual_ns)
{
    if (usual_ns > 0)
        note(health, HEALTH_SPIN, health->spin_ns / usual_ns - 1, health->spin_ns);
}
