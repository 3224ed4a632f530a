/* SPDX-License-Identifier: MIT */
/* The controller's way with processes: a trial is born suspended, into a job of its own, which ends all that
 * it started with it. What it says on standard error goes into a pipe that never makes it wait. */
#include "os.h"

#include <stdlib.h>
#include <string.h>

#define END_PATIENCE_NS 5000000000u
#define SLICE_MS        100u
#define CAPTURES_MAX    4u

char *const *plat_environment(void)
{
    static char **entries;
    if (entries != NULL)
        return entries;
    wchar_t *block = GetEnvironmentStringsW();
    size_t count = 0, letters = 1;
    for (const wchar_t *at = block; at != NULL && *at != L'\0'; at += wcslen(at) + 1, count++)
        letters += 3 * wcslen(at) + 1; /* a unit of UTF-16 takes at most 3 bytes of UTF-8 */
    char **list = malloc((count + 1) * sizeof *list + letters);
    static char *nothing[] = {NULL};
    if (list == NULL)
        return nothing;
    char *text = (char *)(list + count + 1);
    size_t kept = 0;
    for (const wchar_t *at = block; at != NULL && *at != L'\0'; at += wcslen(at) + 1) {
        if (plat_narrow(at, text, 3 * wcslen(at) + 1) != 0)
            continue;
        list[kept++] = text;
        text += strlen(text) + 1;
    }
    list[kept] = NULL;
    FreeEnvironmentStringsW(block);
    return entries = list;
}

int plat_controller_open(struct plat_children *others)
{
    others->count = 0; /* nobody's orphans become ours */
    /* A trial that crashes is not to stop at a dialogue. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    return plat_family_open();
}

static HANDLE null_device(DWORD access)
{
    SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};
    HANDLE null =
        CreateFileW(L"NUL", access, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, NULL);
    return null != INVALID_HANDLE_VALUE ? null : NULL;
}

static HANDLE new_group(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    HANDLE group = CreateJobObjectW(NULL, NULL);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (group != NULL &&
        !SetInformationJobObject(group, JobObjectExtendedLimitInformation, &limits, sizeof limits)) {
        CloseHandle(group);
        group = NULL;
    }
    return group;
}

/* Suspended until it is in the group: it could start others before. */
static int start_in(HANDLE group, struct plat_start *start, struct plat_child *child)
{
    PROCESS_INFORMATION made;
    int error = plat_start(start, &made);
    if (error != 0)
        return error;
    if (!AssignProcessToJobObject(group, made.hProcess) || ResumeThread(made.hThread) == (DWORD)-1) {
        error = plat_error_last();
        TerminateProcess(made.hProcess, PLAT_KILLED);
        CloseHandle(made.hProcess);
    }
    CloseHandle(made.hThread);
    if (error == 0)
        *child = (struct plat_child){.pid = made.dwProcessId,
                                     .watch = (int64_t)(intptr_t)made.hProcess,
                                     .group = (int64_t)(intptr_t)group};
    return error;
}

int plat_child_start(struct plat_child *child, const char *path, char *const argv[], char *const env[],
                     int64_t handle, int64_t error_output)
{
    struct plat_start start = {.path = path,
                               .argv = argv,
                               .env = env,
                               .given = handle,
                               .flags = CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW};
    HANDLE group = new_group(), in = null_device(GENERIC_READ), out = null_device(GENERIC_WRITE);
    *child = (struct plat_child){.watch = -1};
    int error = group != NULL && in != NULL && out != NULL ? 0 : plat_error_last();
    start.standard[0] = in;
    start.standard[1] = out;
    start.standard[2] = error_output >= 0 ? plat_handle(error_output) : out;
    HANDLE own[] = {plat_handle(handle), start.standard[2]};
    for (int i = 0; i < 2 && error == 0; i++)
        if (!SetHandleInformation(own[i], HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
            error = plat_error_last();
    for (int i = 0; i < 3; i++)
        plat_start_handle(&start, start.standard[i]);
    plat_start_handle(&start, plat_handle(handle));
    if (error == 0)
        error = start_in(group, &start, child);
    for (int i = 0; i < 2; i++)
        SetHandleInformation(own[i], HANDLE_FLAG_INHERIT, 0);
    if (in != NULL)
        CloseHandle(in);
    if (out != NULL)
        CloseHandle(out);
    if (error != 0 && group != NULL)
        CloseHandle(group);
    return error;
}

int plat_child_wait(struct plat_child *child, uint64_t timeout_ns, const volatile int *interrupted)
{
    const uint64_t started = plat_now_ns();
    for (;;) {
        const uint64_t spent = plat_now_ns() - started;
        const uint64_t left_ms = spent < timeout_ns ? (timeout_ns - spent + 999999u) / 1000000u : 0;
        DWORD waited =
            WaitForSingleObject(plat_handle(child->watch), left_ms < SLICE_MS ? (DWORD)left_ms : SLICE_MS);
        if (waited != WAIT_TIMEOUT)
            return 1;
        if (interrupted != NULL && *interrupted)
            return -PLAT_EINTR;
        if (plat_now_ns() - started >= timeout_ns)
            return 0;
    }
}

/* Nobody of the group is left. */
static int wait_for_all(HANDLE group)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION facts;
    const uint64_t started = plat_now_ns();
    while (
        QueryInformationJobObject(group, JobObjectBasicAccountingInformation, &facts, sizeof facts, NULL) &&
        facts.ActiveProcesses > 0) {
        if (plat_now_ns() - started > END_PATIENCE_NS)
            return -PLAT_ETIMEDOUT;
        Sleep(1);
    }
    return 0;
}

int plat_child_end(struct plat_child *child, struct plat_children *others, struct plat_exit *how)
{
    DWORD code = 0;
    HANDLE process = plat_handle(child->watch), group = plat_handle(child->group);
    (void)others;
    TerminateJobObject(group, PLAT_KILLED);
    int error = plat_child_wait(child, END_PATIENCE_NS, NULL) == 1 ? wait_for_all(group) : -PLAT_ETIMEDOUT;
    GetExitCodeProcess(process, &code);
    *how = plat_exit_of(code);
    CloseHandle(process);
    CloseHandle(group);
    *child = (struct plat_child){.watch = -1};
    return error;
}

/* The reading ends of the captures, by their writing ends. */
static struct capture {
    HANDLE write, read;
} captures[CAPTURES_MAX];

/* A pipe of that size which takes what there is room for and lets the rest fall. */
int64_t plat_capture_new(uint64_t bytes)
{
    DWORD mode = PIPE_READMODE_BYTE | PIPE_NOWAIT;
    for (uint32_t i = 0; i < CAPTURES_MAX; i++) {
        struct capture *capture = &captures[i];
        DWORD flags;
        if (capture->write != NULL && GetHandleInformation(capture->write, &flags))
            continue;
        if (capture->read != NULL) /* its other end was closed meanwhile */
            CloseHandle(capture->read);
        *capture = (struct capture){NULL, NULL};
        if (!CreatePipe(&capture->read, &capture->write, NULL, (DWORD)bytes) ||
            !SetNamedPipeHandleState(capture->write, &mode, NULL, NULL))
            return plat_error_last();
        return (int64_t)(intptr_t)capture->write;
    }
    return -PLAT_EMFILE;
}

char *plat_capture_take(int64_t handle, uint64_t bytes)
{
    DWORD had = 0, got = 0;
    HANDLE read = NULL;
    for (uint32_t i = 0; i < CAPTURES_MAX; i++)
        if (captures[i].write == plat_handle(handle)) {
            read = captures[i].read;
            captures[i] = (struct capture){NULL, NULL};
        }
    if (read == NULL)
        return NULL;
    char *text = PeekNamedPipe(read, NULL, 0, NULL, &had, NULL) && had > 0 ? malloc((size_t)bytes + 1) : NULL;
    if (text != NULL && ReadFile(read, text, had < bytes ? had : (DWORD)bytes, &got, NULL))
        text[got] = '\0';
    else
        free(text), text = NULL;
    CloseHandle(read);
    /* Text lines end alike in every run folder. */
    char *to = text;
    for (const char *from = text; from != NULL && *from != '\0'; from++)
        if (!(from[0] == '\r' && from[1] == '\n'))
            *to++ = *from;
    if (to != NULL)
        *to = '\0';
    return text;
}
