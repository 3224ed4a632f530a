/* SPDX-License-Identifier: MIT */
/* The command that every image is started by, put in front of it. */
#include "wrapped.h"
#include "error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The wrapper's words, found once: starting a worker must not take longer for it. */
static char text[1024];
static char *words[WRAPPED_WORDS_MAX / 2];
static int32_t word_count = -1;

static void find_words(void)
{
    const char *all = getenv("TVP_EXEC_WRAPPER");
    char *rest = NULL;
    word_count = 0;
    if (all == NULL || strlen(all) >= sizeof text)
        return;
    memcpy(text, all, strlen(all) + 1);
    for (char *word = strtok_r(text, " ", &rest);
         word != NULL && word_count < (int32_t)(WRAPPED_WORDS_MAX / 2); word = strtok_r(NULL, " ", &rest))
        words[word_count++] = word;
}

void plat_wrap(struct wrapped *wrapped, const char *path, char *const argv[])
{
    wrapped->path = path;
    wrapped->argv = argv;
    if (word_count < 0)
        find_words();
    if (word_count == 0)
        return;
    size_t used = 0;
    for (int32_t i = 0; i < word_count; i++)
        wrapped->words[used++] = words[i];
    wrapped->words[used++] = (char *)(uintptr_t)path;
    for (size_t i = 1; argv[0] != NULL && argv[i] != NULL && used < WRAPPED_WORDS_MAX - 1; i++)
        wrapped->words[used++] = argv[i];
    wrapped->words[used] = NULL;
    wrapped->path = words[0];
    wrapped->argv = wrapped->words;
}

int plat_wrapper_set(const char *command)
{
    word_count = -1;
    return setenv("TVP_EXEC_WRAPPER", command, 1) == 0 ? 0 : -PLAT_ENOMEM;
}
