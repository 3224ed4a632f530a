/* SPDX-License-Identifier: MIT */
/* Decisions are appended to the run folder here, and read back when a run goes on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_parts.h"

int run_is_decided(const struct run *run, const struct planned *planned)
{
    return decisions_have(&run->decisions, planned->kind, planned->cell, planned->trial);
}

static int append(int64_t handle, const struct decision *decision, uint64_t session)
{
    json_t *line = decision_json(decision, session);
    char *text = json_dumps(line, JSON_COMPACT);
    int code = text ? 0 : -PLAT_ENOMEM;
    json_decref(line);
    if (text) { /* the NUL's place takes the newline: the text is written by its length */
        size_t bytes = strlen(text);
        text[bytes] = '\n';
        code = plat_channel_write(handle, text, bytes + 1);
    }
    free(text);
    return code ? code : plat_file_sync(handle);
}

int run_decide(struct run *run, const struct decision *decision, char *error)
{
    char path[TVP_PATH_MAX];
    if (run_path(run, DECISIONS_FILE, path, error) != 0)
        return -1;
    int64_t handle = plat_file_open(path, PLAT_FILE_APPEND);
    int code = handle < 0 ? (int)handle : append(handle, decision, run->session);
    if (handle >= 0)
        plat_handle_close(handle);
    if (code < 0)
        return run_fail(error, "append to", path, code);
    if (decisions_add(&run->decisions, decision) == 0)
        return 0;
    snprintf(error, RUN_ERROR_MAX, "out of memory");
    return -1;
}

int run_scan_decisions(struct run *run, char *error)
{
    char path[TVP_PATH_MAX];
    uint64_t whole, torn;
    if (run_path(run, DECISIONS_FILE, path, error) != 0 ||
        decisions_read(&run->decisions, path, &whole, &torn, error) != 0)
        return -1;
    if (torn == 0)
        return 0;
    int64_t handle = plat_file_open(path, PLAT_FILE_APPEND);
    int code = handle < 0 ? (int)handle : plat_file_cut(handle, whole);
    if (handle >= 0)
        plat_handle_close(handle);
    return code < 0 ? run_fail(error, "cut the torn last line off", path, code) : 0;
}
