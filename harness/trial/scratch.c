/* SPDX-License-Identifier: MIT */
/* A worker's private memory, from malloc in small pieces: what its allocator makes of many small objects
 * under this model (arenas of threads, a heap that a fork has inherited, a heap of its own) is what is to be
 * seen. */
#include <stdlib.h>
#include <string.h>

#include "trial.h"

#define PIECE_BYTES 1024u

/* Each piece begins with the one before it. */
struct piece {
    struct piece *before;
    unsigned char rest[PIECE_BYTES - sizeof(struct piece *)];
};

int scratch_take(struct tvp_worker *worker, void **pieces)
{
    struct piece *last = NULL;
    int failed = 0;
    for (uint64_t left = worker->trial->map->factors[FACTOR_SCRATCH]; left > 0 && !failed;
         left -= left < PIECE_BYTES ? left : PIECE_BYTES) {
        struct piece *piece = malloc(sizeof *piece);
        failed = piece == NULL;
        if (failed)
            break;
        memset(piece->rest, 1, sizeof piece->rest);
        piece->before = last;
        last = piece;
    }
    *pieces = last;
    return failed ? tvp_fail(worker, "no room for its scratch memory: %s", plat_error_text(-PLAT_ENOMEM)) : 0;
}

void scratch_give(void *pieces)
{
    for (struct piece *piece = pieces; piece != NULL;) {
        struct piece *before = piece->before;
        free(piece);
        piece = before;
    }
}
