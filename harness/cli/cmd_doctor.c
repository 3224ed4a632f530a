/* SPDX-License-Identifier: MIT */
/* `tvp doctor`: is this machine fit to measure on? What was found, what it does to which metrics, and what to
 * do. */
#include <stdio.h>
#include <string.h>

#include "../core/build.h"
#include "../doctor/doctor.h"
#include "cli.h"
#include "table.h"

#define DOCTOR_SCHEMA 1
#define INDENT        24u

enum strictness { LENIENT, STRICT_BAD, STRICT_WARN };

static void detail(const char *label, const char *text)
{
    if (text[0] == '\0')
        return;
    int column = printf("      %-*s ", (int)INDENT - 7, label);
    table_text(stdout, text, (size_t)column, INDENT, TABLE_WIDTH);
}

static void show_finding(const struct doctor_finding *finding)
{
    int column =
        printf("%-5s %-*s ", doctor_level_name(finding->level), (int)INDENT - 7, finding->advice->id);
    table_text(stdout, finding->fact, (size_t)column, INDENT, TABLE_WIDTH);
    if (finding->level == DOCTOR_OK)
        return;
    detail("  affects", finding->advice->metrics);
    detail("  consequence", doctor_consequence(finding));
    detail("  remedy", doctor_remedy(finding));
}

static uint32_t count_unknown(const struct doctor_report *report)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < report->count; i++)
        count += report->findings[i].error != 0;
    return count;
}

static void show_text(const struct doctor_report *report, uint64_t took_ns)
{
    static const char *const verdict[] = {"fit to measure on", "fit to measure on, see the notes",
                                          "fit with care: the metrics under `warn` are wider or shifted",
                                          "not fit for the metrics under `bad`"};
    for (uint32_t i = 0; i < report->count; i++)
        show_finding(&report->findings[i]);
    printf("\n%u bad, %u warn, %u note (%u unknown), %u ok, in %.1f s\nThis machine is %s.\n",
           (unsigned)doctor_count(report, DOCTOR_BAD), (unsigned)doctor_count(report, DOCTOR_WARN),
           (unsigned)doctor_count(report, DOCTOR_NOTE), (unsigned)count_unknown(report),
           (unsigned)doctor_count(report, DOCTOR_OK), (double)took_ns / 1e9, verdict[doctor_worst(report)]);
}

static int show_json(const struct doctor_report *report, uint64_t took_ns)
{
    char utc[17];
    plat_utc_now(utc);
    json_t *whole =
        json_pack("{s:i,s:s,s:s,s:I,s:s,s:{s:i,s:i,s:i,s:i,s:i},s:o}", "schema", DOCTOR_SCHEMA, "tvp",
                  build_version, "utc", utc, "took_ns", (json_int_t)took_ns, "worst",
                  doctor_level_name(doctor_worst(report)), "counts", "bad",
                  (int)doctor_count(report, DOCTOR_BAD), "warn", (int)doctor_count(report, DOCTOR_WARN),
                  "note", (int)doctor_count(report, DOCTOR_NOTE), "ok", (int)doctor_count(report, DOCTOR_OK),
                  "unknown", (int)count_unknown(report), "findings", doctor_json(report));
    int failed = whole == NULL || json_dumpf(whole, stdout, JSON_INDENT(1)) != 0 || putchar('\n') == EOF;
    json_decref(whole);
    return failed ? cli_error(EXIT_TVP, "cannot write the findings") : EXIT_OK;
}

static int examine(int as_json, enum strictness strict)
{
    struct doctor_facts facts;
    struct doctor_report report;
    const uint64_t begin_ns = plat_now_ns();
    doctor_read("", &facts);
    doctor_measure(&facts, &doctor_full);
    doctor_judge(&facts, &report);
    const uint64_t took_ns = plat_now_ns() - begin_ns;
    if (as_json && show_json(&report, took_ns) != EXIT_OK)
        return EXIT_TVP;
    if (!as_json)
        show_text(&report, took_ns);
    const enum doctor_level worst = doctor_worst(&report);
    const int refused =
        (strict == STRICT_BAD && worst >= DOCTOR_BAD) || (strict == STRICT_WARN && worst >= DOCTOR_WARN);
    return refused ? EXIT_NO_VERDICT : EXIT_OK;
}

static const char *const options[] = {"--json", "--strict", "--strict=warn"};
#define OPTIONS (sizeof options / sizeof *options)

static const char *option_name(size_t i, const void *context)
{
    (void)context;
    return options[i];
}

static int unknown(const char *word)
{
    const char *nearest = cli_nearest(word, OPTIONS, option_name, NULL);
    const char *what = word[0] == '-' ? "unknown option" : "doctor takes no argument:";
    return nearest ? cli_error(EXIT_USAGE, "%s %s (did you mean %s?)", what, word, nearest)
                   : cli_error(EXIT_USAGE, "%s %s (see `tvp doctor --help`)", what, word);
}

static int run(int argc, char **argv)
{
    int as_json = 0;
    enum strictness strict = LENIENT;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            as_json = 1;
        else if (strcmp(argv[i], "--strict") == 0)
            strict = strict == STRICT_WARN ? STRICT_WARN : STRICT_BAD;
        else if (strcmp(argv[i], "--strict=warn") == 0)
            strict = STRICT_WARN;
        else
            return unknown(argv[i]);
    }
    return examine(as_json, strict);
}

const struct tvp_command tvp_command_doctor = {
    .name = "doctor",
    .brief = "is this machine fit to measure on?",
    .usage = "usage: tvp doctor [--json] [--strict[=warn]]\n\n"
             "Reads and measures, within three seconds, what decides whether figures of this\n"
             "machine can be trusted: clock, CPUs and their quota, other load, memory, pages,\n"
             "timers, virtualization, limits. Each finding has a level (bad, warn, note, ok),\n"
             "a fact, the metrics it affects and in what, and a remedy. What cannot be read is\n"
             "said as unknown, with the reason. docs/doctor.md explains each check.\n\n"
             "  --json\n"
             "        for programs\n"
             "  --strict\n"
             "        exit with 5 when a finding is bad\n"
             "  --strict=warn\n"
             "        exit with 5 when a finding is bad or warn\n",
    .run = run,
};
