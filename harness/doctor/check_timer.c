/* SPDX-License-Identifier: MIT */
/* Timers: how much the system may delay them, and how late they really are. */
#include "doctor.h"

#define DEFAULT_SLACK_NS 50000 /* Linux's own */

static void judge_slack(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "timer_slack", DOCTOR_WORK, "sleeps of workloads that set no slack of their own end late by as much",
        "start tvp from a shell that no service manager has given a larger slack (systemd: TimerSlackNSec=)"};
    const struct plat_number *slack = &facts->told.timer_slack_ns;
    char text[32];
    if (doctor_knows(report, &advice, slack))
        doctor_say(report, &advice, slack->value > DEFAULT_SLACK_NS ? DOCTOR_WARN : DOCTOR_OK,
                   (double)slack->value, "ns", "%s; servers of a trial set theirs to 1 ns",
                   doctor_spell_ns((double)slack->value, text));
}

static void judge_latency(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "timer_latency", DOCTOR_WORK,
        "io_request waits this much longer than its delay says, and the tails far longer",
        "end other load; on bare metal limit idle states (cpupower idle-set -D 10)"};
    const struct doctor_measured *m = &facts->measured;
    char median[32], longest[32];
    if (m->timer_error != 0 || m->timer_sleeps == 0) {
        doctor_unknown(report, &advice, "sleeps of 1 ms",
                       m->timer_error != 0 ? m->timer_error : -PLAT_ENOTSUP);
        return;
    }
    const double late_ns = (double)m->timer_late_ns_median;
    doctor_spell_ns(late_ns, median);
    doctor_spell_ns((double)m->timer_late_ns_max, longest);
    doctor_say(report, &advice, doctor_above(late_ns, 200e3, 2e6), late_ns, "ns",
               "sleeps of 1 ms end %s late (median of %u), at most %s", median, (unsigned)m->timer_sleeps,
               longest);
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    judge_slack(facts, report);
    if (facts->measured.is_done)
        judge_latency(facts, report);
}

const struct tvp_check tvp_check_timer = {.name = "timer", .judge = judge};
