/* SPDX-License-Identifier: MIT */
/* The controller's way with processes: starts a trial without forking, waits for it with a timeout, and
 * reaps all that it left behind. Only children of this process and the trial's own group are ever killed. */
#include "../posix/error.h"
#include "../posix/wrapped.h"
#include "without.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#define CLOSE_ON_EXEC_BIT 4u /* CLOSE_RANGE_CLOEXEC */
#define REAP_PATIENCE_NS  5000000000u
/* A signal that comes between the look at the flag and the sleep is seen after this. */
#define SLICE_MS 100u

extern char **environ;

char *const *plat_environment(void)
{
    return environ;
}

/* Our children, from /proc; those in `but` are left out. How many, or -1: the kernel does not tell. */
static int list_children(const struct plat_children *but, struct plat_children *out)
{
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)syscall(SYS_gettid));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return -1;
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    if (got < 0)
        return -1;
    text[got] = '\0';
    out->count = 0;
    char *at = text, *end;
    for (long pid = strtol(at, &end, 10); end != at && out->count < PLAT_CHILDREN_MAX;
         at = end, pid = strtol(at, &end, 10)) {
        int known = 0;
        for (uint32_t i = 0; but != NULL && i < but->count; i++)
            known |= but->pids[i] == pid;
        if (!known)
            out->pids[out->count++] = pid;
    }
    return (int)out->count;
}

static void close_all_on_exec(void)
{
    if (!plat_without("close_range") && syscall(SYS_close_range, 3u, ~0u, CLOSE_ON_EXEC_BIT) == 0)
        return;
    long limit = sysconf(_SC_OPEN_MAX);
    for (int fd = 3; fd < (limit > 0 && limit < 65536 ? (int)limit : 65536); fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int plat_controller_open(struct plat_children *others)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    } while (fd >= 0 && fd <= 2);
    if (fd == -1)
        return plat_error_of(errno);
    close(fd);
    close_all_on_exec();
    plat_ignore_full_files();
    if (list_children(NULL, others) < 0)
        others->count = 0;
    /* An emulator may not pass it on: then orphans that left a trial's group go to init, and die with their
     * parents. */
    return prctl(PR_SET_CHILD_SUBREAPER, 1) == -1 && errno != EINVAL ? plat_error_of(errno) : 0;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (error == 0)
        error = posix_spawnattr_setsigdefault(attributes, &all);
    if (error == 0)
        error = posix_spawnattr_setpgroup(attributes, 0);
    if (error == 0)
        error = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                         POSIX_SPAWN_SETPGROUP);
    return error;
}

/* dup2 onto itself clears close-on-exec in a spawn's file actions, so a handle may be its target already. */
static int set_actions(posix_spawn_file_actions_t *actions, int handle, int error_output)
{
    int error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
    if (error == 0 && error_output >= 0)
        error = posix_spawn_file_actions_adddup2(actions, error_output, 2);
    if (error == 0 && error_output < 0)
        error = posix_spawn_file_actions_adddup2(actions, 1, 2);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(actions, handle, 3);
    return error;
}

int plat_child_start(struct plat_child *child, const char *path, char *const argv[], char *const env[],
                     int64_t handle, int64_t error_output)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    struct wrapped start;
    pid_t pid = 0;
    plat_wrap(&start, path, argv);
    *child = (struct plat_child){.watch = -1};
    int error = posix_spawnattr_init(&attributes);
    if (error != 0)
        return plat_error_of(error);
    error = posix_spawn_file_actions_init(&actions);
    if (error == 0) {
        error = set_attributes(&attributes);
        if (error == 0)
            error = set_actions(&actions, (int)handle, (int)error_output);
        if (error == 0)
            error = posix_spawn(&pid, start.path, &actions, &attributes, start.argv, env);
        posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
    if (error != 0)
        return plat_error_of(error);
    child->pid = pid;
    child->watch = plat_without("pidfd") ? -1 : syscall(SYS_pidfd_open, pid, 0);
    return 0;
}

enum life { LIFE_GONE, LIFE_ENDED, LIFE_GOES_ON };

/* Gone: reaped already, so that its id may be somebody else's by now. */
static enum life life_of(const struct plat_child *child)
{
    siginfo_t facts = {0};
    if (waitid(P_PID, (id_t)child->pid, &facts, WEXITED | WNOHANG | WNOWAIT) == -1)
        return LIFE_GONE;
    return facts.si_pid != 0 ? LIFE_ENDED : LIFE_GOES_ON;
}

/* Sleeps until the child has ended, a signal came, or the time is over. */
static void sleep_for_end(const struct plat_child *child, uint64_t ns)
{
    const uint64_t slice_ns = SLICE_MS * 1000000u;
    struct timespec time = {0, (long)(ns < slice_ns ? ns : slice_ns)};
    struct pollfd watch = {.fd = (int)child->watch, .events = POLLIN};
    if (child->watch < 0 && time.tv_nsec > 500000)
        time.tv_nsec = 500000; /* a kernel without pidfd_open: look again every half millisecond */
    ppoll(&watch, child->watch >= 0 ? 1 : 0, &time, NULL);
}

int plat_child_wait(struct plat_child *child, uint64_t timeout_ns, const volatile int *interrupted)
{
    const uint64_t started = plat_now_ns();
    for (;;) {
        if (life_of(child) != LIFE_GOES_ON)
            return 1;
        if (interrupted != NULL && *interrupted)
            return -PLAT_EINTR;
        uint64_t spent = plat_now_ns() - started;
        if (spent >= timeout_ns)
            return 0;
        sleep_for_end(child, timeout_ns - spent);
    }
}

static void forget(struct plat_children *others, pid_t pid)
{
    for (uint32_t i = 0; i < others->count; i++)
        if (others->pids[i] == pid)
            others->pids[i] = others->pids[--others->count];
}

/* Reaps whoever has ended. 1: there are children left that are none of `others`, 0: there are none. */
static int reap_ended(struct plat_children *others, struct plat_children *left)
{
    pid_t pid;
    do {
        pid = waitpid(-1, NULL, WNOHANG);
        if (pid > 0)
            forget(others, pid);
    } while (pid > 0 || (pid == -1 && errno == EINTR));
    left->count = 0;
    if (pid == -1)
        return 0;
    int count = list_children(others, left);
    return count >= 0 ? count > 0 : others->count == 0;
}

/* Orphans that left the trial's group are ours by now: kills them one by one, and those that they leave. */
static int reap_orphans(struct plat_children *others)
{
    struct plat_children left;
    const uint64_t started = plat_now_ns();
    uint64_t pause_ns = 20000;
    while (reap_ended(others, &left)) {
        if (plat_now_ns() - started > REAP_PATIENCE_NS)
            return -PLAT_ETIMEDOUT;
        for (uint32_t i = 0; i < left.count; i++)
            kill((pid_t)left.pids[i], SIGKILL);
        plat_sleep_ns(pause_ns);
        pause_ns = pause_ns < 4000000 ? pause_ns * 2 : pause_ns;
    }
    return 0;
}

int plat_child_end(struct plat_child *child, struct plat_children *others, struct plat_exit *how)
{
    int status = 0, error = 0;
    /* Not reaped yet, so its id still is its group's: nobody else's group can bear it. */
    if (life_of(child) != LIFE_GONE)
        kill((pid_t)-child->pid, SIGKILL);
    *how = (struct plat_exit){0, 0};
    if (plat_child_wait(child, REAP_PATIENCE_NS, NULL) == 1) {
        if (waitpid((pid_t)child->pid, &status, 0) == child->pid)
            forget(others, (pid_t)child->pid);
        how->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        how->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    } else {
        error = -PLAT_ETIMEDOUT;
    }
    if (child->watch >= 0)
        close((int)child->watch);
    *child = (struct plat_child){.watch = -1};
    int orphans = error == 0 ? reap_orphans(others) : 0;
    return error != 0 ? error : orphans;
}

int64_t plat_capture_new(uint64_t bytes)
{
    int fd = plat_without("memfd") ? -1 : memfd_create("tvp-stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd == -1) /* without seals nothing would bound it: then what a trial says is lost */
        return open("/dev/null", O_RDWR | O_CLOEXEC);
    /* A trial that never stops writing must not fill the memory. */
    if (ftruncate(fd, (off_t)bytes) == -1 || fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) == -1) {
        int error = plat_error_of(errno);
        close(fd);
        return error;
    }
    return fd;
}

char *plat_capture_take(int64_t handle, uint64_t bytes)
{
    /* The children wrote through the same open file: its position is how much they wrote. */
    off_t wrote = lseek((int)handle, 0, SEEK_CUR);
    if (wrote <= 0)
        return NULL;
    size_t length = (uint64_t)wrote < bytes ? (size_t)wrote : (size_t)bytes;
    char *text = malloc(length + 1);
    if (text == NULL)
        return NULL;
    ssize_t got = pread((int)handle, text, length, 0);
    text[got > 0 ? got : 0] = '\0';
    return text;
}
