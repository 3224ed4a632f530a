/* SPDX-License-Identifier: MIT */
/* A nameless file of a fixed number of blocks, each written and read back whole, for workloads that do I/O on
 * files. Nothing is allocated after block_file_open. Functions return 0, or -1 with the failure kept. */
#ifndef BLOCK_FILE_H
#define BLOCK_FILE_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../harness/api/tvp.h"

#define SECTOR_BYTES 512u /* each carries a word of its own */

enum block_sync { BLOCK_SYNC_NONE, BLOCK_SYNC_DATA, BLOCK_SYNC_FULL };

struct block_file {
    int file;           /* a descriptor, or -1 */
    int error;          /* the errno of the failure, if it has one */
    const char *failed; /* what failed first, or NULL */
    uint64_t block_bytes, blocks;
    unsigned char *out, *in; /* one block each, in one allocation that `out` owns */
};

static inline int block_file_fail(struct block_file *it, const char *failed, int error)
{
    it->failed = failed;
    it->error = error;
    return -1;
}

/* The text of the failure's errno. */
static inline const char *block_file_reason(const struct block_file *it)
{
    return it->error ? strerror(it->error) : "the content differs";
}

/* Nameless from the start where the file system can do that, else from the moment after. */
static inline int block_file_nameless(const char *folder)
{
    char path[TVP_PATH_MAX + sizeof "/block_file.XXXXXX"];
    int file = -1;

#ifdef O_TMPFILE
    file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
    if (file < 0) {
        snprintf(path, sizeof path, "%s/block_file.XXXXXX", folder);
        file = mkostemp(path, O_CLOEXEC);
        if (file >= 0)
            unlink(path);
    }
    return file;
}

/* The buffers are aligned to `page_bytes` and touched, so that no page fault is left for later. Whatever is
 * returned, block_file_close is owed. */
static inline int block_file_open(struct block_file *it, const char *folder, uint64_t block_bytes,
                                  uint64_t blocks, uint64_t page_bytes)
{
    void *buffers = NULL;
    int error;

    *it = (struct block_file){.block_bytes = block_bytes, .blocks = blocks};
    it->file = block_file_nameless(folder);
    if (it->file < 0)
        return block_file_fail(it, "making a file", errno);
    error = posix_memalign(&buffers, (size_t)page_bytes, (size_t)(2 * block_bytes));
    if (error)
        return block_file_fail(it, "making buffers", error);
    it->out = memset(buffers, 0x5a, (size_t)(2 * block_bytes));
    it->in = it->out + block_bytes;
    return 0;
}

static inline void block_file_close(struct block_file *it)
{
    if (it->file >= 0)
        close(it->file);
    free(it->out);
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
        size_t left = (size_t)(it->block_bytes - moved);
        off_t place = (off_t)(block * it->block_bytes + moved);
        ssize_t n = writes ? pwrite(it->file, it->out + moved, left, place)
                           : pread(it->file, it->in + moved, left, place);

        if (n == 0)
            return block_file_fail(it, writes ? "writing" : "reading back: the file's end", EIO);
        if (n > 0)
            moved += (uint64_t)n;
        else if (errno != EINTR)
            return block_file_fail(it, writes ? "writing" : "reading back", errno);
    }
    return 0;
}

static inline int block_file_write(struct block_file *it, uint64_t block, enum block_sync sync)
{
    if (block_file_move(it, block, 1) != 0)
        return -1;
    if (sync == BLOCK_SYNC_DATA && fdatasync(it->file) != 0)
        return block_file_fail(it, "fdatasync", errno);
    if (sync == BLOCK_SYNC_FULL && fsync(it->file) != 0)
        return block_file_fail(it, "fsync", errno);
    return 0;
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
