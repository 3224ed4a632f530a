/* SPDX-License-Identifier: MIT */
/* How cells and numbers are written for other tools: exact, and always the same. */
#ifndef TVP_CELL_LABEL_H
#define TVP_CELL_LABEL_H

#include <jansson.h>
#include <stdint.h>

#define NUMBER_TEXT_MAX 40u

/* A number with as few digits as give it back exactly. */
void number_text(char out[NUMBER_TEXT_MAX], double number);
/* The same of a JSON number, integers in full; "" when it is none. */
void number_json(char out[NUMBER_TEXT_MAX], const json_t *value);

struct cell_words {
    const char *workload, *model, *sharing, *placement;
    uint32_t version, workers;
    const json_t *params; /* an object of numbers and texts */
};
/* WORKLOAD[@VERSION]/MODEL/SHARING/wWORKERS/PLACEMENT[/NAME=VALUE...]: the version when it is not 1,
 * parameters that differ from their defaults, sorted, sizes and durations with units, exactly. Stable: it
 * depends on the cell and the defaults only. free() it. NULL: out of memory. */
char *cell_label(const struct cell_words *cell);
/* The parameters alone, with commas between; "" when all are as by default. free() it. */
char *cell_label_params(const struct cell_words *cell);
/* Blanks and control characters have no place in a name, whoever wrote it: they become '_'. */
void cell_label_clean(char *word);

#endif
