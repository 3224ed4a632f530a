/* SPDX-License-Identifier: MIT */
/* What Windows tells about a machine's fitness to measure; the rest says that this system does not. */
#include "../../api/plat_fitness.h"
#include "os.h"

#include <stdio.h>
#include <string.h>

#include "facts.h"

#define SOURCE "Windows"

static struct plat_number no_number(const char *source)
{
    return (struct plat_number){.error = -PLAT_ENOTSUP, .source = source};
}

static struct plat_number number(int64_t value, const char *source)
{
    return (struct plat_number){.value = value, .error = value < 0 ? (int)value : 0, .source = source};
}

static struct plat_word no_word(const char *source)
{
    return (struct plat_word){.error = -PLAT_ENOTSUP, .source = source};
}

/* 1: two CPUs lie in one core. */
static struct plat_number smt_of(void)
{
    static struct plat_place places[1024];
    int count = plat_places_read(places, 1024), shared = 0;
    for (int i = 1; i < count && i < 1024; i++)
        shared |= places[i].core == places[i - 1].core && places[i].core >= 0;
    return number(count < 0 ? count : shared, "GetLogicalProcessorInformationEx");
}

static void read_guest(struct plat_fitness *f)
{
    const char *wine = plat_wine_version();
    f->guest = number(wine != NULL || plat_has_hypervisor(), wine != NULL ? "wine_get_version" : "CPUID");
    f->guest_of = no_word(SOURCE);
    if (wine != NULL) {
        f->guest_of = (struct plat_word){.source = "wine_get_version"};
        snprintf(f->guest_of.text, sizeof f->guest_of.text, "Wine %s", wine);
    }
}

static void read_told(struct plat_fitness *f)
{
    MEMORYSTATUSEX memory = {.dwLength = sizeof memory};
    f->clock_source = (struct plat_word){.source = "QueryPerformanceFrequency"};
    snprintf(f->clock_source.text, sizeof f->clock_source.text, "QueryPerformanceCounter");
    f->cpus_online = number(GetActiveProcessorCount(ALL_PROCESSOR_GROUPS), "GetActiveProcessorCount");
    f->cpus_allowed = number(plat_cpus_allowed(NULL, 0), "GetThreadGroupAffinity");
    f->smt = smt_of();
    read_guest(f);
    if (GlobalMemoryStatusEx(&memory)) {
        const int64_t files = (int64_t)memory.ullTotalPageFile - (int64_t)memory.ullTotalPhys;
        f->swap_total = number(files > 0 ? files : 0, "GlobalMemoryStatusEx");
    }
}

void plat_fitness_read(const char *root, struct plat_fitness *f)
{
    memset(f, 0, sizeof *f);
    f->clock_source = f->cpuset = f->governor = f->guest_of = no_word(SOURCE);
    f->thp_enabled = f->thp_shmem = f->thp_defrag = no_word(SOURCE);
    f->cpus_online = f->cpus_allowed = f->quota_permille = f->throttled_periods = no_number(SOURCE);
    f->turbo = f->smt = f->guest = f->ksm = f->aslr = f->layout_fixed = f->timer_slack_ns = no_number(SOURCE);
    f->swap_total = f->swap_used = f->load = f->overcommit = f->perf_paranoid = no_number(SOURCE);
    f->pressure_cpu = f->pressure_memory = f->pressure_io = no_number(SOURCE);
    plat_ticks_read(root, &f->steal_ticks, &f->all_ticks);
    if (root[0] == '\0') /* another system's files say nothing of this one */
        read_told(f);
}

void plat_ticks_read(const char *root, struct plat_number *steal, struct plat_number *all)
{
    (void)root;
    *steal = *all = no_number(SOURCE);
}
