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

char **execute_environment(uint32_t pad)
{
    static char eager[] = EAGER "1";
    char *const *own = plat_environment();
    size_t count = 0, kept = 0;
    while (own != NULL && own[count] != NULL)
        count++;
    const size_t list_bytes = (count + 3) * sizeof(char *);
    char **list = malloc(list_bytes + sizeof PAD + pad);
    if (list == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!is_ours(own[i]))
            list[kept++] = own[i];
    char *text = (char *)list + list_bytes;
    memcpy(text, PAD, strlen(PAD));
    memset(text + strlen(PAD), 'x', pad);
    text[strlen(PAD) + pad] = '\0';
    list[kept++] = eager;
    list[kept++] = text;
    list[kept] = NULL;
    return list;
}
