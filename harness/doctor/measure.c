/* SPDX-License-Identifier: MIT */
/* Reads and measures what the checks judge. Each part has its time, so that the whole is bounded on a busy
 * machine too. */
#include <stdlib.h>
#include <string.h>

#include "doctor.h"

#define CLOCK_READS   1000u
#define CLOCK_BATCHES 20u
#define SLEEPS_MAX    60u
#define SLEEP_NS      1000000u

const struct doctor_effort doctor_full = {.spin_ns = 200000000,
                                          .exchanges = 20000,
                                          .exchanges_ns = 150000000,
                                          .sleeps = SLEEPS_MAX,
                                          .sleeps_ns = 250000000,
                                          .forks = 25,
                                          .forks_ns = 200000000};
const struct doctor_effort doctor_brief = {.spin_ns = 40000000,
                                           .exchanges = 2000,
                                           .exchanges_ns = 20000000,
                                           .sleeps = 9,
                                           .sleeps_ns = 30000000,
                                           .forks = 7,
                                           .forks_ns = 30000000};

void doctor_read(const char *root, struct doctor_facts *facts)
{
    memset(facts, 0, sizeof *facts);
    plat_fitness_read(root, &facts->told);
    facts->limits_error = plat_limits_read(root, &facts->limits);
}

/* The least of some batches: what a read costs when nothing interrupts it. */
static double clock_read_ns(void)
{
    double least = 0;
    for (uint32_t batch = 0; batch < CLOCK_BATCHES; batch++) {
        uint64_t begin = plat_now_ns();
        for (uint32_t i = 1; i < CLOCK_READS; i++)
            plat_now_ns();
        double each = (double)(plat_now_ns() - begin) / CLOCK_READS;
        if (batch == 0 || each < least)
            least = each;
    }
    return least;
}

static int by_size(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

struct sleeper {
    const struct doctor_effort *effort;
    uint64_t late_ns[SLEEPS_MAX];
    uint32_t sleeps;
};

/* In a thread of its own, as timers are sharpened for good; trials sharpen theirs too. */
static void *sleep_often(void *argument)
{
    struct sleeper *sleeper = argument;
    plat_timers_sharpen();
    const uint64_t start = plat_now_ns();
    while (sleeper->sleeps < sleeper->effort->sleeps && plat_now_ns() - start < sleeper->effort->sleeps_ns) {
        uint64_t begin = plat_now_ns();
        plat_sleep_ns(SLEEP_NS);
        uint64_t took = plat_now_ns() - begin;
        sleeper->late_ns[sleeper->sleeps++] = took > SLEEP_NS ? took - SLEEP_NS : 0;
    }
    return NULL;
}

void doctor_measure_timer(const struct doctor_effort *effort, struct doctor_measured *measured)
{
    struct sleeper sleeper = {.effort = effort};
    struct plat_task task;
    measured->timer_error = plat_thread_start(&task, sleep_often, &sleeper);
    if (measured->timer_error == 0)
        measured->timer_error = plat_thread_join(&task);
    if (measured->timer_error != 0)
        return;
    qsort(sleeper.late_ns, sleeper.sleeps, sizeof sleeper.late_ns[0], by_size);
    measured->timer_sleeps = sleeper.sleeps;
    measured->timer_late_ns_median = sleeper.late_ns[sleeper.sleeps / 2];
    measured->timer_late_ns_max = sleeper.late_ns[sleeper.sleeps - 1];
}

void doctor_measure(struct doctor_facts *facts, const struct doctor_effort *effort)
{
    struct doctor_measured *measured = &facts->measured;
    uint32_t cpus[DOCTOR_CPUS_MAX];
    memset(measured, 0, sizeof *measured);
    measured->is_done = 1;
    int count = plat_cpus_allowed(cpus, DOCTOR_CPUS_MAX);
    uint32_t known = count < 0 ? 0 : (uint32_t)count < DOCTOR_CPUS_MAX ? (uint32_t)count : DOCTOR_CPUS_MAX;
    doctor_measure_costs(effort, measured); /* first: forks before there are threads */
    measured->clock_read_ns = clock_read_ns();
    if (count < 0) {
        measured->exchange_error = measured->spin_error = count;
    } else {
        doctor_measure_exchange(cpus, known, effort, measured);
        doctor_measure_spin(cpus, known, effort, measured);
        measured->cpus_skipped = (uint32_t)count - known;
    }
    doctor_measure_timer(effort, measured);
    measured->cpuid_ns = plat_cpuid_ns();
    measured->perf_hardware = plat_perf_try(1);
    measured->perf_software = plat_perf_try(0);
}
