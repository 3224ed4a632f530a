/* SPDX-License-Identifier: MIT */
/* Cells sorted into groups that agree in all fields but some: the rows of one table under one heading. */
#ifndef TVP_VIEW_GROUP_H
#define TVP_VIEW_GROUP_H

#include "view.h"

struct view_group {
    const struct view_cell **cells; /* within view_groups.cells */
    size_t count;
};
struct view_groups {
    const struct view_cell **cells; /* all of them, group after group. Owned */
    size_t count;                   /* cells */
    struct view_group *groups;      /* Owned */
    size_t group_count;
};

/* Sorts `count` cells into groups that agree in every field but those of `inside` (NULL-terminated); groups
 * and the cells within them come in the order of `cells`. 0, or -1 when out of memory; free with
 * view_groups_free anyway. */
int view_groups_make(struct view_groups *out, const struct view_cell *const *cells, size_t count,
                     const char *const *inside);
void view_groups_free(struct view_groups *groups);

enum view_words {
    VIEW_COMMON,     /* what all cells agree in, but for what is zero or usual ("heap 0") */
    VIEW_APART,      /* what tells one of them apart from others */
    VIEW_APART_BRIEF /* the same, but for what is zero or usual */
};
/* What `one` of `cells` has in common with all, or what tells it apart, as words separated by ", ", without
 * the fields of `but`. */
void view_describe(char *out, size_t room, const struct view_cell *const *cells, size_t count,
                   const struct view_cell *one, enum view_words words, const char *const *but);

#endif
