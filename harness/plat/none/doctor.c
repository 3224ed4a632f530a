/* SPDX-License-Identifier: MIT */
/* Nothing is told of a machine's fitness: each answer says so. */
#include "../../api/plat.h"
#include "../../api/plat_fitness.h"

#define SOURCE "this operating system"

static const struct plat_number no_number = {.error = -PLAT_ENOTSUP, .source = SOURCE};
static const struct plat_word no_word = {.error = -PLAT_ENOTSUP, .source = SOURCE};

void plat_fitness_read(const char *root, struct plat_fitness *f)
{
    (void)root;
    f->clock_source = f->cpuset = f->governor = f->guest_of = no_word;
    f->thp_enabled = f->thp_shmem = f->thp_defrag = no_word;
    f->cpus_online = f->cpus_allowed = f->quota_permille = f->throttled_periods = no_number;
    f->turbo = f->smt = f->guest = f->ksm = f->aslr = f->layout_fixed = f->timer_slack_ns = no_number;
    f->swap_total = f->swap_used = f->load = f->overcommit = f->perf_paranoid = no_number;
    f->pressure_cpu = f->pressure_memory = f->pressure_io = no_number;
    f->steal_ticks = f->all_ticks = no_number;
}

void plat_ticks_read(const char *root, struct plat_number *steal, struct plat_number *all)
{
    (void)root;
    *steal = *all = no_number;
}
