/* SPDX-License-Identifier: MIT */
/* A portable baseline, against a small run. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FUZZ_COMMAND(compare, "--all", fuzz_file("base.json", data, size), fuzz_small_run("run"));
    return 0;
}
