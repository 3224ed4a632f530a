/* SPDX-License-Identifier: MIT */
/* A sample of OpenMetrics, and what it is called here. */
#ifndef TVP_SERIES_OPENMETRICS_H
#define TVP_SERIES_OPENMETRICS_H

#include "series_parts.h"

/* Parts of a line; value and time are ended by a NUL, "" is no time. */
struct series_sample {
    const char *name, *labels;
    size_t name_bytes, labels_bytes; /* labels with their braces; 0: none */
    char *value, *time;
};
struct series_names {
    char name[2 * SERIES_NAME_MAX], metric[SERIES_NAME_MAX], unit[64];
    const char *better; /* NULL: not known */
};

/* When a run of tvp's began and its commit, from the samples of its own export that say so. */
void series_sample_run(const struct series_sample *sample, char *time, char *commit, size_t room);
/* Names for its series; `unit` as the file declared it, or "". 0: it is no figure of its own but says
 * something of others, such as the ends of an interval. */
int series_sample_names(const struct series_sample *sample, const char *unit, struct series_names *names);

#endif
