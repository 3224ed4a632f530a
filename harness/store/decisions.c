/* SPDX-License-Identifier: MIT */
/* Reads and keeps decisions about trials that are not needed. */
#include "decisions.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run_parts.h"

const char *decision_name(uint32_t why)
{
    static const char *const words[] = {"target", "budget", "verdict"};
    return why < DECIDED_COUNT ? words[why] : "unknown";
}

static int make_room(struct decisions *decisions, uint32_t cell)
{
    uint32_t room = decisions->room ? decisions->room : 64;
    while (room <= cell)
        room *= 2;
    if (room == decisions->room)
        return 0;
    for (int kind = 0; kind < 2; kind++) {
        uint64_t *moved = realloc(decisions->from[kind], room * sizeof *moved);
        if (!moved)
            return -1;
        decisions->from[kind] = moved;
        memset(moved + decisions->room, 0xff, (room - decisions->room) * sizeof *moved);
    }
    decisions->room = room;
    return 0;
}

int decisions_add(struct decisions *decisions, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->count; i++) {
        if (make_room(decisions, decision->cells[i]) != 0)
            return -1;
        uint64_t *from = &decisions->from[decision->kind][decision->cells[i]];
        *from = decision->from < *from ? decision->from : *from;
    }
    return 0;
}

int decisions_have(const struct decisions *decisions, uint32_t kind, uint32_t cell, uint64_t trial)
{
    return kind < 2 && cell < decisions->room && trial >= decisions->from[kind][cell];
}

void decisions_free(struct decisions *decisions)
{
    free(decisions->from[0]);
    free(decisions->from[1]);
    json_decref(decisions->lines);
    *decisions = (struct decisions){.lines = NULL};
}

json_t *decision_json(const struct decision *decision, uint64_t session)
{
    json_t *cells = json_array(), *widths = json_null();
    for (uint32_t i = 0; i < decision->count; i++)
        json_array_append_new(cells, json_integer(decision->cells[i]));
    if (decision->half_widths)
        widths = json_array();
    for (uint32_t i = 0; decision->half_widths && i < decision->count; i++)
        json_array_append_new(widths, isfinite(decision->half_widths[i]) ? json_real(decision->half_widths[i])
                                                                         : json_null());
    return json_pack("{s:i, s:I, s:s, s:s, s:o, s:I, s:i, s:o, s:o}", "schema", RUN_SCHEMA, "session",
                     (json_int_t)session, "why", decision_name(decision->why), "kind",
                     kind_name(decision->kind), "cells", cells, "from", (json_int_t)decision->from, "blocks",
                     (int)decision->block, "target",
                     decision->target > 0 ? json_real(decision->target) : json_null(), "half_widths", widths);
}

/* ---- back ---- */

/* NULL, or what is wrong with the line. */
static const char *take(struct decisions *decisions, const json_t *line)
{
    size_t i;
    json_t *cell;
    const json_t *from = json_object_get(line, "from"), *cells = json_object_get(line, "cells");
    struct decision one = {.kind = word_index(json_text_at(line, "kind", NULL), 2, kind_name), .count = 1};
    if (one.kind == 2)
        return "a decision about no kind of trials";
    if (word_index(json_text_at(line, "why", NULL), DECIDED_COUNT, decision_name) == DECIDED_COUNT)
        return "a decision that this tvp does not know";
    if (!json_is_integer(from) || json_integer_value(from) < 0 || !json_is_array(cells))
        return "a decision about no trials";
    one.from = (uint64_t)json_integer_value(from);
    json_array_foreach(cells, i, cell)
    {
        if (!json_is_integer(cell) || json_integer_value(cell) < 0 ||
            json_integer_value(cell) >= (json_int_t)PLAN_CELLS_MAX)
            return "a decision about no cell";
        uint32_t id = (uint32_t)json_integer_value(cell);
        one.cells = &id;
        if (decisions_add(decisions, &one) != 0)
            return "out of memory";
    }
    return json_array_append(decisions->lines, (json_t *)(uintptr_t)line) == 0 ? NULL : "out of memory";
}

static int take_line(struct decisions *decisions, const char *path, const struct lines *lines, char *error)
{
    json_t *line = json_line(path, lines->number, lines->text, lines->bytes, error);
    if (!line || schema_refused(path, lines->number, line, error) != 0) {
        json_decref(line);
        return -1;
    }
    const char *fault = take(decisions, line);
    if (fault)
        snprintf(error, RUN_ERROR_MAX, "%s:%" PRIu64 ": %s", path, lines->number, fault);
    json_decref(line);
    return fault ? -1 : 0;
}

int decisions_read(struct decisions *decisions, const char *path, uint64_t *whole_bytes, uint64_t *torn_bytes,
                   char *error)
{
    struct lines lines = {.file = plat_file_stream(path)};
    enum line_kind kind = LINE_END;
    int failed = 0;
    *decisions = (struct decisions){.lines = json_array()};
    *whole_bytes = *torn_bytes = 0;
    while (lines.file && !failed && (kind = lines_next(&lines)) == LINE_WHOLE) {
        failed = take_line(decisions, path, &lines, error);
        *whole_bytes += lines.bytes + 1;
    }
    if (!failed && kind == LINE_TORN)
        *torn_bytes = lines.bytes;
    if (!failed && kind == LINE_BAD)
        failed = run_fail(error, "read", path, -PLAT_EIO);
    lines_close(&lines);
    if (failed)
        decisions_free(decisions);
    return failed;
}
