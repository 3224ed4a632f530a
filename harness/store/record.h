/* SPDX-License-Identifier: MIT */
/* What is written about one trial beside its record. */
#ifndef TVP_RECORD_H
#define TVP_RECORD_H

#include "../core/map.h"
#include "lines.h"

/* Adds the content of samples/<trial>.json. 1, or 0 when the trial started no worker: there are no samples.
 */
int samples_text(struct text *text, uint64_t trial, const struct map_head *map);

#endif
