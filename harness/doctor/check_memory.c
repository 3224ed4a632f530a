/* SPDX-License-Identifier: MIT */
/* Memory: how much there is, whether it is swapped, short, promised twice or merged. */
#include "doctor.h"

#define MEBI (1024.0 * 1024)

static void judge_available(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "memory_available", DOCTOR_FOOTPRINTS,
        "cells with large --data are refused, or push this machine into swap",
        "free memory, raise the control group's limit, or use a smaller --data"};
    const struct plat_limits *limits = &facts->limits;
    if (facts->limits_error != 0 || limits->memory_available < 0) {
        doctor_unknown(report, &advice, "memory available",
                       facts->limits_error != 0 ? facts->limits_error : -PLAT_ENOENT);
        return;
    }
    const int by_group = limits->memory_cgroup >= 0 && limits->memory_cgroup < limits->memory_available;
    const double bytes = (double)(by_group ? limits->memory_cgroup : limits->memory_available);
    char text[32];
    doctor_say(report, &advice,
               bytes < 256 * MEBI    ? DOCTOR_BAD
               : bytes < 1024 * MEBI ? DOCTOR_WARN
                                     : DOCTOR_OK,
               bytes, "bytes", "%s%s", doctor_spell_bytes(bytes, text), by_group ? " (control group)" : "");
}

static void judge_swap(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice unused = {
        "swap", DOCTOR_FOOTPRINTS " major_faults",
        "pages may be swapped out in a trial: they leave PSS and come back dear",
        "swapoff -a while measuring"};
    static const struct doctor_advice used = {
        "swap", DOCTOR_FOOTPRINTS " major_faults " DOCTOR_TIMES,
        "pages that are swapped out are in no footprint, and the next touch reads a disk",
        "free memory, then swapoff -a while measuring"};
    const struct plat_number *total = &facts->told.swap_total, *in_use = &facts->told.swap_used;
    char text[32], of[32];
    if (!doctor_knows(report, &unused, total) || !doctor_knows(report, &unused, in_use))
        return;
    if (total->value == 0) {
        doctor_say(report, &unused, DOCTOR_OK, 0, "bytes", "none");
        return;
    }
    doctor_say(report, in_use->value > 0 ? &used : &unused, in_use->value > 0 ? DOCTOR_WARN : DOCTOR_NOTE,
               (double)in_use->value, "bytes", "%s of %s in use",
               doctor_spell_bytes((double)in_use->value, text), doctor_spell_bytes((double)total->value, of));
}

static void judge_pressure(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {"pressure_memory", DOCTOR_TIMES " major_faults memory_factor",
                                                "whoever allocates waits for memory to be reclaimed",
                                                "end what holds memory, or use a smaller --data"};
    const struct plat_number *pressure = &facts->told.pressure_memory;
    const double percent = (double)pressure->value / 100;
    if (doctor_knows(report, &advice, pressure))
        doctor_say(report, &advice, doctor_above(percent, 1, 10), percent, "%", "%.2f %% of the last 10 s",
                   percent);
}

static void judge_overcommit(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "overcommit", "call_ns memory_factor", "a fork of a large parent needs as much memory free, or fails",
        "sysctl vm.overcommit_memory=0, or keep --data and --heap below half of the memory"};
    static const char *const words[] = {"0: heuristic", "1: always granted", "2: strict"};
    const struct plat_number *overcommit = &facts->told.overcommit;
    if (!doctor_knows(report, &advice, overcommit))
        return;
    const int64_t value = overcommit->value;
    doctor_say(report, &advice, value == 2 ? DOCTOR_WARN : DOCTOR_OK, (double)value, "mode", "%s",
               value >= 0 && value <= 2 ? words[value] : "a value that is not known");
}

static void judge_ksm(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "ksm", DOCTOR_FOOTPRINTS " minor_faults",
        "the kernel merges equal pages of processes that allow it: copies look shared",
        "echo 0 > /sys/kernel/mm/ksm/run"};
    const struct plat_number *ksm = &facts->told.ksm;
    if (doctor_knows(report, &advice, ksm))
        doctor_say(report, &advice, ksm->value == 1 ? DOCTOR_WARN : DOCTOR_OK, (double)ksm->value, "active",
                   "%s", ksm->value == 1 ? "merging of equal pages is on" : "merging of equal pages is off");
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    judge_available(facts, report);
    judge_swap(facts, report);
    judge_pressure(facts, report);
    judge_overcommit(facts, report);
    judge_ksm(facts, report);
}

const struct tvp_check tvp_check_memory = {.name = "memory", .judge = judge};
