/* SPDX-License-Identifier: MIT */
/* A short spin on every CPU at once, as a run with as many workers would: does the pin hold, and how much
 * time is lost? */
#include <stdlib.h>

#include "doctor.h"

#define SPIN_NS UINT64_C(200000000)
/* Two clock reads of ours lie at most this far apart, even where the clock is a system call. */
#define OURS_NS 10000u

static void count_gaps(struct doctor_cpu *cpu)
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
    } while (last - begin < SPIN_NS);
    cpu->wall_ns = last - begin;
}

static void *spin(void *argument)
{
    struct doctor_cpu *cpu = argument;
    int error = plat_cpu_pin(cpu->cpu);
    cpu->pinned = error != 0 ? error : plat_cpu_is_pinned(cpu->cpu);
    int64_t schedstat = plat_run_delay_open();
    int64_t before_ns = schedstat < 0 ? schedstat : plat_run_delay_ns(schedstat);
    count_gaps(cpu);
    int64_t after_ns = schedstat < 0 ? schedstat : plat_run_delay_ns(schedstat);
    cpu->run_delay_ns = before_ns < 0 ? before_ns : after_ns < 0 ? after_ns : after_ns - before_ns;
    cpu->ran_on = plat_cpu_now();
    if (schedstat >= 0)
        plat_handle_close(schedstat);
    return NULL;
}

static int run_all(struct doctor_cpu *cpu, uint32_t count)
{
    struct plat_task *tasks = calloc(count > 0 ? count : 1, sizeof *tasks);
    uint32_t started = 0;
    int error = tasks != NULL ? 0 : -PLAT_ENOMEM;
    while (error == 0 && started < count) {
        error = plat_thread_start(&tasks[started], spin, &cpu[started]);
        started += error == 0;
    }
    for (uint32_t i = 0; i < started; i++) {
        int joined = plat_thread_join(&tasks[i]);
        error = error != 0 ? error : joined;
    }
    free(tasks);
    return error;
}

void doctor_measure_spin(const uint32_t *cpus, uint32_t count, struct doctor_measured *measured)
{
    struct plat_number steal, all;
    for (uint32_t i = 0; i < count; i++)
        measured->cpu[i] = (struct doctor_cpu){.cpu = cpus[i]};
    measured->cpus = count;
    plat_ticks_read("", &steal, &all);
    measured->spin_error = run_all(measured->cpu, count);
    plat_ticks_read("", &measured->steal_ticks, &measured->all_ticks);
    measured->steal_ticks.value -= steal.value;
    measured->all_ticks.value -= all.value;
}
