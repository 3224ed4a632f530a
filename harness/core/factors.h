/* SPDX-License-Identifier: MIT */
/* What a trial's parent, its image and its workers may be given beside heap and data, each a list on the
 * command line and a parameter of the cell. Recorded where it is not what it usually is, so that cells
 * without it are the same as ever. */
#ifndef TVP_FACTORS_H
#define TVP_FACTORS_H

#include <stddef.h>
#include <stdint.h>

#define FACTOR_LIBRARIES_MAX 64u

/* As rows of the table of options (options.h); the least is what is usual. */
#define FACTORS(X)                                                                                           \
    X(MAPPINGS, "mappings", "COUNTS", COUNTS, CELLS, factors[FACTOR_MAPPINGS], NULL, 0, 1000000,             \
      "mappings of the parent, of one touched page each; default: 0")                                        \
    X(DESCRIPTORS, "descriptors", "COUNTS", COUNTS, CELLS, factors[FACTOR_DESCRIPTORS], NULL, 0, 1000000,    \
      "files that the parent holds open; default: 0")                                                        \
    X(THREADS, "threads", "COUNTS", COUNTS, CELLS, factors[FACTOR_THREADS], NULL, 0, 100000,                 \
      "threads that sleep in the parent; default: 0")                                                        \
    X(LIBRARIES, "libraries", "COUNTS", COUNTS, CELLS, factors[FACTOR_LIBRARIES], NULL, 0,                   \
      FACTOR_LIBRARIES_MAX,                                                                                  \
      "shared libraries beside libc that parent and fresh images load;\n"                                    \
      "        default: 0")                                                                                  \
    X(BURST, "burst", "COUNTS", COUNTS, CELLS, factors[FACTOR_BURST], NULL, 1, 256,                          \
      "workers that are called before the first of them is waited for;\n"                                    \
      "        default: 1")                                                                                  \
    X(SCRATCH, "scratch", "SIZES", SIZES, CELLS, factors[FACTOR_SCRATCH], NULL, 0, 1ull << 40,               \
      "memory of its own that each worker takes from malloc, in pieces of\n"                                 \
      "        1 KiB; above 0 adds trials of memory; default: 0")

enum factor_id {
#define X(id, ...) FACTOR_##id,
    FACTORS(X)
#undef X
        FACTOR_COUNT
};

struct factor {
    const char *name;
    uint64_t usual; /* where nobody says anything; the least there can be */
    uint64_t most;
    int is_size; /* bytes; else a count */
};
extern const struct factor factors[FACTOR_COUNT];

/* The factor of that name; NULL: it is none. */
const struct factor *factor_find(const char *name);

/* The paths of so many of the libraries that are installed beside tvp, as LD_PRELOAD has them, in
 * `list` (NULL: only looks whether they are there). NULL, or why not. */
const char *factor_libraries(uint64_t count, char *list, size_t room);

#endif
