/* SPDX-License-Identifier: MIT */
/* Records are appended here. A disk that is full costs the record that did not fit, and nothing before it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "run_parts.h"

#define SYNC_NS 1000000000u

int write_whole(const char *path, const char *text, size_t bytes, int sync)
{
    int64_t handle = plat_file_open(path, PLAT_FILE_WRITE);
    if (handle < 0)
        return (int)handle;
    int code = plat_channel_write(handle, text, bytes);
    if (code == 0 && sync)
        code = plat_file_sync(handle);
    plat_handle_close(handle);
    if (code < 0)
        plat_file_remove(path);
    return code;
}

/* "<name>/<trial><suffix>" of the run. */
static int part_path(const struct run *run, const char *name, uint64_t trial, const char *suffix,
                     char path[TVP_PATH_MAX], char *error)
{
    char below[96];
    snprintf(below, sizeof below, "%s/%llu%s", name, (unsigned long long)trial, suffix);
    return run_path(run, below, path, error);
}

static int write_samples(const struct run *run, uint64_t trial, const struct outcome *out, char *error)
{
    char path[TVP_PATH_MAX];
    struct text text = {0};
    if (out->map == NULL || !samples_text(&text, trial, out->map))
        return 0;
    if (part_path(run, "samples", trial, ".json", path, error) != 0) {
        text_free(&text);
        return -1;
    }
    int code = text.failed ? -PLAT_ENOMEM : write_whole(path, text.start, text.bytes, 0);
    text_free(&text);
    return code < 0 ? run_fail(error, "write", path, code) : 0;
}

static int write_stderr(const struct run *run, uint64_t trial, const struct outcome *out, char *error)
{
    char path[TVP_PATH_MAX];
    if (out->stderr_text == NULL || out->stderr_text[0] == '\0')
        return 0;
    if (run_path(run, "stderr", path, error) != 0)
        return -1;
    int code = plat_folder_make(path);
    if (code != 0 && code != -PLAT_EEXIST)
        return run_fail(error, "make", path, code);
    if (part_path(run, "stderr", trial, ".txt", path, error) != 0)
        return -1;
    code = write_whole(path, out->stderr_text, strlen(out->stderr_text), 0);
    return code < 0 ? run_fail(error, "write", path, code) : 0;
}

/* One write of the whole line; what went to the disk of one that failed is cut off again. */
static int write_line(struct run *run, const char *line, size_t bytes, char *error)
{
    char path[TVP_PATH_MAX];
    int code = plat_channel_write(run->records, line, bytes);
    const uint64_t now = plat_now_ns();
    if (code == 0 && now - run->synced_ns >= SYNC_NS) {
        code = plat_file_sync(run->records);
        run->synced_ns = now;
    }
    if (code == 0) {
        run->end_bytes += bytes;
        return 0;
    }
    plat_file_cut(run->records, run->end_bytes);
    if (run_path(run, "trials.jsonl", path, error) != 0)
        return -1;
    snprintf(error, RUN_ERROR_MAX, "cannot append %zu bytes to %s: %s (the %llu records before it are kept)",
             bytes, path, plat_error_text(code), (unsigned long long)run->recorded);
    return -1;
}

static char *record_line(const struct run *run, const struct cell *cell, const struct planned *planned,
                         const struct outcome *out, size_t *bytes)
{
    json_t *record = run_record(run, cell, planned, out);
    char *line = json_dumps(record, JSON_COMPACT);
    json_decref(record);
    if (line == NULL)
        return NULL;
    /* The NUL's place takes the newline: the text is written by its length. */
    *bytes = strlen(line) + 1;
    line[*bytes - 1] = '\n';
    return line;
}

static void note(struct run *run, uint64_t trial, uint32_t status)
{
    run->seen[trial / 8] |= (unsigned char)(1u << (trial % 8));
    run->recorded++;
    run->counts[status < STATUS_COUNT ? status : STATUS_FAILED]++;
}

int run_has(const struct run *run, uint64_t trial)
{
    return run->seen != NULL && trial < run->trials && (run->seen[trial / 8] >> (trial % 8) & 1);
}

int run_append(struct run *run, const struct cell *cell, const struct planned *planned,
               const struct outcome *out, char *error)
{
    size_t bytes = 0;
    if (planned->trial >= run->trials || run_has(run, planned->trial)) {
        snprintf(error, RUN_ERROR_MAX, "trial %llu is not one that this run still owes",
                 (unsigned long long)planned->trial);
        return -1;
    }
    if ((!run->without_samples && write_samples(run, planned->trial, out, error) != 0) ||
        write_stderr(run, planned->trial, out, error) != 0)
        return -1;
    char *line = record_line(run, cell, planned, out, &bytes);
    if (line == NULL) {
        snprintf(error, RUN_ERROR_MAX, "out of memory for the record of trial %llu",
                 (unsigned long long)planned->trial);
        return -1;
    }
    int failed = write_line(run, line, bytes, error);
    free(line);
    if (!failed)
        note(run, planned->trial, out->status);
    return failed;
}

/* ---- what is there already ---- */

static int open_records(struct run *run, uint64_t trials, char *error)
{
    char path[TVP_PATH_MAX];
    if (run_path(run, "trials.jsonl", path, error) != 0)
        return -1;
    run->trials = trials;
    run->seen = calloc(1, (size_t)(trials / 8 + 1));
    if (run->seen == NULL || trials > PLAN_TRIALS_MAX) {
        snprintf(error, RUN_ERROR_MAX, "too many trials: %llu", (unsigned long long)trials);
        return -1;
    }
    int64_t handle = plat_file_open(path, PLAT_FILE_APPEND);
    if (handle < 0)
        return run_fail(error, "open", path, (int)handle);
    run->records = (int)handle;
    run->began_ns = run->synced_ns = plat_now_ns();
    return 0;
}

int run_begin(struct run *run, uint64_t trials, char *error)
{
    if (open_records(run, trials, error) != 0)
        return -1;
    int code = plat_file_sync(run->folder);
    return code < 0 ? run_fail(error, "sync", run->path, code) : 0;
}

static int scan_line(struct run *run, const char *path, const struct lines *lines, char *error)
{
    json_t *object = json_line(path, lines->number, lines->text, lines->bytes, error);
    if (object == NULL || schema_refused(path, lines->number, object, error) != 0) {
        json_decref(object);
        return -1;
    }
    const json_t *trial = json_object_get(object, "trial"), *session = json_object_get(object, "session");
    const char *status = json_string_value(json_object_get(object, "status"));
    const json_int_t id = json_is_integer(trial) ? json_integer_value(trial) : -1;
    const json_int_t old = json_is_integer(session) ? json_integer_value(session) : -1;
    const uint32_t word = word_index(status, STATUS_COUNT, status_name);
    int failed = -1;
    if (id < 0 || (uint64_t)id >= run->trials)
        snprintf(error, RUN_ERROR_MAX, "%s:%llu: no such trial in the plan", path,
                 (unsigned long long)lines->number);
    else if (run_has(run, (uint64_t)id))
        snprintf(error, RUN_ERROR_MAX, "%s:%llu: a second record of trial %lld", path,
                 (unsigned long long)lines->number, (long long)id);
    else if (old < 0 || word == STATUS_COUNT)
        snprintf(error, RUN_ERROR_MAX, "%s:%llu: a record without session or status", path,
                 (unsigned long long)lines->number);
    else
        failed = 0;
    if (failed == 0) {
        note(run, (uint64_t)id, word);
        run->session = (uint64_t)old + 1 > run->session ? (uint64_t)old + 1 : run->session;
        run->end_bytes += lines->bytes + 1;
    }
    json_decref(object);
    return failed;
}

static int cut_torn(struct run *run, const char *path, uint64_t torn, char *error)
{
    int code = plat_file_cut(run->records, run->end_bytes);
    run->torn_bytes = torn;
    return code < 0 ? run_fail(error, "cut the torn last line off", path, code) : 0;
}

int run_scan(struct run *run, uint64_t trials, char *error)
{
    char path[TVP_PATH_MAX];
    if (open_records(run, trials, error) != 0 || run_scan_decisions(run, error) != 0 ||
        run_path(run, "trials.jsonl", path, error) != 0)
        return -1;
    run->session = 1; /* a resumed run, also when no trial was recorded before */
    struct lines lines = {.file = plat_file_stream(path)};
    enum line_kind kind = LINE_BAD;
    int failed = 0;
    while (lines.file != NULL && !failed && (kind = lines_next(&lines)) == LINE_WHOLE)
        failed = scan_line(run, path, &lines, error);
    if (!failed && kind == LINE_TORN)
        failed = cut_torn(run, path, lines.bytes, error);
    else if (!failed && kind == LINE_BAD)
        failed = run_fail(error, "read", path, -PLAT_EIO);
    lines_close(&lines);
    return failed;
}
