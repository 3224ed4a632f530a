/* SPDX-License-Identifier: MIT */
/* What a parent is loaded with: it is there when it is said to be, and a reason where it cannot be had. */
#include "contract.h"

#define MANY 100

static void check_descriptors(void)
{
    if (contract_skip(plat_descriptors_make(MANY), "open files are made"))
        return;
    /* Their numbers are taken: a new file gets one behind them. */
    int64_t ends[2];
    if (!CHECK(plat_channel_new(ends) == 0, "a channel can be had beside them"))
        return;
    CHECK(ends[0] >= MANY && ends[1] >= MANY, "as many files are open as were asked for");
    plat_handle_close(ends[0]);
    plat_handle_close(ends[1]);
}

static void check_mappings(void)
{
    struct plat_footprint before, after;
    const int told = plat_footprint_of(plat_pid(), &before) == 0;
    if (contract_skip(plat_mappings_make(MANY), "mappings are made"))
        return;
    if (told && plat_footprint_of(plat_pid(), &after) == 0)
        CHECK(after.rss - before.rss >= (int64_t)(MANY * plat_page_bytes()), "each has a touched page");
}

int main(void)
{
    const int none = plat_ballast_unsupported() != NULL;
    CHECK(plat_mappings_make(0) == 0 && plat_descriptors_make(0) == 0, "none can be had everywhere");
    check_descriptors();
    check_mappings();
    CHECK(none == (plat_mappings_make(1) == -PLAT_ENOTSUP), "a reason where there are none");
    const int64_t found = plat_libraries_loaded("/no-such-library-");
    CHECK(plat_libraries_unsupported() != NULL ? found == -PLAT_ENOTSUP : found == 0,
          "no library of that name is loaded, or nobody can tell");
    return contract_done();
}
