/* SPDX-License-Identifier: MIT */
/* The nearest name to a mistyped one: edit distance. */
#include "nearest.h"

#include <string.h>

#define WORD_MAX 64u

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Optimal string alignment distance: insert, delete, replace, and swap of neighbours cost 1 each.
 * https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > WORD_MAX || b_length > WORD_MAX)
        return WORD_MAX;
    size_t *two_ago = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        last[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t differs = a[i - 1] != b[j - 1];
            now[j] = min3(last[j] + 1, now[j - 1] + 1, last[j - 1] + differs);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && two_ago[j - 2] + 1 < now[j])
                now[j] = two_ago[j - 2] + 1;
        }
        size_t *spare = two_ago;
        two_ago = last;
        last = now;
        now = spare;
    }
    return last[b_length];
}

const char *nearest_name(const char *word, size_t count, const char *(*name_of)(size_t, const void *),
                         const void *context)
{
    const char *nearest = NULL;
    size_t least = strlen(word) / 3 + 2; /* more edits than that are another word */
    for (size_t i = 0; i < count; i++) {
        const char *name = name_of(i, context);
        size_t edits = distance(word, name);
        if (edits < least && edits < strlen(name)) {
            least = edits;
            nearest = name;
        }
    }
    return nearest;
}
