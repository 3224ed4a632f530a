/* SPDX-License-Identifier: MIT */
/* idle: it waits as often and as long as it says, and its verification notices when it did not. */
#include "workload_rig.h"

Test(workload_idle, waits_and_counts)
{
    struct rig rig;

    rig_open(&rig, "idle", 2, 0);
    rig_set_up_all(&rig);
    rig_expect_right(&rig, 0);
    const uint64_t begun = plat_now_ns();
    rig_run(&rig, 0, 5);
    cr_expect(plat_now_ns() - begun >= 5 * UINT64_C(1000000), "five waits of 1 ms took less than 5 ms");
    rig_expect_right(&rig, 0);
    rig_expect_count_checked(&rig, 0, "waits were made");
    /* As many waits, of no length. */
    memset(rig.worker[0].scratch + sizeof(uint64_t), 0, sizeof(uint64_t));
    rig_expect_wrong(&rig, 0, "the waits took 0 ns");
    rig_expect_right(&rig, 1);
}
