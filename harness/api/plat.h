/* SPDX-License-Identifier: MIT */
/* The seam to the operating system. Implemented in harness/plat/LAYER/; a file in a later layer
 * (none, then posix, then linux; none, then windows) replaces the file of the same name in an earlier one.
 * The layer none holds the honest "not supported" of what a system need not have.
 *
 * Every function returns 0 (or a count) on success and a negative plat error otherwise; none
 * prints, none keeps a global. Times are nanoseconds of one monotonic clock that all processes
 * of the machine share. */
#ifndef TVP_PLAT_H
#define TVP_PLAT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "plat_ipc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* On every function between CALL and the creator's sleep, or between a worker's birth and ENTER: laid side by
 * side, so that a fork, which empties the address translations, makes few of them necessary again. */
#define PLAT_START_PATH __attribute__((hot))

/* One error domain: plat error = -code. Codes of the OS are mapped to these; what has no place here
 * becomes PLAT_EOTHER. */
#define PLAT_ERRORS(X)                                                                                       \
    X(PLAT_ENOTSUP, "not supported on this operating system")                                                \
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
    X(PLAT_ENOTDIR, "a part of the path is no folder")                                                       \
    X(PLAT_EISDIR, "it is a folder")                                                                         \
    X(PLAT_ELOOP, "too many links in the path")                                                              \
    X(PLAT_ENAMETOOLONG, "the name is too long")                                                             \
    X(PLAT_EROFS, "the file system is read-only")                                                            \
    X(PLAT_EBUSY, "it is in use")                                                                            \
    X(PLAT_ENOEXEC, "it is no program for this machine")                                                     \
    X(PLAT_E2BIG, "too many arguments, or too large an environment")                                         \
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
/* From now on the calling thread's timers end when they are due, not when it suits the system. */
void plat_timers_sharpen(void);

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
/* Bytes of [region, region + bytes) that huge pages back now (AnonHugePages + ShmemPmdMapped), or a plat
 * error. */
int64_t plat_region_huge_bytes(const void *region, uint64_t bytes);
/* Why pages cannot be had for private (shared = 0) or shared memory here; NULL: they can. */
const char *plat_pages_unsupported(enum plat_pages pages, int shared);
/* Brings this program's code into reach of its page tables, so that no first start pays for the harness's
 * own. */
void plat_warm_code(void);
/* A nameless object of shared memory, closed on exec. Returns its handle or a plat error. */
int64_t plat_object_new(uint64_t bytes);
/* Maps it shared, for reading and writing; to be given back by plat_object_unmap. NULL with *error set. */
void *plat_object_map(int64_t handle, uint64_t bytes, enum plat_pages pages, int *error);
int64_t plat_object_bytes(int64_t handle);
void plat_object_unmap(void *mapping, uint64_t bytes);
void plat_handle_close(int64_t handle);
/* Makes a handle survive into an image started by plat_image_start: returns the handle as the new image names
 * it. */
int plat_handle_inherit(int64_t handle, int inherit);
/* A one-way channel: ends[0] reads, ends[1] writes; closed on exec. */
int plat_channel_new(int64_t ends[2]);
/* All of bytes, or a plat error. */
int plat_channel_write(int64_t end, const void *from, uint64_t bytes);
int plat_channel_read(int64_t end, void *to, uint64_t bytes);

/* ---- files at a place (block.c), for workloads ---- */
/* A nameless file in `folder`, closed by plat_handle_close. */
int64_t plat_file_nameless(const char *folder);
/* How many bytes were moved, 0 at a file's end, or a plat error. */
int64_t plat_file_read_at(int64_t handle, void *to, uint64_t bytes, uint64_t at);
int64_t plat_file_write_at(int64_t handle, const void *from, uint64_t bytes, uint64_t at);
int plat_file_sync_data(
    int64_t handle); /* what is needed to read the content again; else as plat_file_sync */

/* ---- files by their names (file.c); handles are closed by plat_handle_close, written by plat_channel_write
 * ---- */
enum plat_file {
    PLAT_FILE_READ,
    PLAT_FILE_WRITE,
    PLAT_FILE_APPEND
}; /* the latter two make it; WRITE empties it */
int64_t plat_file_open(const char *path, enum plat_file how);
int plat_file_remove(const char *path);

/* ---- threads and processes (task.c) ---- */
struct plat_task {
    int64_t pid;      /* of a process; 0 for a thread */
    uintptr_t thread; /* the OS's own */
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
/* From now on every image, of this process and of those that it starts, is started by that command: a
 * program's absolute path and its arguments, separated by blanks. -PLAT_ENOTSUP where the OS layer cannot. */
int plat_wrapper_set(const char *command);
/* The handle that plat_child_start gave to this program, and that it may give on by plat_handle_inherit. */
int64_t plat_handle_given(void);
/* Waits for a process' end. */
int plat_process_join(struct plat_task *task, struct plat_exit *how);
/* 1: has ended (reaped, *how filled), 0: still there, or a plat error. Does not wait. */
int plat_process_poll(struct plat_task *task, struct plat_exit *how);
void plat_process_kill(struct plat_task *task);
__attribute__((noreturn)) void plat_exit_now(int code); /* no handlers, no flushing */
int64_t plat_pid(void);
int64_t plat_parent_pid(void);
/* A short name of a signal or exception, "SIGSEGV". Never NULL. */
const char *plat_signal_name(int signal);
/* This process dies when its parent does (whose id the caller says). PLAT_ENOTSUP where the OS cannot. */
int plat_die_with(int64_t parent);
/* Writing to a channel whose reader has gone returns PLAT_EPIPE instead of ending the process. */
void plat_ignore_broken_channels(void);
/* From now on a child's death increments *deaths and *word, and wakes who sleeps on *word. */
int plat_watch_children(uint32_t *word, uint32_t *deaths);

/* ---- what a start may depend on (ballast.c, libraries.c); it stays until the process ends ---- */
const char *
plat_ballast_unsupported(void); /* why there is no such thing as the next two here; NULL: there is */
/* So many private mappings of one touched page each, which the kernel cannot merge. 0, or a plat error. */
int plat_mappings_make(uint64_t count);
/* So many open files, closed on exec. 0, or a plat error. */
int plat_descriptors_make(uint64_t count);
const char *
plat_libraries_unsupported(void); /* why a program cannot be made to load libraries; NULL: it can */
/* How many libraries this process has loaded whose path contains `mark`, or a plat error. */
int64_t plat_libraries_loaded(const char *mark);

/* ---- processors (cpu.c) ---- */
int plat_cpu_now(void);                     /* the CPU that runs the caller, or a plat error */
int plat_cpu_pin(uint32_t cpu);             /* binds the calling thread to one CPU, by OS index */
const char *plat_cpu_pin_unsupported(void); /* why nothing can be bound here; NULL: it can */
int plat_cpu_is_pinned(uint32_t cpu);       /* 1: bound to it alone, 0: not, or a plat error */

/* ---- accounting (usage.c): of the calling thread ---- */
struct plat_usage { /* -1: this system does not tell */
    int64_t user_ns, system_ns;
    int64_t minor_faults, major_faults;
    int64_t voluntary, involuntary; /* context switches */
};
int plat_usage_thread(struct plat_usage *usage);
int64_t plat_run_delay_open(void);         /* a handle, or a plat error */
int64_t plat_run_delay_ns(int64_t handle); /* time spent runnable but not running, or a plat error */

/* ---- disturbance (disturbance.c); each is a total so far, or a plat error ---- */
int64_t plat_pressure_cpu_ns(void); /* time in which some task of the machine was waiting for a CPU */
int64_t plat_migrations(void);      /* moves of the calling thread from one CPU to another */

/* ---- memory of a process (footprint.c); bytes, -1: this OS or kernel does not tell ---- */
struct plat_footprint {
    int64_t pss, uss, rss, pagetables;
};
int plat_footprint_of(int64_t pid, struct plat_footprint *out);
const char *plat_footprint_unsupported(void); /* why not here at all; NULL: it works */
/* What every system with paging tells in some way: pages in memory that this process alone can reach, and
 * those that others may share with it. Bytes. 0, or a plat error; the fact memory.working_set_source of the
 * machine says what was asked. */
struct plat_working_set {
    int64_t private_bytes, shared_bytes;
};
int plat_working_set_of(int64_t pid, struct plat_working_set *out);
/* What the cgroup at `path` holds of its own: v1 rss+shmem, v2 anon+shmem. Bytes, or a plat error. */
int64_t plat_cgroup_bytes(const char *path);
/* What the kernel keeps for those in it: stacks, page tables, slab. Bytes, or a plat error. */
int64_t plat_cgroup_kernel_bytes(const char *path);
/* Moves the calling process into the cgroup at `path`. */
int plat_cgroup_enter(const char *path);

/* ---- system calls on a path (trap.c) ---- */
/* From begin to end each system call of the calling thread increments *count. PLAT_ENOTSUP where the OS
 * cannot. */
int plat_trap_begin(uint64_t *count);
void plat_trap_end(void);
/* Allocator calls of the calling thread so far, told by a preloaded library that has `long
 * tvp_allocations(void)`; -1 when there is none. */
int64_t plat_allocations(void);

/* ---- limits (limits.c): of this process; read from the files below `root` ("": the system's own) ---- */
/* The OS indices of the CPUs that the calling thread may run on, ascending. How many there are (at most
 * `room` are written), or a plat error. */
int plat_cpus_allowed(uint32_t *cpus, uint32_t room);
/* Where a CPU lies (topology.c), for builds without hwloc: numbers that are alike for CPUs of one package,
 * NUMA node, last cache or core; -1: not told. How many CPUs there are (at most `room` are written), or a
 * plat error. */
struct plat_place {
    uint32_t cpu; /* by OS index */
    int64_t package, node, cache, core;
};
int plat_places_read(struct plat_place *places, uint32_t room);
/* Each is what is left, not what was granted; -1: there is no such limit, or the system does not tell. */
struct plat_limits {
    int64_t memory_total, memory_available; /* of the machine, bytes */
    int64_t memory_cgroup;                  /* of the tightest control group above us, bytes */
    int64_t tasks_rlimit, tasks_cgroup, tasks_system,
        tasks_pids;        /* RLIMIT_NPROC, pids.max, threads-max, pid_max */
    int64_t files;         /* RLIMIT_NOFILE */
    int64_t address_space; /* of one process: RLIMIT_AS, bytes */
    int64_t stack;         /* of a thread: RLIMIT_STACK, bytes */
    int64_t mappings;      /* of one process: vm.max_map_count */
    int cgroup_version;    /* of the group that sets memory_cgroup: 1, 2; 0 for none */
};
int plat_limits_read(const char *root, struct plat_limits *limits);

/* ==== the controller's own: nothing below is linked into a measured path ==================================
 */

/* ---- starting a trial, and leaving nothing of it behind (child.c) ---- */
#define PLAT_CHILDREN_MAX 64u
struct plat_children {
    int64_t pids[PLAT_CHILDREN_MAX];
    uint32_t count;
};
struct plat_child {
    int64_t pid;   /* 0: none */
    int64_t watch; /* a handle that tells of its end, or -1 */
    int64_t group; /* a handle of all that it starts, where the system has that; else 0 */
};
/* Once, before the first child: standard handles are open, all others close on exec, a full file is an error
 * and no signal, and orphans of our children become ours. *others: children that this process was born with.
 */
int plat_controller_open(struct plat_children *others);
/* Starts an image in a group of its own with default signals: standard input and output are the null device,
 * standard error is `error_output` (-1: the null device), `handle` is its plat_handle_given; nothing else is
 * inherited. */
int plat_child_start(struct plat_child *child, const char *path, char *const argv[], char *const env[],
                     int64_t handle, int64_t error_output);
/* 1: it has ended (not reaped), 0: not within timeout_ns, -PLAT_EINTR: *interrupted was set (NULL: cannot
 * be). */
int plat_child_wait(struct plat_child *child, uint64_t timeout_ns, const volatile int *interrupted);
/* Kills what is left of its group, reaps it (*how) and every orphan that became ours, but for `others`.
 * -PLAT_ETIMEDOUT: something could not be killed within seconds. */
int plat_child_end(struct plat_child *child, struct plat_children *others, struct plat_exit *how);
/* A nameless file that takes at most `bytes`, and what was written to it: text the caller frees, NULL for
 * nothing. */
int64_t plat_capture_new(uint64_t bytes);
char *plat_capture_take(int64_t handle, uint64_t bytes);
char *const *plat_environment(void); /* ended by NULL */

/* ---- the running program (self.c, program.c, terminal.c) ---- */
int plat_self_path(char *path, size_t room); /* of its file; links resolved */
/* First thing in the controller's main: arguments in UTF-8, output without translated line ends. */
void plat_program_open(int *argc, char ***argv);
/* The file of a program that the system finds by its name. 0, or -PLAT_ENOENT. */
int plat_program_find(const char *name, char *path, size_t room);
const char *plat_program_suffix(void); /* what the names of program files end in: "", ".exe" */
/* The width of the terminal that standard error is; 0 when it is none. */
unsigned plat_terminal_columns(void);
/* From now on Ctrl-C, or being asked to end, sets *word to 1 instead of ending the program. */
void plat_interrupt_watch(volatile int *word);

/* ---- a cgroup for one trial (cgroup.c) ---- */
/* The folder below which cgroups that account memory can be made, or -PLAT_ENOTSUP; from the files below
 * `root` ("": the system's own). */
int plat_cgroup_home(const char *root, char *folder, size_t room);
int plat_cgroup_make(const char *path);
/* Removes a cgroup, or every cgroup whose path begins with `prefix`; tries again for `patience_ns` while
 * processes are leaving. Refuses what lies on no cgroup file system or is not named tvp-. 0, or a plat error.
 */
int plat_cgroup_remove(const char *path, uint64_t patience_ns);
int plat_cgroup_remove_all(const char *prefix, uint64_t patience_ns);
/* Removes cgroups below `home` named tvp-PID-... whose process PID is no more. */
void plat_cgroup_sweep(const char *home);

/* ---- files and folders of a run (file.c); handles are closed by plat_handle_close, written by
 * plat_channel_write ---- */
/* A file for reading, to be closed by fclose. NULL, with errno: it cannot be read (ENOENT: there is none), or
 * is no regular file (a pipe of that name would never end). */
FILE *plat_file_stream(const char *path);
int plat_file_cut(int64_t handle, uint64_t bytes); /* to that length */
int plat_file_sync(int64_t handle);                /* a folder's handle too */
int plat_file_make_runnable(const char *path);     /* by whom may read it; of a folder: entered */
/* A file's or folder's new path, on the same file system. -PLAT_EEXIST: a folder that is not empty is there.
 */
int plat_file_move(const char *from, const char *to);
int plat_folder_make(const char *path); /* -PLAT_EEXIST: something of that name is there */
int plat_folder_remove(const char *path);
int plat_folder_is_empty(const char *path); /* 1, 0, or a plat error */
int plat_folder_clear(const char *path);    /* removes all that is in it, following no link */
/* Opens a folder and takes its lock, which goes with the handle or the process. -PLAT_EAGAIN: another process
 * has it. */
int64_t plat_folder_lock(const char *path);
int plat_path_absolute(const char *path, char *out, size_t room); /* of what exists; links resolved */
/* Makes a folder that nobody else has, named after `prefix`, in `base` (NULL: where temporary ones go). */
int plat_folder_make_private(const char *base, const char *prefix, char *path, size_t room);
/* The names of what is in a folder, without "." and "..", sorted. How many, or a plat error. *names is one
 * allocation, which the caller frees. */
int plat_folder_names(const char *path, char ***names);
/* A full file becomes -PLAT_ENOSPC, where the system would send a signal. */
void plat_ignore_full_files(void);

/* ---- what this machine is (machine.c) ---- */
enum plat_fact_type { PLAT_FACT_NULL, PLAT_FACT_TEXT, PLAT_FACT_INTEGER, PLAT_FACT_REAL, PLAT_FACT_FLAG };
struct plat_fact {
    const char *path; /* "cpu.model": where it stands in machine.json */
    enum plat_fact_type type;
    const char *text;
    int64_t integer; /* a flag's too */
    double real;
};
typedef void (*plat_fact_sink)(void *context, const struct plat_fact *fact);
/* Says every fact once, null ones too. Never names the host, a user or a path of theirs. */
void plat_machine_read(plat_fact_sink sink, void *context);
int plat_host_name(char *name, size_t room);
/* UTC as YYYYmmddTHHMMSSZ; 17 bytes with its NUL. */
void plat_utc_now(char text[17]);

#ifdef __cplusplus
}
#endif

#endif
