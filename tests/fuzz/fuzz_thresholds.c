/* SPDX-License-Identifier: MIT */
/* The file of thresholds. */
#include "../../harness/cli/thresholds.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct thresholds thresholds;
    char error[THRESHOLDS_ERROR_MAX] = "";
    const char *path = fuzz_file("thresholds.txt", data, size);
    if (thresholds_read(&thresholds, path, error) == 0)
        thresholds_of(&thresholds, "op_p10_ns", 0);
    else
        fuzz_error(error);
    return 0;
}
