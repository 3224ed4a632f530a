/* SPDX-License-Identifier: MIT */
/* Transparent huge pages, and whether addresses are random. */
#include <string.h>

#include "doctor.h"

static int is_one_of(const char *word, const char *a, const char *b)
{
    return strcmp(word, a) == 0 || strcmp(word, b) == 0;
}

static void judge_enabled(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice always = {
        "thp_enabled", "call_ns minor_faults " DOCTOR_FOOTPRINTS,
        "what a trial does not set itself (stacks, the C library's heap) may get huge pages now and then",
        "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"};
    static const struct doctor_advice never = {
        "thp_enabled", "call_ns minor_faults", "--pages thp is unsupported",
        "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled, if such cells are wanted"};
    const struct plat_word *enabled = &facts->told.thp_enabled;
    if (!doctor_knows_word(report, &always, enabled))
        return;
    const int is_never = strcmp(enabled->text, "never") == 0;
    doctor_say(report, is_never ? &never : &always,
               strcmp(enabled->text, "madvise") == 0 ? DOCTOR_OK : DOCTOR_NOTE, 0, NULL, "%s", enabled->text);
}

static void judge_shmem(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice forced = {
        "thp_shmem", "minor_faults ready_ns " DOCTOR_WORK, "data in shared memory may get huge pages unasked",
        "echo advise > /sys/kernel/mm/transparent_hugepage/shmem_enabled"};
    static const struct doctor_advice never = {
        "thp_shmem", "minor_faults ready_ns " DOCTOR_WORK, "--pages thp with --sharing shm is unsupported",
        "echo advise > /sys/kernel/mm/transparent_hugepage/shmem_enabled, if such cells are wanted"};
    const struct plat_word *shmem = &facts->told.thp_shmem;
    if (!doctor_knows_word(report, &forced, shmem))
        return;
    const int is_never = is_one_of(shmem->text, "never", "deny");
    const int is_forced = strcmp(shmem->text, "force") == 0;
    doctor_say(report, is_never ? &never : &forced,
               strcmp(shmem->text, "advise") == 0 ? DOCTOR_OK
               : is_forced                        ? DOCTOR_WARN
                                                  : DOCTOR_NOTE,
               0, NULL, "%s", shmem->text);
}

static void judge_defrag(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "thp_defrag", "ready_ns", "with --pages thp a first touch may wait for memory to be compacted",
        "echo madvise > /sys/kernel/mm/transparent_hugepage/defrag, and compare --pages thp cells within one "
        "run only"};
    const struct plat_word *defrag = &facts->told.thp_defrag;
    if (doctor_knows_word(report, &advice, defrag))
        doctor_say(report, &advice, strcmp(defrag->text, "always") == 0 ? DOCTOR_WARN : DOCTOR_OK, 0, NULL,
                   "%s", defrag->text);
}

static void judge_layout(const struct doctor_facts *facts, struct doctor_report *report)
{
    static const struct doctor_advice advice = {
        "aslr", DOCTOR_TIMES, "every trial has one and the same layout: its luck looks like an effect",
        "sysctl kernel.randomize_va_space=2, and start tvp without setarch -R or a debugger"};
    const struct plat_number *aslr = &facts->told.aslr, *fixed = &facts->told.layout_fixed;
    static const char *const words[] = {"off", "on, but for the heap", "on"};
    if (!doctor_knows(report, &advice, aslr) || !doctor_knows(report, &advice, fixed))
        return;
    const int64_t value = aslr->value < 0 ? 0 : aslr->value > 2 ? 2 : aslr->value;
    if (fixed->value != 0)
        doctor_say(report, &advice, DOCTOR_WARN, 0, "mode", "switched off for this process (setarch -R)");
    else
        doctor_say(report, &advice,
                   value == 2   ? DOCTOR_OK
                   : value == 1 ? DOCTOR_NOTE
                                : DOCTOR_WARN,
                   (double)value, "mode", "random addresses are %s", words[value]);
}

static void judge(const struct doctor_facts *facts, struct doctor_report *report)
{
    judge_enabled(facts, report);
    judge_shmem(facts, report);
    judge_defrag(facts, report);
    judge_layout(facts, report);
}

const struct tvp_check tvp_check_pages = {.name = "pages", .judge = judge};
