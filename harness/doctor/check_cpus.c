/* SPDX-License-Identifier: MIT */
/* The CPUs: how many may be used and how much of them, whether binding to one works, and whether they share
 * cores. */
#include "doctor.h"

static void judge_allowed(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice part = {
        "cpus_allowed", DOCTOR_WORK, "cells with more workers than allowed CPUs are oversubscribed",
        "start tvp outside of taskset or the cpuset, or keep --workers at or below the allowed number"};
    static const struct doctor_advice one = {
        "cpus_allowed", DOCTOR_STARTS " start_skew_ns " DOCTOR_WORK,
        "nothing runs in parallel: more than one worker only takes turns",
        "use a machine, a container or a taskset with two CPUs at least"};
    const struct plat_number *online = &facts->told.cpus_online, *allowed = &facts->told.cpus_allowed;
    if (!doctor_knows(report, &part, allowed) || !doctor_knows(report, &part, online))
        return;
    const int is_part = allowed->value < online->value, is_one = allowed->value == 1;
    doctor_say(report, is_one ? &one : &part,
               is_one    ? DOCTOR_WARN
               : is_part ? DOCTOR_NOTE
                         : DOCTOR_OK,
               (double)allowed->value, "CPUs", "%lld of %lld online may be used", (long long)allowed->value,
               (long long)online->value);
}

static void judge_cpuset(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "cpuset", "ops_per_s", "placements stay inside the control group's CPUs, if it has any",
        "none is needed; where a placement is refused, look at the group's cpuset.cpus"};
    const struct plat_word *cpuset = &facts->told.cpuset;
    if (doctor_knows_word(report, &advice, cpuset))
        doctor_say(report, &advice, DOCTOR_OK, 0, NULL, "the control group allows CPUs %s", cpuset->text);
}

static void judge_pinning(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "pinning", DOCTOR_TIMES,
        "workers wander between CPUs: trials are invalid, or vary by more than a factor of 10",
        "allow sched_setaffinity (seccomp profile, sandbox), or use --placement none and expect noise"};
    const struct doctor_measured *m = &facts->measured;
    uint32_t failed = 0, first = 0;
    if (m->spin_error != 0) {
        doctor_unknown(report, &advice, "threads bound to each CPU", m->spin_error);
        return;
    }
    for (uint32_t i = m->cpus; i-- > 0;) {
        if (m->cpu[i].pinned == 1 && m->cpu[i].ran_on == (int)m->cpu[i].cpu)
            continue;
        failed++;
        first = i;
    }
    if (failed == 0)
        doctor_say(report, &advice, DOCTOR_OK, (double)m->cpus, "CPUs", "holds on all %u CPUs tried",
                   (unsigned)m->cpus);
    else if (m->cpu[first].pinned < 0)
        doctor_say(report, &advice, DOCTOR_BAD, (double)failed, "CPUs", "fails on %u of %u CPUs; CPU %u: %s",
                   (unsigned)failed, (unsigned)m->cpus, (unsigned)m->cpu[first].cpu,
                   plat_error_text(m->cpu[first].pinned));
    else
        doctor_say(report, &advice, DOCTOR_BAD, (double)failed, "CPUs",
                   "does not hold on %u of %u CPUs; bound to CPU %u, seen on CPU %d", (unsigned)failed,
                   (unsigned)m->cpus, (unsigned)m->cpu[first].cpu, m->cpu[first].ran_on);
}

static void judge_quota(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "cpu_quota", DOCTOR_TIMES " run_delay_ns",
        "whoever has used up the quota is stopped for up to a whole period",
        "remove the quota (docker: no --cpus, systemd: CPUQuota=, Kubernetes: no CPU limit) or keep "
        "--workers below it"};
    const struct plat_number *quota = &facts->told.quota_permille,
                             *throttled = &facts->told.throttled_periods;
    const struct plat_number *allowed = &facts->told.cpus_allowed;
    if (!doctor_knows(report, &advice, quota))
        return;
    if (quota->value < 0) {
        doctor_say(report, &advice, DOCTOR_OK, 0, NULL, "no limit in the control groups that can be seen");
        return;
    }
    const double cpus = (double)quota->value / 1000;
    const int is_less = allowed->error != 0 || cpus < (double)allowed->value;
    if (throttled->error == 0)
        doctor_say(report, &advice, is_less ? DOCTOR_BAD : DOCTOR_WARN, cpus, "CPUs",
                   "%.2f CPUs by control group; throttled in %lld periods so far", cpus,
                   (long long)throttled->value);
    else
        doctor_say(report, &advice, is_less ? DOCTOR_BAD : DOCTOR_WARN, cpus, "CPUs",
                   "%.2f CPUs by control group; how often throttled is unknown", cpus);
}

static void judge_smt(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "smt", DOCTOR_WORK, "two workers on the hardware threads of one core slow each other down",
        "compare --placement scatter and same-core; or echo off > /sys/devices/system/cpu/smt/control"};
    const struct plat_number *smt = &facts->told.smt, *guest = &facts->told.guest;
    if (!doctor_knows(report, &advice, smt))
        return;
    const int hidden = guest->error == 0 && guest->value == 1 && smt->value == 0;
    doctor_say(report, &advice, smt->value != 0 || hidden ? DOCTOR_NOTE : DOCTOR_OK, (double)smt->value,
               "active", "%s",
               smt->value != 0 ? "on: CPUs share cores"
               : hidden        ? "off as far as a virtual machine can see; its host's is not shown"
                               : "off, or this processor has none");
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    judge_allowed(facts, report);
    judge_cpuset(facts, report);
    judge_quota(facts, report);
    judge_smt(facts, report);
    if (facts->measured.is_done)
        judge_pinning(facts, report);
}

const struct tvp_check tvp_check_cpus = {.name = "cpus", .judge = judge};
