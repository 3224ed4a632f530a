/* SPDX-License-Identifier: MIT */
/* Whether this is a virtual machine, and whether its host intercepts what every program start does. */
#include "doctor.h"

#define TRAP_NS     1000 /* bare metal: some 20 to 100 ns */
#define GLIBC_CPUID 43   /* glibc 2.36 on x86-64, counted before main; docs/doctor.md */

static void judge_guest(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "virtualization", DOCTOR_TIMES,
        "absolute times are this guest's; faults and page tables cost twice the walk",
        "carry over ratios and shapes only; repeat on bare metal before quoting times"};
    const struct plat_number *guest = &facts->told.guest;
    const struct plat_word *of = &facts->told.guest_of;
    if (!doctor_knows(report, &advice, guest))
        return;
    if (guest->value == 0)
        doctor_say(report, &advice, DOCTOR_OK, 0, "active", "none seen");
    else
        doctor_say(report, &advice, DOCTOR_NOTE, 1, "active", "a virtual machine%s%s",
                   of->error == 0 ? " of " : ", its host's kind unknown", of->error == 0 ? of->text : "");
}

static void judge_cpuid(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "cpuid", "enter_ns ready_ns crew_ready_ns floor_enter_ns",
        "the host traps CPUID, of which a C library runs dozens before main: spawn pays, thread and fork do "
        "not",
        "compare spawn with floor_enter_ns; use a static musl image, or bare metal"};
    const int64_t ns = facts->measured.cpuid_ns;
    char text[32], start[32];
    if (ns == -PLAT_ENOTSUP) {
        doctor_say(report, &advice, DOCTOR_OK, 0, NULL,
                   "not applicable: this processor has no CPUID instruction");
        return;
    }
    if (ns < 0) {
        doctor_unknown(report, &advice, "CPUID", (int)ns);
        return;
    }
    doctor_spell_ns((double)ns, text);
    doctor_spell_ns((double)ns * GLIBC_CPUID, start);
    if (ns < TRAP_NS)
        doctor_say(report, &advice, DOCTOR_OK, (double)ns, "ns", "CPUID takes %s, not trapped", text);
    else
        doctor_say(report, &advice, DOCTOR_WARN, (double)ns, "ns",
                   "CPUID takes %s: trapped; glibc's %d before main cost each spawn %s", text, GLIBC_CPUID,
                   start);
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    judge_guest(facts, report);
    if (facts->measured.is_done)
        judge_cpuid(facts, report);
}

const struct tvp_check tvp_check_virtualization = {.name = "virtualization", .judge = judge};
