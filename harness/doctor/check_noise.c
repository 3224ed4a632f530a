/* SPDX-License-Identifier: MIT */
/* Who else uses the CPUs: what a spin lost, what the host took, load and pressure. */
#include "doctor.h"

static double share(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : 0;
}

/* The CPU that lost most; NULL when none spun. */
static const struct doctor_cpu *worst_cpu(const struct doctor_measured *m)
{
    const struct doctor_cpu *worst = NULL;
    for (uint32_t i = 0; i < m->cpus; i++)
        if (m->cpu[i].wall_ns > 0 &&
            (worst == NULL || share((double)m->cpu[i].lost_ns, (double)m->cpu[i].wall_ns) >
                                  share((double)worst->lost_ns, (double)worst->wall_ns)))
            worst = &m->cpu[i];
    return worst;
}

static void judge_lost(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "lost_time", DOCTOR_TIMES " run_delay_ns",
        "others run on our CPUs: intervals grow wide, tails (p99) are not ours",
        "end other processes (or the host's other guests), reserve CPUs with isolcpus= or a cpuset; use more "
        "--trials"};
    const struct doctor_measured *m = &facts->measured;
    const struct doctor_cpu *worst = worst_cpu(m);
    char longest[32];
    if (m->spin_error != 0 || worst == NULL) {
        doctor_unknown(report, &advice, "a spin on each CPU",
                       m->spin_error != 0 ? m->spin_error : -PLAT_ENOTSUP);
        return;
    }
    const double lost = share((double)worst->lost_ns, (double)worst->wall_ns);
    doctor_spell_ns((double)worst->gap_ns_max, longest);
    doctor_say(report, &advice, doctor_above(lost, 1, 10), lost, "%",
               "%.1f %% of a %.0f ms spin lost on CPU %u, worst of %u; longest gap %s", lost,
               (double)worst->wall_ns / 1e6, (unsigned)worst->cpu, (unsigned)m->cpus, longest);
}

static void judge_run_delay(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "run_delay", DOCTOR_TIMES " run_delay_ns",
        "this much of the time a worker waits for its CPU while others run on it",
        "end other processes, or reserve CPUs with isolcpus= or a cpuset"};
    const struct doctor_measured *m = &facts->measured;
    double worst = 0;
    for (uint32_t i = 0; i < m->cpus; i++) {
        if (m->cpu[i].run_delay_ns < 0) {
            doctor_unknown(report, &advice, "schedstat of a thread", (int)m->cpu[i].run_delay_ns);
            return;
        }
        double waited = share((double)m->cpu[i].run_delay_ns, (double)m->cpu[i].wall_ns);
        worst = waited > worst ? waited : worst;
    }
    if (m->spin_error != 0)
        doctor_unknown(report, &advice, "a spin on each CPU", m->spin_error);
    else
        doctor_say(report, &advice, doctor_above(worst, 1, 10), worst, "%",
                   "%.1f %% of the spin in the run queue, on the worst CPU", worst);
}

static enum doctor_level worse(enum doctor_level a, enum doctor_level b)
{
    return a > b ? a : b;
}

/* Ticks are 10 ms long: during the spin one of them is some percent already. */
static void judge_steal(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "steal", DOCTOR_TIMES, "the host runs others in this machine's time, unseen by its own accounting",
        "take a dedicated machine or guest; else compare only what is interleaved in one run"};
    const struct plat_number *since = &facts->told.steal_ticks, *all = &facts->told.all_ticks;
    const struct doctor_measured *m = &facts->measured;
    if (!doctor_knows(report, &advice, since))
        return;
    const double boot = share((double)since->value, (double)all->value);
    if (!m->is_done || m->steal_ticks.error != 0) {
        doctor_say(report, &advice, doctor_above(boot, 1, 10), boot, "%",
                   "%.2f %% of all CPU time since boot", boot);
        return;
    }
    const double now = share((double)m->steal_ticks.value, (double)m->all_ticks.value);
    doctor_say(report, &advice, worse(doctor_above(now, 5, 25), doctor_above(boot, 1, 10)), now, "%",
               "%.1f %% of CPU time during the spin, %.2f %% since boot", now, boot);
}

static void judge_load(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "load", DOCTOR_TIMES " run_delay_ns ctxsw_involuntary", "others compete for the CPUs in every trial",
        "wait until this machine is idle (uptime), or end what runs (top)"};
    const struct plat_number *load = &facts->told.load, *online = &facts->told.cpus_online;
    if (!doctor_knows(report, &advice, load) || !doctor_knows(report, &advice, online))
        return;
    const double running = (double)load->value / 100, each = running / (double)online->value;
    doctor_say(report, &advice, doctor_above(each, .25, 1), running, "tasks",
               "%.2f tasks on %lld CPUs in the last minute", running, (long long)online->value);
}

static void judge_pressure(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice cpu = {"pressure_cpu", DOCTOR_TIMES " run_delay_ns",
                                             "this much of the time somebody waits for a CPU",
                                             "end what else runs (top), or use fewer --workers"};
    static const struct doctor_advice io = {"pressure_io", "ready_ns major_faults " DOCTOR_WORK,
                                            "whoever reads or writes files waits for others that do",
                                            "wait until the disk is idle (iostat), or leave io_file out"};
    const struct plat_number *of_cpu = &facts->told.pressure_cpu, *of_io = &facts->told.pressure_io;
    if (doctor_knows(report, &cpu, of_cpu))
        doctor_say(report, &cpu, doctor_above((double)of_cpu->value / 100, 5, 25),
                   (double)of_cpu->value / 100, "%", "%.2f %% of the last 10 s", (double)of_cpu->value / 100);
    if (doctor_knows(report, &io, of_io))
        doctor_say(report, &io, doctor_above((double)of_io->value / 100, 5, 25), (double)of_io->value / 100,
                   "%", "%.2f %% of the last 10 s", (double)of_io->value / 100);
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    if (facts->measured.is_done) {
        judge_lost(facts, report);
        judge_run_delay(facts, report);
    }
    judge_steal(facts, report);
    judge_load(facts, report);
    judge_pressure(facts, report);
}

const struct tvp_check tvp_check_noise = {.name = "noise", .judge = judge};
