/* SPDX-License-Identifier: MIT */
/* A command line of `tvp run`: one line of words, as in a suite. */
#include <stdlib.h>
#include <string.h>

#include "../../harness/core/suites.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct request request;
    char *words[128], error[OPTION_ERROR_MAX] = "", *line = strndup((const char *)data, size);
    int count = line ? split_words(line, words, 128) : -1;
    request_default(&request);
    if (count > 0 &&
        (options_parse(&request, count, words, SOURCE_COMMAND, 4, error) != 0 ||
         request_check(&request, error) != 0) &&
        error[0] == '\0')
        abort();
    free(line);
    return 0;
}
