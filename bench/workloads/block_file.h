/* SPDX-License-Identifier: MIT */
/* A nameless file of a fixed number of blocks, each written and read back whole, for workloads that do I/O on
 * files. Nothing is allocated after block_file_open. Functions return 0, or -1 with the failure kept. */
#ifndef BLOCK_FILE_H
#define BLOCK_FILE_H

#include <string.h>

#include "../../harness/api/tvp.h"

#define SECTOR_BYTES 512u /* each carries a word of its own */

enum block_sync { BLOCK_SYNC_NONE, BLOCK_SYNC_DATA, BLOCK_SYNC_FULL };

struct block_file {
    int64_t file;       /* a handle, or below 0 */
    int error;          /* the plat error of the failure, if it has one */
    const char *failed; /* what failed first, or NULL */
    uint64_t block_bytes, blocks;
    unsigned char *out, *in; /* one block each, in one allocation that `out` owns */
    uint64_t buffer_bytes;   /* of that allocation */
};

static inline int block_file_fail(struct block_file *it, const char *failed, int error)
{
    it->failed = failed;
    it->error = error;
    return -1;
}

/* The text of the failure's error. */
static inline const char *block_file_reason(const struct block_file *it)
{
    return it->error ? plat_error_text(it->error) : "the content differs";
}

/* The buffers are aligned to `page_bytes` and touched, so that no page fault is left for later. Whatever is
 * returned, block_file_close is owed. */
static inline int block_file_open(struct block_file *it, const char *folder, uint64_t block_bytes,
                                  uint64_t blocks, uint64_t page_bytes)
{
    int error = 0;

    *it = (struct block_file){.block_bytes = block_bytes, .blocks = blocks};
    it->file = plat_file_nameless(folder);
    if (it->file < 0)
        return block_file_fail(it, "making a file", (int)it->file);
    it->buffer_bytes = (2 * block_bytes + page_bytes - 1) / page_bytes * page_bytes;
    it->out = plat_region_new(it->buffer_bytes, PLAT_PAGES_4K, &error);
    if (it->out == NULL)
        return block_file_fail(it, "making buffers", error);
    memset(it->out, 0x5a, (size_t)it->buffer_bytes);
    it->in = it->out + block_bytes;
    return 0;
}

static inline void block_file_close(struct block_file *it)
{
    plat_handle_close(it->file);
    plat_region_free(it->out, it->buffer_bytes);
    *it = (struct block_file){.file = -1};
}

/* Makes the block to be written: other words, another content of every sector. */
static inline void block_file_compose(struct block_file *it, uint64_t word)
{
    for (uint64_t at = 0; at + sizeof word <= it->block_bytes; at += SECTOR_BYTES, word++)
        memcpy(it->out + at, &word, sizeof word);
}

/* Moves the whole of a block; a call may move less than it was asked for. */
static inline int block_file_move(struct block_file *it, uint64_t block, int writes)
{
    uint64_t moved = 0;

    while (moved < it->block_bytes) {
        uint64_t left = it->block_bytes - moved, place = block * it->block_bytes + moved;
        int64_t n = writes ? plat_file_write_at(it->file, it->out + moved, left, place)
                           : plat_file_read_at(it->file, it->in + moved, left, place);

        if (n == 0)
            return block_file_fail(it, writes ? "writing" : "reading back: the file's end", -PLAT_EIO);
        if (n < 0)
            return block_file_fail(it, writes ? "writing" : "reading back", (int)n);
        moved += (uint64_t)n;
    }
    return 0;
}

static inline int block_file_write(struct block_file *it, uint64_t block, enum block_sync sync)
{
    if (block_file_move(it, block, 1) != 0)
        return -1;
    int error = sync == BLOCK_SYNC_DATA   ? plat_file_sync_data(it->file)
                : sync == BLOCK_SYNC_FULL ? plat_file_sync(it->file)
                                          : 0;
    return error == 0 ? 0 : block_file_fail(it, "syncing", error);
}

/* Reads a block and compares it with the one that was composed last. */
static inline int block_file_read_back(struct block_file *it, uint64_t block)
{
    if (block_file_move(it, block, 0) != 0)
        return -1;
    if (memcmp(it->out, it->in, (size_t)it->block_bytes) != 0)
        return block_file_fail(it, "comparing what came back", 0);
    return 0;
}

#endif
