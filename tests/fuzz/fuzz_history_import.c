/* SPDX-License-Identifier: MIT */
/* `tvp history import`: series of others into a history that grows anew now and then. What reads them is
 * fuzzed by fuzz_series.c at far greater speed; here they go all the way. */
#include <unistd.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned played;
    const char *db = fuzz_path("history.db"), *path = fuzz_file("series", data, size);
    FUZZ_COMMAND(history, "import", "--db", db, path);
    if (played++ % 256 == 255) {
        FUZZ_COMMAND(history, "show", "--db", db);
        unlink(db);
        unlink(fuzz_path("history.db-wal"));
        unlink(fuzz_path("history.db-shm"));
    }
    return 0;
}
