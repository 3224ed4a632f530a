/* SPDX-License-Identifier: MIT */
/* A command as a user writes it: split into words as a shell would, with no shell started; and as it stands
 * in records, without blanks and separators. */
#ifndef TVP_WORDS_H
#define TVP_WORDS_H

#include "plan.h"

#define COMMAND_WORDS_MAX   64u
#define COMMAND_ESCAPED_MAX (3 * COMMAND_BYTES_MAX)

struct command_words {
    uint32_t count;
    char *word[COMMAND_WORDS_MAX + 1]; /* ended by NULL: an argv; they lie in `text` */
    char text[COMMAND_BYTES_MAX];
};

/* Blanks and ends of lines separate words; quotes and backslash as in POSIX sh (2.2); nothing is expanded,
 * and an operator of the shell outside quotes is refused, as it would not do what it says. 0, or -1 with
 * `why`. */
int command_split(const char *text, struct command_words *words, char why[REASON_MAX]);
/* As application/x-www-form-urlencoded has it, but for a few letters more that stand for themselves: a blank
 * is
 * +, what could be taken for a separator is %XX. */
void command_escape(const char *text, char out[COMMAND_ESCAPED_MAX]);
/* Back. What is no such text is taken as it is; cut where it does not fit. */
void command_unescape(const char *text, char out[COMMAND_BYTES_MAX]);

#endif
