/* SPDX-License-Identifier: MIT */
/* How fast the CPUs' own clocks run, and who changes that. */
#include <string.h>

#include "doctor.h"

static void judge_governor(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "governor", DOCTOR_TIMES,
        "CPUs are slow until they have been busy for a while: short trials and starts suffer most",
        "cpupower frequency-set -g performance"};
    const struct plat_word *governor = &facts->told.governor;
    if (!doctor_knows_word(report, &advice, governor))
        return;
    doctor_say(report, &advice, strcmp(governor->text, "performance") == 0 ? DOCTOR_OK : DOCTOR_WARN, 0, NULL,
               "%s", governor->text);
}

static void judge_turbo(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "turbo", DOCTOR_WORK,
        "one busy CPU runs faster than many do: speed-ups over workers look worse than they are",
        "echo 0 > /sys/devices/system/cpu/cpufreq/boost, or echo 1 > .../cpu/intel_pstate/no_turbo"};
    const struct plat_number *turbo = &facts->told.turbo;
    if (doctor_knows(report, &advice, turbo))
        doctor_say(report, &advice, turbo->value != 0 ? DOCTOR_WARN : DOCTOR_OK, (double)turbo->value,
                   "active", "%s", turbo->value != 0 ? "on" : "off");
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    judge_governor(facts, report);
    judge_turbo(facts, report);
}

const struct tvp_check tvp_check_frequency = {.name = "frequency", .judge = judge};
