/* SPDX-License-Identifier: MIT */
/* Collects what the checks find, the worst first, and spells figures. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"

static struct doctor_finding *add(struct doctor_report *report, const struct doctor_advice *advice)
{
    if (report->count >= DOCTOR_FINDINGS_MAX)
        return NULL;
    struct doctor_finding *finding = &report->findings[report->count++];
    *finding = (struct doctor_finding){.advice = advice};
    return finding;
}

void doctor_say(struct doctor_report *report, const struct doctor_advice *advice, enum doctor_level level,
                double value, const char *unit, const char *format, ...)
{
    struct doctor_finding *finding = add(report, advice);
    if (finding == NULL)
        return;
    finding->level = level;
    finding->value = value;
    finding->unit = unit;
    va_list values;
    va_start(values, format);
    vsnprintf(finding->fact, sizeof finding->fact, format, values);
    va_end(values);
}

void doctor_unknown(struct doctor_report *report, const struct doctor_advice *advice, const char *source,
                    int error)
{
    struct doctor_finding *finding = add(report, advice);
    if (finding == NULL)
        return;
    finding->level = DOCTOR_NOTE;
    finding->error = error;
    snprintf(finding->fact, sizeof finding->fact, "unknown: %s: %s", source, plat_error_text(error));
}

const char *doctor_consequence(const struct doctor_finding *finding)
{
    return finding->error != 0 ? "cannot be judged: whether they suffer from this stays open"
                               : finding->advice->consequence;
}

const char *doctor_remedy(const struct doctor_finding *finding)
{
    if (finding->error == 0)
        return finding->advice->remedy;
    if (finding->error == -PLAT_EPERM)
        return "ask again as root, or outside of the container or sandbox that forbids it";
    return "none where this kernel or virtual machine has no such thing; in a container look from its host";
}

int doctor_knows(struct doctor_report *report, const struct doctor_advice *advice,
                 const struct plat_number *number)
{
    if (number->error != 0)
        doctor_unknown(report, advice, number->source, number->error);
    return number->error == 0;
}

int doctor_knows_word(struct doctor_report *report, const struct doctor_advice *advice,
                      const struct plat_word *word)
{
    if (word->error != 0)
        doctor_unknown(report, advice, word->source, word->error);
    return word->error == 0;
}

enum doctor_level doctor_above(double value, double warn, double bad)
{
    return value >= bad ? DOCTOR_BAD : value >= warn ? DOCTOR_WARN : DOCTOR_OK;
}

/* Stable: insertion keeps the checks' order within a level. */
static void sort(struct doctor_report *report)
{
    for (uint32_t i = 1; i < report->count; i++) {
        struct doctor_finding moving = report->findings[i];
        uint32_t at = i;
        for (; at > 0 && report->findings[at - 1].level < moving.level; at--)
            report->findings[at] = report->findings[at - 1];
        report->findings[at] = moving;
    }
}

void doctor_judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    report->count = 0;
    for (size_t i = 0; tvp_checks[i] != NULL; i++)
        tvp_checks[i]->judge(facts, report);
    sort(report);
}

enum doctor_level doctor_worst(const struct doctor_report *report)
{
    enum doctor_level worst = DOCTOR_OK;
    for (uint32_t i = 0; i < report->count; i++)
        if (report->findings[i].level > worst)
            worst = report->findings[i].level;
    return worst;
}

uint32_t doctor_count(const struct doctor_report *report, enum doctor_level level)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < report->count; i++)
        count += report->findings[i].level == level;
    return count;
}

const char *doctor_level_name(enum doctor_level level)
{
    static const char *const names[] = {"ok", "note", "warn", "bad"};
    return names[level];
}

static const char *spell(double value, double step, const char *const *units, size_t count, char text[32])
{
    size_t u = 0;
    for (; value >= step && u + 1 < count; u++)
        value /= step;
    snprintf(text, 32, "%.*f %s", value >= 100 ? 0 : value >= 10 ? 1 : 2, value, units[u]);
    return text;
}

const char *doctor_spell_ns(double ns, char text[32])
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    return spell(ns, 1000, units, sizeof units / sizeof *units, text);
}

const char *doctor_spell_bytes(double bytes, char text[32])
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    return spell(bytes, 1024, units, sizeof units / sizeof *units, text);
}
