/* SPDX-License-Identifier: MIT */
/* Reads the variable TVP_WITHOUT. */
#include "without.h"

#include <stdlib.h>
#include <string.h>

const char *plat_without_all(void)
{
    const char *words = getenv("TVP_WITHOUT");
    return words != NULL && *words != '\0' ? words : NULL;
}

int plat_without(const char *word)
{
    const char *at = plat_without_all();
    const size_t length = strlen(word);
    while (at != NULL && *at != '\0') {
        const size_t next = strcspn(at, ",");
        if (next == length && strncmp(at, word, length) == 0)
            return 1;
        at += next + (at[next] == ',');
    }
    return 0;
}
