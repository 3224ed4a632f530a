/* SPDX-License-Identifier: MIT */
/* The controller's way with processes where there is kqueue: starts a trial without forking, waits for it
 * with a timeout, ends its group. What leaves the group dies with its parent (death.c). */
#include "../posix/error.h"
#include "../posix/wrapped.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <sys/event.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define END_PATIENCE_NS 5000000000u
#define SLICE_NS        100000000u /* a signal between the look at the flag and the sleep is seen after this */
#define HANDLES_MAX     4096

extern char **environ;

char *const *plat_environment(void)
{
    return environ;
}

int plat_controller_open(struct plat_children *others)
{
    int fd;
    others->count = 0;
    do {
        fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    } while (fd >= 0 && fd <= 2);
    if (fd == -1)
        return plat_error_of(errno);
    close(fd);
    const long limit = sysconf(_SC_OPEN_MAX);
    for (int other = 3; other < (limit > 0 && limit < HANDLES_MAX ? (int)limit : HANDLES_MAX); other++)
        fcntl(other, F_SETFD, FD_CLOEXEC);
    plat_ignore_full_files();
    return 0;
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
    return error != 0 ? error
                      : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                                 POSIX_SPAWN_SETPGROUP);
}

static int set_actions(posix_spawn_file_actions_t *actions, int handle, int error_output)
{
    int error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(actions, error_output >= 0 ? error_output : 1, 2);
    return error != 0 ? error : posix_spawn_file_actions_adddup2(actions, handle, 3);
}

static int spawn(pid_t *pid, const struct wrapped *start, char *const env[], int handle, int error_output)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int error = posix_spawnattr_init(&attributes);
    if (error != 0)
        return error;
    error = posix_spawn_file_actions_init(&actions);
    if (error == 0) {
        error = set_attributes(&attributes);
        if (error == 0)
            error = set_actions(&actions, handle, error_output);
        if (error == 0)
            error = posix_spawn(pid, start->path, &actions, &attributes, start->argv, env);
        posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
    return error;
}

int plat_child_start(struct plat_child *child, const char *path, char *const argv[], char *const env[],
                     int64_t handle, int64_t error_output)
{
    struct wrapped start;
    struct kevent watch;
    pid_t pid = 0;
    *child = (struct plat_child){.watch = -1};
    plat_wrap(&start, path, argv);
    /* dup2 onto itself would leave it closed on exec */
    int source = (int)handle;
    if (source == 3 && (source = fcntl(3, F_DUPFD_CLOEXEC, 4)) == -1)
        return plat_error_of(errno);
    int error = spawn(&pid, &start, env, source, (int)error_output);
    if (source != (int)handle)
        close(source);
    if (error != 0)
        return plat_error_of(error);
    child->pid = pid;
    child->watch = kqueue();
    EV_SET(&watch, (uintptr_t)pid, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0, NULL);
    /* One that has ended already cannot be watched: waitid tells of it. */
    if (child->watch >= 0)
        kevent((int)child->watch, &watch, 1, NULL, 0, NULL);
    return 0;
}

enum life { LIFE_GONE, LIFE_ENDED, LIFE_GOES_ON };

static enum life life_of(const struct plat_child *child)
{
    siginfo_t facts;
    memset(&facts, 0, sizeof facts);
    if (waitid(P_PID, (id_t)child->pid, &facts, WEXITED | WNOHANG | WNOWAIT) == -1)
        return LIFE_GONE;
    return facts.si_pid != 0 ? LIFE_ENDED : LIFE_GOES_ON;
}

int plat_child_wait(struct plat_child *child, uint64_t timeout_ns, const volatile int *interrupted)
{
    const uint64_t started = plat_now_ns();
    for (;;) {
        if (life_of(child) != LIFE_GOES_ON)
            return 1;
        if (interrupted != NULL && *interrupted)
            return -PLAT_EINTR;
        const uint64_t spent = plat_now_ns() - started;
        if (spent >= timeout_ns)
            return 0;
        const uint64_t left = timeout_ns - spent < SLICE_NS ? timeout_ns - spent : SLICE_NS;
        const struct timespec slice = {0, (long)left};
        struct kevent event;
        if (child->watch < 0 || kevent((int)child->watch, NULL, 0, &event, 1, &slice) < 0)
            plat_sleep_ns(500000);
    }
}

int plat_child_end(struct plat_child *child, struct plat_children *others, struct plat_exit *how)
{
    int status = 0, error = 0;
    (void)others;
    /* Not reaped yet, so its id still is its group's. */
    if (life_of(child) != LIFE_GONE)
        kill((pid_t)-child->pid, SIGKILL);
    *how = (struct plat_exit){0, 0};
    if (plat_child_wait(child, END_PATIENCE_NS, NULL) != 1) {
        error = -PLAT_ETIMEDOUT;
    } else if (waitpid((pid_t)child->pid, &status, 0) == child->pid) {
        how->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        how->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    }
    if (child->watch >= 0)
        close((int)child->watch);
    *child = (struct plat_child){.watch = -1};
    return error;
}

/* ---- what a trial says: a pipe that drops what does not fit, since nothing else bounds it ---- */

static int readers[HANDLES_MAX];

int64_t plat_capture_new(uint64_t bytes)
{
    int ends[2];
    (void)bytes;
    if (pipe(ends) == -1)
        return plat_error_of(errno);
    for (int end = 0; end < 2; end++) {
        fcntl(ends[end], F_SETFD, FD_CLOEXEC);
        fcntl(ends[end], F_SETFL, O_NONBLOCK);
    }
    if (ends[1] >= HANDLES_MAX) {
        close(ends[0]);
        close(ends[1]);
        return -PLAT_EMFILE;
    }
    readers[ends[1]] = ends[0];
    return ends[1];
}

char *plat_capture_take(int64_t handle, uint64_t bytes)
{
    if (handle < 0 || handle >= HANDLES_MAX || readers[handle] == 0)
        return NULL;
    char *text = malloc((size_t)bytes + 1);
    size_t have = 0;
    ssize_t got;
    while (text != NULL && have < bytes &&
           (got = read(readers[handle], text + have, (size_t)bytes - have)) > 0)
        have += (size_t)got;
    close(readers[handle]);
    readers[handle] = 0;
    if (text != NULL)
        text[have] = '\0';
    if (have > 0)
        return text;
    free(text);
    return NULL;
}
