/* SPDX-License-Identifier: MIT */
/* cpu_stream and data_touch: partial passes, places that carry over, and pages that were changed. */
#include "workload_rig.h"

#define PAGES 37u /* prime to all batches */

static uint64_t *slot_at(struct rig *rig, uint64_t page, uint64_t slot)
{
    return (uint64_t *)(void *)(rig->trial.data + page * rig->trial.page_bytes) + slot;
}

Test(workload_data, a_round_is_a_whole_pass)
{
    static const char *const names[] = {"cpu_stream", "data_touch"};

    for (unsigned i = 0; i < 2; i++) {
        const struct tvp_workload *workload = workload_find(names[i]);

        cr_expect_eq(workload->round_ops(NULL, UINT64_C(1) << 40, 4096), UINT64_C(1) << 28);
        cr_expect_eq(workload->round_ops(NULL, 16384, 16384), 1);
        cr_expect(workload->needs & TVP_NEEDS_DATA);
    }
}

static void open_stream(struct rig *rig, uint64_t pages)
{
    rig_open(rig, "cpu_stream", 2, pages);
    rig_set_up_all(rig);
}

Test(workload_data, stream_adds_up_whole_and_partial_passes)
{
    static const uint64_t sizes[] = {1, 2, PAGES, 2000};

    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct rig rig;

        open_stream(&rig, sizes[i]);
        rig_expect_right(&rig, 0);
        rig_run_batches(&rig, 0);
        rig_run_batches(&rig, 1);
        rig_run_batches(&rig, 1);
        rig_expect_count_checked(&rig, 0, "cpu_stream: the sum over");
        rig_expect_no_calls(&rig, 1);
        rig_expect_right(&rig, 1);
    }
}

Test(workload_data, stream_notices_any_changed_word)
{
    struct rig rig;
    uint64_t slots;

    open_stream(&rig, 3);
    slots = rig.trial.page_bytes / sizeof(uint64_t);
    for (uint64_t slot = 0; slot < slots; slot++) {
        rig_set_up_all(&rig);
        *slot_at(&rig, 2, slot) += 1;
        rig_run(&rig, 0, 6);
        rig_expect_wrong(&rig, 0, "cpu_stream: the sum over");
        *slot_at(&rig, 2, slot) -= 1;
    }
    rig_set_up_all(&rig);
    rig_run(&rig, 0, 6);
    rig_expect_right(&rig, 0);
}

static void open_touch(struct rig *rig, uint64_t pages, uint32_t write_percent)
{
    rig_open(rig, "data_touch", RIG_WORKERS, pages);
    rig->trial.write_percent = write_percent;
    rig_set_up_all(rig);
}

/* Pages whose slot of worker i is not zero. Their distance must not vary by more than one: evenly spread. */
static uint64_t written_pages(struct rig *rig, uint32_t i)
{
    uint64_t count = 0, last = 0, nearest = UINT64_MAX, farthest = 0,
             pages = rig->trial.data_bytes / rig->trial.page_bytes;

    for (uint64_t page = 0; page < pages; page++) {
        if (*slot_at(rig, page, i) == 0)
            continue;
        if (count++ > 0) {
            nearest = page - last < nearest ? page - last : nearest;
            farthest = page - last > farthest ? page - last : farthest;
        }
        last = page;
    }
    cr_expect(count < 2 || farthest - nearest <= 1);
    return count;
}

Test(workload_data, touch_writes_exactly_the_share)
{
    for (uint64_t pages = 1; pages < 130; pages += 43)
        for (uint32_t percent = 0; percent <= 100; percent++) {
            struct rig rig;

            open_touch(&rig, pages, percent);
            rig_run(&rig, 0, pages);
            rig_run(&rig, 3, pages);
            cr_expect_eq(written_pages(&rig, 0), (pages * percent + 50) / 100);
            cr_expect_eq(written_pages(&rig, 1), 0);
            for (uint64_t page = 0; page < pages; page++)
                cr_expect_eq(*slot_at(&rig, page, 0), *slot_at(&rig, page, 3)); /* the same pages for all */
            rig_expect_right(&rig, 0);
            munmap(rig.trial.data, rig.trial.data_bytes);
        }
}

Test(workload_data, touch_carries_its_place_over)
{
    static const uint32_t percents[] = {0, 1, 10, 33, 50, 99, 100};

    for (unsigned p = 0; p < sizeof percents / sizeof *percents; p++) {
        struct rig rig;

        open_touch(&rig, PAGES, percents[p]);
        for (uint32_t i = 0; i < RIG_WORKERS; i++)
            for (uint32_t turn = 0; turn <= i; turn++)
                rig_run_batches(&rig, i);
        for (uint32_t i = 0; i < RIG_WORKERS; i++)
            rig_expect_right(&rig, i);
        rig_expect_no_calls(&rig, 1);
        rig_expect_right(&rig, 1);
    }
}

/* With everything written, one visit more or less shows in the slots, with nothing written in the sum. */
Test(workload_data, touch_notices_ops_left_out)
{
    struct rig rig;

    open_touch(&rig, PAGES, 100);
    rig_run_batches(&rig, 0);
    rig_expect_count_checked(&rig, 0, "data_touch: page ");
    open_touch(&rig, PAGES, 0);
    rig_run_batches(&rig, 0);
    rig_expect_count_checked(&rig, 0, "data_touch: the sum");
}

Test(workload_data, touch_notices_changed_slots)
{
    struct rig rig;

    open_touch(&rig, PAGES, 50);
    rig_run_batches(&rig, 1);
    rig_expect_right(&rig, 1);
    for (uint64_t page = 0; page < PAGES; page++) {
        *slot_at(&rig, page, 1) += 1;
        rig_expect_wrong(&rig, 1, "data_touch: page ");
        *slot_at(&rig, page, 1) -= 1;
    }
    *slot_at(&rig, 5, TVP_WORKERS_MAX) ^= 1;
    rig_expect_right(&rig, 1); /* it was not read again */
    rig_run(&rig, 1, PAGES);
    rig_expect_wrong(&rig, 1, "data_touch: the sum");
}

/* Verification leaves every page as it is: it may not break copy-on-write between the plateaus. */
Test(workload_data, verification_writes_nothing)
{
    static const char *const names[] = {"cpu_stream", "data_touch"};

    for (unsigned i = 0; i < 2; i++) {
        struct rig rig;

        rig_open(&rig, names[i], 1, PAGES);
        rig.trial.write_percent = 30;
        rig_set_up_all(&rig);
        rig_run_batches(&rig, 0);
        cr_assert_eq(mprotect(rig.trial.data, rig.trial.data_bytes, PROT_READ), 0);
        rig_expect_right(&rig, 0);
    }
}
