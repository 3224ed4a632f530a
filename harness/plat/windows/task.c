/* SPDX-License-Identifier: MIT */
/* Threads and fresh images: how they come to be, and how they are waited for. */
#include "os.h"

#include <process.h>
#include <stdlib.h>
#include <winternl.h>

struct birth {
    plat_thread_body body;
    void *argument;
};

static unsigned __stdcall begin(void *argument)
{
    const struct birth birth = *(struct birth *)argument;
    free(argument);
    birth.body(birth.argument);
    return 0;
}

PLAT_START_PATH int plat_thread_start(struct plat_task *task, plat_thread_body body, void *argument)
{
    struct birth *birth = malloc(sizeof *birth);
    if (birth == NULL)
        return -PLAT_ENOMEM;
    *birth = (struct birth){body, argument};
    uintptr_t thread = _beginthreadex(NULL, 0, begin, birth, 0, NULL);
    if (thread == 0) {
        free(birth);
        return -PLAT_EAGAIN;
    }
    *task = (struct plat_task){.thread = thread, .alive = 1};
    return 0;
}

int plat_thread_join(struct plat_task *task)
{
    HANDLE thread = (HANDLE)task->thread;
    int error = WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 ? 0 : plat_error_last();
    CloseHandle(thread);
    task->alive = 0;
    return error;
}

/* What is to be inherited by whoever is started next; places from `used` on were never taken. */
static HANDLE offered[PLAT_HANDLES_MAX];
static uint32_t used;

int plat_handle_inherit(int64_t handle, int inherit)
{
    HANDLE wanted = plat_handle(handle);
    if (!SetHandleInformation(wanted, HANDLE_FLAG_INHERIT, inherit ? HANDLE_FLAG_INHERIT : 0))
        return plat_error_last();
    uint32_t place = used;
    for (uint32_t i = used; i-- > 0;)
        if (offered[i] == wanted)
            offered[i] = NULL;
    for (uint32_t i = used; i-- > 0;)
        if (offered[i] == NULL)
            place = i;
    if (place == PLAT_HANDLES_MAX)
        return -PLAT_EMFILE;
    offered[place] = inherit ? wanted : NULL;
    used += place == used;
    return (int)handle;
}

void plat_handle_close(int64_t handle)
{
    if (handle < 0)
        return;
    for (uint32_t i = 0; i < used; i++)
        if (offered[i] == plat_handle(handle))
            offered[i] = NULL;
    CloseHandle(plat_handle(handle));
}

PLAT_START_PATH int plat_image_start(struct plat_task *task, const char *path, char *const argv[],
                                     char *const env[])
{
    static const DWORD names[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    struct plat_start start = {.path = path, .argv = argv, .env = env, .given = plat_handle_given()};
    PROCESS_INFORMATION made;
    int error = plat_family_open();
    if (error != 0)
        return error;
    for (uint32_t i = 0; i < 3; i++) {
        HANDLE standard = GetStdHandle(names[i]);
        if (standard == NULL || !SetHandleInformation(standard, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
            continue;
        start.standard[i] = standard;
        plat_start_handle(&start, standard);
    }
    for (uint32_t i = 0; i < used; i++)
        plat_start_handle(&start, offered[i]);
    error = plat_start(&start, &made);
    if (error != 0)
        return error;
    CloseHandle(made.hThread);
    *task = (struct plat_task){.pid = made.dwProcessId, .thread = (uintptr_t)made.hProcess, .alive = 1};
    return 0;
}

/* A crash ends a process with the exception's code, which is no exit code that anybody chooses. */
struct plat_exit plat_exit_of(DWORD code)
{
    const int is_exception = code >= 0xC0000000u;
    return (struct plat_exit){is_exception ? (int)code : 0, is_exception ? 0 : (int)code};
}

static int reap(struct plat_task *task, struct plat_exit *how, DWORD patience_ms)
{
    DWORD code;
    HANDLE process = (HANDLE)task->thread;
    DWORD waited = WaitForSingleObject(process, patience_ms);
    if (waited == WAIT_TIMEOUT)
        return 0;
    if (waited != WAIT_OBJECT_0 || !GetExitCodeProcess(process, &code))
        return plat_error_last();
    CloseHandle(process);
    task->alive = 0;
    *how = plat_exit_of(code);
    return 1;
}

int plat_process_join(struct plat_task *task, struct plat_exit *how)
{
    int got = reap(task, how, INFINITE);
    return got < 0 ? got : 0;
}

int plat_process_poll(struct plat_task *task, struct plat_exit *how)
{
    return reap(task, how, 0);
}

void plat_process_kill(struct plat_task *task)
{
    if (task->alive && task->pid > 0)
        TerminateProcess((HANDLE)task->thread, PLAT_KILLED);
}

void plat_exit_now(int code)
{
    TerminateProcess(GetCurrentProcess(), (UINT)code);
    for (;;)
        Sleep(INFINITE);
}

int64_t plat_pid(void)
{
    return GetCurrentProcessId();
}

typedef NTSTATUS(NTAPI *query_process)(HANDLE, PROCESSINFOCLASS, PVOID, ULONG, PULONG);

int64_t plat_parent_pid(void)
{
    PROCESS_BASIC_INFORMATION facts;
    query_process query = (query_process)(void *)plat_ntdll("NtQueryInformationProcess");
    if (query == NULL || query(GetCurrentProcess(), ProcessBasicInformation, &facts, sizeof facts, NULL) != 0)
        return -PLAT_ENOTSUP;
    return (int64_t)(uintptr_t)facts.InheritedFromUniqueProcessId;
}

const char *plat_signal_name(int signal)
{
    static const struct {
        DWORD code;
        const char *name;
    } names[] = {{EXCEPTION_ACCESS_VIOLATION, "EXCEPTION_ACCESS_VIOLATION"},
                 {EXCEPTION_IN_PAGE_ERROR, "EXCEPTION_IN_PAGE_ERROR"},
                 {EXCEPTION_ILLEGAL_INSTRUCTION, "EXCEPTION_ILLEGAL_INSTRUCTION"},
                 {EXCEPTION_PRIV_INSTRUCTION, "EXCEPTION_PRIV_INSTRUCTION"},
                 {EXCEPTION_INT_DIVIDE_BY_ZERO, "EXCEPTION_INT_DIVIDE_BY_ZERO"},
                 {EXCEPTION_STACK_OVERFLOW, "EXCEPTION_STACK_OVERFLOW"},
                 {0xC0000374u, "STATUS_HEAP_CORRUPTION"},
                 {0xC0000409u, "STATUS_STACK_BUFFER_OVERRUN"},
                 {0xC000013Au, "STATUS_CONTROL_C_EXIT"},
                 {0xC0000135u, "STATUS_DLL_NOT_FOUND"},
                 {0xC0000017u, "STATUS_NO_MEMORY"},
                 {PLAT_KILLED, "TerminateProcess"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].code == (DWORD)signal)
            return names[i].name;
    return "another exception";
}
