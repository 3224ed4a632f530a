/* SPDX-License-Identifier: MIT */
/* Starting a program: its command line and environment as Windows wants them, and a list of the handles that
 * it inherits, so that it gets no others. */
#include "os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_ROOM 32768u /* the most that CreateProcess takes */
#define GIVEN     "TVP_HANDLE="
#define FAMILY    "TVP_FAMILY="

struct line {
    char text[LINE_ROOM];
    size_t length;
    int is_full;
};

static void put(struct line *line, char letter)
{
    if (line->length + 1 < sizeof line->text)
        line->text[line->length++] = letter;
    else
        line->is_full = 1;
}

/* As the C library takes it apart again: quoted, a backslash doubled where it stands before a quote. */
static void put_argument(struct line *line, const char *argument)
{
    size_t backslashes = 0;
    if (line->length > 0)
        put(line, ' ');
    put(line, '"');
    for (; *argument != '\0'; argument++) {
        for (size_t i = 0; *argument == '"' && i <= backslashes; i++)
            put(line, '\\');
        backslashes = *argument == '\\' ? backslashes + 1 : 0;
        put(line, *argument);
    }
    while (backslashes-- > 0)
        put(line, '\\');
    put(line, '"');
}

static wchar_t *widen(const char *text, size_t bytes)
{
    wchar_t *wide = malloc((bytes + 1) * sizeof *wide);
    if (wide == NULL)
        return NULL;
    int length = MultiByteToWideChar(CP_UTF8, 0, text, (int)bytes, wide, (int)bytes);
    wide[length > 0 ? length : 0] = L'\0';
    return wide;
}

static wchar_t *command_line(char *const argv[])
{
    struct line *line = calloc(1, sizeof *line);
    wchar_t *wide = NULL;
    for (size_t i = 0; line != NULL && argv[i] != NULL; i++)
        put_argument(line, argv[i]);
    if (line != NULL && !line->is_full)
        wide = widen(line->text, line->length);
    free(line);
    return wide;
}

static int is_ours(const char *entry)
{
    return strncmp(entry, GIVEN, strlen(GIVEN)) == 0 || strncmp(entry, FAMILY, strlen(FAMILY)) == 0;
}

/* The entries one after the other, each with its NUL, and a NUL at the end. */
static wchar_t *environment(char *const env[], int64_t given)
{
    char ours[2][48];
    size_t bytes = sizeof ours + 1, at = 0;
    for (size_t i = 0; env[i] != NULL; i++)
        bytes += strlen(env[i]) + 1;
    char *text = malloc(bytes);
    if (text == NULL)
        return NULL;
    snprintf(ours[0], sizeof ours[0], FAMILY "%lu", GetCurrentProcessId());
    snprintf(ours[1], sizeof ours[1], GIVEN "%lld", (long long)given);
    for (size_t i = 0; env[i] != NULL; i++)
        if (!is_ours(env[i]))
            at = (size_t)(stpcpy(text + at, env[i]) - text) + 1;
    for (size_t i = 0; i < 2; i++)
        at = (size_t)(stpcpy(text + at, ours[i]) - text) + 1;
    text[at++] = '\0';
    wchar_t *wide = widen(text, at);
    free(text);
    return wide;
}

void plat_start_handle(struct plat_start *start, HANDLE handle)
{
    DWORD flags;
    if (handle == NULL || handle == INVALID_HANDLE_VALUE || !GetHandleInformation(handle, &flags) ||
        !(flags & HANDLE_FLAG_INHERIT))
        return;
    for (DWORD i = 0; i < start->count; i++)
        if (start->handles[i] == handle)
            return; /* one that is listed twice is an error */
    if (start->count < PLAT_HANDLES_MAX)
        start->handles[start->count++] = handle;
}

static int program_path(const char *path, wchar_t wide[PLAT_WIDE_ROOM])
{
    int error = plat_wide(path, wide, PLAT_WIDE_ROOM - 4);
    if (error != 0)
        return error;
    const wchar_t *name = wide;
    for (const wchar_t *at = wide; *at != L'\0'; at++)
        if (*at == L'/' || *at == L'\\')
            name = at + 1;
    if (wcschr(name, L'.') == NULL)
        wcscat(wide, L".exe");
    return 0;
}

/* With the list of handles in `attributes`, which is large enough for it. */
static int create(const struct plat_start *start, const wchar_t *path, wchar_t *line, wchar_t *block,
                  LPPROC_THREAD_ATTRIBUTE_LIST attributes, PROCESS_INFORMATION *made)
{
    STARTUPINFOEXW info = {.StartupInfo = {.cb = sizeof info}, .lpAttributeList = attributes};
    DWORD flags =
        start->flags | EXTENDED_STARTUPINFO_PRESENT | (block != NULL ? CREATE_UNICODE_ENVIRONMENT : 0);
    if (start->count > 0 && !UpdateProcThreadAttribute(attributes, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                                       (void *)(uintptr_t)start->handles,
                                                       start->count * sizeof(HANDLE), NULL, NULL))
        return plat_error_last();
    if (start->standard[0] != NULL || start->standard[1] != NULL || start->standard[2] != NULL) {
        info.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
        info.StartupInfo.hStdInput = start->standard[0];
        info.StartupInfo.hStdOutput = start->standard[1];
        info.StartupInfo.hStdError = start->standard[2];
    }
    return CreateProcessW(path, line, NULL, NULL, start->count > 0, flags, block, NULL, &info.StartupInfo,
                          made)
               ? 0
               : plat_error_last();
}

int plat_start(const struct plat_start *start, PROCESS_INFORMATION *made)
{
    wchar_t path[PLAT_WIDE_ROOM];
    unsigned char room[256];
    LPPROC_THREAD_ATTRIBUTE_LIST attributes = (void *)room;
    SIZE_T bytes = sizeof room;
    int error = program_path(start->path, path);
    if (error != 0)
        return error;
    if (!InitializeProcThreadAttributeList(attributes, 1, 0, &bytes))
        return plat_error_last();
    wchar_t *line = command_line(start->argv);
    wchar_t *block = start->env != NULL ? environment(start->env, start->given) : NULL;
    if (line == NULL || (start->env != NULL && block == NULL))
        error = -PLAT_ENOMEM;
    else
        error = create(start, path, line, block, attributes, made);
    DeleteProcThreadAttributeList(attributes);
    free(block);
    free(line);
    return error;
}

int64_t plat_handle_given(void)
{
    const char *given = getenv("TVP_HANDLE");
    return given != NULL ? strtoll(given, NULL, 10) : -PLAT_EINVAL;
}
