/* SPDX-License-Identifier: MIT */
/* A history whose file is anything at all. */
#include <unistd.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *db = fuzz_file("history.db", data, size);
    FUZZ_COMMAND(history, "list", "--db", db);
    FUZZ_COMMAND(history, "show", "--db", db);
    FUZZ_COMMAND(history, "check", "--json", "--db", db);
    unlink(fuzz_path("history.db-wal"));
    unlink(fuzz_path("history.db-shm"));
    unlink(fuzz_path("history.db-journal"));
    return 0;
}
