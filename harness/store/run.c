/* SPDX-License-Identifier: MIT */
/* A run folder is made, opened, locked and closed here. */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/machine.h"
#include "lines.h"
#include "run_parts.h"

#define RESULTS "results"

int run_fail(char *error, const char *what, const char *path, int code)
{
    snprintf(error, RUN_ERROR_MAX, "cannot %s %s: %s", what, path, plat_error_text(code));
    return -1;
}

int run_path(const struct run *run, const char *name, char path[TVP_PATH_MAX], char *error)
{
    if ((size_t)snprintf(path, TVP_PATH_MAX, "%s/%s", run->path, name) < TVP_PATH_MAX)
        return 0;
    snprintf(error, RUN_ERROR_MAX, "the path of the run folder is too long: %.200s", run->path);
    return -1;
}

static void forget(struct run *run)
{
    *run = (struct run){.folder = -1, .records = -1};
}

int run_make_parents(const char *path)
{
    char part[TVP_PATH_MAX];
    int error = 0;
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + 1, '/'); slash != NULL && error == 0; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        error = plat_folder_make(part);
        /* What is there already may be a folder; if it is none, the next one says so. */
        error = error == -PLAT_EEXIST || error == -PLAT_EPERM || error == -PLAT_EROFS ? 0 : error;
        *slash = '/';
    }
    return error;
}

static int make_folder(const char *path, char *error)
{
    int code = run_make_parents(path);
    if (code == 0)
        code = plat_folder_make(path);
    return code == 0 || code == -PLAT_EEXIST ? 0 : run_fail(error, "make the run folder", path, code);
}

/* results/<utc>-<name>-<id>: a new one each time. */
static int make_named(const char *label, char path[TVP_PATH_MAX], char *error)
{
    char name[64], utc[17];
    int code = plat_folder_make(RESULTS);
    if (code != 0 && code != -PLAT_EEXIST)
        return run_fail(error, "make the folder", RESULTS, code);
    machine_name(label, name, sizeof name);
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        plat_utc_now(utc);
        uint64_t id = (plat_now_ns() ^ ((uint64_t)plat_pid() << 40)) * 0x9e3779b97f4a7c15u;
        snprintf(path, TVP_PATH_MAX, RESULTS "/%s-%s-%06x", utc, name, (unsigned)(id >> 40));
        code = plat_folder_make(path);
        if (code != -PLAT_EEXIST)
            break;
    }
    return code == 0 ? 0 : run_fail(error, "make the run folder", path, code);
}

static int settle(struct run *run, const char *path, char *error)
{
    int code = plat_path_absolute(path, run->path, sizeof run->path);
    if (code < 0)
        return run_fail(error, "find the run folder", path, code);
    snprintf(run->name, sizeof run->name, "%s", strrchr(run->path, '/') + 1);
    if (run_path(run, "tmp", run->tmp_path, error) != 0)
        return -1;
    int64_t handle = plat_folder_lock(run->path);
    if (handle == -PLAT_EAGAIN) {
        snprintf(error, RUN_ERROR_MAX, "another tvp works on this run: %s", run->path);
        return -1;
    }
    if (handle < 0)
        return run_fail(error, "open the run folder", run->path, (int)handle);
    run->folder = (int)handle;
    return 0;
}

static int make_below(const struct run *run, const char *name, char *error)
{
    char path[TVP_PATH_MAX];
    if (run_path(run, name, path, error) != 0)
        return -1;
    int code = plat_folder_make(path);
    return code == 0 || code == -PLAT_EEXIST ? 0 : run_fail(error, "make", path, code);
}

static int make_all_below(const struct run *run, char *error)
{
    return make_below(run, "tmp", error) != 0 || make_below(run, "samples", error) != 0 ? -1 : 0;
}

static int must_be_empty(const struct run *run, char *error)
{
    int empty = plat_folder_is_empty(run->path);
    if (empty < 0)
        return run_fail(error, "read the run folder", run->path, empty);
    if (empty)
        return 0;
    snprintf(error, RUN_ERROR_MAX, "the run folder is not empty: %s (--resume continues a run)", run->path);
    return -1;
}

int run_create(struct run *run, const char *out, const char *label, char *error)
{
    char path[TVP_PATH_MAX];
    forget(run);
    plat_ignore_full_files();
    if (out != NULL && (size_t)snprintf(path, sizeof path, "%s", out) >= sizeof path) {
        snprintf(error, RUN_ERROR_MAX, "the path of the run folder is too long: %.200s", out);
        return -1;
    }
    int failed = out != NULL ? make_folder(path, error) : make_named(label, path, error);
    if (failed || settle(run, path, error) != 0)
        return -1;
    if (must_be_empty(run, error) == 0 && make_all_below(run, error) == 0)
        return 0;
    plat_handle_close(run->folder);
    forget(run);
    return -1;
}

/* The plan's first line says which schema the folder has. */
static int check_schema(const struct run *run, char *error)
{
    char path[TVP_PATH_MAX];
    if (run_path(run, "plan.jsonl", path, error) != 0)
        return -1;
    struct lines lines = {.file = plat_file_stream(path)};
    if (lines.file == NULL) {
        snprintf(error, RUN_ERROR_MAX, "this is no run folder, it has no plan.jsonl: %s", run->path);
        return -1;
    }
    json_t *head = NULL;
    if (lines_next(&lines) == LINE_WHOLE)
        head = json_line(path, 1, lines.text, lines.bytes, error);
    else
        snprintf(error, RUN_ERROR_MAX, "%s:1: the plan has no first line", path);
    lines_close(&lines);
    int failed = head == NULL ? -1 : schema_refused(path, 1, head, error);
    json_decref(head);
    return failed;
}

int run_open(struct run *run, const char *path, char *error)
{
    forget(run);
    plat_ignore_full_files();
    if (settle(run, path, error) != 0)
        return -1;
    int failed = check_schema(run, error) != 0 || make_all_below(run, error) != 0;
    int code = failed ? 0 : plat_folder_clear(run->tmp_path);
    if (code < 0)
        failed = run_fail(error, "empty", run->tmp_path, code);
    if (!failed)
        return 0;
    plat_handle_close(run->folder);
    forget(run);
    return -1;
}

int run_write_file(struct run *run, const char *name, const char *text, size_t bytes, char *error)
{
    char path[TVP_PATH_MAX];
    if (run_path(run, name, path, error) != 0)
        return -1;
    int code = write_whole(path, text, bytes, 1);
    return code < 0 ? run_fail(error, "write", path, code) : 0;
}

int run_write_json(struct run *run, const char *name, const json_t *value, char *error)
{
    char *text = json_dumps(value, JSON_INDENT(1));
    struct text whole = {0};
    if (text != NULL)
        text_add(&whole, "%s\n", text);
    free(text);
    int failed = text == NULL || whole.failed;
    if (failed)
        snprintf(error, RUN_ERROR_MAX, "out of memory for %s", name);
    else
        failed = run_write_file(run, name, whole.start, whole.bytes, error);
    text_free(&whole);
    return failed ? -1 : 0;
}

int run_sync_file(struct run *run, const char *name, char *error)
{
    char path[TVP_PATH_MAX];
    if (run_path(run, name, path, error) != 0)
        return -1;
    int64_t handle = plat_file_open(path, PLAT_FILE_READ);
    int code = handle < 0 ? (int)handle : plat_file_sync(handle);
    plat_handle_close(handle);
    if (code == 0)
        code = plat_file_sync(run->folder);
    return code < 0 ? run_fail(error, "sync", path, code) : 0;
}

int run_close(struct run *run, char *error)
{
    int code = 0;
    if (run->folder < 0)
        return 0;
    if (run->records >= 0) {
        code = plat_file_sync(run->records);
        plat_handle_close(run->records);
    }
    plat_folder_clear(run->tmp_path);
    plat_folder_remove(run->tmp_path);
    int synced = plat_file_sync(run->folder);
    code = code != 0 ? code : synced;
    if (code < 0)
        run_fail(error, "sync the records in", run->path, code);
    plat_handle_close(run->folder);
    free(run->seen);
    run->seen = NULL;
    decisions_free(&run->decisions);
    run->folder = run->records = -1;
    return code < 0 ? -1 : 0;
}
