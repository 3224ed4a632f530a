/* SPDX-License-Identifier: MIT */
/* The dataset and the parent's extra heap, and how a worker gets at the dataset: inherited, copied through
 * a channel, or as one shared mapping. */
#include "data.h"

#include <string.h>

#include "../core/mix.h"
#include "trial.h"

uint64_t tvp_data_word(uint64_t seed, uint64_t page, uint64_t slot)
{
    return mix(seed + (page * 8191 + slot + 1) * MIX_STEP);
}

/* The parent's dataset can be read where the workers run: by threads, its own or those of a process that
 * inherited it, and by tasks in its address space. Other workers are sent it. */
static int is_in_sight(const struct tvp_trial *trial)
{
    const uint32_t provides = tvp_provides(trial);
    return provides & TVP_ONE_ADDRESS_SPACE || !(provides & TVP_PROCESSES);
}

/* The parent's ends of the copy channel of the worker that is being started. */
static int64_t channel[2] = {-1, -1};

static int pages_refused(const struct tvp_trial *trial, const void *region, uint64_t bytes, int64_t *huge)
{
    const int wanted = trial->map->pages == PLAT_PAGES_THP;
    const uint64_t whole = bytes / (2u << 20) * (2u << 20);
    *huge = plat_region_huge_bytes(region, bytes);
    if (*huge < 0)
        return 0; /* not told: nothing can be said */
    return wanted ? (uint64_t)*huge < whole / 100 * 95 : *huge > 0;
}

static int make_invalid_pages(struct tvp_trial *trial, const char *what, uint64_t bytes, int64_t huge)
{
    tvp_fail_trial(trial, "the %s of %llu bytes has %lld bytes in huge pages, with --pages %s", what,
                   (unsigned long long)bytes, (long long)huge,
                   trial->map->pages == PLAT_PAGES_THP ? "thp" : "4k");
    trial->map->status = STATUS_INVALID;
    return -1;
}

static int make_heap(struct tvp_trial *trial)
{
    const uint64_t bytes = trial->map->heap_bytes, page = trial->page_bytes;
    int error = 0;
    int64_t huge;
    if (bytes == 0)
        return 0;
    unsigned char *heap = plat_region_new(bytes, trial->map->pages, &error);
    if (heap == NULL)
        return tvp_fail_trial(trial, "no heap of %llu bytes: %s", (unsigned long long)bytes,
                              plat_error_text(error));
    for (uint64_t at = 0; at < bytes; at += page)
        heap[at] = 1;
    trial->heap = heap;
    trial->heap_bytes = bytes;
    return pages_refused(trial, heap, bytes, &huge) ? make_invalid_pages(trial, "heap", bytes, huge) : 0;
}

void data_fill(const struct tvp_trial *trial, unsigned char *to)
{
    const uint64_t slots = trial->page_bytes / 8;
    for (uint64_t page = 0; page < trial->map->data_bytes / trial->page_bytes; page++) {
        uint64_t *words = (uint64_t *)(void *)(to + page * trial->page_bytes);
        for (uint64_t slot = TVP_WORKERS_MAX; slot < slots; slot++)
            words[slot] = tvp_data_word(trial->seed, page, slot);
    }
}

int data_pages_are_wrong(struct tvp_trial *trial, const void *region)
{
    int64_t huge;
    return pages_refused(trial, region, trial->map->data_bytes, &huge)
               ? make_invalid_pages(trial, "dataset", trial->map->data_bytes, huge)
               : 0;
}

/* sharing load: the file that each worker reads. It has no name, and its handle goes where a shared dataset's
 * does. */
static int make_file(struct tvp_trial *trial)
{
    struct map_head *map = trial->map;
    int error = 0;
    int64_t file = plat_file_nameless(trial->tmp_path);
    if (file < 0)
        return tvp_fail_trial(trial, "no file for the data: %s", plat_error_text((int)file));
    unsigned char *data = plat_region_new(map->data_bytes, PLAT_PAGES_4K, &error);
    if (data == NULL)
        return tvp_fail_trial(trial, "no data of %llu bytes: %s", (unsigned long long)map->data_bytes,
                              plat_error_text(error));
    data_fill(trial, data);
    for (uint64_t at = 0; at < map->data_bytes && error == 0;) {
        const int64_t went = plat_file_write_at(file, data + at, map->data_bytes - at, at);
        at += went > 0 ? (uint64_t)went : 0;
        error = went > 0 ? 0 : went < 0 ? (int)went : -PLAT_ENOSPC;
    }
    plat_region_free(data, map->data_bytes);
    if (error < 0)
        return tvp_fail_trial(trial, "the data's file cannot be written: %s", plat_error_text(error));
    trial->data_handle = map->data_handle = plat_handle_inherit(file, 1);
    return 0;
}

int data_make(struct tvp_trial *trial)
{
    struct map_head *map = trial->map;
    int error = 0;
    trial->data_handle = trial->channel_handle = map->data_handle = map->channel_handle = -1;
    if (make_heap(trial) != 0)
        return -1;
    if (map->data_bytes == 0)
        return 0;
    trial->data_bytes = map->data_bytes;
    if (sharing_spares_parent(map->sharing))
        return map->sharing == SHARING_LOAD     ? make_file(trial)
               : map->sharing == SHARING_SERVER ? owner_start(trial)
                                                : 0;
    if (map->sharing == SHARING_SHM) {
        int64_t object = plat_object_new(map->data_bytes);
        if (object < 0)
            return tvp_fail_trial(trial, "no shared memory of %llu bytes: %s",
                                  (unsigned long long)map->data_bytes, plat_error_text((int)object));
        trial->data_handle = map->data_handle = plat_handle_inherit(object, 1);
        trial->data = plat_object_map(object, map->data_bytes, map->pages, &error);
    } else {
        trial->data = plat_region_new(map->data_bytes, map->pages, &error);
    }
    if (trial->data == NULL)
        return tvp_fail_trial(trial, "no data of %llu bytes: %s", (unsigned long long)map->data_bytes,
                              plat_error_text(error));
    data_fill(trial, trial->data);
    return data_pages_are_wrong(trial, trial->data);
}

int data_offer(struct tvp_trial *trial)
{
    if (trial->map->sharing != SHARING_COPY || trial->data_bytes == 0)
        return 0;
    int error = plat_channel_new(channel);
    if (error < 0)
        return tvp_fail_trial(trial, "no channel for the data: %s", plat_error_text(error));
    trial->channel_handle = trial->map->channel_handle = plat_handle_inherit(channel[0], 1);
    return 0;
}

int data_send(struct tvp_trial *trial)
{
    if (channel[1] < 0 || is_in_sight(trial))
        return 0;
    /* With the reading end closed here, a worker that dies ends the transfer instead of blocking it. */
    plat_handle_close(channel[0]);
    channel[0] = -1;
    return plat_channel_write(channel[1], trial->data, trial->data_bytes);
}

void data_withdraw(struct tvp_trial *trial)
{
    for (int end = 0; end < 2; end++) {
        plat_handle_close(channel[end]);
        channel[end] = -1;
    }
    trial->channel_handle = trial->map->channel_handle = -1;
}

/* Memory of the worker's own for the data. */
static int make_room(struct tvp_worker *worker)
{
    const struct map_head *map = worker->trial->map;
    int error = 0;
    worker->data = plat_region_new(map->data_bytes, map->pages, &error);
    if (worker->data == NULL)
        return tvp_fail(worker, "no room for its copy of the data: %s", plat_error_text(error));
    worker->data_bytes = map->data_bytes;
    return 0;
}

/* sharing load and seed. */
static int make_own(struct tvp_worker *worker)
{
    const struct tvp_trial *trial = worker->trial;
    if (make_room(worker) != 0)
        return -1;
    if (trial->map->sharing == SHARING_SEED) {
        data_fill(trial, worker->data);
        return 0;
    }
    for (uint64_t at = 0; at < worker->data_bytes;) {
        const int64_t came =
            plat_file_read_at(trial->data_handle, worker->data + at, worker->data_bytes - at, at);
        if (came <= 0)
            return tvp_fail(worker, "the data's file cannot be read: %s",
                            came < 0 ? plat_error_text((int)came) : "it ends too soon");
        at += (uint64_t)came;
    }
    return 0;
}

/* A copy of the worker's own: read from the channel, or taken from the parent's where that is in sight. */
static int get_copy(struct tvp_worker *worker, const unsigned char *parents)
{
    const struct map_head *map = worker->trial->map;
    int error = 0;
    if (make_room(worker) != 0)
        return -1;
    if (parents != NULL) {
        memcpy(worker->data, parents, map->data_bytes);
        return 0;
    }
    /* Our own copy of the writing end would keep the channel open after the parent's death. */
    if (channel[1] >= 0)
        plat_handle_close(channel[1]);
    channel[1] = -1;
    error = plat_channel_read(worker->trial->channel_handle, worker->data, map->data_bytes);
    plat_handle_close(worker->trial->channel_handle);
    return error < 0
               ? tvp_fail(worker, "the data did not come through the channel: %s", plat_error_text(error))
               : 0;
}

int data_get(struct tvp_worker *worker, int fresh)
{
    struct tvp_trial *trial = worker->trial;
    const struct map_head *map = trial->map;
    int error = 0;
    if (map->data_bytes == 0)
        return 0;
    if (map->sharing == SHARING_COPY)
        return get_copy(worker, is_in_sight(trial) ? trial->data : NULL);
    if (map->sharing == SHARING_SERVER)
        return data_ask_first(worker);
    if (sharing_is_private(map->sharing))
        return make_own(worker);
    if (fresh && map->sharing == SHARING_SHM) {
        trial->data = plat_object_map(trial->data_handle, map->data_bytes, map->pages, &error);
        trial->data_bytes = map->data_bytes;
    }
    if (trial->data == NULL)
        return tvp_fail(worker, "the data cannot be mapped: %s", plat_error_text(error));
    worker->data = trial->data;
    worker->data_bytes = map->data_bytes;
    return 0;
}

int data_touch_all(struct tvp_worker *worker)
{
    const uint64_t page_bytes = worker->trial->page_bytes, last = page_bytes / 8 - 1;
    uint64_t wrong = 0;
    if (worker->data == NULL)
        return 0;
    for (uint64_t page = 0; page < worker->data_bytes / page_bytes; page++) {
        const uint64_t *words = (const uint64_t *)(const void *)(worker->data + page * page_bytes);
        wrong += words[last] != tvp_data_word(worker->trial->seed, page, last);
    }
    return wrong != 0 ? tvp_fail(worker, "%llu pages of the data came wrong", (unsigned long long)wrong) : 0;
}

void data_check_pages(struct tvp_worker *worker)
{
    worker->map->huge_bytes = -1;
    /* Looking costs a walk over the page tables: only where the parent's own look does not answer it. */
    if (!sharing_is_private(worker->trial->map->sharing) || worker->data_bytes == 0)
        return;
    if (!pages_refused(worker->trial, worker->data, worker->data_bytes, &worker->map->huge_bytes))
        return;
    tvp_fail(worker, "its copy of %llu bytes has %lld bytes in huge pages, with --pages %s",
             (unsigned long long)worker->data_bytes, (long long)worker->map->huge_bytes,
             worker->trial->map->pages == PLAT_PAGES_THP ? "thp" : "4k");
    worker->map->status = STATUS_INVALID;
}

void data_release(struct tvp_worker *worker)
{
    data_ask_no_more(worker);
    if (sharing_is_private(worker->trial->map->sharing) && is_in_sight(worker->trial))
        plat_region_free(worker->data, worker->data_bytes);
}
