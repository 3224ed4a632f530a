/* SPDX-License-Identifier: MIT */
/* Records of CSV. */
#ifndef TVP_SERIES_CSV_H
#define TVP_SERIES_CSV_H

#include "series_parts.h"

/* One record: its fields one after the other, each ended by a NUL. */
struct series_row {
    char *text;
    size_t bytes, room;
    size_t *at; /* where each begins */
    size_t count, at_room;
    int quoted;    /* 1: there is more than blanks, even if nothing stands in it */
    uint64_t line; /* at which it begins */
};

/* The next record that is no empty line; *more is 0 when there is none. 0, or an enum series_fault. */
int series_next_row(struct series_reader *reader, struct series_row *row, int *more);
/* Field i; "" behind the last one. */
const char *series_field(const struct series_row *row, size_t i);
/* Adds a byte behind what stands in `text`; 0, or SERIES_NO_MEMORY. */
int series_row_put(struct series_row *row, char letter);
void series_row_free(struct series_row *row);

#endif
