/* SPDX-License-Identifier: MIT */
/* What this machine is, as Linux tells it in /proc and /sys. Never the host's name or a path of a user's. */
#include "../posix/error.h"
#include "without.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#define TEXT_MAX 512u
#define CPU0     "/sys/devices/system/cpu/cpu0/"
#define THP      "/sys/kernel/mm/transparent_hugepage/"

struct sayer {
    plat_fact_sink sink;
    void *context;
};

static void say_text(const struct sayer *to, const char *path, const char *text)
{
    struct plat_fact fact = {.path = path, .type = text ? PLAT_FACT_TEXT : PLAT_FACT_NULL, .text = text};
    to->sink(to->context, &fact);
}

/* Below 0: not known. */
static void say_number(const struct sayer *to, const char *path, int64_t number)
{
    struct plat_fact fact = {.path = path, .type = number < 0 ? PLAT_FACT_NULL : PLAT_FACT_INTEGER};
    fact.integer = number;
    to->sink(to->context, &fact);
}

static void say_real(const struct sayer *to, const char *path, double number)
{
    struct plat_fact fact = {.path = path, .type = PLAT_FACT_REAL, .real = number};
    to->sink(to->context, &fact);
}

static void say_flag(const struct sayer *to, const char *path, int flag)
{
    struct plat_fact fact = {.path = path, .type = PLAT_FACT_FLAG, .integer = flag};
    to->sink(to->context, &fact);
}

/* The first line of a file without blanks around it; NULL when there is none. */
static const char *first_line(const char *path, char text[TEXT_MAX])
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *got = fgets(text, TEXT_MAX, file);
    fclose(file);
    if (got == NULL)
        return NULL;
    text[strcspn(text, "\n")] = '\0';
    for (size_t end = strlen(text); end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t'); end--)
        text[end - 1] = '\0';
    return text[0] != '\0' ? text : NULL;
}

/* What follows `key` and any of `skip` in the first line that begins with the key; NULL when none does. */
static const char *value_of(const char *path, const char *key, const char *skip, char text[TEXT_MAX])
{
    FILE *file = fopen(path, "re");
    const char *found = NULL;
    while (file != NULL && found == NULL && fgets(text, TEXT_MAX, file) != NULL) {
        if (strncmp(text, key, strlen(key)) != 0)
            continue;
        text[strcspn(text, "\n")] = '\0';
        found = text + strlen(key);
        found += strspn(found, skip);
    }
    if (file != NULL)
        fclose(file);
    return found;
}

static int64_t number_in(const char *text)
{
    char *end;
    if (text == NULL)
        return -1;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    return end == text || errno != 0 ? -1 : number;
}

static int64_t number_file(const char *path)
{
    char text[TEXT_MAX];
    return number_in(first_line(path, text));
}

static void say_file(const struct sayer *to, const char *name, const char *path)
{
    char text[TEXT_MAX];
    say_text(to, name, first_line(path, text));
}

/* The word in brackets: "always [madvise] never". */
static void say_choice(const struct sayer *to, const char *name, const char *path)
{
    char text[TEXT_MAX];
    const char *line = first_line(path, text);
    char *word = line == NULL ? NULL : strchr(text, '[');
    if (word != NULL)
        word[strcspn(word, "]")] = '\0';
    say_text(to, name, word != NULL ? word + 1 : NULL);
}

/* The program's name alone: its folder is nobody's business. */
static const char *wrapper_name(const char *wrapper, char text[TEXT_MAX])
{
    snprintf(text, TEXT_MAX, "%.*s", (int)strcspn(wrapper, " "), wrapper);
    const char *slash = strrchr(text, '/');
    return slash != NULL ? slash + 1 : text;
}

/* User-mode emulation shows the processor that it emulates in uname, and the real one's /proc/cpuinfo. */
static const char *emulator(const struct utsname *names, const char *wrapper, char text[TEXT_MAX])
{
    char value[TEXT_MAX];
    const int x86 = strcmp(names->machine, "x86_64") == 0 || names->machine[0] == 'i';
    if (wrapper != NULL && strncmp(wrapper_name(wrapper, text), "qemu-", 5) == 0)
        return "qemu-user";
    return !x86 && value_of("/proc/cpuinfo", "vendor_id", " \t:", value) != NULL &&
                   (strstr(value, "AMD") != NULL || strstr(value, "Intel") != NULL)
               ? "qemu-user"
               : NULL;
}

static void read_system(const struct sayer *to)
{
    char text[TEXT_MAX];
    struct utsname names;
    const int known = uname(&names) == 0;
    say_text(to, "os.name", known ? names.sysname : NULL);
    const char *pretty = value_of("/etc/os-release", "PRETTY_NAME=", "\"'", text);
    if (pretty != NULL)
        text[(pretty - text) + (ptrdiff_t)strcspn(pretty, "\"'")] = '\0';
    say_text(to, "os.distribution", pretty);
    say_text(to, "os.kernel", known ? names.release : NULL);
    say_text(to, "os.kernel_build", known ? names.version : NULL);
    say_text(to, "os.arch", known ? names.machine : NULL);
    say_file(to, "os.boot_id", "/proc/sys/kernel/random/boot_id");
    say_number(to, "os.page_bytes", sysconf(_SC_PAGESIZE));
    say_file(to, "os.clock_source", "/sys/devices/system/clocksource/clocksource0/current_clocksource");
    say_number(to, "os.aslr", number_file("/proc/sys/kernel/randomize_va_space"));
    say_number(to, "os.overcommit", number_file("/proc/sys/vm/overcommit_memory"));
    say_text(to, "os.working_set_source",
             plat_without("smaps_rollup") || access("/proc/self/smaps_rollup", R_OK) != 0
                 ? "smaps, summed: Private_Clean + Private_Dirty, Rss"
                 : "smaps_rollup: Private_Clean + Private_Dirty, Rss");
    say_text(to, "os.without", plat_without_all());
    const char *wrapper = getenv("TVP_EXEC_WRAPPER");
    say_text(to, "os.exec_wrapper", wrapper != NULL ? wrapper_name(wrapper, text) : NULL);
    say_text(to, "emulator", emulator(&names, wrapper, text));
}

/* musl says neither its name nor its version. */
static const char *libc_without_name(void)
{
#if defined(__linux__) && !defined(__GLIBC__) && !defined(__UCLIBC__) && !defined(__BIONIC__)
    return "musl";
#else
    return NULL;
#endif
}

static void read_libc(const struct sayer *to)
{
    char text[TEXT_MAX] = "";
    size_t got = confstr(_CS_GNU_LIBC_VERSION, text, sizeof text);
    say_text(to, "libc.name", got > 1 && got <= sizeof text ? text : libc_without_name());
    /* A static program has no loader, whose base the kernel would tell. */
    say_text(to, "libc.linkage", getauxval(AT_BASE) != 0 ? "dynamic" : "static");
}

/* "0-2,5" of the CPUs allowed, and how many. */
static void say_allowed(const struct sayer *to)
{
    enum { ROOM = 4096 };
    uint32_t *cpus = malloc(ROOM * sizeof *cpus);
    int count = cpus == NULL ? -1 : plat_cpus_allowed(cpus, ROOM);
    char text[TEXT_MAX] = "";
    size_t used = 0;
    int end;
    for (int i = 0; i < count && i < ROOM && used < sizeof text; i = end) {
        for (end = i + 1; end < count && end < ROOM && cpus[end] == cpus[end - 1] + 1; end++)
            ;
        used += (size_t)snprintf(text + used, sizeof text - used, end - i > 1 ? "%s%u-%u" : "%s%u",
                                 i > 0 ? "," : "", cpus[i], cpus[end - 1]);
    }
    say_number(to, "cpu.allowed", count);
    say_text(to, "cpu.allowed_list", count > 0 ? text : NULL);
    free(cpus);
}

static void read_cpu(const struct sayer *to)
{
    char text[TEXT_MAX];
    const char *model = value_of("/proc/cpuinfo", "model name", " \t:", text);
    say_text(to, "cpu.model", model);
    say_text(to, "cpu.family", value_of("/proc/cpuinfo", "cpu family", " \t:", text));
    say_text(to, "cpu.microcode", value_of("/proc/cpuinfo", "microcode", " \t:", text));
    say_number(to, "cpu.online", sysconf(_SC_NPROCESSORS_ONLN));
    say_file(to, "cpu.online_list", "/sys/devices/system/cpu/online");
    say_allowed(to);
    say_file(to, "cpu.smt", "/sys/devices/system/cpu/smt/control");
    say_file(to, "cpu.governor", CPU0 "cpufreq/scaling_governor");
    say_file(to, "cpu.frequency_driver", CPU0 "cpufreq/scaling_driver");
    int64_t khz = number_file(CPU0 "cpufreq/cpuinfo_max_freq");
    say_number(to, "cpu.frequency_max_hz", khz < 0 ? -1 : khz * 1000);
}

static void say_meminfo(const struct sayer *to, const char *name, const char *key)
{
    char text[TEXT_MAX];
    int64_t kib = number_in(value_of("/proc/meminfo", key, " ", text));
    say_number(to, name, kib < 0 ? -1 : kib * 1024);
}

static void read_memory(const struct sayer *to)
{
    say_meminfo(to, "memory.total_bytes", "MemTotal:");
    say_meminfo(to, "memory.available_bytes", "MemAvailable:");
    say_meminfo(to, "memory.swap_bytes", "SwapTotal:");
    say_choice(to, "thp.enabled", THP "enabled");
    say_choice(to, "thp.shmem_enabled", THP "shmem_enabled");
    say_choice(to, "thp.defrag", THP "defrag");
    say_number(to, "thp.huge_bytes", number_file(THP "hpage_pmd_size"));
}

/* cpuinfo's flags are longer than any line that we keep: looked for a word at a time. */
static int has_hypervisor_flag(void)
{
    FILE *file = fopen("/proc/cpuinfo", "re");
    char word[64];
    int found = 0;
    for (int words = 0; file != NULL && !found && words < 4096 && fscanf(file, "%63s", word) == 1; words++)
        found = strcmp(word, "hypervisor") == 0;
    if (file != NULL)
        fclose(file);
    return found;
}

static void read_virtualization(const struct sayer *to)
{
    say_flag(to, "virtualization.hypervisor", has_hypervisor_flag());
    say_file(to, "virtualization.type", "/sys/hypervisor/type");
    say_file(to, "virtualization.vendor", "/sys/class/dmi/id/sys_vendor");
    say_file(to, "virtualization.product", "/sys/class/dmi/id/product_name");
}

/* Null: not limited. */
static void say_limit(const struct sayer *to, const char *name, int which)
{
    struct rlimit limit;
    int is_limited = getrlimit(which, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    say_number(to, name, is_limited ? (int64_t)limit.rlim_cur : -1);
}

static void read_limits(const struct sayer *to)
{
    struct plat_limits limits;
    say_limit(to, "limits.processes", RLIMIT_NPROC);
    say_limit(to, "limits.files", RLIMIT_NOFILE);
    say_limit(to, "limits.file_bytes", RLIMIT_FSIZE);
    say_limit(to, "limits.stack_bytes", RLIMIT_STACK);
    say_limit(to, "limits.locked_bytes", RLIMIT_MEMLOCK);
    say_limit(to, "limits.address_space_bytes", RLIMIT_AS);
    const int known = plat_limits_read("", &limits) == 0;
    say_number(to, "cgroup.version", known && limits.cgroup_version != 0 ? limits.cgroup_version : -1);
    say_number(to, "cgroup.memory_left_bytes", known ? limits.memory_cgroup : -1);
    say_number(to, "cgroup.tasks_left", known ? limits.tasks_cgroup : -1);
}

static void read_load(const struct sayer *to)
{
    static const char *const names[] = {"load.minutes_1", "load.minutes_5", "load.minutes_15"};
    double loads[3];
    int known = getloadavg(loads, 3);
    for (int i = 0; i < 3; i++) {
        if (i < known)
            say_real(to, names[i], loads[i]);
        else
            say_text(to, names[i], NULL);
    }
}

void plat_machine_read(plat_fact_sink sink, void *context)
{
    const struct sayer to = {sink, context};
    read_system(&to);
    read_libc(&to);
    read_cpu(&to);
    read_memory(&to);
    read_virtualization(&to);
    read_limits(&to);
    read_load(&to);
}

int plat_host_name(char *name, size_t room)
{
    if (gethostname(name, room) == -1)
        return plat_error_of(errno);
    name[room - 1] = '\0';
    return 0;
}
