/* SPDX-License-Identifier: MIT */
/* `tvp detect`: series and what is said of them. The first byte chooses the options. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"json", "text", "csv", "json"};
    if (size == 0)
        return 0;
    const char *path = fuzz_file("series", data + 1, size - 1);
    if (data[0] & 1)
        FUZZ_COMMAND(detect, "--column", "v", "--format", formats[data[0] >> 1 & 3], path);
    else
        FUZZ_COMMAND(detect, "--min-effect", "0", "--format", formats[data[0] >> 1 & 3], path, path);
    return 0;
}
