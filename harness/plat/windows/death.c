/* SPDX-License-Identifier: MIT */
/* Nothing outlives who started it: a process that starts others is the member of a job of its own, which
 * kills all its members when its last handle is closed, and that is this process' end, however it comes.
 * Children are members from their birth. The job also tells of their deaths. */
#include "os.h"

#include <stdio.h>
#include <stdlib.h>

/* Tells a child, without a call of the system, that it dies with the process of this id. */
#define FAMILY "TVP_FAMILY"

static HANDLE job, port;
static uint32_t *watched, *counted;

HANDLE plat_family_job(void)
{
    return job;
}

int plat_family_open(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    wchar_t id[24];
    if (job != NULL)
        return 0;
    HANDLE made = CreateJobObjectW(NULL, NULL);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (made == NULL ||
        !SetInformationJobObject(made, JobObjectExtendedLimitInformation, &limits, sizeof limits) ||
        !AssignProcessToJobObject(made, GetCurrentProcess())) {
        int error = plat_error_last();
        if (made != NULL)
            CloseHandle(made);
        return error;
    }
    job = made;
    swprintf(id, 24, L"%lu", GetCurrentProcessId());
    SetEnvironmentVariableW(L"" FAMILY, id);
    return 0;
}

/* The message may come before the process has quite ended: who looks then must find it ended. */
static void wait_for_end(DWORD pid)
{
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, pid);
    if (process == NULL)
        return;
    WaitForSingleObject(process, INFINITE);
    CloseHandle(process);
}

static DWORD WINAPI listen_for_deaths(void *unused)
{
    DWORD message;
    ULONG_PTR key;
    OVERLAPPED *pid;
    (void)unused;
    while (GetQueuedCompletionStatus(port, &message, &key, &pid, INFINITE)) {
        if (message != JOB_OBJECT_MSG_EXIT_PROCESS && message != JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS)
            continue;
        wait_for_end((DWORD)(uintptr_t)pid);
        __atomic_fetch_add(counted, 1, __ATOMIC_ACQ_REL);
        __atomic_fetch_add(watched, 1, __ATOMIC_ACQ_REL);
        plat_wake_all(watched);
    }
    return 0;
}

int plat_watch_children(uint32_t *word, uint32_t *deaths)
{
    int error = plat_family_open();
    if (error != 0)
        return error;
    watched = word;
    counted = deaths;
    if (port != NULL)
        return 0;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT to = {.CompletionPort = port};
    HANDLE thread = NULL;
    if (port != NULL &&
        SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &to, sizeof to))
        thread = CreateThread(NULL, 65536, listen_for_deaths, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (thread == NULL)
        return plat_error_last();
    CloseHandle(thread);
    return 0;
}

static VOID CALLBACK die(void *unused, BOOLEAN timed_out)
{
    (void)unused;
    (void)timed_out;
    plat_exit_now(1);
}

/* Who was not started by this layer watches its parent itself. */
static int watch_parent(int64_t parent)
{
    HANDLE wait, process = OpenProcess(SYNCHRONIZE, FALSE, (DWORD)parent);
    if (process == NULL || plat_parent_pid() != parent)
        plat_exit_now(1); /* it has gone already */
    return RegisterWaitForSingleObject(&wait, process, die, NULL, INFINITE, WT_EXECUTEONLYONCE)
               ? 0
               : plat_error_last();
}

int plat_die_with(int64_t parent)
{
    const char *family = getenv(FAMILY);
    return family != NULL && strtoll(family, NULL, 10) == parent ? 0 : watch_parent(parent);
}
