/* SPDX-License-Identifier: MIT */
/* What is read as the limits of this process, from made-up /proc and /sys trees of machines that we do not
 * have. */
#include "../../harness/core/limits.h"

#include "tree_rig.h"

#define MEBI (INT64_C(1) << 20)

/* A machine with 1000 MiB, 800 of them available, a user without privileges, and no control groups. */
static void make_machine(void)
{
    make_root();
    write_file("/proc/meminfo",
               "MemTotal:        1024000 kB\nMemFree:          100 kB\nMemAvailable:     819200 kB\n");
    write_file("/proc/loadavg", "0.50 0.40 0.30 2/300 12345\n");
    write_file("/proc/sys/kernel/threads-max", "8000\n");
    write_file("/proc/sys/kernel/pid_max", "4194304\n");
    write_file("/proc/self/limits",
               "Limit                     Soft Limit           Hard Limit           Units\n"
               "Max processes             500                  unlimited            processes\n"
               "Max open files            1024                 4096                 files\n"
               "Max stack size            8388608              unlimited            bytes\n"
               "Max address space         1073741824           unlimited            bytes\n");
    write_file("/proc/sys/vm/max_map_count", "65530\n");
    write_file("/proc/self/status",
               "Name:\ttvp\nUid:\t1000\t1000\t1000\t1000\nThreads:\t1\nCapEff:\t0000000000000000\n");
    write_file("/proc/10/status", "Name:\ta\nUid:\t1000\t1000\t1000\t1000\nThreads:\t30\n");
    write_file("/proc/11/status", "Name:\tb\nUid:\t1000\t1000\t1000\t1000\nThreads:\t20\n");
    write_file("/proc/12/status", "Name:\tc\nUid:\t0\t0\t0\t0\nThreads:\t400\n");
}

static struct plat_limits read_limits(void)
{
    struct plat_limits limits;
    cr_assert_eq(plat_limits_read(root, &limits), 0);
    return limits;
}

TestSuite(limits_read, .init = make_machine, .fini = remove_root);

Test(limits_read, without_groups)
{
    struct plat_limits limits = read_limits();
    cr_expect_eq(limits.memory_total, 1000 * MEBI);
    cr_expect_eq(limits.memory_available, 800 * MEBI);
    cr_expect_eq(limits.memory_cgroup, -1);
    cr_expect_eq(limits.cgroup_version, 0);
    cr_expect_eq(limits.files, 1024);
    cr_expect_eq(limits.address_space, 1024 * MEBI);
    cr_expect_eq(limits.stack, 8 * MEBI);
    cr_expect_eq(limits.mappings, 65530);
    cr_expect_eq(limits.tasks_rlimit, 500 - 50);
    cr_expect_eq(limits.tasks_cgroup, -1);
    cr_expect_eq(limits.tasks_system, 8000 - 300);
    cr_expect_eq(limits.tasks_pids, 4194304 - 300);
}

Test(limits_read, root_may_exceed_the_process_limit)
{
    write_file("/proc/self/status", "Uid:\t0\t0\t0\t0\nCapEff:\t0000000000000000\n");
    cr_expect_eq(read_limits().tasks_rlimit, -1);
    write_file("/proc/self/status",
               "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000001000000\n"); /* CAP_SYS_RESOURCE */
    cr_expect_eq(read_limits().tasks_rlimit, -1);
    write_file("/proc/self/status",
               "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000001\n"); /* CAP_CHOWN */
    cr_expect_eq(read_limits().tasks_rlimit, 450);
}

Test(limits_read, unlimited_and_absent)
{
    write_file("/proc/self/limits",
               "Max processes             unlimited            unlimited            processes\n");
    struct plat_limits limits = read_limits();
    cr_expect_eq(limits.tasks_rlimit, -1);
    cr_expect_eq(limits.files, -1);
    cr_expect(limits.address_space == -1 && limits.stack == -1);
    cr_expect_eq(limits.mappings, 65530);
}

Test(limits_read, used_up_is_nought)
{
    write_file("/proc/10/status", "Uid:\t1000\t1000\t1000\t1000\nThreads:\t3000\n");
    cr_expect_eq(read_limits().tasks_rlimit, 0);
}

static const char mountinfo_v2[] =
    "22 1 8:1 / / rw - ext4 /dev/root rw\n"
    "30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";

Test(limits_read, v2_walks_up)
{
    write_file("/proc/self/mountinfo", mountinfo_v2);
    write_file("/proc/self/cgroup", "0::/user.slice/session\n");
    write_file("/sys/fs/cgroup/user.slice/session/memory.max", "max\n");
    write_file("/sys/fs/cgroup/user.slice/session/memory.current", "1048576\n");
    write_file("/sys/fs/cgroup/user.slice/session/pids.max", "max\n");
    write_file("/sys/fs/cgroup/user.slice/session/pids.current", "3\n");
    cr_expect_eq(read_limits().memory_cgroup, -1);
    cr_expect_eq(read_limits().tasks_cgroup, -1);

    write_file("/sys/fs/cgroup/user.slice/memory.max", "419430400\n"); /* 400 MiB */
    write_file("/sys/fs/cgroup/user.slice/memory.current",
               "209715200\n"); /* 200, of which 50 can be dropped */
    write_file("/sys/fs/cgroup/user.slice/memory.stat",
               "anon 1\nfile 2\ninactive_anon 7\ninactive_file 52428800\n");
    write_file("/sys/fs/cgroup/user.slice/pids.max", "100\n");
    write_file("/sys/fs/cgroup/user.slice/pids.current", "40\n");
    struct plat_limits limits = read_limits();
    cr_expect_eq(limits.memory_cgroup, 250 * MEBI);
    cr_expect_eq(limits.cgroup_version, 2);
    cr_expect_eq(limits.tasks_cgroup, 60);

    /* a soft limit of our own group is tighter */
    write_file("/sys/fs/cgroup/user.slice/session/memory.high", "10485760\n");
    cr_expect_eq(read_limits().memory_cgroup, 9 * MEBI);
}

Test(limits_read, v2_in_a_container)
{
    /* the mount shows our group at its top, the path is told from outside */
    write_file("/proc/self/mountinfo", "30 22 0:26 /box/7 /sys/fs/cgroup rw - cgroup2 cgroup rw\n");
    write_file("/proc/self/cgroup", "0::/box/7\n");
    write_file("/sys/fs/cgroup/memory.max", "104857600\n");
    write_file("/sys/fs/cgroup/memory.current", "0\n");
    cr_expect_eq(read_limits().memory_cgroup, 100 * MEBI);
    /* another namespace: the path lies outside of what we see */
    write_file("/proc/self/cgroup", "0::/../../other\n");
    cr_expect_eq(read_limits().memory_cgroup, 100 * MEBI);
}

Test(limits_read, v1_and_hybrid)
{
    write_file("/proc/self/mountinfo", "31 30 0:28 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
                                       "32 30 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                                       "33 30 0:30 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
                                       "34 30 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
    write_file("/proc/self/cgroup", "9:pids:/p\n4:memory:/box/1\n2:cpu,cpuacct:/\n0::/\n");
    write_file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    write_file("/sys/fs/cgroup/memory/memory.usage_in_bytes", "734003200\n");
    write_file("/sys/fs/cgroup/memory/box/1/memory.limit_in_bytes", "314572800\n");
    write_file("/sys/fs/cgroup/memory/box/1/memory.usage_in_bytes", "104857600\n");
    write_file("/sys/fs/cgroup/memory/box/1/memory.stat",
               "cache 5\ntotal_cache 9\ntotal_inactive_file 1048576\n");
    write_file("/sys/fs/cgroup/pids/p/pids.max", "20\n");
    write_file("/sys/fs/cgroup/pids/p/pids.current", "25\n");
    struct plat_limits limits = read_limits();
    cr_expect_eq(limits.memory_cgroup, 201 * MEBI);
    cr_expect_eq(limits.cgroup_version, 1);
    cr_expect_eq(limits.tasks_cgroup, 0);
}

Test(limits_read, the_tightest_wins)
{
    struct limits limits;
    cr_assert_eq(limits_read(root, &limits), 0);
    cr_expect_eq(limits.memory_bytes, 800 * (uint64_t)MEBI);
    cr_expect_str_eq(limits.memory_by, "memory available");
    cr_expect_eq(limits.tasks, 450);
    cr_expect_str_eq(limits.tasks_by, "ulimit -u");
    cr_expect_eq(limits.files, 1024);

    write_file("/proc/self/mountinfo", mountinfo_v2);
    write_file("/proc/self/cgroup", "0::/\n");
    write_file("/sys/fs/cgroup/memory.max", "524288000\n");
    write_file("/sys/fs/cgroup/memory.current", "0\n");
    write_file("/proc/sys/kernel/threads-max", "310\n");
    cr_assert_eq(limits_read(root, &limits), 0);
    cr_expect_eq(limits.memory_bytes, 500 * (uint64_t)MEBI);
    cr_expect_str_eq(limits.memory_by, "cgroup limit");
    cr_expect_eq(limits.tasks, 10);
    cr_expect_str_eq(limits.tasks_by, "kernel.threads-max");
}

Test(limits_real, this_machine_has_memory)
{
    struct limits limits;
    cr_assert_eq(limits_read("", &limits), 0);
    cr_expect(limits.memory_bytes > 0 && limits.memory_bytes != LIMITS_NONE);
    cr_expect(limits.tasks > 2);
    cr_expect_eq(limits_read("/nowhere", &limits), -PLAT_ENOENT);
}
