/* SPDX-License-Identifier: MIT */
/* Several systems side by side: start-up, memory and throughput of the same cells, as factors without
 * verdicts.
 */
#ifndef TVP_SHOW_SYSTEMS_H
#define TVP_SHOW_SYSTEMS_H

#include "show.h"
#include "view_join.h"

/* Prints them, `width` columns wide (0: as wide as it must be). 0, or -1 when out of memory. */
int show_systems(const struct systems *systems, FILE *to, size_t width);

/* Below the figures: which system names what it measures differently, and what it does not have or tell. 0,
 * or -1 when out of memory. */
int show_definitions(const struct systems *systems, FILE *to, size_t width);

/* "A" for the first system. */
#define SYSTEM_LETTER(i) ((char)('A' + (i)))

/* A figure that systems may give under names of their own, because they define it differently. */
struct systems_figure {
    const char *label, *unit;
    const char *metrics[4]; /* in this order the first that a cell has; NULL ends them */
    int common;             /* 1: it is defined alike everywhere; worth a row only where another one is not */
};
struct systems_part {
    const char *title;
    uint32_t kind; /* enum tvp_kind */
    const struct systems_figure *figures;
    size_t count;
};
/* 1: not every system gives the figures of this part under the same names. */
int systems_define_differently(const struct systems *systems, const struct systems_part *part);
/* The metric that system `i` gives for a figure, in any of its cells; NULL: none. */
const char *systems_given_as(const struct systems *systems, size_t i, const struct systems_figure *figure,
                             uint32_t kind);
extern const struct systems_part systems_parts[];
extern const size_t systems_part_count;

/* The cell's figure, and under which name: NULL when it has none. */
const struct view_series *systems_series(const struct view *view, const struct view_cell *cell,
                                         const struct systems_figure *figure, uint32_t kind,
                                         const char **metric);

#endif
