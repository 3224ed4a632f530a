/* SPDX-License-Identifier: MIT */
/* The nearest name to a mistyped one, for "did you mean". */
#ifndef TVP_NEAREST_H
#define TVP_NEAREST_H

#include <stddef.h>

/* The nearest of `count` names (name_of(i, context)) to `word`; NULL when none is near. */
const char *nearest_name(const char *word, size_t count, const char *(*name_of)(size_t, const void *),
                         const void *context);

#endif
