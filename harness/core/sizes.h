/* SPDX-License-Identifier: MIT */
/* Numbers as users write them: counts, sizes (64K, 256M, 1G), durations (500us, 100ms, 3m), percentages. */
#ifndef TVP_SIZES_H
#define TVP_SIZES_H

#include <stddef.h>
#include <stdint.h>

#define SIZE_TEXT_MAX 32u

/* Each reads the whole text into *value and returns NULL, or returns why it cannot: a literal that completes
 * "--data: 12Q ...", with *value untouched. No sign, no fraction, no blanks. */
const char *parse_count(const char *text, uint64_t *value);
/* Bytes; K, M, G and T are powers of 1024, in either case. */
const char *parse_size(const char *text, uint64_t *value);
/* Nanoseconds; units ns, us, ms, s, m, h; only 0 may go without. */
const char *parse_duration(const char *text, uint64_t *value);
/* 0 to 100, with or without a % sign. */
const char *parse_percent(const char *text, uint64_t *value);

/* Millionths of a share: a percentage with at most four decimals, with or without a % sign ("2%", "0.5"). */
const char *parse_share(const char *text, uint64_t *value);

/* The text that parse_size reads back as the same bytes ("256M", "1234567"). Returns `text`. */
const char *size_text(uint64_t bytes, char text[SIZE_TEXT_MAX]);
/* For people: rounded to three digits ("1.25G"). Returns `text`. */
const char *size_rounded(uint64_t bytes, char text[SIZE_TEXT_MAX]);
/* The text that parse_duration reads back ("100ms", "90s"). Returns `text`. */
const char *duration_text(uint64_t ns, char text[SIZE_TEXT_MAX]);
/* The text that parse_share reads back ("0.5%"). Returns `text`. */
const char *share_text(uint64_t millionths, char text[SIZE_TEXT_MAX]);

#endif
