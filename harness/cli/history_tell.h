/* SPDX-License-Identifier: MIT */
/* What `tvp history check` found, told by cell and point: the metrics that moved together are one change. */
#ifndef TVP_HISTORY_TELL_H
#define TVP_HISTORY_TELL_H

#include "history_cli.h"

/* What is known of a change: TOLD_NOTHING more, it fails, or it is only suspected. */
enum told { TOLD_NOTHING, TOLD_FAIL, TOLD_SUSPECT };

struct history_told {
    char *class_name, *cell, *metric, *date, *cause, *values, *commits; /* owned */
    size_t at, count, order;
    enum told told;
};
struct history_telling {
    struct history_told *all; /* owned */
    size_t count, room;
};

/* Keeps a change for telling. 0, or -1: out of memory. */
int history_tell_later(struct history_telling *telling, const struct history_series *series,
                       const struct history_change *change, enum told told);
/* Prints all, 80 columns wide, and frees them: first word FAIL, ? or -. */
void history_tell(struct history_telling *telling);
/* Frees them without a word. */
void history_tell_free(struct history_telling *telling);

#endif
