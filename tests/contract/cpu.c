/* SPDX-License-Identifier: MIT */
/* Binding to processors, what is allowed, and what the system accounts to a thread. */
#include "contract.h"

#define CPUS        4096u
#define PATIENCE_NS UINT64_C(10000000000)

static uint32_t allowed[CPUS];

static void check_allowed(int count)
{
    int ascending = 1, here = 0, now = plat_cpu_now();
    for (int i = 0; i < count; i++) {
        ascending &= i == 0 || allowed[i] > allowed[i - 1];
        here |= allowed[i] == (uint32_t)now;
    }
    CHECK(count >= 1 && count <= (int)CPUS, "there are CPUs that we may run on");
    CHECK(ascending, "they are told in ascending order");
    if (!contract_skip(now, "we run on one of them"))
        CHECK(here, "we run on one of them");
    uint32_t first = UINT32_MAX;
    CHECK(plat_cpus_allowed(&first, 1) == count && first == allowed[0],
          "a short list gets the first, and the count");
}

static void *check_pins(void *argument)
{
    int count = *(int *)argument, pinned = 1, there = 1, told = 1;
    for (int i = 0; i < count; i++) {
        int error = plat_cpu_pin(allowed[i]);
        if (contract_skip(error, "a thread can be bound to each CPU"))
            return NULL;
        pinned &= error == 0;
        there &= plat_cpu_now() == (int)allowed[i];
        told &= plat_cpu_is_pinned(allowed[i]) == 1 && plat_cpu_is_pinned(allowed[i] + 1) == 0;
    }
    CHECK(pinned, "a thread can be bound to each CPU");
    CHECK(there, "it runs there from then on");
    CHECK(told, "and can tell that it is bound there and nowhere else");
    CHECK(plat_cpus_allowed(allowed, CPUS) == 1, "it may run on no other CPU");
    CHECK(plat_cpu_pin(1000000) < 0, "a CPU that is not there is an error");
    return NULL;
}

static void check_usage(void)
{
    struct plat_usage before, after;
    int error = 0;
    const uint64_t bytes = 256 * plat_page_bytes();
    if (contract_skip(plat_usage_thread(&before), "usage is told"))
        return;
    unsigned char *region = plat_region_new(bytes, PLAT_PAGES_4K, &error);
    for (uint64_t i = 0; region && i < bytes; i += plat_page_bytes())
        region[i] = 1;
    CHECK(plat_usage_thread(&after) == 0, "usage is told");
    if (!contract_skip(after.minor_faults < 0 ? -PLAT_ENOTSUP : 0, "each first touch of a page is a fault"))
        CHECK(after.minor_faults - before.minor_faults >= 256, "each first touch of a page is a fault");
    plat_region_free(region, bytes);

    plat_usage_thread(&before);
    for (int i = 0; i < 10; i++)
        plat_sleep_ns(1000000);
    plat_usage_thread(&after);
    if (!contract_skip(after.voluntary < 0 ? -PLAT_ENOTSUP : 0, "each sleep is a voluntary switch"))
        CHECK(after.voluntary - before.voluntary >= 10, "each sleep is a voluntary switch");
    /* Some systems account in ticks, and a busy one gives us few of them. */
    const uint64_t start = plat_now_ns();
    do
        plat_usage_thread(&after);
    while (after.user_ns + after.system_ns <= before.user_ns + before.system_ns &&
           plat_now_ns() - start < PATIENCE_NS);
    CHECK(after.user_ns + after.system_ns > before.user_ns + before.system_ns,
          "time spent computing is accounted");
}

static void check_run_delay(void)
{
    int64_t handle = plat_run_delay_open();
    if (contract_skip(handle, "waiting for a CPU is told") ||
        contract_skip(handle == -PLAT_ENOENT ? -PLAT_ENOTSUP : 0, "waiting for a CPU is told"))
        return;
    int64_t before = plat_run_delay_ns(handle);
    plat_sleep_ns(1000000);
    int64_t after = plat_run_delay_ns(handle);
    CHECK(before >= 0 && after >= before, "waiting for a CPU is told, and never shrinks");
    plat_handle_close(handle);
}

/* Where the kernel lacks it, it may also say that there is no such file. */
static int not_told(int64_t result, const char *name)
{
    return contract_skip(result == -PLAT_ENOENT ? -PLAT_ENOTSUP : result, name);
}

static void check_pressure(void)
{
    int64_t before = plat_pressure_cpu_ns();
    if (not_told(before, "pressure on the CPUs is told"))
        return;
    plat_sleep_ns(1000000);
    CHECK(before >= 0 && plat_pressure_cpu_ns() >= before, "pressure on the CPUs is told, and never shrinks");
}

static void *check_migrations(void *argument)
{
    int count = *(int *)argument;
    int64_t before = plat_migrations();
    if (not_told(before, "moves between CPUs are counted"))
        return NULL;
    plat_cpu_pin(allowed[0]);
    before = plat_migrations();
    CHECK(before >= 0 && plat_migrations() == before, "a bound thread is not moved");
    if (count < 2 || plat_cpu_pin(allowed[1]) != 0)
        return NULL;
    CHECK(plat_migrations() == before + 1, "moves between CPUs are counted");
    return NULL;
}

static void check_limits(void)
{
    struct plat_limits limits;
    int error = plat_limits_read("", &limits);
    if (contract_skip(error, "limits are told"))
        return;
    CHECK(error == 0 && limits.memory_total > 0, "limits are told");
    CHECK(limits.memory_available <= limits.memory_total, "no more memory is available than there is");
    CHECK(limits.files < 0 || limits.files >= 3, "descriptors are told, or not limited");
    CHECK(plat_limits_read("/nowhere", &limits) < 0, "a system that is not there is an error");
}

int main(void)
{
    struct plat_task task;
    int count = plat_cpus_allowed(allowed, CPUS);
    if (!contract_skip(count, "there are CPUs that we may run on")) {
        check_allowed(count);
        /* In a thread of its own: the others stay free. */
        if (CHECK(plat_thread_start(&task, check_pins, &count) == 0, "a thread to bind"))
            plat_thread_join(&task);
        CHECK(plat_cpus_allowed(allowed, CPUS) == count, "binding one thread binds no other");
        if (CHECK(plat_thread_start(&task, check_migrations, &count) == 0, "a thread to move"))
            plat_thread_join(&task);
    }
    check_usage();
    check_run_delay();
    check_pressure();
    check_limits();
    return contract_done();
}
