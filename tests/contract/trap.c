/* SPDX-License-Identifier: MIT */
/* Counting the system calls of a thread. */
#include "contract.h"

static uint64_t ours, theirs;

static void *sleep_a_little(void *argument)
{
    (void)argument;
    for (int i = 0; i < 20; i++)
        plat_sleep_ns(1000000);
    return NULL;
}

int main(void)
{
    struct plat_task task;
    struct plat_usage usage;
    volatile unsigned sum = 0; /* keeps the loops */
    int begun = plat_trap_begin(&ours);
    /* Nothing is printed while counting: that would be a call. */
    if (begun != 0)
        return contract_skip(begun, "system calls are counted") ? 0 : 1;
    for (unsigned i = 0; i < 100000; i++)
        sum += i;
    uint64_t none = ours;
    int64_t pid = 0;
    for (int i = 0; i < 5; i++)
        pid += plat_usage_thread(&usage) == 0;
    uint64_t five = ours - none;
    plat_trap_end();
    uint64_t ended = ours;
    plat_sleep_ns(1000);
    CHECK(begun == 0, "system calls are counted");
    CHECK(none == 0, "arithmetic makes none");
    CHECK(five == 5 && pid == 5, "each call is counted, and does its work");
    CHECK(ours == ended, "nothing is counted after the end");

    if (CHECK(plat_thread_start(&task, sleep_a_little, NULL) == 0, "another thread")) {
        begun = plat_trap_begin(&theirs);
        for (unsigned i = 0; i < 1000000; i++)
            sum += i;
        plat_trap_end();
        plat_thread_join(&task);
        CHECK(begun == 0, "counting can begin again");
        CHECK(theirs == 0, "other threads' calls are not counted");
    }
    (void)sum;
    return contract_done();
}
