/* SPDX-License-Identifier: MIT */
/* The lines of a command, `ready` and `done OPS`, and what is wrong with others. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../core/atomic.h"
#include "command.h"
#include "crew.h"

#define LAST_WORDS_NS 1000000000u /* between the end of its line and the end of its process */

static const char *awaited(const struct command_line *line)
{
    return line->said == SAID_NOTHING ? "ready" : "done OPS";
}

static int said_wrong(struct tvp_crew *crew, uint32_t i, const struct command_line *line, const char *text)
{
    char shown[sizeof line->text];
    size_t used = 0;
    for (; text[used] != '\0' && used < sizeof shown - 1; used++)
        shown[used] = (char)(isprint((unsigned char)text[used]) ? text[used] : '?');
    shown[used] = '\0';
    if (line->said == SAID_DONE || (line->said == SAID_READY && !line->told_go))
        return tvp_fail_trial(crew->trial, "worker %u: said '%s' when there was nothing to say", i, shown);
    return tvp_fail_trial(crew->trial, "worker %u: said '%s', not '%s'", i, shown, awaited(line));
}

/* The number behind "done ", or -1. */
static int64_t ops_done(const char *text)
{
    char *end;
    if (strncmp(text, "done ", 5) != 0 || !isdigit((unsigned char)text[5]) || strlen(text) > 5 + 18)
        return -1;
    const unsigned long long ops = strtoull(text + 5, &end, 10);
    return *end == '\0' ? (int64_t)ops : -1;
}

static int take_line(struct tvp_crew *crew, uint32_t i, struct command_line *line, const char *text,
                     uint64_t now)
{
    struct map_head *map = crew->trial->map;
    struct map_worker *worker = map_worker_at(map, i);
    if (line->said == SAID_NOTHING && strcmp(text, "ready") == 0) {
        map_stamps_at(map, crew->start, i)->ready = now;
        store_release(&worker->point, POINT_READY);
        line->said = SAID_READY;
        return 0;
    }
    const int64_t ops = line->told_go && line->said == SAID_READY ? ops_done(text) : -1;
    if (ops < 0)
        return said_wrong(crew, i, line, text);
    const uint64_t asked = map->ops + map->extra_ops;
    if ((uint64_t)ops != asked)
        return tvp_fail_trial(crew->trial, "worker %u: did %lld ops, not %llu", i, (long long)ops,
                              (unsigned long long)asked);
    worker->done = map_samples_at(map, i)[1] = now;
    worker->samples = 1;
    worker->ops = map->ops;
    worker->total = asked;
    store_release(&worker->point, POINT_DONE);
    line->said = SAID_DONE;
    return 0;
}

int command_has_ended(struct tvp_crew *crew, uint32_t i, struct command_line *line)
{
    const int ended = line->ended ? 1 : crew_has_ended(crew, i, &line->how);
    if (ended < 0)
        return tvp_fail_trial(crew->trial, "worker %u cannot be looked after: %s", i, plat_error_text(ended));
    line->ended = ended;
    return ended;
}

/* It has no end of the line any more: most often its process is about to end. */
static int lost(struct tvp_crew *crew, uint32_t i, struct command_line *line)
{
    const uint64_t begun = plat_now_ns();
    int ended;
    while ((ended = command_has_ended(crew, i, line)) == 0 && plat_now_ns() - begun < LAST_WORDS_NS)
        plat_sleep_ns(1000000);
    if (ended > 0)
        return crew_ended_early(crew, i, &line->how);
    return tvp_fail_trial(crew->trial, "worker %u: closed its descriptor without '%s'", i, awaited(line));
}

int command_can_be_heard(const struct command_line *line, uint64_t timeout_ns)
{
    unsigned char ready = 0;
    return plat_tcp_wait(&line->end, 1, &ready, timeout_ns) > 0;
}

int command_hear(struct tvp_crew *crew, uint32_t i, struct command_line *line, uint64_t now)
{
    const uint32_t room = (uint32_t)sizeof line->text - 1 - line->have;
    const int64_t got = plat_tcp_receive(line->end, line->text + line->have, room);
    if (got == -PLAT_EINTR)
        return 0;
    if (got <= 0)
        return lost(crew, i, line);
    line->have += (uint32_t)got;
    line->text[line->have] = '\0';
    char *end = memchr(line->text, '\n', line->have);
    if (end == NULL)
        return line->have < sizeof line->text - 1 ? 0 : said_wrong(crew, i, line, line->text);
    *end++ = '\0';
    if (take_line(crew, i, line, line->text, now) != 0)
        return -1;
    line->have = 0;
    /* Nobody may say the next thing before it is asked for. */
    return *end != '\0' ? said_wrong(crew, i, line, end) : 0;
}
