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

#define PRELOAD "LD_PRELOAD="

/* What the trial would have preloaded without us; "" for nothing. */
static const char *preloaded(char *const *own, const char *const *settings)
{
    const char *found = "";
    for (; *own != NULL; own++)
        if (strncmp(*own, PRELOAD, strlen(PRELOAD)) == 0)
            found = *own + strlen(PRELOAD);
    for (; settings != NULL && *settings != NULL; settings++)
        if (strncmp(*settings, PRELOAD, strlen(PRELOAD)) == 0)
            found = *settings + strlen(PRELOAD);
    return found;
}

/* Puts what is to be preloaded besides into the list, in place of what is there. Returns the new length. */
static size_t put_preload(char **list, size_t kept, const char *preload, const char *others, char *text)
{
    size_t left = 0;
    for (size_t i = 0; i < kept; i++)
        if (strncmp(list[i], PRELOAD, strlen(PRELOAD)) != 0)
            list[left++] = list[i];
    list[left++] = text;
    text = stpcpy(stpcpy(text, PRELOAD), preload);
    if (others[0] != '\0')
        stpcpy(stpcpy(text, ":"), others);
    return left;
}

char **execute_environment(uint32_t pad, const char *const *settings, const char *preload)
{
    static char eager[] = EAGER "1";
    char *const *own = plat_environment();
    const size_t count = length_of((const char *const *)own), set = length_of(settings);
    size_t kept = 0;
    const size_t list_bytes = (count + set + 4) * sizeof(char *);
    const char *others = preloaded(own, settings);
    const size_t preload_bytes = sizeof PRELOAD + strlen(preload) + strlen(others) + 1;
    char **list = malloc(list_bytes + sizeof PAD + pad + preload_bytes);
    if (list == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!is_ours(own[i]) && !is_set(own[i], settings))
            list[kept++] = own[i];
    for (size_t i = 0; i < set; i++)
        list[kept++] = (char *)(uintptr_t)settings[i];
    if (preload[0] != '\0')
        kept = put_preload(list, kept, preload, others, (char *)list + list_bytes + sizeof PAD + pad);
    char *text = (char *)list + list_bytes;
    memcpy(text, PAD, strlen(PAD));
    memset(text + strlen(PAD), 'x', pad);
    text[strlen(PAD) + pad] = '\0';
    list[kept++] = eager;
    list[kept++] = text;
    list[kept] = NULL;
    return list;
}
