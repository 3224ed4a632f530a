/* SPDX-License-Identifier: MIT */
/* Suite files: comments, words and quotes, every option with its values. */
#include "../../harness/core/suites.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct suite suite;
    char error[OPTION_ERROR_MAX] = "";
    const char *path = fuzz_file("fuzz.suite", data, size);
    if (suite_read(path, 4, &suite, error) == 0)
        suite_free(&suite);
    else
        fuzz_error(error);
    return 0;
}
