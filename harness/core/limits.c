/* SPDX-License-Identifier: MIT */
/* Works out from what the system says, and from what a cell needs, whether its trials are to be started at
 * all. */
#include "limits.h"

#include <stdarg.h>

#define WORKER_BYTES                                                                                         \
    (UINT64_C(512) << 10) /* stack, libc's pages, page tables of a worker that holds no data */
#define PARENT_BYTES     (UINT64_C(4) << 20)  /* the lean image itself and its mapping */
#define PAGE_TABLE_SHARE 512u                 /* 8 bytes of page table for each 4 KiB page */
#define IMAGE_ADDRESSES  (UINT64_C(16) << 20) /* the lean image, libc and what it maps by itself */
#define MAP_ADDRESSES    (UINT64_C(1) << 20)  /* a worker's part of the shared mapping */
#define STACK_USUAL      (UINT64_C(8) << 20)  /* where no limit says how large a thread's stack is */
#define OWN_TASKS        2u                   /* the trial's parent and a workload's server */
#define FILES_A_WORKER   2u                   /* its end of a channel, and one for a probe */
#define FILES_A_TRIAL    16u                  /* standard streams, mapping, data, probes */
#define MAPPINGS_USUAL   128u                 /* of an image with libc, its stacks and data */
#define MAPPINGS_A_LOAD  5u                   /* of a library; a thread has less */
#define MAPPING_BYTES    (UINT64_C(5) << 10)  /* a page, and what the kernel keeps */
#define DESCRIPTOR_BYTES 512u
#define THREAD_BYTES     (UINT64_C(32) << 10) /* kernel stack, touched pages of its own */
#define LIBRARY_BYTES    (UINT64_C(64) << 10)

static uint64_t at_most(int64_t limit, const char *name, uint64_t least, const char **by)
{
    if (limit < 0 || (uint64_t)limit >= least)
        return least;
    *by = name;
    return (uint64_t)limit;
}

int limits_read(const char *root, struct limits *limits)
{
    struct plat_limits read;
    int error = plat_limits_read(root, &read);
    if (error != 0)
        return error;
    limits->memory_by = limits->tasks_by = "no limit";
    limits->memory_bytes =
        at_most(read.memory_available, "memory available", LIMITS_NONE, &limits->memory_by);
    limits->memory_bytes =
        at_most(read.memory_cgroup, "cgroup limit", limits->memory_bytes, &limits->memory_by);
    limits->tasks = at_most(read.tasks_rlimit, "ulimit -u", LIMITS_NONE, &limits->tasks_by);
    limits->tasks = at_most(read.tasks_cgroup, "cgroup pids.max", limits->tasks, &limits->tasks_by);
    limits->tasks = at_most(read.tasks_system, "kernel.threads-max", limits->tasks, &limits->tasks_by);
    limits->tasks = at_most(read.tasks_pids, "kernel.pid_max", limits->tasks, &limits->tasks_by);
    limits->files = read.files < 0 ? LIMITS_NONE : (uint64_t)read.files;
    limits->address_bytes = read.address_space < 0 ? LIMITS_NONE : (uint64_t)read.address_space;
    limits->mappings = read.mappings < 0 ? LIMITS_NONE : (uint64_t)read.mappings;
    limits->stack_bytes = read.stack < 0 ? STACK_USUAL : (uint64_t)read.stack;
    return 0;
}

/* ---- what a cell needs ---- */

/* a + b and a * b that stay at the largest number instead of starting again at 0: sizes come from a user. */
static uint64_t sum(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t product(uint64_t a, uint64_t b)
{
    return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

/* How many of the workers' own private bytes of data there are at the peak, each. */
static uint64_t private_data(const struct cell *cell)
{
    if (sharing_is_private(cell->sharing))
        return cell->data_bytes;
    if (cell->sharing == SHARING_INHERIT && (cell->model->provides & TVP_ONE_ADDRESS_SPACE) == 0)
        return product(cell->data_bytes / 100, cell->write_percent); /* pages copied when written */
    return 0;
}

/* What the parent holds beside heap and data. */
static uint64_t ballast_bytes(const struct cell *cell)
{
    const uint64_t *factor = cell->factors;
    uint64_t bytes = product(factor[FACTOR_MAPPINGS], MAPPING_BYTES);
    bytes = sum(bytes, product(factor[FACTOR_DESCRIPTORS], DESCRIPTOR_BYTES));
    bytes = sum(bytes, product(factor[FACTOR_THREADS], THREAD_BYTES));
    return sum(bytes, product(factor[FACTOR_LIBRARIES], LIBRARY_BYTES));
}

static uint32_t extra_tasks(const struct cell *cell)
{
    return cell->model->extra_tasks ? cell->model->extra_tasks(cell->model_params, cell->workers) : 0;
}

uint64_t limits_memory_need(const struct cell *cell)
{
    uint64_t held = sum(sum(cell->data_bytes, cell->heap_bytes), ballast_bytes(cell));
    uint64_t worker = sum(WORKER_BYTES, private_data(cell));
    /* A piece of 1 KiB with what the allocator adds to it. */
    worker = sum(worker, sum(cell->factors[FACTOR_SCRATCH], cell->factors[FACTOR_SCRATCH] / 16));
    if (cell->model->provides & TVP_PROCESSES)
        worker =
            sum(worker, (cell->model->provides & TVP_INHERITS ? held : cell->data_bytes) / PAGE_TABLE_SHARE);
    uint64_t parent = sum(PARENT_BYTES, sum(held, held / PAGE_TABLE_SHARE));
    /* Workers that are threads of processes beside the parent: each of those has its page tables. */
    if ((cell->model->provides & (TVP_PROCESSES | TVP_INHERITS | TVP_ONE_ADDRESS_SPACE)) == TVP_INHERITS)
        parent = sum(parent, product(held / PAGE_TABLE_SHARE, extra_tasks(cell)));
    return sum(parent, product(worker, cell->workers));
}

uint64_t limits_address_need(const struct cell *cell, uint64_t stack_bytes)
{
    const uint64_t copy = sharing_is_private(cell->sharing) ? cell->data_bytes : 0;
    uint64_t held = sum(IMAGE_ADDRESSES, sum(cell->data_bytes, cell->heap_bytes));
    held = sum(held, product(MAP_ADDRESSES, cell->workers));
    held = sum(held, sum(ballast_bytes(cell), product(stack_bytes, cell->factors[FACTOR_THREADS])));
    if (cell->model->provides & TVP_ONE_ADDRESS_SPACE || !(cell->model->provides & TVP_PROCESSES))
        return sum(held, product(sum(stack_bytes, sum(copy, cell->factors[FACTOR_SCRATCH])), cell->workers));
    return sum(held, sum(copy, cell->factors[FACTOR_SCRATCH]));
}

uint64_t limits_tasks_need(const struct cell *cell)
{
    return sum(sum(sum(OWN_TASKS, extra_tasks(cell)), cell->factors[FACTOR_THREADS]), cell->workers);
}

/* ---- refusals ---- */

/* "6.1 GiB", in the largest unit that leaves at least 1. */
static void spell_bytes(uint64_t bytes, char text[32])
{
    static const char *const unit[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = (double)bytes;
    size_t u = 0;
    for (; value >= 1024 && u + 1 < sizeof unit / sizeof *unit; u++)
        value /= 1024;
    snprintf(text, 32, u == 0 ? "%.0f %s" : "%.1f %s", value, unit[u]);
}

static int explain(char reason[REASON_MAX], const char *format, ...) __attribute__((format(printf, 2, 3)));
static int explain(char reason[REASON_MAX], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reason, REASON_MAX, format, args);
    va_end(args);
    return 1;
}

/* What most of the memory is for, as an option. */
static const char *largest(const struct cell *cell)
{
    const uint64_t scratch = product(cell->factors[FACTOR_SCRATCH], cell->workers),
                   mappings = product(cell->factors[FACTOR_MAPPINGS], MAPPING_BYTES),
                   held = cell->heap_bytes > cell->data_bytes ? cell->heap_bytes : cell->data_bytes;
    if (scratch > held && scratch > mappings)
        return "--scratch";
    if (mappings > held)
        return "--mappings";
    return cell->heap_bytes > cell->data_bytes ? "--heap" : "--data";
}

static int refuse_memory(const struct limits *limits, const struct cell *cell, uint32_t percent,
                         char reason[REASON_MAX])
{
    uint64_t need = limits_memory_need(cell);
    if (limits->memory_bytes == LIMITS_NONE || need <= product(limits->memory_bytes / 100, percent))
        return 0;
    char need_text[32], allowed_text[32], copies[48] = "", share[48] = "";
    spell_bytes(need, need_text);
    spell_bytes(limits->memory_bytes, allowed_text);
    if (private_data(cell) > 0)
        snprintf(copies, sizeof copies, " with %s each",
                 sharing_is_private(cell->sharing) ? "a copy" : "pages of their own");
    if (percent < 100)
        snprintf(share, sizeof share, ", of which a suite may use %u %%", (unsigned)percent);
    return explain(reason, "needs %s for %u worker%s%s, %s are allowed here (%s)%s: use a smaller %s%s",
                   need_text, (unsigned)cell->workers, cell->workers == 1 ? "" : "s", copies, allowed_text,
                   limits->memory_by, share, largest(cell), copies[0] ? " or fewer --workers" : "");
}

static int refuse_addresses(const struct limits *limits, const struct cell *cell, char reason[REASON_MAX])
{
    uint64_t need = limits_address_need(cell, limits->stack_bytes);
    if (limits->address_bytes == LIMITS_NONE || need <= limits->address_bytes)
        return 0;
    char need_text[32], allowed_text[32];
    spell_bytes(need, need_text);
    spell_bytes(limits->address_bytes, allowed_text);
    return explain(
        reason,
        "needs %s of address space in one process, %s are allowed here (ulimit -v): use a smaller %s or "
        "fewer --workers",
        need_text, allowed_text, largest(cell));
}

/* What to use less of: the factor that most is made of, or workers. */
static const char *fewer(const struct cell *cell, enum factor_id id, const char *option)
{
    return cell->factors[id] > cell->workers ? option : "--workers";
}

static int refuse_counts(const struct limits *limits, const struct cell *cell, char reason[REASON_MAX])
{
    const uint64_t *factor = cell->factors, tasks = limits_tasks_need(cell);
    const uint64_t files =
        sum(sum(FILES_A_TRIAL, factor[FACTOR_DESCRIPTORS]), product(cell->workers, FILES_A_WORKER));
    const uint64_t mappings =
        sum(sum(MAPPINGS_USUAL, factor[FACTOR_MAPPINGS]),
            sum(product(factor[FACTOR_LIBRARIES], MAPPINGS_A_LOAD), product(factor[FACTOR_THREADS], 2)));
    const char *const plural = cell->workers == 1 ? "" : "s";
    if (limits->tasks != LIMITS_NONE && tasks > limits->tasks)
        return explain(
            reason, "needs %llu processes and threads for %u worker%s, %llu are left here (%s): use fewer %s",
            (unsigned long long)tasks, (unsigned)cell->workers, plural, (unsigned long long)limits->tasks,
            limits->tasks_by, fewer(cell, FACTOR_THREADS, "--threads"));
    if (limits->files != LIMITS_NONE && files > limits->files)
        return explain(
            reason, "needs %llu open files for %u worker%s, %llu are allowed here (ulimit -n): use fewer %s",
            (unsigned long long)files, (unsigned)cell->workers, plural, (unsigned long long)limits->files,
            fewer(cell, FACTOR_DESCRIPTORS, "--descriptors"));
    if (mappings > MAPPINGS_USUAL && limits->mappings != LIMITS_NONE && mappings > limits->mappings)
        return explain(
            reason,
            "needs %llu mappings in one process, %llu are allowed here (vm.max_map_count): use fewer %s",
            (unsigned long long)mappings, (unsigned long long)limits->mappings,
            factor[FACTOR_MAPPINGS] > factor[FACTOR_THREADS] ? "--mappings" : "--threads");
    return 0;
}

int limits_refuse(const struct limits *limits, const struct cell *cell, uint32_t percent,
                  char reason[REASON_MAX])
{
    return refuse_counts(limits, cell, reason) || refuse_addresses(limits, cell, reason) ||
           refuse_memory(limits, cell, percent, reason);
}
