/* SPDX-License-Identifier: MIT */
/* The formats of `tvp export`. Each streams the records of an open reader: memory does not grow with their
 * number. */
#ifndef TVP_EXPORT_H
#define TVP_EXPORT_H

#include "../store/reader.h"

#define EXPORT_NUMBER_MAX 40u

/* The columns, as the first line of a CSV export has them. */
extern const char export_header[];

/* Both: 0, or -1 with *error. Errors of writing are the caller's to look for (ferror). */
int export_csv(struct reader *reader, FILE *to, char error[READER_ERROR_MAX]);
int export_json(struct reader *reader, FILE *to, char error[READER_ERROR_MAX]);

/* A number with as few digits as give it back exactly; integers in full. "" when `value` is no number. */
void export_number(char out[EXPORT_NUMBER_MAX], const json_t *value);

#endif
