/* SPDX-License-Identifier: MIT */
/* `tvp detect`: series as CSV and JSON. The first byte chooses the options. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *path = fuzz_file("series", data + 1, size - 1);
    if (data[0] & 1)
        FUZZ_COMMAND(detect, "--column", "v", "--format", data[0] & 2 ? "csv" : "text", path);
    else
        FUZZ_COMMAND(detect, "--format", data[0] & 2 ? "text" : "json", path);
    return 0;
}
