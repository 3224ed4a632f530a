/* SPDX-License-Identifier: MIT */
/* A made-up machine on which all is well, and a look at single findings. */
#ifndef TVP_TEST_DOCTOR_RIG_H
#define TVP_TEST_DOCTOR_RIG_H

#include <criterion/criterion.h>
#include <string.h>

#include "../../harness/api/plat_fitness.h"
#include "../../harness/doctor/doctor.h"

static inline struct doctor_facts sound_machine(void)
{
    struct doctor_facts facts;
    memset(&facts, 0, sizeof facts);
    struct plat_fitness *told = &facts.told;
    told->clock_source = (struct plat_word){.text = "tsc"};
    told->cpus_online.value = told->cpus_allowed.value = 4;
    told->cpuset = (struct plat_word){.text = "0-3"};
    told->quota_permille.value = -1;
    told->governor = (struct plat_word){.text = "performance"};
    told->thp_enabled = told->thp_defrag = (struct plat_word){.text = "madvise"};
    told->thp_shmem = (struct plat_word){.text = "advise"};
    told->aslr.value = 2;
    told->timer_slack_ns.value = 50000;
    told->all_ticks.value = 100000;
    facts.limits = (struct plat_limits){.memory_total = INT64_C(8) << 30,
                                        .memory_available = INT64_C(6) << 30,
                                        .memory_cgroup = -1,
                                        .tasks_rlimit = -1,
                                        .tasks_cgroup = -1,
                                        .tasks_system = 30000,
                                        .tasks_pids = 4000000,
                                        .files = 1024,
                                        .address_space = -1,
                                        .stack = 8 << 20};
    struct doctor_measured *m = &facts.measured;
    m->is_done = 1;
    m->clock_read_ns = 25;
    m->exchanges = 20000;
    m->exchange_cpus = m->cpus = 4;
    for (uint32_t i = 0; i < 4; i++)
        m->cpu[i] = (struct doctor_cpu){
            .cpu = i, .pinned = 1, .ran_on = (int)i, .wall_ns = 200000000, .lost_ns = 20000};
    m->all_ticks.value = 80;
    m->timer_sleeps = 60;
    m->timer_late_ns_median = 60000;
    m->timer_late_ns_max = 90000;
    m->fault_ns = 500;
    m->fork_ns = 60000;
    m->cpuid_ns = 80;
    return facts;
}

static inline const struct doctor_finding *finding_of(const struct doctor_report *report, const char *id)
{
    for (uint32_t i = 0; i < report->count; i++)
        if (strcmp(report->findings[i].advice->id, id) == 0)
            return &report->findings[i];
    cr_assert_fail("no finding %s", id);
    return NULL;
}

/* The finding `id` about these facts has this level and a fact that contains `text`. */
#define expect_finding(facts, id, wanted, words)                                                             \
    do {                                                                                                     \
        struct doctor_report report_;                                                                        \
        doctor_judge(&(facts), &report_);                                                                    \
        const struct doctor_finding *finding_ = finding_of(&report_, (id));                                  \
        cr_expect(finding_->level == (wanted), "%s is %s: %s", (id), doctor_level_name(finding_->level),     \
                  finding_->fact);                                                                           \
        cr_expect(strstr(finding_->fact, (words)) != NULL, "%s: %s", (id), finding_->fact);                  \
    } while (0)

#endif
