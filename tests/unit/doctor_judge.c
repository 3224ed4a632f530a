/* SPDX-License-Identifier: MIT */
/* What the doctor makes of facts: each check on a machine that is well but for one thing. */
#include "doctor_rig.h"

#include "../../harness/core/registry.h"

Test(doctor_judge, a_sound_machine_is_ok_throughout)
{
    struct doctor_facts facts = sound_machine();
    struct doctor_report report;
    doctor_judge(&facts, &report);
    cr_expect(report.count >= 30);
    for (uint32_t i = 0; i < report.count; i++)
        cr_expect(report.findings[i].level == DOCTOR_OK && report.findings[i].error == 0, "%s: %s",
                  report.findings[i].advice->id, report.findings[i].fact);
}

Test(doctor_judge, clock)
{
    struct doctor_facts facts = sound_machine();
    snprintf(facts.told.clock_source.text, sizeof facts.told.clock_source.text, "hpet");
    facts.measured.clock_read_ns = 99;
    expect_finding(facts, "clock_source", DOCTOR_BAD, "hpet");
    expect_finding(facts, "clock_read", DOCTOR_OK, "99.0 ns");
    facts.measured.clock_read_ns = 350;
    expect_finding(facts, "clock_read", DOCTOR_WARN, "350.0 ns");
    facts.measured.clock_read_ns = 1200;
    expect_finding(facts, "clock_read", DOCTOR_BAD, "1200.0 ns");
    facts.measured.backwards = 3;
    facts.measured.backwards_ns_max = 410;
    expect_finding(facts, "clock_order", DOCTOR_BAD,
                   "3 of 20000 stamps handed to another CPU went backwards, by up to 410 ns");
    facts.measured.backwards = 0;
    facts.measured.exchanges = 12;
    expect_finding(facts, "clock_order", DOCTOR_NOTE, "12 exchanges");
    facts.measured.exchange_cpus = 1;
    expect_finding(facts, "clock_order", DOCTOR_OK, "only one CPU");
    facts.measured.exchange_error = -PLAT_EPERM;
    expect_finding(facts, "clock_order", DOCTOR_NOTE,
                   "unknown: an exchange of stamps between CPUs: permission denied");
}

Test(doctor_judge, cpus)
{
    struct doctor_facts facts = sound_machine();
    facts.told.cpus_allowed.value = 2;
    expect_finding(facts, "cpus_allowed", DOCTOR_NOTE, "2 of 4");
    facts.told.cpus_allowed.value = 1;
    expect_finding(facts, "cpus_allowed", DOCTOR_WARN, "1 of 4");
    facts.told.smt.value = 1;
    expect_finding(facts, "smt", DOCTOR_NOTE, "share cores");
    facts.told.smt.value = 0;
    facts.told.guest.value = 1;
    expect_finding(facts, "smt", DOCTOR_NOTE, "its host's is not shown");
}

Test(doctor_judge, pinning)
{
    struct doctor_facts facts = sound_machine();
    facts.measured.cpu[2].ran_on = 0;
    expect_finding(facts, "pinning", DOCTOR_BAD, "on 1 of 4 CPUs; bound to CPU 2, seen on CPU 0");
    facts.measured.cpu[1].pinned = -PLAT_EPERM;
    expect_finding(facts, "pinning", DOCTOR_BAD, "fails on 2 of 4 CPUs; CPU 1: permission denied");
    facts.measured.spin_error = -PLAT_EAGAIN;
    expect_finding(facts, "pinning", DOCTOR_NOTE, "unknown: threads bound to each CPU");
    expect_finding(facts, "lost_time", DOCTOR_NOTE, "unknown: a spin");
}

Test(doctor_judge, quota)
{
    struct doctor_facts facts = sound_machine();
    facts.told.quota_permille.value = 1500;
    facts.told.throttled_periods.value = 7;
    expect_finding(facts, "cpu_quota", DOCTOR_BAD, "1.50 CPUs by control group; throttled in 7 periods");
    facts.told.quota_permille.value = 4000;
    facts.told.throttled_periods.error = -PLAT_EIO;
    expect_finding(facts, "cpu_quota", DOCTOR_WARN,
                   "4.00 CPUs by control group; how often throttled is unknown");
    facts.told.quota_permille =
        (struct plat_number){.error = -PLAT_ENOENT, .source = "the cpu control group"};
    expect_finding(facts, "cpu_quota", DOCTOR_NOTE, "unknown: the cpu control group: no such file");
}

Test(doctor_judge, frequency)
{
    struct doctor_facts facts = sound_machine();
    snprintf(facts.told.governor.text, sizeof facts.told.governor.text, "powersave");
    facts.told.turbo.value = 1;
    expect_finding(facts, "governor", DOCTOR_WARN, "powersave");
    expect_finding(facts, "turbo", DOCTOR_WARN, "on");
    facts.told.governor = (struct plat_word){.error = -PLAT_ENOENT, .source = "governors"};
    expect_finding(facts, "governor", DOCTOR_NOTE, "unknown: governors: no such file");
}

Test(doctor_judge, noise)
{
    struct doctor_facts facts = sound_machine();
    facts.measured.cpu[3].lost_ns = 62000000;
    facts.measured.cpu[3].gap_ns_max = 4100000;
    facts.measured.cpu[3].run_delay_ns = 6000000;
    expect_finding(facts, "lost_time", DOCTOR_BAD,
                   "31.0 % of a 200 ms spin lost on CPU 3, worst of 4; longest gap 4.10 ms");
    expect_finding(facts, "run_delay", DOCTOR_WARN, "3.0 %");
    facts.measured.cpu[3].run_delay_ns = -PLAT_ENOENT;
    expect_finding(facts, "run_delay", DOCTOR_NOTE, "unknown: schedstat");
    facts.told.steal_ticks.value = 2000;
    expect_finding(facts, "steal", DOCTOR_WARN, "0.0 % of CPU time during the spin, 2.00 % since boot");
    facts.measured.steal_ticks.value = 24;
    expect_finding(facts, "steal", DOCTOR_BAD, "30.0 %");
    facts.told.load.value = 150;
    expect_finding(facts, "load", DOCTOR_WARN, "1.50 tasks on 4 CPUs");
    facts.told.load.value = 400;
    expect_finding(facts, "load", DOCTOR_BAD, "4.00 tasks");
    facts.told.pressure_cpu.value = 499;
    facts.told.pressure_io.value = 2500;
    expect_finding(facts, "pressure_cpu", DOCTOR_OK, "4.99 %");
    expect_finding(facts, "pressure_io", DOCTOR_BAD, "25.00 %");
}

Test(doctor_judge, memory)
{
    struct doctor_facts facts = sound_machine();
    facts.limits.memory_available = INT64_C(512) << 20;
    expect_finding(facts, "memory_available", DOCTOR_WARN, "512 MiB");
    facts.limits.memory_cgroup = INT64_C(100) << 20;
    expect_finding(facts, "memory_available", DOCTOR_BAD, "100 MiB (control group)");
    facts.told.swap_total.value = INT64_C(2) << 30;
    expect_finding(facts, "swap", DOCTOR_NOTE, "0.00 bytes of 2.00 GiB in use");
    facts.told.swap_used.value = INT64_C(3) << 20;
    expect_finding(facts, "swap", DOCTOR_WARN, "3.00 MiB of 2.00 GiB");
    facts.told.pressure_memory.value = 1200;
    expect_finding(facts, "pressure_memory", DOCTOR_BAD, "12.00 %");
    facts.told.overcommit.value = 2;
    expect_finding(facts, "overcommit", DOCTOR_WARN, "strict");
    facts.told.ksm.value = 1;
    expect_finding(facts, "ksm", DOCTOR_WARN, "is on");
    facts.limits_error = -PLAT_ENOENT;
    expect_finding(facts, "memory_available", DOCTOR_NOTE, "unknown: memory available: no such file");
    expect_finding(facts, "limit_tasks", DOCTOR_NOTE, "unknown: ");
}

Test(doctor_judge, pages_and_layout)
{
    struct doctor_facts facts = sound_machine();
    struct plat_fitness *told = &facts.told;
    told->thp_enabled = told->thp_defrag = (struct plat_word){.text = "always"};
    told->thp_shmem = (struct plat_word){.text = "force"};
    expect_finding(facts, "thp_enabled", DOCTOR_NOTE, "always");
    expect_finding(facts, "thp_defrag", DOCTOR_WARN, "always");
    expect_finding(facts, "thp_shmem", DOCTOR_WARN, "force");
    told->thp_enabled = told->thp_shmem = (struct plat_word){.text = "never"};
    expect_finding(facts, "thp_enabled", DOCTOR_NOTE, "never");
    expect_finding(facts, "thp_shmem", DOCTOR_NOTE, "never");
    told->aslr.value = 1;
    expect_finding(facts, "aslr", DOCTOR_NOTE, "but for the heap");
    told->aslr.value = 0;
    expect_finding(facts, "aslr", DOCTOR_WARN, "are off");
    told->aslr.value = 2;
    told->layout_fixed.value = 1;
    expect_finding(facts, "aslr", DOCTOR_WARN, "for this process");
}

Test(doctor_judge, timers_guests_costs)
{
    struct doctor_facts facts = sound_machine();
    facts.told.timer_slack_ns.value = 1000000;
    expect_finding(facts, "timer_slack", DOCTOR_WARN, "1.00 ms");
    facts.measured.timer_late_ns_median = 300000;
    expect_finding(facts, "timer_latency", DOCTOR_WARN, "end 300 us late (median of 60)");
    facts.measured.timer_sleeps = 0;
    expect_finding(facts, "timer_latency", DOCTOR_NOTE, "unknown: sleeps");
    facts.told.guest.value = 1;
    facts.told.guest_of = (struct plat_word){.text = "KVM"};
    expect_finding(facts, "virtualization", DOCTOR_NOTE, "a virtual machine of KVM");
    facts.told.guest = (struct plat_number){.error = -PLAT_ENOTSUP, .source = "/proc/cpuinfo"};
    expect_finding(facts, "virtualization", DOCTOR_NOTE, "unknown: /proc/cpuinfo");
    facts.measured.cpuid_ns = 4300; /* 43 times are 184.9 us */
    expect_finding(facts, "cpuid", DOCTOR_WARN,
                   "CPUID takes 4.30 us: trapped; glibc's 43 before main cost each spawn 185 us");
    facts.measured.cpuid_ns = -PLAT_ENOTSUP;
    expect_finding(facts, "cpuid", DOCTOR_OK, "not applicable");
    facts.measured.fault_error = -PLAT_ENOMEM;
    expect_finding(facts, "page_fault", DOCTOR_NOTE, "unknown: first touches of pages: out of memory");
    facts.measured.fork_ns = 6000000;
    expect_finding(facts, "fork_floor", DOCTOR_WARN, "6.00 ms");
}

Test(doctor_judge, limits)
{
    struct doctor_facts facts = sound_machine();
    facts.limits.tasks_cgroup = 100;
    expect_finding(facts, "limit_tasks", DOCTOR_WARN,
                   "100 more processes and threads may be started (control group)");
    facts.limits.tasks_rlimit = 5;
    expect_finding(facts, "limit_tasks", DOCTOR_BAD,
                   "5 more processes and threads may be started (ulimit -u)");
    facts.limits.files = 64;
    expect_finding(facts, "limit_files", DOCTOR_WARN, "64 open files");
    facts.measured.perf_hardware = -PLAT_ENOTSUP;
    expect_finding(facts, "perf_events", DOCTOR_NOTE,
                   "hardware: this machine or kernel has none; software: yes; perf_event_paranoid 0");
    facts.limits.address_space = INT64_C(4) << 30;
    expect_finding(facts, "limit_address_space", DOCTOR_WARN, "4.00 GiB of memory");
    facts.limits.address_space = 512 << 20;
    expect_finding(facts, "limit_address_space", DOCTOR_BAD, "512 MiB");
    facts.limits.stack = 512 << 10;
    expect_finding(facts, "limit_stack", DOCTOR_WARN, "512 KiB");
    facts.limits.stack = 64 << 10;
    expect_finding(facts, "limit_stack", DOCTOR_BAD, "64.0 KiB");
    facts.limits.stack = 1 << 30;
    expect_finding(facts, "limit_stack", DOCTOR_NOTE, "1.00 GiB");
    facts.limits.stack = -1;
    expect_finding(facts, "limit_stack", DOCTOR_NOTE, "no limit on the stack");
    facts.limits_error = -PLAT_ENOENT;
    expect_finding(facts, "limit_address_space", DOCTOR_NOTE, "unknown: ");
    expect_finding(facts, "limit_stack", DOCTOR_NOTE, "unknown: ");
}

Test(doctor_judge, the_worst_come_first)
{
    struct doctor_facts facts = sound_machine();
    struct doctor_report report;
    snprintf(facts.told.clock_source.text, sizeof facts.told.clock_source.text, "jiffies");
    facts.told.turbo.value = 1;
    facts.told.cpus_allowed.value = 3;
    doctor_judge(&facts, &report);
    cr_expect(doctor_worst(&report) == DOCTOR_BAD);
    cr_expect(doctor_count(&report, DOCTOR_BAD) == 1 && doctor_count(&report, DOCTOR_WARN) == 1 &&
              doctor_count(&report, DOCTOR_NOTE) == 1);
    cr_expect_str_eq(report.findings[0].advice->id, "clock_source");
    cr_expect_str_eq(report.findings[1].advice->id, "turbo");
    cr_expect_str_eq(report.findings[2].advice->id, "cpus_allowed");
}

Test(doctor_judge, nothing_measured_is_nothing_said)
{
    struct doctor_facts facts = sound_machine();
    struct doctor_report report;
    memset(&facts.measured, 0, sizeof facts.measured);
    doctor_judge(&facts, &report);
    for (uint32_t i = 0; i < report.count; i++)
        cr_expect(report.findings[i].level == DOCTOR_OK, "%s: %s", report.findings[i].advice->id,
                  report.findings[i].fact);
    expect_finding(facts, "steal", DOCTOR_OK, "0.00 % of all CPU time since boot");
}

static int is_metric(const char *name, size_t length)
{
    const struct tvp_metric *metric;
    for (uint32_t i = 0; (metric = metric_at(i, NULL)) != NULL; i++)
        if (strlen(metric->name) == length && strncmp(metric->name, name, length) == 0)
            return 1;
    return 0;
}

/* On a machine of which nothing is known every finding is unknown, with a consequence, a remedy, and metrics
 * that records have. */
Test(doctor_judge, nothing_known_is_nothing_ok)
{
    struct doctor_facts facts;
    struct doctor_report report;
    memset(&facts, 0, sizeof facts);
    doctor_read("/nonexistent", &facts);
    doctor_judge(&facts, &report);
    cr_expect(report.count >= 20);
    for (uint32_t i = 0; i < report.count; i++) {
        const struct doctor_finding *finding = &report.findings[i];
        cr_expect(finding->error != 0 && finding->level == DOCTOR_NOTE &&
                      strncmp(finding->fact, "unknown: ", 9) == 0,
                  "%s: %s", finding->advice->id, finding->fact);
        cr_expect(strlen(doctor_consequence(finding)) > 10 && strlen(doctor_remedy(finding)) > 10);
        cr_expect(strlen(finding->advice->consequence) > 10 && strlen(finding->advice->remedy) > 10);
        for (const char *at = finding->advice->metrics; *at != '\0'; at += strspn(at, " ")) {
            size_t length = strcspn(at, " ");
            cr_expect(is_metric(at, length), "%s: there is no metric %.*s", finding->advice->id, (int)length,
                      at);
            at += length;
        }
    }
}
