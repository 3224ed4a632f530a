/* SPDX-License-Identifier: MIT */
/* A process' pages in memory, its own and those that it may share. Windows counts the former for each process
 * in its list of all. Wine leaves that at 0, but tells of each process what Linux counts: its anonymous pages
 * are its own, those of sections and files are not. */
#include "os.h"

#include <stdlib.h>
#include <winternl.h>

#include "facts.h"

#define LIST_BYTES_FIRST (256u << 10)
#define LIST_BYTES_MAX   (64u << 20)
#define TOO_SHORT        ((NTSTATUS)0xC0000004) /* STATUS_INFO_LENGTH_MISMATCH */
#define PROCESSES        5                      /* SystemProcessInformation */
#define COUNTERS         3                      /* ProcessVmCounters */

/* The beginning of SYSTEM_PROCESS_INFORMATION, as Windows 7 and later have it. */
struct listed {
    ULONG next, threads;
    LONGLONG private_working_set;
    ULONG hard_faults, threads_peak;
    ULONGLONG cycles;
    LONGLONG made, user, kernel;
    UNICODE_STRING name;
    LONG priority;
    HANDLE pid, parent;
    ULONG handles, session;
    ULONG_PTR key;
    SIZE_T virtual_peak, virtual_now;
    ULONG faults;
    SIZE_T working_set_peak, working_set;
};

struct counters { /* VM_COUNTERS */
    SIZE_T virtual_peak, virtual_now;
    ULONG faults;
    SIZE_T working_set_peak, working_set, paged_pool_peak, paged_pool, other_pool_peak, other_pool, page_file,
        page_file_peak;
};

typedef NTSTATUS(NTAPI *query_system)(int, PVOID, ULONG, PULONG);
typedef NTSTATUS(NTAPI *query_process)(HANDLE, int, PVOID, ULONG, PULONG);
typedef const char *(CDECL *wine_version)(void);

const char *plat_wine_version(void)
{
    wine_version tell = (wine_version)(void *)plat_ntdll("wine_get_version");
    return tell != NULL ? tell() : NULL;
}

const char *plat_working_set_source(void)
{
    return plat_wine_version() != NULL
               ? "NtQueryInformationProcess: PagefileUsage (under Wine: anonymous pages), WorkingSetSize"
               : "NtQuerySystemInformation: WorkingSetPrivateSize, WorkingSetSize";
}

/* To be freed. NULL: the list cannot be had. */
static unsigned char *list_processes(void)
{
    query_system query = (query_system)(void *)plat_ntdll("NtQuerySystemInformation");
    for (ULONG bytes = LIST_BYTES_FIRST; query != NULL && bytes <= LIST_BYTES_MAX; bytes *= 2) {
        unsigned char *list = malloc(bytes);
        if (list == NULL)
            return NULL;
        NTSTATUS status = query(PROCESSES, list, bytes, NULL);
        if (status == 0)
            return list;
        free(list);
        if (status != TOO_SHORT)
            return NULL;
    }
    return NULL;
}

static int from_list(int64_t pid, struct plat_working_set *out)
{
    unsigned char *list = list_processes();
    int error = -PLAT_ENOENT;
    for (const unsigned char *at = list; at != NULL;) {
        const struct listed *process = (const void *)at;
        if ((int64_t)(intptr_t)process->pid == pid) {
            out->private_bytes = process->private_working_set;
            out->shared_bytes = (int64_t)process->working_set - process->private_working_set;
            error = 0;
            break;
        }
        at = process->next != 0 ? at + process->next : NULL;
    }
    free(list);
    return error;
}

static int from_counters(int64_t pid, struct plat_working_set *out)
{
    struct counters counters = {0};
    query_process query = (query_process)(void *)plat_ntdll("NtQueryInformationProcess");
    HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, (DWORD)pid);
    if (process == NULL)
        return plat_error_last();
    int told = query != NULL && query(process, COUNTERS, &counters, sizeof counters, NULL) == 0;
    CloseHandle(process);
    if (!told)
        return -PLAT_ENOTSUP;
    out->private_bytes = (int64_t)counters.page_file;
    out->shared_bytes = (int64_t)counters.working_set - (int64_t)counters.page_file;
    return 0;
}

int plat_working_set_of(int64_t pid, struct plat_working_set *out)
{
    int error = plat_wine_version() != NULL ? from_counters(pid, out) : from_list(pid, out);
    if (error == 0 && (out->private_bytes <= 0 || out->shared_bytes < 0))
        return -PLAT_ENOTSUP; /* numbers that no process can have */
    return error;
}
