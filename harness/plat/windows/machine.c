/* SPDX-License-Identifier: MIT */
/* What this machine is, as Windows tells it in the registry and by its calls. Never the host's name or a path
 * of a user's. What Windows has not, or does not tell, is null. */
#include "os.h"

#include <stdio.h>
#include <string.h>
#include <winternl.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "facts.h"

#define TEXT_MAX 512u
#define CPU_KEY  L"HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0"
#define BIOS_KEY L"HARDWARE\\DESCRIPTION\\System\\BIOS"
#define NT_KEY   L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"

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

static void say_flag(const struct sayer *to, const char *path, int flag)
{
    struct plat_fact fact = {.path = path, .type = PLAT_FACT_FLAG, .integer = flag};
    to->sink(to->context, &fact);
}

static const char *registry_text(const wchar_t *key, const wchar_t *name, char text[TEXT_MAX])
{
    wchar_t wide[TEXT_MAX / 3];
    DWORD bytes = sizeof wide;
    if (RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_SZ, NULL, wide, &bytes) != ERROR_SUCCESS ||
        plat_narrow(wide, text, TEXT_MAX) != 0)
        return NULL;
    for (size_t end = strlen(text); end > 0 && text[end - 1] == ' '; end--)
        text[end - 1] = '\0';
    return text[0] != '\0' ? text : NULL;
}

static int64_t registry_number(const wchar_t *key, const wchar_t *name)
{
    DWORD number, bytes = sizeof number;
    return RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_DWORD, NULL, &number, &bytes) ==
                   ERROR_SUCCESS
               ? (int64_t)number
               : -1;
}

typedef NTSTATUS(WINAPI *get_version)(RTL_OSVERSIONINFOW *);

static void read_system(const struct sayer *to)
{
    char text[TEXT_MAX], version[64] = "", clock[64];
    RTL_OSVERSIONINFOW facts = {.dwOSVersionInfoSize = sizeof facts};
    get_version ask = (get_version)(void *)plat_ntdll("RtlGetVersion");
    if (ask != NULL && ask(&facts) == 0)
        snprintf(version, sizeof version, "%lu.%lu.%lu", facts.dwMajorVersion, facts.dwMinorVersion,
                 facts.dwBuildNumber);
    LARGE_INTEGER frequency;
    QueryPerformanceFrequency(&frequency);
    snprintf(clock, sizeof clock, "QueryPerformanceCounter, %lld Hz", (long long)frequency.QuadPart);
    say_text(to, "os.name", "Windows");
    say_text(to, "os.distribution", registry_text(NT_KEY, L"ProductName", text));
    say_text(to, "os.kernel", version[0] != '\0' ? version : NULL);
    say_text(to, "os.kernel_build", registry_text(NT_KEY, L"BuildLab", text));
#if defined(__aarch64__)
    say_text(to, "os.arch", "aarch64");
#else
    say_text(to, "os.arch", "x86_64");
#endif
    say_text(to, "os.boot_id", NULL);
    say_number(to, "os.page_bytes", (int64_t)plat_page_bytes());
    say_text(to, "os.clock_source", clock);
    say_number(to, "os.aslr", -1);
    say_number(to, "os.overcommit", -1);
    say_text(to, "os.working_set_source", plat_working_set_source());
    const char *wine = plat_wine_version();
    snprintf(text, sizeof text, "wine-%s", wine != NULL ? wine : "");
    say_text(to, "emulator", wine != NULL ? text : NULL);
}

static void read_libc(const struct sayer *to)
{
#if defined(_UCRT)
    say_text(to, "libc.name", "ucrt");
#else
    say_text(to, "libc.name", "msvcrt");
#endif
    say_text(to, "libc.linkage", "dynamic");
}

/* "0-2,5" of the CPUs allowed, and how many. */
static void say_allowed(const struct sayer *to)
{
    enum { ROOM = 4096 };
    static uint32_t cpus[ROOM];
    int count = plat_cpus_allowed(cpus, ROOM);
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
}

static void read_cpu(const struct sayer *to)
{
    char text[TEXT_MAX];
    say_text(to, "cpu.model", registry_text(CPU_KEY, L"ProcessorNameString", text));
    say_text(to, "cpu.family", registry_text(CPU_KEY, L"Identifier", text));
    say_text(to, "cpu.microcode", NULL);
    say_number(to, "cpu.online", GetActiveProcessorCount(ALL_PROCESSOR_GROUPS));
    say_text(to, "cpu.online_list", NULL);
    say_allowed(to);
    say_text(to, "cpu.smt", NULL);
    say_text(to, "cpu.governor", NULL);
    say_text(to, "cpu.frequency_driver", NULL);
    int64_t mhz = registry_number(CPU_KEY, L"~MHz");
    say_number(to, "cpu.frequency_max_hz", mhz < 0 ? -1 : mhz * 1000000);
}

static void read_memory(const struct sayer *to)
{
    MEMORYSTATUSEX memory = {.dwLength = sizeof memory};
    const int known = GlobalMemoryStatusEx(&memory);
    say_number(to, "memory.total_bytes", known ? (int64_t)memory.ullTotalPhys : -1);
    say_number(to, "memory.available_bytes", known ? (int64_t)memory.ullAvailPhys : -1);
    say_number(to, "memory.swap_bytes",
               known ? (int64_t)(memory.ullTotalPageFile - memory.ullTotalPhys) : -1);
    say_text(to, "thp.enabled", NULL);
    say_text(to, "thp.shmem_enabled", NULL);
    say_text(to, "thp.defrag", NULL);
    say_number(to, "thp.huge_bytes", -1);
}

/* Where the processor has no way to say so, no hypervisor is known of. */
int plat_has_hypervisor(void)
{
#if defined(__x86_64__) || defined(__i386__)
    unsigned int a, b, c = 0, d;
    return __get_cpuid(1, &a, &b, &c, &d) && c >> 31 & 1;
#else
    return 0;
#endif
}

static void read_virtualization(const struct sayer *to)
{
    char text[TEXT_MAX];
    say_flag(to, "virtualization.hypervisor", plat_has_hypervisor());
    say_text(to, "virtualization.type", NULL);
    say_text(to, "virtualization.vendor", registry_text(BIOS_KEY, L"SystemManufacturer", text));
    say_text(to, "virtualization.product", registry_text(BIOS_KEY, L"SystemProductName", text));
}

static void read_limits(const struct sayer *to)
{
    static const char *const none[] = {"limits.processes",    "limits.files",
                                       "limits.file_bytes",   "limits.stack_bytes",
                                       "limits.locked_bytes", "limits.address_space_bytes",
                                       "cgroup.version",      "cgroup.memory_left_bytes",
                                       "cgroup.tasks_left",   "load.minutes_1",
                                       "load.minutes_5",      "load.minutes_15"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        say_number(to, none[i], -1);
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
}

int plat_host_name(char *name, size_t room)
{
    wchar_t wide[256];
    DWORD length = 256;
    if (!GetComputerNameExW(ComputerNameDnsHostname, wide, &length))
        return plat_error_last();
    return plat_narrow(wide, name, room);
}
