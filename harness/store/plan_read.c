/* SPDX-License-Identifier: MIT */
/* Reads plan.jsonl back, every type and bound checked, its trials one at a time. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/schedule.h"
#include "plan_file.h"
#include "run_parts.h"

static int wrong(const struct plan_file *file, const char *what, char *error)
{
    snprintf(error, PLAN_ERROR_MAX, "%.900s:%" PRIu64 ": %s", file->path, file->lines.number, what);
    return -1;
}

/* The next line as an object: 1 with *line (a new reference), 0: the file has ended, -1 with `error`. */
static int next_line(struct plan_file *file, json_t **line, char *error)
{
    enum line_kind kind = lines_next(&file->lines);
    if (kind == LINE_END || kind == LINE_TORN)
        return 0;
    if (kind == LINE_BAD)
        return wrong(file, "cannot be read", error);
    const char *slash = strrchr(file->path, '/');
    *line = json_line(slash ? slash + 1 : file->path, file->lines.number, file->lines.text, file->lines.bytes,
                      error);
    return *line ? 1 : -1;
}

static int uint_at(const json_t *object, const char *name, uint64_t most, uint64_t *number)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        (uint64_t)json_integer_value(value) > most)
        return -1;
    *number = (uint64_t)json_integer_value(value);
    return 0;
}

static const char *read_probes(const json_t *head, struct plan *plan)
{
    size_t i, used = 0;
    json_t *name;
    json_array_foreach(json_object_get(head, "probes"), i, name)
    {
        if (!json_is_string(name) || !probe_find(json_string_value(name)))
            return "probes: one that this tvp does not have";
        used +=
            (size_t)snprintf(plan->probes + used, sizeof plan->probes - used, "%s,", json_string_value(name));
        if (used >= sizeof plan->probes)
            return "probes: the list is too long";
    }
    return NULL;
}

/* What a run with a budget or a target goes by; both are null, or not there, without. */
static int read_sparing(const json_t *head, struct plan *plan)
{
    const json_t *target = json_object_get(head, "target"), *spent = json_object_get(head, "spent_ns");
    if (target && !json_is_null(target)) {
        plan->target = json_number_value(target);
        if (!(plan->target > 0 && plan->target <= 1))
            return -1;
    }
    return spent && uint_at(head, "spent_ns", INT64_MAX, &plan->spent_ns) != 0 ? -1 : 0;
}

static const char *read_images(const json_t *head, struct plan *plan)
{
    const json_t *list = json_object_get(head, "images"), *one;
    size_t i;
    if (json_array_size(list) > PLAN_IMAGES_MAX)
        return "too many images";
    json_array_foreach(list, i, one)
    {
        const char *name = json_text_at(one, "name", "");
        if (!*name || strlen(name) >= TVP_NAME_MAX)
            return "an image without a name, or with too long a one";
        struct plan_image *image = &plan->images[plan->image_count++];
        memcpy(image->name, name, strlen(name) + 1);
        image->hash = strtoull(json_text_at(one, "image_hash", "0"), NULL, 16);
        snprintf(image->runtime, sizeof image->runtime, "%s", json_text_at(one, "runtime", ""));
        snprintf(image->path, sizeof image->path, "%s", json_text_at(one, "path", ""));
    }
    return NULL;
}

static const char *read_head(const json_t *head, struct plan *plan)
{
    const json_t *blocks = json_object_get(head, "blocks");
    uint64_t time, memory;
    if (uint_at(head, "seed", INT64_MAX, &plan->seed) != 0)
        return "seed is missing or out of range";
    if (uint_at(blocks, "time", PLAN_TRIALS_MAX, &time) != 0 ||
        uint_at(blocks, "memory", PLAN_TRIALS_MAX, &memory) != 0)
        return "blocks is missing or out of range";
    if (uint_at(head, "timeout_ns", INT64_MAX, &plan->timeout_ns) != 0 || plan->timeout_ns == 0)
        return "timeout_ns is missing or out of range";
    if (!json_is_null(json_object_get(head, "budget_ns")) &&
        uint_at(head, "budget_ns", INT64_MAX, &plan->budget_ns) != 0)
        return "budget_ns is out of range";
    if (read_sparing(head, plan) != 0)
        return "target or spent_ns is out of range";
    plan->blocks_time = (uint32_t)time;
    plan->blocks_memory = (uint32_t)memory;
    plan->image_hash = strtoull(json_text_at(head, "image_hash", "0"), NULL, 16);
    plan->has_reference = json_is_object(json_object_get(head, "reference"));
    plan->reference_hash = strtoull(json_text_at(head, "reference.image_hash", "0"), NULL, 16);
    const char *fault = read_images(head, plan);
    if (fault)
        return fault;
    snprintf(plan->suite, sizeof plan->suite, "%s", json_text_at(head, "suite", ""));
    snprintf(plan->label, sizeof plan->label, "%s", json_text_at(head, "label", ""));
    return read_probes(head, plan);
}

static const char *read_cell(struct plan_file *file, const json_t *line, uint32_t *room, char *reason)
{
    struct plan *plan = &file->plan;
    uint64_t id;
    if (uint_at(line, "cell", PLAN_CELLS_MAX - 1, &id) != 0 || id != plan->cell_count)
        return "cells are not numbered in order";
    if (plan->cell_count == *room) {
        uint32_t larger = *room ? *room * 2 : 64;
        struct cell *cells = realloc(plan->cells, larger * sizeof *cells);
        if (!cells)
            return "out of memory";
        plan->cells = cells;
        *room = larger;
    }
    struct cell *cell = &plan->cells[plan->cell_count++];
    memset(cell, 0, sizeof *cell);
    cell->id = (uint32_t)id;
    return plan_cell_read(line, cell, reason);
}

static const char *read_trial(const struct plan_file *file, const json_t *line, struct planned *planned)
{
    uint64_t block, cell;
    const struct plan *plan = &file->plan;
    planned->kind = word_index(json_text_at(line, "kind", NULL), 2, kind_name);
    if (uint_at(line, "trial", PLAN_TRIALS_MAX, &planned->trial) != 0 || planned->trial != file->next)
        return "trials are not numbered in order";
    if (planned->kind == 2)
        return "a trial of no kind";
    if (uint_at(line, "cell", PLAN_CELLS_MAX, &cell) != 0 || cell >= plan->cell_count ||
        !(plan->cells[cell].kinds >> planned->kind & 1u))
        return "a trial of no cell, or of a kind that its cell has not";
    if (uint_at(line, "block", PLAN_TRIALS_MAX, &block) != 0 ||
        uint_at(line, "seed", INT64_MAX, &planned->seed) != 0)
        return "a trial's block or seed is missing or out of range";
    planned->block = (uint32_t)block;
    planned->cell = (uint32_t)cell;
    return NULL;
}

static const char *read_end(const struct plan_file *file, const json_t *line)
{
    uint64_t trials;
    if (uint_at(line, "trials", PLAN_TRIALS_MAX, &trials) != 0 || trials != file->next)
        return "the end does not count the trials that there are";
    return file->next == schedule_count(&file->plan) ? NULL : "the blocks are not complete";
}

/* What has been read so far, while a plan is checked. */
struct progress {
    int headed, ended;
    uint32_t room;
    long line_at; /* where the line at hand begins */
};

static const char *take_line(struct plan_file *file, json_t *line, struct progress *so_far, char *reason)
{
    struct planned planned;
    const char *type = json_text_at(line, "type", "");
    if (!so_far->headed) {
        so_far->headed = 1;
        return strcmp(type, "plan") == 0 ? read_head(line, &file->plan)
                                         : "the plan does not begin with its head";
    }
    if (strcmp(type, "cell") == 0 && !file->next)
        return read_cell(file, line, &so_far->room, reason);
    if (strcmp(type, "pilot") == 0 && !file->next)
        return json_array_append(file->decided, line) == 0 ? NULL : "out of memory";
    if (strcmp(type, "group") == 0 && !file->next) {
        const char *why = plan_group_read(line, &file->plan);
        return why || json_array_append(file->decided, line) == 0 ? why : "out of memory";
    }
    if (strcmp(type, "trial") == 0) {
        if (!file->next) {
            file->trials_at = so_far->line_at;
            file->trials_line = file->lines.number - 1;
        }
        const char *why = read_trial(file, line, &planned);
        file->next += !why;
        return why;
    }
    if (strcmp(type, "end") == 0) {
        so_far->ended = 1;
        return read_end(file, line);
    }
    return "a line of unknown type, or not in its place";
}

static int read_all(struct plan_file *file, char *error)
{
    struct progress so_far = {.headed = 0};
    char reason[REASON_MAX];
    json_t *line;
    int more = 1;
    while (!so_far.ended && (so_far.line_at = ftell(file->lines.file)) >= 0 &&
           (more = next_line(file, &line, error)) > 0) {
        int refused = !so_far.headed && schema_refused(file->path, file->lines.number, line, error) != 0;
        const char *why = refused ? NULL : take_line(file, line, &so_far, reason);
        json_decref(line);
        if (refused)
            return -1;
        if (why)
            return wrong(file, why, error);
    }
    if (more < 0)
        return -1;
    if (!so_far.ended)
        return wrong(file, "the plan was never finished", error);
    if (lines_next(&file->lines) != LINE_END)
        return wrong(file, "there is something after the plan's end", error);
    file->plan.trials = file->next;
    return 0;
}

static int rewind_to_trials(struct plan_file *file, char *error)
{
    file->next = 0;
    file->lines.number = file->trials_line;
    if (file->plan.trials && fseek(file->lines.file, file->trials_at, SEEK_SET) != 0)
        return wrong(file, "cannot be read again", error);
    return 0;
}

int plan_file_open(struct plan_file *file, const char *path, char error[PLAN_ERROR_MAX])
{
    memset(file, 0, sizeof *file);
    snprintf(file->path, sizeof file->path, "%s", path);
    file->decided = json_array();
    file->lines.file = plat_file_stream(path);
    if (!file->lines.file) {
        snprintf(error, PLAN_ERROR_MAX, "there is no plan at %.1000s, or it cannot be read", path);
        plan_file_close(file);
        return -1;
    }
    int bad = read_all(file, error) != 0 || rewind_to_trials(file, error) != 0;
    if (bad)
        plan_file_close(file);
    return bad ? -1 : 0;
}

int plan_file_next(void *context, struct planned *planned, char *error)
{
    struct plan_file *file = context;
    json_t *line;
    if (file->next == file->plan.trials)
        return 0;
    int more = next_line(file, &line, error);
    if (more <= 0)
        return more < 0 ? -1 : wrong(file, "the plan has ended early", error);
    const char *why = read_trial(file, line, planned);
    json_decref(line);
    if (why)
        return wrong(file, why, error);
    file->next++;
    return 1;
}

void plan_file_close(struct plan_file *file)
{
    lines_close(&file->lines);
    json_decref(file->decided);
    file->decided = NULL;
    plan_free(&file->plan);
}
