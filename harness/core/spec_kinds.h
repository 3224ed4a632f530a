/* SPDX-License-Identifier: MIT */
/* In which kinds of trials a cell takes part. */
#ifndef TVP_SPEC_KINDS_H
#define TVP_SPEC_KINDS_H

#include "options.h"

/* A probe that takes part in trials of memory alone. */
int probe_is_of_memory(const struct tvp_probe *probe);
/* Is `name` an item of the list, whose items are each followed by a comma? */
int probe_is_asked_for(const char *list, const char *name);
/* Bits 1 << enum tvp_kind: those asked for, else time, and memory where there are data or a probe of memory.
 * Of the cell data_bytes and factors are read. */
uint32_t cell_kinds(const struct request *request, const struct cell *cell);

#endif
