/* SPDX-License-Identifier: MIT */
/* What is said of a whole run: by `tvp run` at its end, and in the head of `tvp show`. */
#ifndef TVP_SUMMARY_H
#define TVP_SUMMARY_H

#include "../store/reader.h"

/* Prints how narrow each cell's interval is and what its trials could have seen. 0, or -1 with *error. */
int summary_print(const char *path, char error[READER_ERROR_MAX]);
/* Why planned trials were not needed: "target reached: 10, time over: 2", in groups of cells; "" for
 * nothing. */
void summary_decisions(const struct reader *reader, char *out, size_t room);

#endif
