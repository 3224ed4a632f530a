/* SPDX-License-Identifier: MIT */
/* What this machine is, as sysctl tells it. Never the host's name or a path of a user's. */
#include "../posix/error.h"
#include "names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <sys/resource.h>
#include <sys/sysctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#define TEXT_MAX 512u

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

/* Facts that these systems do not tell. */
static void say_nothing(const struct sayer *to)
{
    static const char *const paths[] = {"os.boot_id",
                                        "os.aslr",
                                        "os.overcommit",
                                        "os.without",
                                        "emulator",
                                        "cpu.family",
                                        "cpu.microcode",
                                        "cpu.online_list",
                                        "cpu.smt",
                                        "cpu.governor",
                                        "cpu.frequency_driver",
                                        "memory.available_bytes",
                                        "thp.enabled",
                                        "thp.shmem_enabled",
                                        "thp.defrag",
                                        "thp.huge_bytes",
                                        "virtualization.type",
                                        "virtualization.vendor",
                                        "virtualization.product",
                                        "cgroup.version",
                                        "cgroup.memory_left_bytes",
                                        "cgroup.tasks_left"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        say_text(to, paths[i], NULL);
}

/* The text of the first name that there is; NULL: none. */
static const char *text_of(const char *const *names, char text[TEXT_MAX])
{
    for (; *names != NULL; names++) {
        size_t bytes = TEXT_MAX - 1;
        if (sysctlbyname(*names, text, &bytes, NULL, 0) == 0 && bytes > 0) {
            text[bytes] = '\0';
            text[strcspn(text, "\n")] = '\0';
            return text;
        }
    }
    return NULL;
}

static int64_t number_of(const char *const *names)
{
    for (; *names != NULL; names++) {
        uint64_t wide = 0;
        size_t bytes = sizeof wide;
        if (sysctlbyname(*names, &wide, &bytes, NULL, 0) == 0)
            return bytes == sizeof(uint32_t) ? (int64_t)(uint32_t)wide : (int64_t)wide;
    }
    return -1;
}

static void read_system(const struct sayer *to)
{
    char text[TEXT_MAX];
    struct utsname names;
    const int known = uname(&names) == 0;
    say_text(to, "os.name", plat_os_name());
    say_text(to, "os.distribution", text_of((const char *const[]){"kern.osproductversion", NULL}, text));
    say_text(to, "os.kernel", known ? names.release : NULL);
    say_text(to, "os.kernel_build", known ? names.version : NULL);
    say_text(to, "os.arch", known ? names.machine : NULL);
    say_number(to, "os.page_bytes", sysconf(_SC_PAGESIZE));
    say_text(to, "os.clock_source",
             text_of((const char *const[]){"kern.timecounter.hardware", NULL}, text) ? text
                                                                                     : "CLOCK_MONOTONIC");
    say_text(to, "os.working_set_source", plat_working_set_source());
    const char *wrapper = getenv("TVP_EXEC_WRAPPER");
    say_text(to, "os.exec_wrapper", wrapper != NULL ? "yes" : NULL);
    say_text(to, "libc.name", plat_libc_name());
    say_text(to, "libc.linkage", "dynamic");
}

static void read_hardware(const struct sayer *to)
{
    char text[TEXT_MAX];
    const int64_t cpus = sysconf(_SC_NPROCESSORS_ONLN);
    say_text(to, "cpu.model",
             text_of((const char *const[]){"machdep.cpu.brand_string", "hw.model", NULL}, text));
    say_number(to, "cpu.online", cpus);
    say_number(to, "cpu.allowed", cpus);
    snprintf(text, sizeof text, cpus > 1 ? "0-%lld" : "0", (long long)cpus - 1);
    say_text(to, "cpu.allowed_list", cpus > 0 ? text : NULL);
    say_number(to, "cpu.frequency_max_hz", number_of((const char *const[]){"hw.cpufrequency_max", NULL}));
    say_number(to, "memory.total_bytes", number_of((const char *const[]){"hw.memsize", "hw.physmem", NULL}));
    say_number(to, "memory.swap_bytes", number_of((const char *const[]){"vm.swap_total", NULL}));
    struct plat_fact guest = {.path = "virtualization.hypervisor", .type = PLAT_FACT_FLAG};
    guest.integer =
        number_of((const char *const[]){"kern.hv_vmm_present", NULL}) > 0 ||
        (text_of((const char *const[]){"kern.vm_guest", NULL}, text) && strcmp(text, "none") != 0);
    to->sink(to->context, &guest);
}

/* Null: not limited. */
static void say_limit(const struct sayer *to, const char *name, int which)
{
    struct rlimit limit;
    const int is_limited = getrlimit(which, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    say_number(to, name, is_limited ? (int64_t)limit.rlim_cur : -1);
}

static void read_load(const struct sayer *to)
{
    static const char *const names[] = {"load.minutes_1", "load.minutes_5", "load.minutes_15"};
    double loads[3];
    const int known = getloadavg(loads, 3);
    for (int i = 0; i < 3; i++) {
        struct plat_fact fact = {.path = names[i], .type = i < known ? PLAT_FACT_REAL : PLAT_FACT_NULL};
        fact.real = i < known ? loads[i] : 0;
        to->sink(to->context, &fact);
    }
}

void plat_machine_read(plat_fact_sink sink, void *context)
{
    const struct sayer to = {sink, context};
    read_system(&to);
    read_hardware(&to);
    say_nothing(&to);
    say_limit(&to, "limits.processes", RLIMIT_NPROC);
    say_limit(&to, "limits.files", RLIMIT_NOFILE);
    say_limit(&to, "limits.file_bytes", RLIMIT_FSIZE);
    say_limit(&to, "limits.stack_bytes", RLIMIT_STACK);
    say_limit(&to, "limits.locked_bytes", RLIMIT_MEMLOCK);
    say_limit(&to, "limits.address_space_bytes", RLIMIT_AS);
    read_load(&to);
}

int plat_host_name(char *name, size_t room)
{
    if (gethostname(name, room) == -1)
        return plat_error_of(errno);
    name[room - 1] = '\0';
    return 0;
}
