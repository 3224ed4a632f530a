/* SPDX-License-Identifier: MIT */
/* Series of figures that others measured, read from files one figure at a time. */
#ifndef TVP_HISTORY_IMPORT_H
#define TVP_HISTORY_IMPORT_H

#include <stdint.h>
#include <stdio.h>

#include "../store/history.h"

#define IMPORT_AT_FAULT 1                 /* the file is; above 0, so no enum history_fault */
#define IMPORT_NEXT     UINT64_MAX        /* the place after the series' last figure */
#define IMPORT_TEXT_MAX ((size_t)1 << 20) /* bytes of a field */

struct import_point {
    const char *name, *unit, *better, *time, *commit; /* "" where the file does not say */
    uint64_t ordinal;                                 /* place in the series, or IMPORT_NEXT */
    double value;
};
struct importer;
/* Takes one figure: 0, or an enum history_fault with *error. */
int importer_take(struct importer *importer, const struct import_point *point, char *error);

struct import_file {
    FILE *file;
    const char *path;
    char name[256]; /* without folder and ending: of series that have no name */
};
/* Each reads a whole file: 0, IMPORT_AT_FAULT with `FILE:LINE: what` in *error, or what importer_take said.
 */
int import_csv(const struct import_file *from, struct importer *importer, char *error);
int import_json(const struct import_file *from, struct importer *importer, char *error);

#endif
