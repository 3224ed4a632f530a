/* SPDX-License-Identifier: MIT */
/* How far a run is, on standard error: one line that changes on a terminal, plain lines every few seconds
 * elsewhere. */
#ifndef TVP_PROGRESS_H
#define TVP_PROGRESS_H

#include <stdint.h>

struct progress {
    int quiet, terminal;
    unsigned width;    /* columns that a line may take */
    const char *phase; /* "pilots"; a literal */
    uint64_t began_ns; /* when the phase began */
    uint64_t shown_ns; /* when a line was shown last */
    int dirty;         /* 1: the terminal's line holds text */
};

void progress_open(struct progress *progress, int quiet);
/* Begins a phase. */
void progress_phase(struct progress *progress, const char *phase);
/* `done` of `total` steps of the phase are over; `doing` is what comes now. */
void progress_show(struct progress *progress, uint64_t done, uint64_t total, const char *doing);
/* A line of its own, "tvp: ...", also when quiet. */
void progress_note(struct progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Takes the changing line away. */
void progress_clear(struct progress *progress);

/* "1 m 20 s" left when `done` of `total` took elapsed_ns; "" when nothing can be said yet. */
void progress_left(uint64_t elapsed_ns, uint64_t done, uint64_t total, char text[32]);

#endif
