/* SPDX-License-Identifier: MIT */
/* A command of `--exec`: split into words, written for records, and read back. */
#include <stdlib.h>
#include <string.h>

#include "../../harness/core/words.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct command_words words;
    char why[REASON_MAX] = "", *text = strndup((const char *)data, size);
    if (!text)
        return 0;
    if (command_split(text, &words, why) != 0) {
        if (why[0] == '\0')
            abort();
    } else if (words.count == 0 || words.word[words.count]) {
        abort();
    }
    if (strlen(text) < COMMAND_BYTES_MAX) {
        static char escaped[COMMAND_ESCAPED_MAX], back[COMMAND_BYTES_MAX];
        command_escape(text, escaped);
        command_unescape(escaped, back);
        if (strcmp(back, text) != 0)
            abort();
    }
    free(text);
    return 0;
}
