/* SPDX-License-Identifier: MIT */
/* What this process may have: processes, files, memory, performance counters. */
#include "doctor.h"

static int64_t lesser(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

static void judge_tasks(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "limit_tasks", "ops crew_ready_ns", "cells with more workers than that are refused",
        "ulimit -u, the control group's pids.max, sysctl kernel.threads-max and kernel.pid_max"};
    const struct plat_limits *limits = &facts->limits;
    if (facts->limits_error != 0) {
        doctor_unknown(report, &advice, "limits of this process", facts->limits_error);
        return;
    }
    int64_t least = lesser(lesser(limits->tasks_rlimit, limits->tasks_cgroup),
                           lesser(limits->tasks_system, limits->tasks_pids));
    if (least < 0)
        doctor_say(report, &advice, DOCTOR_OK, 0, NULL, "no limit on processes and threads was found");
    else
        doctor_say(report, &advice,
                   least < 8     ? DOCTOR_BAD
                   : least < 128 ? DOCTOR_WARN
                                 : DOCTOR_OK,
                   (double)least, "tasks", "%lld more processes and threads may be started%s",
                   (long long)least,
                   least == limits->tasks_cgroup   ? " (control group)"
                   : least == limits->tasks_rlimit ? " (ulimit -u)"
                                                   : "");
}

static void judge_files(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "limit_files", "ops crew_ready_ns", "cells with many workers are refused: each takes two descriptors",
        "ulimit -n 4096"};
    const int64_t files = facts->limits.files;
    if (facts->limits_error != 0)
        doctor_unknown(report, &advice, "limits of this process", facts->limits_error);
    else if (files < 0)
        doctor_say(report, &advice, DOCTOR_OK, 0, NULL, "no limit on open files was found");
    else
        doctor_say(report, &advice,
                   files < 32    ? DOCTOR_BAD
                   : files < 256 ? DOCTOR_WARN
                                 : DOCTOR_OK,
                   (double)files, "files", "%lld open files a process", (long long)files);
}

static void judge_address_space(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {"limit_address_space", DOCTOR_FOOTPRINTS " ready_ns",
                                                "cells whose data, heap and stacks reach it fail, those of "
                                                "threads first: they share one address space",
                                                "ulimit -v unlimited"};
    const int64_t most = facts->limits.address_space;
    char text[32];
    if (facts->limits_error != 0)
        doctor_unknown(report, &advice, "limits of this process", facts->limits_error);
    else if (most < 0)
        doctor_say(report, &advice, DOCTOR_OK, 0, NULL,
                   "no limit on the memory that a process maps was found");
    else
        doctor_say(report, &advice, (double)most < 1024.0 * 1024 * 1024 ? DOCTOR_BAD : DOCTOR_WARN,
                   (double)most, "bytes", "%s of memory may be mapped by a process",
                   doctor_spell_bytes((double)most, text));
}

/* The C library takes it as the size of a thread's stack as well. */
static void judge_stack(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice small = {"limit_stack", DOCTOR_STARTS,
                                               "threads get stacks of that size: deep ones end in SIGSEGV",
                                               "ulimit -s 8192"};
    static const struct doctor_advice unlimited = {
        "limit_stack", DOCTOR_TIMES, "Linux lays out memory the old way, with fewer random addresses",
        "ulimit -s 8192"};
    static const struct doctor_advice large = {"limit_stack", DOCTOR_STARTS,
                                               "each thread maps that much, though it touches little of it",
                                               "ulimit -s 8192"};
    const int64_t stack = facts->limits.stack;
    char text[32];
    if (facts->limits_error != 0)
        doctor_unknown(report, &small, "limits of this process", facts->limits_error);
    else if (stack < 0)
        doctor_say(report, &unlimited, DOCTOR_NOTE, 0, NULL, "no limit on the stack was found");
    else
        doctor_say(report, stack < 1024 * 1024 ? &small : &large,
                   stack < 256 * 1024         ? DOCTOR_BAD
                   : stack < 1024 * 1024      ? DOCTOR_WARN
                   : stack > 64 * 1024 * 1024 ? DOCTOR_NOTE
                                              : DOCTOR_OK,
                   (double)stack, "bytes", "a stack of up to %s", doctor_spell_bytes((double)stack, text));
}

static const char *perf_text(int error)
{
    return error == 0               ? "yes"
           : error == -PLAT_ENOTSUP ? "this machine or kernel has none"
                                    : plat_error_text(error);
}

static void judge_perf(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "perf_events", "", "no metric is lost, but cycles and cache misses cannot explain a difference here",
        "sysctl kernel.perf_event_paranoid=1; in a virtual machine the host must pass the counters on"};
    const struct plat_number *paranoid = &facts->told.perf_paranoid;
    const int hardware = facts->measured.perf_hardware, software = facts->measured.perf_software;
    char level[64] = "; perf_event_paranoid is unknown";
    if (paranoid->error == 0)
        snprintf(level, sizeof level, "; perf_event_paranoid %lld", (long long)paranoid->value);
    doctor_say(report, &advice, hardware == 0 && software == 0 ? DOCTOR_OK : DOCTOR_NOTE, 0, NULL,
               "hardware: %s; software: %s%s", perf_text(hardware), perf_text(software), level);
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    judge_tasks(facts, report);
    judge_files(facts, report);
    judge_address_space(facts, report);
    judge_stack(facts, report);
    if (facts->measured.is_done)
        judge_perf(facts, report);
}

const struct tvp_check tvp_check_limits = {.name = "limits", .judge = judge};
