/* SPDX-License-Identifier: MIT */
/* Reads the values of options: lists of names, numbers and worker counts, parameters and probes. */
#ifndef TVP_OPTION_VALUES_H
#define TVP_OPTION_VALUES_H

#include "options.h"

/* Each reads `text` as the value of `option` into the request's field. 0, or -1 with `why`: a line that
 * starts with the text at fault. */
int value_names(const struct option *option, struct request *request, const char *text, char why[REASON_MAX]);
int value_workers(const struct option *option, struct request *request, const char *text, uint32_t cpus,
                  char why[REASON_MAX]);
int value_numbers(const struct option *option, struct request *request, const char *text,
                  char why[REASON_MAX]);
int value_number(const struct option *option, struct request *request, const char *text,
                 char why[REASON_MAX]);
int value_text(const struct option *option, struct request *request, const char *text, char why[REASON_MAX]);
int value_label(const struct option *option, struct request *request, const char *text, char why[REASON_MAX]);
int value_params(const struct option *option, struct request *request, const char *text,
                 char why[REASON_MAX]);
int value_probes(const struct option *option, struct request *request, const char *text,
                 char why[REASON_MAX]);

/* Takes the next item of a comma list from *rest into `item`: 1, 0 at the end, -1 with `why` when it is empty
 * or too long. */
int next_item(const char **rest, char item[TVP_PATH_MAX], char why[REASON_MAX]);
/* All words of a vocabulary that `all` means. */
void list_all(struct number_list *list, const struct vocabulary *words);
/* 0, or -1: the list is full. A number that is in it already is passed over. */
int list_add(struct number_list *list, uint64_t item);

#endif
