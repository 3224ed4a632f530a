/* SPDX-License-Identifier: MIT */
/* The seam to the operating system. Implemented in harness/plat/LAYER/; a file in a later layer
 * (posix, then linux) replaces the file of the same name in an earlier one.
 *
 * Every function returns 0 (or a count) on success and a negative plat error otherwise; none
 * prints, none keeps a global. Times are nanoseconds of one monotonic clock that all processes
 * of the machine share. */
#ifndef TVP_PLAT_H
#define TVP_PLAT_H

#include <stddef.h>
#include <stdint.h>

/* One error domain: plat error = -code. Codes of the OS are mapped to these; what has no place here
 * becomes PLAT_EOTHER. */
#define PLAT_ERRORS(X)                                                                                       \
    X(PLAT_ENOTSUP, "not supported on this operating system")                                               \
    X(PLAT_EPERM, "permission denied")                                                                       \
    X(PLAT_ENOMEM, "out of memory")                                                                          \
    X(PLAT_ENOENT, "no such file")                                                                           \
    X(PLAT_EEXIST, "exists already")                                                                         \
    X(PLAT_ENOSPC, "no space left")                                                                          \
    X(PLAT_EAGAIN, "a limit on processes or threads is reached")                                             \
    X(PLAT_EMFILE, "too many open files")                                                                    \
    X(PLAT_EINVAL, "invalid argument")                                                                       \
    X(PLAT_EIO, "input/output error")                                                                        \
    X(PLAT_EPIPE, "the other side has gone")                                                                 \
    X(PLAT_ETIMEDOUT, "timed out")                                                                           \
    X(PLAT_EINTR, "interrupted")                                                                             \
    X(PLAT_EOTHER, "system error")

enum plat_error {
    PLAT_OK = 0,
#define X(name, text) name,
    PLAT_ERRORS(X)
#undef X
        PLAT_ERRORS_END
};

/* The text of a plat error (either sign). Never NULL. */
const char *plat_error_text(int error);

/* ---- clock (clock.c) ---- */
uint64_t plat_now_ns(void);
void plat_sleep_ns(uint64_t ns);

/* ---- waiting on a word in memory that processes share (wait.c) ----
 * plat_wait: sleeps while *word == expected; returns at a wake, at a signal, at once if it differs,
 * or after timeout_ns (0: without end). The caller looks at the word again.
 * plat_wake_all: wakes everybody who sleeps on it. */
void plat_wait(uint32_t *word, uint32_t expected, uint64_t timeout_ns);
void plat_wake_all(uint32_t *word);

/* ---- memory (memory.c) ---- */
enum plat_pages { PLAT_PAGES_4K, PLAT_PAGES_THP };
uint64_t plat_page_bytes(void);
/* Private anonymous memory, zero, aligned for the pages asked for. NULL with *error set. */
void *plat_region_new(uint64_t bytes, enum plat_pages pages, int *error);
void plat_region_free(void *region, uint64_t bytes);
/* Bytes of [region, region + bytes) that huge pages back now (AnonHugePages + ShmemPmdMapped), or a plat error. */
int64_t plat_region_huge_bytes(const void *region, uint64_t bytes);
/* Why pages cannot be had for private (shared = 0) or shared memory here; NULL: they can. */
const char *plat_pages_unsupported(enum plat_pages pages, int shared);
/* A nameless object of shared memory, closed on exec. Returns its handle or a plat error. */
int64_t plat_object_new(uint64_t bytes);
/* Maps it shared, for reading and writing. NULL with *error set. */
void *plat_object_map(int64_t handle, uint64_t bytes, enum plat_pages pages, int *error);
int64_t plat_object_bytes(int64_t handle);
void plat_handle_close(int64_t handle);
/* Makes a handle survive into an image started by plat_image_start: returns the handle as the new image names it. */
int plat_handle_inherit(int64_t handle, int inherit);
/* A one-way channel: ends[0] reads, ends[1] writes; closed on exec. */
int plat_channel_new(int64_t ends[2]);
/* All of bytes, or a plat error. */
int plat_channel_write(int64_t end, const void *from, uint64_t bytes);
int plat_channel_read(int64_t end, void *to, uint64_t bytes);

/* ---- threads and processes (task.c) ---- */
struct plat_task {
    int64_t pid;       /* of a process; 0 for a thread */
    uintptr_t thread;  /* the OS's own */
    int alive;
};
struct plat_exit {
    int signal; /* that killed it, 0 for none */
    int code;   /* its exit code when signal is 0 */
};
typedef void *(*plat_thread_body)(void *argument);
int plat_thread_start(struct plat_task *task, plat_thread_body body, void *argument);
int plat_thread_join(struct plat_task *task);
/* 1 in the child, 0 in the parent with task filled, or a plat error. */
int plat_fork(struct plat_task *task);
/* Starts a fresh image of program `path`; argv ends with NULL; env NULL: the caller's. */
int plat_image_start(struct plat_task *task, const char *path, char *const argv[], char *const env[]);
/* Waits for a process' end. */
int plat_process_join(struct plat_task *task, struct plat_exit *how);
/* 1: has ended (reaped, *how filled), 0: still there, or a plat error. Does not wait. */
int plat_process_poll(struct plat_task *task, struct plat_exit *how);
void plat_process_kill(struct plat_task *task);
_Noreturn void plat_exit_now(int code); /* no handlers, no flushing */
int64_t plat_pid(void);
int64_t plat_parent_pid(void);
/* A short name of a signal or exception, "SIGSEGV". Never NULL. */
const char *plat_signal_name(int signal);
/* This process dies when its parent does (whose id the caller says). PLAT_ENOTSUP where the OS cannot. */
int plat_die_with(int64_t parent);
/* From now on a child's death increments *word and wakes who sleeps on it. */
int plat_watch_children(uint32_t *word);

/* ---- processors (cpu.c) ---- */
int plat_cpu_now(void); /* the CPU that runs the caller, or a plat error */
int plat_cpu_pin(uint32_t cpu); /* binds the calling thread to one CPU, by OS index */
int plat_cpu_is_pinned(uint32_t cpu); /* 1: bound to it alone, 0: not, or a plat error */

/* ---- accounting (usage.c): of the calling thread ---- */
struct plat_usage {
    int64_t user_ns, system_ns;
    int64_t minor_faults, major_faults;
    int64_t voluntary, involuntary; /* context switches */
};
int plat_usage_thread(struct plat_usage *usage);
int64_t plat_run_delay_open(void);              /* a handle, or a plat error */
int64_t plat_run_delay_ns(int64_t handle);      /* time spent runnable but not running, or a plat error */

/* ---- memory of a process (footprint.c); bytes, -1: this OS or kernel does not tell ---- */
struct plat_footprint {
    int64_t pss, uss, rss, pagetables;
};
int plat_footprint_of(int64_t pid, struct plat_footprint *out);
/* What the cgroup at `path` holds of its own: v1 rss+shmem, v2 anon+shmem. Bytes, or a plat error. */
int64_t plat_cgroup_bytes(const char *path);

/* ---- system calls on a path (trap.c) ---- */
/* From begin to end each system call of the calling thread increments *count. PLAT_ENOTSUP where the OS cannot. */
int plat_trap_begin(uint64_t *count);
void plat_trap_end(void);

#endif
