/* SPDX-License-Identifier: MIT */
/* What became of a trial: from what it says itself, from how its process ended, and from what its workers
 * left in the mapping. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "execute_parts.h"

/* Appends to a reason; what does not fit is cut. One line, whatever the case's author or its program wrote: a
 * control character becomes a space. */
static void say(struct outcome *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct outcome *out, const char *format, ...)
{
    size_t used = strlen(out->reason);
    va_list values;
    va_start(values, format);
    vsnprintf(out->reason + used, sizeof out->reason - used, format, values);
    va_end(values);
    for (char *at = out->reason + used; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
}

static uint32_t point_of(const struct map_head *map, uint32_t worker)
{
    return map_worker_at(map, worker)->point;
}

/* How many workers from `first` on are at its point. */
static uint32_t run_length(const struct map_head *map, uint32_t first)
{
    uint32_t end = first + 1;
    while (end < map->workers && point_of(map, end) == point_of(map, first))
        end++;
    return end - first;
}

/* "worker 0 at run, workers 1 to 3 at ready" */
static void say_points(struct outcome *out)
{
    const struct map_head *map = out->map;
    uint32_t count;
    for (uint32_t i = 0; i < map->workers; i += count) {
        count = run_length(map, i);
        const char *comma = i > 0 ? ", " : "";
        if (count == 1)
            say(out, "%sworker %u at %s", comma, i, point_name(point_of(map, i)));
        else
            say(out, "%sworkers %u to %u at %s", comma, i, i + count - 1, point_name(point_of(map, i)));
    }
}

/* " at run (worker 0), ready (workers 1 to 3)", or that no worker was there yet. */
static void say_where(struct outcome *out)
{
    const struct map_head *map = out->map;
    uint32_t count = run_length(map, 0);
    if (count == map->workers && point_of(map, 0) == POINT_NONE) {
        say(out, " before its first worker");
        return;
    }
    for (uint32_t i = 0; i < map->workers; i += count) {
        count = run_length(map, i);
        say(out, i > 0 ? ", " : " at ");
        if (count == 1)
            say(out, "%s (worker %u)", point_name(point_of(map, i)), i);
        else
            say(out, "%s (workers %u to %u)", point_name(point_of(map, i)), i, i + count - 1);
    }
}

/* The first line that it wrote to stderr says why it left, when it left early. */
static void say_stderr(struct outcome *out)
{
    if (out->stderr_text != NULL && out->stderr_text[0] != '\0')
        say(out, ": %.*s", (int)strcspn(out->stderr_text, "\n"), out->stderr_text);
}

/* The last line that is one: where runtimes of other languages say what was wrong. */
static void say_last_line(struct outcome *out)
{
    const char *text = out->stderr_text;
    size_t end = text != NULL ? strlen(text) : 0;
    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == ' '))
        end--;
    size_t begin = end;
    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    if (end > begin)
        say(out, ": %.*s", (int)(end - begin), text + begin);
}

/* A program that does not know an option says that first, and then how it is used: an interpreter of before
 * it.
 */
static int is_too_old(const struct outcome *out)
{
    static const char unknown[] = "Unknown option";
    return out->map->program_left && out->stderr_text != NULL &&
           strncmp(out->stderr_text, unknown, sizeof unknown - 1) == 0;
}

static void judge_timeout(const struct ending *ending, struct outcome *out)
{
    out->status = STATUS_TIMEOUT;
    say(out, "no end after %.4g s; ", (double)ending->timeout_ns * 1e-9);
    if (run_length(out->map, 0) == out->map->workers && point_of(out->map, 0) == POINT_NONE)
        say(out, "no worker was started");
    else
        say_points(out);
}

static void judge_broken_off(const struct ending *ending, struct outcome *out)
{
    const struct plat_exit *how = &ending->how;
    if (how->signal != 0) {
        out->status = STATUS_CRASHED;
        say(out, "killed by %s", plat_signal_name(how->signal));
        if (strcmp(plat_signal_name(how->signal), "SIGKILL") == 0)
            say(out, " (out of memory?)");
        say_where(out);
        return;
    }
    out->status = STATUS_FAILED;
    say(out, "the trial ended");
    say_where(out);
    say(out, " with exit code %d", how->code);
    say_stderr(out);
}

/* 1: the pin of worker i did not hold, and the outcome says so. */
static int pin_is_bad(const struct cell *cell, uint32_t i, struct outcome *out)
{
    const struct map_worker *worker = map_worker_at(out->map, i);
    if (worker->cpu == MAP_NO_CPU)
        return 0;
    const int32_t cpu = (int32_t)worker->cpu;
    int32_t ran = worker->last_cpu;
    /* A creator that is elsewhere gives birth elsewhere; the worker binds itself after its ENTER. */
    if (cell->creator == CREATOR_SAME && cell->factors[FACTOR_BURST] <= 1 && worker->first_cpu >= 0 &&
        worker->first_cpu != cpu)
        ran = worker->first_cpu;
    if (ran >= 0 && ran != cpu)
        say(out, "worker %u was bound to CPU %d but ran on %d", i, (int)cpu, (int)ran);
    else if (worker->pin_lost)
        say(out, "worker %u lost its pin to CPU %d", i, (int)cpu);
    else
        return 0;
    out->status = STATUS_INVALID;
    return 1;
}

static void judge_workers(const struct cell *cell, struct outcome *out)
{
    for (uint32_t i = 0; i < out->map->workers; i++) {
        const struct map_worker *worker = map_worker_at(out->map, i);
        if (worker->status == STATUS_OK)
            continue;
        out->status = worker->status;
        say(out, "worker %u: %s", i, worker->message);
        return;
    }
    for (uint32_t i = 0; i < out->map->workers; i++)
        if (pin_is_bad(cell, i, out))
            return;
}

static void judge_finished(const struct cell *cell, const struct ending *ending, struct outcome *out)
{
    out->status = out->map->status;
    say(out, "%s", out->map->message);
    if (out->status != STATUS_OK && is_too_old(out)) {
        out->status = STATUS_UNSUPPORTED;
        out->reason[0] = '\0';
        say(out, "the interpreter is too old for its options");
        say_stderr(out);
        return;
    }
    if (out->status != STATUS_OK) {
        if (out->map->program_left)
            say_last_line(out);
        if (out->reason[0] == '\0')
            say(out, "%s, and the trial does not say why", status_name(out->status));
        if (out->map->command[0] != '\0') /* a command says in its own words what went wrong */
            say_stderr(out);
        return;
    }
    out->reason[0] = '\0';
    judge_workers(cell, out);
    if (out->status != STATUS_OK || (ending->how.signal == 0 && ending->how.code == 0))
        return;
    out->status = ending->how.signal != 0 ? STATUS_CRASHED : STATUS_FAILED;
    if (ending->how.signal != 0)
        say(out, "killed by %s after its work was done", plat_signal_name(ending->how.signal));
    else
        say(out, "exit code %d after its work was done", ending->how.code);
}

/* First CALL to last JOINED. */
static uint64_t call_to_joined(const struct map_head *map)
{
    uint64_t first = UINT64_MAX, last = 0;
    for (uint32_t start = 0; start < map->starts; start++)
        for (uint32_t i = 0; i < map->workers; i++) {
            const struct tvp_stamps *stamps = map_stamps_at(map, start, i);
            if (stamps->call != 0 && stamps->call < first)
                first = stamps->call;
            if (stamps->joined > last)
                last = stamps->joined;
        }
    return last > first ? last - first : 0;
}

void execute_verdict(const struct cell *cell, const struct ending *ending, struct outcome *out)
{
    out->reason[0] = '\0';
    out->call_to_joined_ns = call_to_joined(out->map);
    out->interrupted = ending->interrupted;
    if (ending->interrupted) {
        out->status = STATUS_FAILED;
        say(out, "interrupted");
    } else if (ending->timed_out) {
        judge_timeout(ending, out);
    } else if (out->map->finished == 1) {
        judge_finished(cell, ending, out);
    } else {
        judge_broken_off(ending, out);
    }
}
