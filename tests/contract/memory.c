/* SPDX-License-Identifier: MIT */
/* Memory with pages of a stated size, nameless shared objects, and what the system says that they take. */
#include "contract.h"

#define MEBI         (UINT64_C(1) << 20)
#define REGION_BYTES (32 * MEBI)

static int is_zero(const unsigned char *from, uint64_t bytes)
{
    unsigned char seen = 0;
    for (uint64_t i = 0; i < bytes; i++)
        seen |= from[i];
    return seen == 0;
}

static int within_percent(int64_t value, int64_t expected, int64_t percent)
{
    return value >= expected - expected * percent / 100 && value <= expected + expected * percent / 100;
}

static void check_region(enum plat_pages pages, const char *name)
{
    int error = 0;
    unsigned char *region = plat_region_new(REGION_BYTES, pages, &error);
    printf("# %s\n", name);
    if (!CHECK(region != NULL, "a region can be had"))
        return;
    CHECK((uintptr_t)region % plat_page_bytes() == 0, "it is aligned to pages");
    CHECK(is_zero(region, REGION_BYTES), "it is zero");
    memset(region, 1, REGION_BYTES);
    int64_t huge = plat_region_huge_bytes(region, REGION_BYTES);
    if (pages == PLAT_PAGES_4K && !contract_skip(huge, "small pages are small"))
        CHECK(huge == 0, "small pages are small");
    if (pages == PLAT_PAGES_THP)
        CHECK(huge >= 0 && huge <= (int64_t)REGION_BYTES, "huge pages are told, at most the whole");
    plat_region_free(region, REGION_BYTES);
}

static void check_too_large(void)
{
    int error = 0;
    CHECK(plat_region_new(UINT64_C(1) << 60, PLAT_PAGES_4K, &error) == NULL && error < 0,
          "a region beyond all memory is refused, with an error");
}

static void check_object(void)
{
    int error = 0;
    const uint64_t bytes = 4 * plat_page_bytes();
    int64_t object = plat_object_new(bytes);
    if (!CHECK(object >= 0, "a shared object can be had"))
        return;
    CHECK(plat_object_bytes(object) == (int64_t)bytes, "it has the size asked for");
    unsigned char *one = plat_object_map(object, bytes, PLAT_PAGES_4K, &error);
    unsigned char *two = plat_object_map(object, bytes, PLAT_PAGES_4K, &error);
    if (CHECK(one != NULL && two != NULL && one != two, "it can be mapped twice")) {
        CHECK(is_zero(one, bytes), "it is zero");
        one[bytes - 1] = 42;
        CHECK(two[bytes - 1] == 42, "both mappings are the same memory");
        plat_handle_close(object);
        two[0] = 7;
        CHECK(one[0] == 7, "they stay when the handle is closed");
    }
    plat_object_unmap(one, bytes);
    plat_object_unmap(two, bytes);
}

static void check_footprint(void)
{
    int error = 0;
    struct plat_footprint before = {0}, after = {0};
    int result = plat_footprint_of(plat_pid(), &before);
    if (contract_skip(result, "a process' memory is told"))
        return;
    unsigned char *region = plat_region_new(REGION_BYTES, PLAT_PAGES_4K, &error);
    if (!CHECK(result == 0 && region != NULL, "a process' memory is told"))
        return;
    memset(region, 1, REGION_BYTES);
    CHECK(plat_footprint_of(plat_pid(), &after) == 0, "it is told again");
    CHECK(within_percent(after.rss - before.rss, REGION_BYTES, 5),
          "resident memory grows by what was touched");
    if (before.pss >= 0)
        CHECK(within_percent(after.pss - before.pss, REGION_BYTES, 5), "so does the proportional share");
    if (before.uss >= 0)
        CHECK(within_percent(after.uss - before.uss, REGION_BYTES, 5), "so does what is ours alone");
    plat_region_free(region, REGION_BYTES);
    CHECK(plat_footprint_of(plat_pid(), &after) == 0 && after.rss < before.rss + (int64_t)REGION_BYTES / 2,
          "it shrinks when the region is given back");
    CHECK(plat_footprint_of(INT32_MAX, &after) < 0, "a process that is not there is an error");
}

/* What every system tells: pages of its own, and others. */
static void check_working_set(void)
{
    int error = 0;
    struct plat_working_set before = {0}, own = {0}, both = {0};
    int result = plat_working_set_of(plat_pid(), &before);
    if (contract_skip(result, "a process' own pages are told"))
        return;
    unsigned char *region = plat_region_new(REGION_BYTES, PLAT_PAGES_4K, &error);
    int64_t object = plat_object_new(REGION_BYTES);
    unsigned char *shared = object < 0 ? NULL : plat_object_map(object, REGION_BYTES, PLAT_PAGES_4K, &error);
    if (!CHECK(result == 0 && region != NULL && shared != NULL, "a process' own pages are told"))
        return;
    memset(region, 1, REGION_BYTES);
    plat_working_set_of(plat_pid(), &own);
    CHECK(within_percent(own.private_bytes - before.private_bytes, REGION_BYTES, 5),
          "they grow by what was touched");
    memset(shared, 1, REGION_BYTES);
    plat_working_set_of(plat_pid(), &both);
    int64_t grown = both.private_bytes + both.shared_bytes - own.private_bytes - own.shared_bytes;
    CHECK(within_percent(grown, REGION_BYTES, 5), "a shared object's pages are among them");
    CHECK(plat_working_set_of(INT32_MAX, &both) < 0, "a process that is not there is an error");
    plat_region_free(region, REGION_BYTES);
    plat_object_unmap(shared, REGION_BYTES);
    plat_handle_close(object);
}

/* Two processes that share pages have half of them each, and none alone. */
static void check_sharing(void)
{
    int error = 0;
    int64_t ends[2];
    struct plat_task task;
    struct plat_exit how;
    struct plat_footprint alone, shared;
    unsigned char *region = plat_region_new(REGION_BYTES, PLAT_PAGES_4K, &error), byte = 0;
    if (!CHECK(region != NULL && plat_channel_new(ends) == 0, "a region to share"))
        return;
    memset(region, 1, REGION_BYTES);
    int told = plat_footprint_of(plat_pid(), &alone);
    int child = told == 0 ? plat_fork(&task) : told;
    if (contract_skip(child, "a forked process shares until it writes") || alone.pss < 0)
        return;
    if (child == 1) {
        plat_channel_read(ends[0], &byte, 1);
        plat_exit_now(0);
    }
    /* an emulator's own memory, which both grow, is part of it */
    if (!contract_emulated("a forked process shares until it writes"))
        CHECK(plat_footprint_of(plat_pid(), &shared) == 0 &&
                  within_percent(alone.pss - shared.pss, REGION_BYTES / 2, 10),
              "a forked process shares until it writes");
    plat_channel_write(ends[1], &byte, 1);
    plat_process_join(&task, &how);
    plat_region_free(region, REGION_BYTES);
}

int main(void)
{
    CHECK(plat_page_bytes() >= 4096 && (plat_page_bytes() & (plat_page_bytes() - 1)) == 0,
          "a page is a power of two");
    CHECK(plat_pages_unsupported(PLAT_PAGES_4K, 0) == NULL &&
              plat_pages_unsupported(PLAT_PAGES_4K, 1) == NULL,
          "small pages can always be had");
    check_region(PLAT_PAGES_4K, "small pages");
    if (!contract_skip(plat_pages_unsupported(PLAT_PAGES_THP, 0) != NULL ? -PLAT_ENOTSUP : 0, "huge pages"))
        check_region(PLAT_PAGES_THP, "huge pages");
    check_too_large();
    check_object();
    check_footprint();
    check_working_set();
    check_sharing();
    return contract_done();
}
