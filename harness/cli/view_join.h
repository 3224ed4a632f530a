/* SPDX-License-Identifier: MIT */
/* Runs of several systems as one view, in which each cell says which system it is of. */
#ifndef TVP_VIEW_JOIN_H
#define TVP_VIEW_JOIN_H

#include "view.h"

#define SYSTEMS_MAX 16u

struct systems {
    struct view *parts; /* one a run, in the order given. Owned */
    char (*names)[VIEW_TEXT_MAX];
    size_t count;
    struct view view; /* the cells of all, with `system` set, and the union of their metrics; its reader is
                         the first part's */
};

/* Opens `count` run folders (2 to SYSTEMS_MAX). The names are as short as they can be while they differ: the
 * operating system and an emulator always, then libc, linkage, processor, kernel, machine and run where those
 * before do not tell two apart. 0, or -1 with *error; systems_close in both cases. */
int systems_open(struct systems *systems, char *const *paths, size_t count, const struct view_filter *filter,
                 char error[READER_ERROR_MAX]);
void systems_close(struct systems *systems);

/* 1: the two runs are of different systems: operating system, libc, linkage, processor, emulator or machine
 * class. */
int systems_differ(const struct reader *a, const struct reader *b);

#endif
