/* SPDX-License-Identifier: MIT */
/* What is read of a machine's fitness, from made-up /proc and /sys trees of machines that we do not have. */
#include "../../harness/api/plat_fitness.h"
#include "doctor_rig.h"
#include "tree_rig.h"

static struct plat_fitness told;

#define CPU "/sys/devices/system/cpu/"
#define THP "/sys/kernel/mm/transparent_hugepage/"

static void read_again(void)
{
    plat_fitness_read(root, &told);
}

#define expect_number(field, wanted)                                                                         \
    cr_expect(told.field.error == 0 && told.field.value == (wanted), #field " is %lld (error %d)",           \
              (long long)told.field.value, told.field.error)
#define expect_word(field, wanted)                                                                           \
    cr_expect(told.field.error == 0 && strcmp(told.field.text, (wanted)) == 0, #field " is %s (error %d)",   \
              told.field.text, told.field.error)

TestSuite(doctor_read, .init = make_root, .fini = remove_root);

Test(doctor_read, nothing_there)
{
    read_again();
    cr_expect(told.clock_source.error == -PLAT_ENOENT && told.cpus_online.error == -PLAT_ENOENT);
    cr_expect_str_eq(told.swap_total.source, "/proc/meminfo");
    cr_expect(told.swap_total.error == -PLAT_ENOENT && told.swap_used.error == -PLAT_ENOENT);
    cr_expect(told.quota_permille.error == -PLAT_ENOENT && told.cpuset.error == -PLAT_ENOENT);
    cr_expect(told.pressure_cpu.error != 0 && told.load.error != 0 && told.steal_ticks.error != 0);
    cr_expect(told.guest.error != 0 && told.turbo.error != 0 && told.governor.error != 0 &&
              told.aslr.error != 0);
}

Test(doctor_read, processors)
{
    write_file("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc \n");
    write_file(CPU "online", "0-2,5,8-11\n");
    write_file("/proc/self/status", "Name:\tx\nCpus_allowed:\tf\nCpus_allowed_list:\t0,2\n");
    write_file(CPU "smt/active", "1\n");
    write_file(CPU "intel_pstate/no_turbo", "0\n");
    write_file(CPU "cpu0/cpufreq/scaling_governor", "performance\n");
    write_file(CPU "cpu1/cpufreq/scaling_governor", "performance\n");
    write_file("/proc/self/timerslack_ns", "50000\n");
    read_again();
    expect_word(clock_source, "tsc");
    expect_number(cpus_online, 8);
    expect_number(cpus_allowed, 2);
    expect_number(smt, 1);
    expect_number(turbo, 1);
    expect_word(governor, "performance");
    expect_number(timer_slack_ns, 50000);

    write_file(CPU "cpu1/cpufreq/scaling_governor", "powersave\n");
    write_file(CPU "intel_pstate/no_turbo", "1\n");
    write_file(CPU "online", "0-\n");
    read_again();
    expect_word(governor, "mixed");
    expect_number(turbo, 0);
    cr_expect(told.cpus_online.error == -PLAT_EIO);
}

Test(doctor_read, turbo_of_other_drivers)
{
    write_file(CPU "cpufreq/boost", "1\n");
    read_again();
    expect_number(turbo, 1);
}

static const char mountinfo_v2[] = "30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n";

Test(doctor_read, quota_v2_the_tightest_above)
{
    write_file("/proc/self/mountinfo", mountinfo_v2);
    write_file("/proc/self/cgroup", "0::/user.slice/session\n");
    read_again();
    expect_number(quota_permille, -1);
    write_file("/sys/fs/cgroup/user.slice/session/cpu.max", "max 100000\n");
    write_file("/sys/fs/cgroup/user.slice/cpu.max", "150000 100000\n");
    write_file("/sys/fs/cgroup/user.slice/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 4\n");
    write_file("/sys/fs/cgroup/user.slice/session/cpuset.cpus.effective", "0-3\n");
    read_again();
    expect_number(quota_permille, 1500);
    expect_number(throttled_periods, 4);
    expect_word(cpuset, "0-3");
    write_file("/sys/fs/cgroup/user.slice/session/cpu.max", "20000 50000\n");
    read_again();
    expect_number(quota_permille, 400);
    cr_expect(told.throttled_periods.error != 0);
}

Test(doctor_read, quota_v1)
{
    write_file("/proc/self/mountinfo", "31 30 0:28 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
                                       "32 30 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n");
    write_file("/proc/self/cgroup", "3:cpuset:/box\n2:cpu,cpuacct:/box\n");
    write_file("/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "-1\n");
    write_file("/sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
    write_file("/sys/fs/cgroup/cpuset/box/cpuset.cpus", "1\n");
    read_again();
    expect_number(quota_permille, -1);
    expect_word(cpuset, "1");
    write_file("/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "250000\n");
    write_file("/sys/fs/cgroup/cpu/box/cpu.stat", "nr_periods 100\nnr_throttled 12\nthrottled_time 5\n");
    read_again();
    expect_number(quota_permille, 2500);
    expect_number(throttled_periods, 12);
}

Test(doctor_read, guests)
{
    write_file("/proc/cpuinfo", "processor : 0\nmodel name : X\nflags : fpu vme hypervisor lahf_lm\n");
    read_again();
    expect_number(guest, 1);
    cr_expect(told.guest_of.error == -PLAT_ENOENT);
    write_file("/sys/class/dmi/id/sys_vendor", "QEMU\n");
    read_again();
    expect_word(guest_of, "QEMU");
    write_file("/proc/cpuinfo", "processor : 0\nflags : fpu vme\n");
    read_again();
    expect_number(guest, 0);
    /* another architecture has no such flag */
    write_file("/proc/cpuinfo", "processor : 0\nFeatures : fp asimd\n");
    read_again();
    cr_expect(told.guest.error == -PLAT_ENOTSUP);
    write_file("/sys/hypervisor/type", "xen\n");
    read_again();
    expect_number(guest, 1);
    expect_word(guest_of, "xen");
}

Test(doctor_read, memory)
{
    write_file("/proc/meminfo", "MemTotal: 1000 kB\nSwapTotal:       2048 kB\nSwapFree:        1024 kB\n");
    write_file(THP "enabled", "always [madvise] never\n");
    write_file(THP "shmem_enabled", "always within_size advise [never] deny force\n");
    write_file(THP "defrag", "always defer\n");
    write_file("/sys/kernel/mm/ksm/run", "0\n");
    write_file("/proc/sys/vm/overcommit_memory", "2\n");
    write_file("/proc/sys/kernel/randomize_va_space", "2\n");
    write_file("/proc/self/personality", "00040000\n");
    read_again();
    expect_number(swap_total, 2 << 20);
    expect_number(swap_used, 1 << 20);
    expect_word(thp_enabled, "madvise");
    expect_word(thp_shmem, "never");
    cr_expect(told.thp_defrag.error == -PLAT_EIO);
    expect_number(ksm, 0);
    expect_number(overcommit, 2);
    expect_number(aslr, 2);
    expect_number(layout_fixed, 1);
    write_file("/proc/self/personality", "00000000\n");
    read_again();
    expect_number(layout_fixed, 0);
}

Test(doctor_read, load_and_pressure)
{
    write_file("/proc/loadavg", "1.25 0.50 0.10 2/300 12345\n");
    write_file("/proc/pressure/cpu", "some avg10=12.34 avg60=1.00 avg300=0.00 total=5\nfull avg10=99.00\n");
    write_file("/proc/pressure/memory", "garbage\n");
    write_file("/proc/stat", "cpu  100 0 50 800 0 0 10 40 7 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
    read_again();
    expect_number(load, 125);
    expect_number(pressure_cpu, 1234);
    cr_expect(told.pressure_memory.error == -PLAT_EIO && told.pressure_io.error == -PLAT_ENOENT);
    expect_number(steal_ticks, 40);
    expect_number(all_ticks, 1000); /* a guest's time is in the user's */
    write_file("/proc/stat", "cpu  100 0 50\n");
    read_again();
    cr_expect(told.steal_ticks.error == -PLAT_EIO);
}

/* Numbers that nobody has would overflow what is made of them. */
Test(doctor_read, numbers_beyond_reason)
{
    write_file("/proc/meminfo", "SwapTotal: 9223372036854775807 kB\nSwapFree: -5 kB\n");
    write_file(CPU "online", "0-9223372036854775807,0-9223372036854775807\n");
    write_file("/proc/stat", "cpu  9223372036854775807 9223372036854775807 1 1 1 1 1 1\n");
    read_again();
    cr_expect(told.swap_total.error == -PLAT_EIO && told.cpus_online.error == -PLAT_EIO);
    cr_expect(told.swap_used.error != 0);
    write_file("/proc/meminfo", "MemTotal: 9223372036854775807 kB\nMemAvailable: 9223372036854775807 kB\n");
    struct plat_limits limits;
    cr_expect(plat_limits_read(root, &limits) != 0 && limits.memory_available == -1);
}
