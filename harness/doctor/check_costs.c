/* SPDX-License-Identifier: MIT */
/* What the kernel's basic services cost here: for information, to see a surprise before a run does. */
#include "doctor.h"

static void judge_fault(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "page_fault", "ready_ns call_ns minor_faults",
        "first touches and copies on write are far dearer than usual",
        "leave the sandbox or emulator that intercepts faults; give a guest's memory to it before measuring"};
    const struct doctor_measured *m = &facts->measured;
    char text[32];
    if (m->fault_error != 0)
        doctor_unknown(report, &advice, "first touches of pages", m->fault_error);
    else
        doctor_say(report, &advice, doctor_above(m->fault_ns, 20e3, 200e3), m->fault_ns, "ns",
                   "%s for the first touch of a page, at least", doctor_spell_ns(m->fault_ns, text));
}

static void judge_fork(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "fork_floor", DOCTOR_STARTS, "starting processes is far dearer than usual",
        "leave the sandbox, tracer or emulator that intercepts them; end other load"};
    const struct doctor_measured *m = &facts->measured;
    char text[32];
    if (m->fork_error != 0)
        doctor_unknown(report, &advice, "forks", m->fork_error);
    else
        doctor_say(report, &advice, doctor_above((double)m->fork_ns, 5e6, 50e6), (double)m->fork_ns, "ns",
                   "%s to fork, end and reap a small process (median)",
                   doctor_spell_ns((double)m->fork_ns, text));
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    if (!facts->measured.is_done)
        return;
    judge_fault(facts, report);
    judge_fork(facts, report);
}

const struct tvp_check tvp_check_costs = {.name = "costs", .judge = judge};
