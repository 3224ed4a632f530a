/* SPDX-License-Identifier: MIT */
/* What Linux tells about a machine's fitness to measure, with the reason where it does not tell. */
#include "../../api/plat_fitness.h"
#include "../posix/error.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hierarchy.h"

#define CPU        "/sys/devices/system/cpu/"
#define THP        "/sys/kernel/mm/transparent_hugepage/"
#define LINE_BYTES 512u
#define CPUS_MAX   1000000 /* a list that names more is no list of CPUs */

/* What follows `key` and blanks in the first line that begins with it. 0, or a plat error: -PLAT_EIO when no
 * line does. */
static int line_at(const char *root, const char *path, const char *key, char text[LINE_BYTES])
{
    FILE *file = plat_root_open(root, path, "");
    if (file == NULL)
        return plat_error_of(errno);
    int error = -PLAT_EIO;
    char line[LINE_BYTES];
    while (error != 0 && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, key, strlen(key)) != 0)
            continue;
        const char *value = line + strlen(key);
        value += strspn(value, " \t");
        snprintf(text, LINE_BYTES, "%.*s", (int)strcspn(value, "\n"), value);
        error = 0;
    }
    fclose(file);
    return error;
}

static struct plat_number number_at(const char *root, const char *path, const char *key, int base)
{
    char text[LINE_BYTES], *end;
    struct plat_number number = {.source = path, .error = line_at(root, path, key, text)};
    if (number.error != 0)
        return number;
    errno = 0;
    number.value = (int64_t)strtoll(text, &end, base);
    number.error = end == text || errno != 0 ? -PLAT_EIO : 0;
    return number;
}

static struct plat_word word_at(const char *root, const char *path)
{
    char text[LINE_BYTES];
    struct plat_word word = {.source = path, .error = line_at(root, path, "", text)};
    if (word.error != 0)
        return word;
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    snprintf(word.text, sizeof word.text, "%.*s", (int)length, text);
    if (length == 0)
        word.error = -PLAT_EIO;
    return word;
}

/* The word in brackets: "always [madvise] never". */
static struct plat_word choice_at(const char *root, const char *path)
{
    struct plat_word word = word_at(root, path);
    const char *open = word.error == 0 ? strchr(word.text, '[') : NULL;
    if (word.error != 0)
        return word;
    if (open == NULL)
        word.error = -PLAT_EIO;
    else
        memmove(word.text, open + 1, strlen(open)); /* its NUL too */
    word.text[strcspn(word.text, "]")] = '\0';
    return word;
}

/* How many numbers a list such as "0-2,5" has; -1 for what is no list. */
static int64_t list_count(const char *list)
{
    int64_t count = 0;
    for (const char *at = list; *at != '\0';) {
        char *end;
        if (!isdigit((unsigned char)*at))
            return -1;
        long first = strtol(at, &end, 10), last = first;
        if (*end == '-') {
            at = end + 1;
            last = strtol(at, &end, 10);
        }
        if (end == at || last < first || last > CPUS_MAX || (*end != ',' && *end != '\0'))
            return -1;
        count += last - first + 1;
        at = *end == ',' ? end + 1 : end;
    }
    return count;
}

static struct plat_number count_at(const char *root, const char *path, const char *key)
{
    char text[LINE_BYTES];
    struct plat_number number = {.source = path, .error = line_at(root, path, key, text)};
    if (number.error == 0) {
        number.value = list_count(text);
        number.error = number.value <= 0 ? -PLAT_EIO : 0;
    }
    return number;
}

/* A number with two digits after the point, in hundredths: "some avg10=1.25 ..." after the key. */
static struct plat_number hundredths_at(const char *root, const char *path, const char *key)
{
    char text[LINE_BYTES], *end;
    struct plat_number number = {.source = path, .error = line_at(root, path, key, text)};
    if (number.error != 0)
        return number;
    double value = strtod(text, &end);
    if (end == text || !(value >= 0 && value < 1e9))
        number.error = -PLAT_EIO;
    else
        number.value = (int64_t)(value * 100 + 0.5);
    return number;
}

/* ---- processors ---- */

static int group_word(const char *root, const struct plat_hierarchy *at, const char *name,
                      struct plat_word *word)
{
    char path[2 * PLAT_PATH_ROOM + 32];
    snprintf(path, sizeof path, "%s%s%s", at->mount, at->group, name);
    const char *source = word->source;
    *word = word_at(root, path);
    word->source = source;
    return word->error;
}

static void read_cpuset(const char *root, struct plat_fitness *f)
{
    struct plat_hierarchy at;
    f->cpuset = (struct plat_word){.error = -PLAT_ENOENT, .source = "the cpuset control group"};
    if (plat_hierarchy_find(root, "cpuset", &at) &&
        group_word(root, &at, "/cpuset.effective_cpus", &f->cpuset) != 0)
        group_word(root, &at, "/cpuset.cpus", &f->cpuset);
    if (f->cpuset.error != 0 && plat_hierarchy_find(root, "", &at))
        group_word(root, &at, "/cpuset.cpus.effective", &f->cpuset);
}

/* What the group at `path` may use, in thousandths of a CPU; -1: no limit. Version 1 has two files, 2 one. */
static int64_t quota_of(const char *root, const char *path, int version, int64_t *throttled)
{
    char text[LINE_BYTES], full[2 * PLAT_PATH_ROOM + 32], *rest;
    long long quota = -1, period = -1;
    if (version == 1) {
        quota = (long long)plat_root_number(root, path, "/cpu.cfs_quota_us", "");
        period = (long long)plat_root_number(root, path, "/cpu.cfs_period_us", "");
    } else {
        snprintf(full, sizeof full, "%s/cpu.max", path);
        if (line_at(root, full, "", text) == 0 && isdigit((unsigned char)text[0])) {
            quota = strtoll(text, &rest, 10);
            period = strtoll(rest, NULL, 10);
        }
    }
    if (quota <= 0 || period <= 0 || quota > INT64_MAX / 1000)
        return -1;
    *throttled = plat_root_number(root, path, "/cpu.stat", "nr_throttled ");
    return quota * 1000 / period;
}

/* The tightest of our group and all above it. 1: there is such a hierarchy. */
static int hierarchy_quota(const char *root, int version, struct plat_fitness *f)
{
    struct plat_hierarchy at;
    if (!plat_hierarchy_find(root, version == 1 ? "cpu" : "", &at))
        return 0;
    for (;;) {
        char path[2 * PLAT_PATH_ROOM];
        int64_t throttled = -1;
        snprintf(path, sizeof path, "%s%s", at.mount, at.group);
        int64_t quota = quota_of(root, path, version, &throttled);
        if (quota >= 0 && (f->quota_permille.value < 0 || quota < f->quota_permille.value)) {
            f->quota_permille.value = quota;
            f->throttled_periods.value = throttled;
            f->throttled_periods.error = throttled < 0 ? -PLAT_EIO : 0;
        }
        char *last = strrchr(at.group, '/');
        if (last == NULL)
            return 1;
        *last = '\0';
    }
}

static void read_quota(const char *root, struct plat_fitness *f)
{
    f->quota_permille = (struct plat_number){.value = -1, .source = "the cpu control group"};
    f->throttled_periods = (struct plat_number){.error = -PLAT_ENOENT, .source = "cpu.stat"};
    int v1 = hierarchy_quota(root, 1, f), v2 = hierarchy_quota(root, 2, f);
    if (!v1 && !v2)
        f->quota_permille.error = -PLAT_ENOENT;
}

/* That of all CPUs that have one. A number with a gap in it ends the search. */
static struct plat_word governor_of_all(const char *root)
{
    static const char source[] = CPU "cpu*/cpufreq/scaling_governor";
    struct plat_word word = {.error = -PLAT_ENOENT, .source = source};
    for (int cpu = 0; cpu < 8192; cpu++) {
        char path[128];
        snprintf(path, sizeof path, CPU "cpu%d/cpufreq/scaling_governor", cpu);
        struct plat_word one = word_at(root, path);
        if (cpu == 0)
            word = one;
        if (one.error != 0)
            break;
        if (strcmp(one.text, word.text) != 0) {
            snprintf(word.text, sizeof word.text, "mixed");
            break;
        }
    }
    word.source = source;
    return word;
}

static struct plat_number turbo_of(const char *root)
{
    struct plat_number off = number_at(root, CPU "intel_pstate/no_turbo", "", 10);
    if (off.error == 0) {
        off.value = !off.value;
        return off;
    }
    return number_at(root, CPU "cpufreq/boost", "", 10);
}

/* cpuinfo's flags are longer than a line of ours: looked for a word at a time. Only x86 has the flag. */
static struct plat_number guest_flag(const char *root)
{
    struct plat_number guest = {.error = -PLAT_ENOTSUP, .source = "/proc/cpuinfo"};
    FILE *file = plat_root_open(root, guest.source, "");
    char word[64];
    if (file == NULL)
        guest.error = plat_error_of(errno);
    for (int words = 0; file != NULL && guest.value == 0 && words < 4096 && fscanf(file, "%63s", word) == 1;
         words++) {
        if (strcmp(word, "flags") == 0)
            guest.error = 0;
        guest.value = strcmp(word, "hypervisor") == 0;
    }
    if (file != NULL)
        fclose(file);
    return guest;
}

static void read_virtualization(const char *root, struct plat_fitness *f)
{
    f->guest = guest_flag(root);
    f->guest_of = word_at(root, "/sys/hypervisor/type");
    if (f->guest_of.error == 0 && f->guest.error != 0)
        f->guest = (struct plat_number){.value = 1, .source = f->guest_of.source};
    if (f->guest_of.error != 0)
        f->guest_of = word_at(root, "/sys/class/dmi/id/sys_vendor");
}

static void read_cpus(const char *root, struct plat_fitness *f)
{
    f->clock_source = word_at(root, "/sys/devices/system/clocksource/clocksource0/current_clocksource");
    f->cpus_online = count_at(root, CPU "online", "");
    f->cpus_allowed = count_at(root, "/proc/self/status", "Cpus_allowed_list:");
    read_cpuset(root, f);
    read_quota(root, f);
    f->governor = governor_of_all(root);
    f->turbo = turbo_of(root);
    f->smt = number_at(root, CPU "smt/active", "", 10);
    read_virtualization(root, f);
    f->timer_slack_ns = number_at(root, "/proc/self/timerslack_ns", "", 10);
    plat_ticks_read(root, &f->steal_ticks, &f->all_ticks);
}

/* ---- memory, load, rights ---- */

static struct plat_number bytes_at(const char *root, const char *key)
{
    struct plat_number number = number_at(root, "/proc/meminfo", key, 10);
    if (number.error == 0 && (number.value < 0 || number.value > INT64_MAX / 1024))
        number.error = -PLAT_EIO;
    number.value = number.error == 0 ? number.value * 1024 : 0;
    return number;
}

static void read_memory(const char *root, struct plat_fitness *f)
{
    f->thp_enabled = choice_at(root, THP "enabled");
    f->thp_shmem = choice_at(root, THP "shmem_enabled");
    f->thp_defrag = choice_at(root, THP "defrag");
    f->ksm = number_at(root, "/sys/kernel/mm/ksm/run", "", 10);
    f->swap_total = bytes_at(root, "SwapTotal:");
    f->swap_used = bytes_at(root, "SwapFree:");
    if (f->swap_used.error == 0)
        f->swap_used.value = f->swap_total.value - f->swap_used.value;
    f->overcommit = number_at(root, "/proc/sys/vm/overcommit_memory", "", 10);
    f->aslr = number_at(root, "/proc/sys/kernel/randomize_va_space", "", 10);
    f->layout_fixed = number_at(root, "/proc/self/personality", "", 16);
    f->layout_fixed.value = (f->layout_fixed.value & 0x0040000) != 0; /* ADDR_NO_RANDOMIZE */
}

void plat_fitness_read(const char *root, struct plat_fitness *f)
{
    static const char some[] = "some avg10=";
    memset(f, 0, sizeof *f);
    read_cpus(root, f);
    read_memory(root, f);
    f->pressure_cpu = hundredths_at(root, "/proc/pressure/cpu", some);
    f->pressure_memory = hundredths_at(root, "/proc/pressure/memory", some);
    f->pressure_io = hundredths_at(root, "/proc/pressure/io", some);
    f->load = hundredths_at(root, "/proc/loadavg", "");
    f->perf_paranoid = number_at(root, "/proc/sys/kernel/perf_event_paranoid", "", 10);
}

void plat_ticks_read(const char *root, struct plat_number *steal, struct plat_number *all)
{
    char text[LINE_BYTES];
    int64_t ticks[8] = {0}; /* user nice system idle iowait irq softirq steal; guests' are in user */
    int error = line_at(root, "/proc/stat", "cpu ", text);
    int got = error != 0 ? 0
                         : sscanf(text,
                                  "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64
                                  " %" SCNd64 " %" SCNd64,
                                  &ticks[0], &ticks[1], &ticks[2], &ticks[3], &ticks[4], &ticks[5], &ticks[6],
                                  &ticks[7]);
    *steal = *all = (struct plat_number){.error = error != 0 ? error
                                                  : got == 8 ? 0
                                                             : -PLAT_EIO,
                                         .source = "/proc/stat"};
    steal->value = ticks[7];
    for (int i = 0; i < got; i++)
        all->value = (int64_t)((uint64_t)all->value + (uint64_t)ticks[i]);
}
