/* SPDX-License-Identifier: MIT */
/* What the kernel asks for its basic services: a page at its first touch, and a fork of a small process. */
#include <stdlib.h>

#include "doctor.h"

#define BATCHES     32u
#define BATCH_PAGES 64u
#define FORKS_MAX   25u

/* The least of some batches, for each page. */
static double touch(volatile unsigned char *region, uint64_t page_bytes)
{
    double least = 0;
    for (uint32_t batch = 0; batch < BATCHES; batch++) {
        uint64_t begin = plat_now_ns();
        for (uint32_t page = 0; page < BATCH_PAGES; page++, region += page_bytes)
            *region = 1;
        double each = (double)(plat_now_ns() - begin) / BATCH_PAGES;
        if (batch == 0 || each < least)
            least = each;
    }
    return least;
}

static void measure_faults(struct doctor_measured *measured)
{
    const uint64_t page_bytes = plat_page_bytes(), bytes = page_bytes * BATCHES * BATCH_PAGES;
    void *region = plat_region_new(bytes, PLAT_PAGES_4K, &measured->fault_error);
    if (region == NULL)
        return;
    measured->fault_error = 0;
    measured->fault_ns = touch(region, page_bytes);
    plat_region_free(region, bytes);
}

/* The doctor runs no trial, has no other thread now, and the child does nothing: here a fork harms nobody. */
static int fork_once(uint64_t *took_ns)
{
    struct plat_task child;
    struct plat_exit how;
    uint64_t begin = plat_now_ns();
    int is_child = plat_fork(&child);
    if (is_child == 1)
        plat_exit_now(0);
    if (is_child < 0)
        return is_child;
    int error = plat_process_join(&child, &how);
    *took_ns = plat_now_ns() - begin;
    return error != 0 ? error : how.signal != 0 || how.code != 0 ? -PLAT_EOTHER : 0;
}

static int by_size(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void measure_forks(const struct doctor_effort *effort, struct doctor_measured *measured)
{
    uint64_t took_ns[FORKS_MAX];
    uint32_t count = 0;
    const uint64_t start = plat_now_ns();
    while (count < effort->forks && plat_now_ns() - start < effort->forks_ns && measured->fork_error == 0) {
        measured->fork_error = fork_once(&took_ns[count]);
        count++;
    }
    if (measured->fork_error != 0)
        return;
    qsort(took_ns, count, sizeof took_ns[0], by_size);
    measured->fork_ns = took_ns[count / 2];
}

void doctor_measure_costs(const struct doctor_effort *effort, struct doctor_measured *measured)
{
    measure_forks(effort, measured);
    measure_faults(measured);
}
