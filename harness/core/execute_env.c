/* SPDX-License-Identifier: MIT */
/* The environment of a trial. Its size varies, since the stack's place, and with it the figures, can depend
 * on it: https://doi.org/10.1145/1508244.1508275 */
#include <stdlib.h>
#include <string.h>

#include "execute_parts.h"

#define PAD   "TVP_PAD="
#define EAGER "LD_BIND_NOW="

static int is_ours(const char *entry)
{
    return strncmp(entry, PAD, strlen(PAD)) == 0 || strncmp(entry, EAGER, strlen(EAGER)) == 0;
}

/* 1: one of the settings is of the same name. */
static int is_set(const char *entry, const char *const *settings)
{
    const size_t name = strcspn(entry, "=") + 1;
    for (; settings != NULL && *settings != NULL; settings++)
        if (strncmp(entry, *settings, name) == 0)
            return 1;
    return 0;
}

static size_t length_of(const char *const *list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    return count;
}

char **execute_environment(uint32_t pad, const char *const *settings)
{
    static char eager[] = EAGER "1";
    char *const *own = plat_environment();
    const size_t count = length_of((const char *const *)own), set = length_of(settings);
    size_t kept = 0;
    const size_t list_bytes = (count + set + 3) * sizeof(char *);
    char **list = malloc(list_bytes + sizeof PAD + pad);
    if (list == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!is_ours(own[i]) && !is_set(own[i], settings))
            list[kept++] = own[i];
    for (size_t i = 0; i < set; i++)
        list[kept++] = (char *)(uintptr_t)settings[i];
    char *text = (char *)list + list_bytes;
    memcpy(text, PAD, strlen(PAD));
    memset(text + strlen(PAD), 'x', pad);
    text[strlen(PAD) + pad] = '\0';
    list[kept++] = eager;
    list[kept++] = text;
    list[kept] = NULL;
    return list;
}
