/* SPDX-License-Identifier: MIT */
/* What the parts of `tvp detect` share: how it was asked, and a series to be looked at. */
#ifndef TVP_DETECT_H
#define TVP_DETECT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "../stats/changepoint.h"
#include "../store/series.h"

enum detect_format { DETECT_JSON, DETECT_TEXT, DETECT_CSV };

struct detect {
    struct stats_changepoint_options options;
    enum detect_format format;
    struct series_options reading;
    size_t written; /* series, of all files */
};

/* Finds the change points of a series and prints its line. `id`, of any type, and `fields`, what else stood
 * beside the values (NULL: nothing), are borrowed. 0, or EXIT_TVP: out of memory, or the output failed. */
int detect_print(struct detect *detect, const struct series *series, const json_t *id, const json_t *fields);

#endif
