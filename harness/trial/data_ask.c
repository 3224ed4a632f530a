/* SPDX-License-Identifier: MIT */
/* A worker's side of --sharing server: it asks for each piece of the data as it needs it. */
#include <string.h>

#include "data.h"
#include "data_wire.h"

#define CONNECT_NS 10000000000u

/* All of it, or a plat error; -PLAT_EPIPE: the owner has gone. */
static int exchange(int64_t owner, const struct data_question *question, void *answer, uint64_t bytes)
{
    unsigned char *to = answer;
    int64_t moved = plat_tcp_send(owner, question, sizeof *question);
    if (moved != (int64_t)sizeof *question)
        return moved < 0 ? (int)moved : -PLAT_EPIPE;
    while (bytes > 0) {
        moved = plat_tcp_receive(owner, to, bytes);
        if (moved == -PLAT_EINTR)
            continue;
        if (moved <= 0)
            return moved < 0 ? (int)moved : -PLAT_EPIPE;
        to += moved;
        bytes -= (uint64_t)moved;
    }
    return 0;
}

/* What does not come is zero; a broken line stays broken, and is told by data_is_answered. */
static void ask(struct tvp_worker *worker, uint32_t request, uint64_t page, uint64_t slot, void *answer,
                uint64_t bytes)
{
    const struct data_question question = {worker->trial->seed, request, (uint32_t)slot, page};
    int error = -PLAT_EPIPE;
    tvp_block_begin(worker);
    if (worker->owner >= 0)
        error = exchange(worker->owner, &question, answer, bytes);
    tvp_block_end(worker);
    if (error == 0)
        return;
    memset(answer, 0, bytes);
    if (worker->owner >= 0)
        plat_tcp_close(worker->owner);
    worker->owner = -1;
}

const unsigned char *tvp_data_page(struct tvp_worker *worker, uint64_t page)
{
    const uint64_t bytes = worker->trial->page_bytes;
    if (worker->data != NULL)
        return worker->data + page * bytes;
    ask(worker, DATA_PAGE, page, 0, worker->page, bytes);
    return worker->page;
}

uint64_t tvp_data_get(struct tvp_worker *worker, uint64_t page, uint64_t slot)
{
    uint64_t word;
    if (worker->data != NULL)
        memcpy(&word, worker->data + page * worker->trial->page_bytes + slot * sizeof word, sizeof word);
    else
        ask(worker, DATA_GET, page, slot, &word, sizeof word);
    return word;
}

void tvp_data_count(struct tvp_worker *worker, uint64_t page)
{
    uint64_t word;
    if (worker->data != NULL)
        ++*(uint64_t *)(void *)(worker->data + page * worker->trial->page_bytes +
                                worker->index * sizeof word);
    else
        ask(worker, DATA_COUNT, page, worker->index, &word, sizeof word);
}

int data_is_answered(struct tvp_worker *worker)
{
    if (worker->page == NULL || worker->owner >= 0)
        return 0;
    return tvp_fail(worker, "the owner of the data has stopped answering");
}

int data_ask_first(struct tvp_worker *worker)
{
    const struct tvp_trial *trial = worker->trial;
    const uint64_t last_slot = trial->page_bytes / 8 - 1,
                   last = trial->map->data_bytes / trial->page_bytes - 1;
    int error = 0;
    worker->data_bytes = trial->map->data_bytes;
    worker->page = plat_region_new(trial->page_bytes, PLAT_PAGES_4K, &error);
    if (worker->page == NULL)
        return tvp_fail(worker, "no room for a page of the data: %s", plat_error_text(error));
    worker->owner = plat_tcp_connect(trial->map->owner_port, CONNECT_NS);
    if (worker->owner < 0)
        return tvp_fail(worker, "the owner of the data cannot be reached: %s",
                        plat_error_text((int)worker->owner));
    /* An owner that stalls is the controller's to end, by the trial's timeout; one that has gone breaks the
     * line. */
    error = plat_tcp_wait_always(worker->owner);
    if (error < 0)
        return tvp_fail(worker, "the owner of the data cannot be waited for: %s", plat_error_text(error));
    if (tvp_data_get(worker, 0, last_slot) != tvp_data_word(trial->seed, 0, last_slot) ||
        tvp_data_get(worker, last, last_slot) != tvp_data_word(trial->seed, last, last_slot))
        return data_is_answered(worker) != 0 ? -1 : tvp_fail(worker, "the owner's data are wrong");
    return 0;
}

void data_ask_no_more(struct tvp_worker *worker)
{
    if (worker->page == NULL)
        return;
    if (worker->owner >= 0)
        plat_tcp_close(worker->owner);
    plat_region_free(worker->page, worker->trial->page_bytes);
    worker->page = NULL;
}
