/* SPDX-License-Identifier: MIT */
/* What the doctor measures on this machine: possible values, in bounded time. How good they are nobody can
 * promise. */
#include "doctor_rig.h"

Test(doctor_measure, this_machine)
{
    static struct doctor_facts facts;
    const uint64_t begin_ns = plat_now_ns();
    doctor_read("", &facts);
    doctor_measure(&facts, &doctor_full);
    const uint64_t took_ns = plat_now_ns() - begin_ns;
    const struct doctor_measured *m = &facts.measured;
    cr_expect(took_ns < UINT64_C(30000000000)); /* a loop without end, on however busy a machine */
    cr_expect(m->clock_read_ns > 0);
    cr_expect(m->exchange_error == 0 && m->backwards <= m->exchanges);
    cr_assert(m->spin_error == 0 && m->cpus >= 1);
    for (uint32_t i = 0; i < m->cpus; i++) {
        cr_expect(m->cpu[i].pinned == 1 && m->cpu[i].ran_on == (int)m->cpu[i].cpu);
        cr_expect(m->cpu[i].wall_ns >= 200000000 && m->cpu[i].lost_ns <= m->cpu[i].wall_ns);
        cr_expect(m->cpu[i].gap_ns_max <= m->cpu[i].lost_ns);
    }
    cr_expect(m->timer_error == 0 && m->timer_sleeps > 0 && m->timer_late_ns_median <= m->timer_late_ns_max);
    cr_expect(m->fault_error == 0 && m->fault_ns > 0);
    cr_expect(m->fork_error == 0 && m->fork_ns > 0);
    cr_expect(m->cpuid_ns > 0 || m->cpuid_ns == -PLAT_ENOTSUP);
}

/* With every run: the same facts, from less of everything. */
Test(doctor_measure, briefly)
{
    static struct doctor_facts facts;
    static struct doctor_report report, full;
    doctor_read("", &facts);
    doctor_measure(&facts, &doctor_brief);
    doctor_judge(&facts, &report);
    const struct doctor_measured *m = &facts.measured;
    cr_assert(m->spin_error == 0 && m->cpus >= 1);
    cr_expect(m->cpu[0].wall_ns >= doctor_brief.spin_ns);
    cr_expect(m->timer_error == 0 && m->timer_sleeps > 0 && m->timer_sleeps <= doctor_brief.sleeps);
    cr_expect(m->fork_error == 0 && m->fork_ns > 0);
    doctor_measure(&facts, &doctor_full);
    doctor_judge(&facts, &full);
    cr_expect_eq(report.count, full.count);
    for (uint32_t i = 0; i < report.count; i++)
        finding_of(&full, report.findings[i].advice->id);
}

Test(doctor_measure, one_cpu_has_nothing_to_exchange)
{
    struct doctor_measured measured = {.is_done = 1};
    uint32_t cpu = 0;
    cr_assert(plat_cpus_allowed(&cpu, 1) >= 1);
    doctor_measure_exchange(&cpu, 1, &doctor_brief, &measured);
    cr_expect(measured.exchange_error == 0 && measured.exchanges == 0 && measured.exchange_cpus == 1);
}

Test(doctor_measure, a_cpu_that_is_not_there)
{
    struct doctor_measured measured = {.is_done = 1};
    uint32_t cpus[2] = {0, 8000};
    cr_assert(plat_cpus_allowed(cpus, 1) >= 1);
    cpus[1] = 8000;
    doctor_measure_exchange(cpus, 2, &doctor_brief, &measured);
    cr_expect(measured.exchange_error != 0);
    doctor_measure_spin(&cpus[1], 1, &doctor_brief, &measured);
    cr_expect(measured.spin_error == 0 && measured.cpu[0].pinned < 0);
}

Test(doctor_measure, reading_alone_is_cheap_and_short_for_machines)
{
    json_t *facts = doctor_machine();
    cr_assert(json_is_object(facts));
    cr_expect(json_is_string(json_object_get(json_object_get(facts, "aslr"), "level")));
    cr_expect(json_is_string(json_object_get(json_object_get(facts, "swap"), "fact")));
    cr_expect(json_object_get(facts, "lost_time") == NULL);
    json_decref(facts);
}
