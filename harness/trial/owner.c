/* SPDX-License-Identifier: MIT */
/* The owner's side of --sharing server: a fresh process, a member of the family, that alone has the data and
 * answers one question after the other, whoever asks. */
#include <string.h>

#include "../core/atomic.h"
#include "data.h"
#include "data_wire.h"
#include "trial.h"

#define OWNER_LIMIT_NS 30000000000u /* to make the data */

static struct plat_task owner;

struct line {
    int64_t socket;
    uint32_t have; /* bytes of the question that came in so far */
    union {
        struct data_question question;
        unsigned char bytes[sizeof(struct data_question)];
    };
};

static struct {
    struct tvp_trial trial;
    int64_t listener;
    uint32_t lines;
    struct line line[TVP_WORKERS_MAX];
    int64_t watched[TVP_WORKERS_MAX + 1]; /* the lines, then the listener */
    unsigned char ready[TVP_WORKERS_MAX + 1];
} own;

/* The last line takes the place of line i. */
static void drop(uint32_t i)
{
    plat_tcp_close(own.line[i].socket);
    own.line[i] = own.line[--own.lines];
}

/* 0, or -1: what is asked for is not there, or the answer does not go. A worker has read every earlier
 * answer, so there is room for this one. */
static int answer(const struct line *line)
{
    const struct data_question *question = &line->question;
    const uint64_t page_bytes = own.trial.page_bytes;
    if (question->key != own.trial.seed || question->page >= own.trial.data_bytes / page_bytes ||
        question->slot >= page_bytes / 8)
        return -1;
    unsigned char *page = own.trial.data + question->page * page_bytes;
    uint64_t *word = (uint64_t *)(void *)page + question->slot;
    if (question->request == DATA_PAGE)
        return plat_tcp_send(line->socket, page, page_bytes) == (int64_t)page_bytes ? 0 : -1;
    if (question->request == DATA_COUNT && question->slot < TVP_WORKERS_MAX)
        ++*word;
    else if (question->request != DATA_GET)
        return -1;
    return plat_tcp_send(line->socket, word, sizeof *word) == sizeof *word ? 0 : -1;
}

/* Reads what came in, and answers when a question is whole. 0, or -1: the line is broken. */
static int hear(struct line *line)
{
    int64_t n = plat_tcp_receive(line->socket, line->bytes + line->have, sizeof line->bytes - line->have);
    if (n == -PLAT_EAGAIN || n == -PLAT_EINTR)
        return 0;
    if (n <= 0)
        return -1;
    line->have += (uint32_t)n;
    if (line->have < sizeof line->bytes)
        return 0;
    line->have = 0;
    return answer(line);
}

/* One turn: sleep, read, answer. 0, or a plat error. Backwards, because drop fills the gap from the end. */
static int turn(void)
{
    const uint32_t lines = own.lines;
    for (uint32_t i = 0; i < lines; i++)
        own.watched[i] = own.line[i].socket;
    own.watched[lines] = lines < TVP_WORKERS_MAX ? own.listener : -1;
    const int found = plat_tcp_wait(own.watched, lines + 1, own.ready, UINT64_MAX);
    if (found <= 0)
        return found == -PLAT_EINTR ? 0 : found;
    for (uint32_t i = lines; i-- > 0;)
        if (own.ready[i] && hear(&own.line[i]) != 0)
            drop(i);
    if (own.ready[lines]) {
        const int64_t connection = plat_tcp_accept(own.listener);
        if (connection >= 0)
            own.line[own.lines++] = (struct line){.socket = connection};
    }
    return 0;
}

static int own_data(void)
{
    struct tvp_trial *trial = &own.trial;
    const uint64_t bytes = trial->map->data_bytes;
    int error = 0;
    trial->data = plat_region_new(bytes, trial->map->pages, &error);
    if (trial->data == NULL)
        return tvp_fail_trial(trial, "no data of %llu bytes: %s", (unsigned long long)bytes,
                              plat_error_text(error));
    trial->data_bytes = bytes;
    data_fill(trial, trial->data);
    return data_pages_are_wrong(trial, trial->data);
}

int owner_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    int code = trial_attach(&own.trial, 0);
    if (code != 0)
        return code;
    struct map_head *map = own.trial.map;
    plat_die_with(map->trial_pid);
    plat_ignore_broken_channels();
    uint32_t port = 0;
    if (own_data() != 0)
        return 1;
    own.listener = plat_tcp_listen(&port);
    if (own.listener < 0) {
        tvp_fail_trial(&own.trial, "the owner of the data cannot listen: %s",
                       plat_error_text((int)own.listener));
        return 1;
    }
    store_release(&map->owner_port, port);
    add_acq_rel(&map->events, 1);
    plat_wake_all(&map->events);
    int error = 0;
    while (error == 0)
        error = turn();
    tvp_fail_trial(&own.trial, "the owner of the data cannot wait: %s", plat_error_text(error));
    return 1;
}

/* ---- in the trial's parent ---- */

int owner_start(struct tvp_trial *trial)
{
    char image[] = "tvp-trial", role[] = "owner";
    char *argv[] = {image, role, NULL};
    struct map_head *map = trial->map;
    const uint64_t begun = plat_now_ns();
    map->owner_port = 0;
    plat_handle_inherit(plat_handle_given(), 1);
    int error = plat_image_start(&owner, map->image_path, argv, NULL);
    if (error < 0)
        return tvp_fail_trial(trial, "the owner of the data cannot be started: %s", plat_error_text(error));
    map->owner_pid = owner.pid;
    while (load_acquire(&map->owner_port) == 0) {
        struct plat_exit how;
        const uint32_t events = load_acquire(&map->events);
        if (plat_process_poll(&owner, &how) == 1)
            return map->status != STATUS_OK
                       ? -1
                       : tvp_fail_trial(trial, "the owner of the data ended before it could be reached");
        if (plat_now_ns() - begun > OWNER_LIMIT_NS)
            return tvp_fail_trial(trial, "the owner of the data could not be reached within 30 s");
        if (load_acquire(&map->owner_port) == 0)
            plat_wait(&map->events, events, 100000000);
    }
    return 0;
}

void owner_end(void)
{
    struct plat_exit how;
    if (!owner.alive)
        return;
    plat_process_kill(&owner);
    plat_process_join(&owner, &how);
}
