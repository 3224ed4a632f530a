/* SPDX-License-Identifier: MIT */
/* What a JSON export says beside the records: which trials were disturbed, and the noise of each cell. Keeps
 * some 200 bytes a trial of the records that pass by. */
#ifndef TVP_EXPORT_NOISE_H
#define TVP_EXPORT_NOISE_H

#include "noise.h"

struct export_noise {
    struct view view; /* its reader is the caller's; cells have trials alone */
    const struct reader *reader;
    struct thresholds thresholds;
};

/* Each returns 0, or -1 with *error; export_noise_end in any case. */
int export_noise_begin(struct export_noise *noise, const struct reader *reader, char error[READER_ERROR_MAX]);
int export_noise_take(struct export_noise *noise, const struct record *record, char error[READER_ERROR_MAX]);
/* Writes `,"health":{...},"noise":[...]` (docs/format.md). */
int export_noise_put(struct export_noise *noise, FILE *to, char error[READER_ERROR_MAX]);
void export_noise_end(struct export_noise *noise);

#endif
