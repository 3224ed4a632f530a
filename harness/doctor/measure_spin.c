/* SPDX-License-Identifier: MIT */
/* A short spin on every CPU at once, as a run with as many workers would: does the pin hold, and how much
 * time is lost? */
#include <stdlib.h>

#include "doctor.h"

/* Two clock reads of ours lie at most this far apart, even where the clock is a system call. */
#define OURS_NS 10000u

static void count_gaps(struct doctor_cpu *cpu, uint64_t spin_ns)
{
    const uint64_t begin = plat_now_ns();
    uint64_t last = begin;
    do {
        uint64_t now = plat_now_ns(), gap = now - last;
        if (gap > OURS_NS) {
            cpu->lost_ns += gap;
            cpu->gap_ns_max = gap > cpu->gap_ns_max ? gap : cpu->gap_ns_max;
        }
        last = now;
    } while (last - begin < spin_ns);
    cpu->wall_ns = last - begin;
}

struct spinner {
    struct doctor_cpu *cpu;
    uint64_t spin_ns;
};

static void *spin(void *argument)
{
    const struct spinner *spinner = argument;
    struct doctor_cpu *cpu = spinner->cpu;
    int error = plat_cpu_pin(cpu->cpu);
    cpu->pinned = error != 0 ? error : plat_cpu_is_pinned(cpu->cpu);
    int64_t schedstat = plat_run_delay_open();
    int64_t before_ns = schedstat < 0 ? schedstat : plat_run_delay_ns(schedstat);
    count_gaps(cpu, spinner->spin_ns);
    int64_t after_ns = schedstat < 0 ? schedstat : plat_run_delay_ns(schedstat);
    cpu->run_delay_ns = before_ns < 0 ? before_ns : after_ns < 0 ? after_ns : after_ns - before_ns;
    cpu->ran_on = plat_cpu_now();
    if (schedstat >= 0)
        plat_handle_close(schedstat);
    return NULL;
}

static int run_all(struct doctor_cpu *cpu, uint32_t count, uint64_t spin_ns)
{
    struct plat_task *tasks = calloc(count > 0 ? count : 1, sizeof *tasks);
    struct spinner *spinners = calloc(count > 0 ? count : 1, sizeof *spinners);
    uint32_t started = 0;
    int error = tasks != NULL && spinners != NULL ? 0 : -PLAT_ENOMEM;
    while (error == 0 && started < count) {
        spinners[started] = (struct spinner){&cpu[started], spin_ns};
        error = plat_thread_start(&tasks[started], spin, &spinners[started]);
        started += error == 0;
    }
    for (uint32_t i = 0; i < started; i++) {
        int joined = plat_thread_join(&tasks[i]);
        error = error != 0 ? error : joined;
    }
    free(tasks);
    free(spinners);
    return error;
}

void doctor_measure_spin(const uint32_t *cpus, uint32_t count, const struct doctor_effort *effort,
                         struct doctor_measured *measured)
{
    struct plat_number steal, all;
    for (uint32_t i = 0; i < count; i++)
        measured->cpu[i] = (struct doctor_cpu){.cpu = cpus[i]};
    measured->cpus = count;
    plat_ticks_read("", &steal, &all);
    measured->spin_error = run_all(measured->cpu, count, effort->spin_ns);
    plat_ticks_read("", &measured->steal_ticks, &measured->all_ticks);
    measured->steal_ticks.value -= steal.value;
    measured->all_ticks.value -= all.value;
}
