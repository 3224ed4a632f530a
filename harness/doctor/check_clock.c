/* SPDX-License-Identifier: MIT */
/* The clock: where it comes from, what a read costs, and whether it is one for all CPUs. */
#include <string.h>

#include "doctor.h"

#define FEW_EXCHANGES 1000u

static void judge_source(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "clock_source", DOCTOR_TIMES, "each stamp is a slow read of a device, or as coarse as the timer tick",
        "boot with clocksource=tsc, or write tsc to "
        "/sys/devices/system/clocksource/clocksource0/current_clocksource"};
    static const char *const slow[] = {"hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit"};
    const struct plat_word *source = &facts->told.clock_source;
    if (!doctor_knows_word(report, &advice, source))
        return;
    enum doctor_level level = DOCTOR_OK;
    for (size_t i = 0; i < sizeof slow / sizeof *slow; i++)
        if (strcmp(source->text, slow[i]) == 0)
            level = DOCTOR_BAD;
    doctor_say(report, &advice, level, 0, NULL, "%s", source->text);
}

static void judge_read(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "clock_read", DOCTOR_TIMES,
        "a stamp adds this much to every interval; it is a system call, or trapped",
        "use the tsc as clock source; leave the sandbox or emulator that takes the vDSO away"};
    const double ns = facts->measured.clock_read_ns;
    doctor_say(report, &advice, doctor_above(ns, 100, 1000), ns, "ns", "%.1f ns a read", ns);
}

static void judge_order(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "clock_order", "enter_ns ready_ns exit_ns crew_ready_ns start_skew_ns",
        "intervals that begin on one CPU and end on another are wrong by as much",
        "use another clock source, or pin everything to one CPU with --placement same-cpu"};
    static const struct doctor_advice few = {
        "clock_order", "enter_ns ready_ns exit_ns crew_ready_ns start_skew_ns",
        "too few stamps were exchanged between CPUs to say that their clocks agree",
        "end what else runs on this machine and ask again"};
    const struct doctor_measured *m = &facts->measured;
    if (m->exchange_error != 0)
        doctor_unknown(report, &advice, "an exchange of stamps between CPUs", m->exchange_error);
    else if (m->backwards > 0)
        doctor_say(report, &advice, DOCTOR_BAD, (double)m->backwards_ns_max, "ns",
                   "%llu of %llu stamps handed to another CPU went backwards, by up to %llu ns",
                   (unsigned long long)m->backwards, (unsigned long long)m->exchanges,
                   (unsigned long long)m->backwards_ns_max);
    else if (m->exchange_cpus < 2)
        doctor_say(report, &advice, DOCTOR_OK, 0, "ns", "only one CPU may be used: nothing to compare");
    else
        doctor_say(report, &few, m->exchanges < FEW_EXCHANGES ? DOCTOR_NOTE : DOCTOR_OK, 0, "ns",
                   "never backwards in %llu exchanges between %u CPUs", (unsigned long long)m->exchanges,
                   (unsigned)m->exchange_cpus);
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    judge_source(facts, report);
    if (!facts->measured.is_done)
        return;
    judge_read(facts, report);
    judge_order(facts, report);
}

const struct tvp_check tvp_check_clock = {.name = "clock", .judge = judge};
