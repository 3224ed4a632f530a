/* SPDX-License-Identifier: MIT */
/* Small files with names, numbered, in a folder that workers share: made, read back and removed one by one.
 * Functions return 0, or -1 with the failure kept. */
#ifndef SMALL_FILES_H
#define SMALL_FILES_H

#include <stdio.h>
#include <string.h>

#include "../../harness/api/tvp.h"

#define SMALL_STEP   512u /* each so many bytes carry a word of their own */
#define SMALL_DIGITS 16u

struct small_files {
    const char *failed; /* what failed first, or NULL */
    int error;          /* its plat error, or 0: the content was another */
    uint64_t bytes, region_bytes;
    unsigned char *out, *in; /* a file each, behind this */
    size_t prefix;           /* where the number in the path begins */
    char path[TVP_PATH_MAX + 64];
};

static inline int small_files_fail(struct small_files *it, const char *failed, int error)
{
    it->failed = failed;
    it->error = error;
    return -1;
}

static inline const char *small_files_reason(const struct small_files *it)
{
    return it->error ? plat_error_text(it->error) : "the content differs";
}

/* Lies in one touched region with its buffers. NULL with *error set. */
static inline struct small_files *small_files_new(const struct tvp_worker *worker, uint64_t bytes, int *error)
{
    const uint64_t page = worker->trial->page_bytes;
    const uint64_t region_bytes = (sizeof(struct small_files) + 2 * bytes + page - 1) / page * page;
    struct small_files *it = plat_region_new(region_bytes, PLAT_PAGES_4K, error);

    if (it == NULL)
        return NULL;
    memset(it, 0x5a, (size_t)region_bytes);
    *it = (struct small_files){.bytes = bytes, .region_bytes = region_bytes};
    it->out = (unsigned char *)(it + 1);
    it->in = it->out + bytes;
    const int length = snprintf(it->path, sizeof it->path, "%s/%u-%0*u", worker->trial->tmp_path,
                                worker->index, (int)SMALL_DIGITS, 0u);
    it->prefix = (size_t)length - SMALL_DIGITS;
    return it;
}

static inline void small_files_free(struct small_files *it)
{
    if (it != NULL)
        plat_region_free(it, it->region_bytes);
}

static inline void small_files_name(struct small_files *it, uint64_t number)
{
    for (size_t digit = SMALL_DIGITS; digit-- > 0; number /= 16)
        it->path[it->prefix + digit] = "0123456789abcdef"[number % 16];
}

static inline void small_files_compose(struct small_files *it, uint64_t word)
{
    for (uint64_t at = 0; at + sizeof word <= it->bytes; at += SMALL_STEP, word++)
        memcpy(it->out + at, &word, sizeof word);
}

/* A new file `number` whose content is made of `word`. */
static inline int small_files_make(struct small_files *it, uint64_t number, uint64_t word)
{
    small_files_name(it, number);
    small_files_compose(it, word);
    const int64_t file = plat_file_open(it->path, PLAT_FILE_WRITE);
    if (file < 0)
        return small_files_fail(it, "making a file", (int)file);
    const int error = plat_channel_write(file, it->out, it->bytes);
    plat_handle_close(file);
    return error < 0 ? small_files_fail(it, "writing", error) : 0;
}

/* Reads file `number`, compares it with what `word` makes, and removes it. */
static inline int small_files_take(struct small_files *it, uint64_t number, uint64_t word)
{
    small_files_name(it, number);
    const int64_t file = plat_file_open(it->path, PLAT_FILE_READ);
    if (file < 0)
        return small_files_fail(it, "opening a file", (int)file);
    int error = plat_channel_read(file, it->in, it->bytes);
    plat_handle_close(file);
    if (error < 0)
        return small_files_fail(it, "reading", error);
    small_files_compose(it, word);
    if (memcmp(it->in, it->out, (size_t)it->bytes) != 0)
        return small_files_fail(it, "comparing what came back", 0);
    error = plat_file_remove(it->path);
    return error < 0 ? small_files_fail(it, "removing a file", error) : 0;
}

#endif
