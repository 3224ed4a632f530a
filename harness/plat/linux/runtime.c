/* SPDX-License-Identifier: MIT */
/* Below a process: from /proc, which lists the children of each of its threads. */
#include "../../api/plat_runtime.h"
#include "../posix/error.h"
#include "../posix/wrapped.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef PR_SET_THP_DISABLE
#define PR_SET_THP_DISABLE 41
#endif
#define TEXT_ROOM 8192u

const char *plat_runtimes_unsupported(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
    return access(path, R_OK) == 0 ? NULL : "this kernel does not list a process's children (/proc)";
}

/* The children that one thread of `pid` started. */
static uint32_t add_children(int64_t pid, const char *thread, int64_t *pids, uint32_t count, uint32_t room)
{
    char path[320], text[TEXT_ROOM];
    snprintf(path, sizeof path, "/proc/%lld/task/%s/children", (long long)pid, thread);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return count;
    const ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    text[got > 0 ? got : 0] = '\0';
    char *at = text, *end;
    for (long child = strtol(at, &end, 10); end != at && count < room; at = end, child = strtol(at, &end, 10))
        pids[count++] = child;
    return count;
}

static uint32_t add_below(int64_t pid, int64_t *pids, uint32_t count, uint32_t room)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%lld/task", (long long)pid);
    DIR *tasks = opendir(path);
    const struct dirent *entry;
    while (tasks != NULL && (entry = readdir(tasks)) != NULL)
        if (entry->d_name[0] != '.')
            count = add_children(pid, entry->d_name, pids, count, room);
    if (tasks != NULL)
        closedir(tasks);
    return count;
}

int plat_descendants(int64_t *pids, uint32_t room)
{
    uint32_t count = add_below(getpid(), pids, 0, room);
    for (uint32_t i = 0; i < count; i++)
        count = add_below(pids[i], pids, count, room);
    return (int)count;
}

int plat_huge_pages_off(void)
{
    return prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0 ? 0 : -PLAT_ENOTSUP;
}

/* Whose name it is in shared memory; 0: none of ours. */
static long owner_of(const char *name)
{
    static const char *const ours[] = {"tvp-lane-", "sem.tvp-lane-"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strncmp(name, ours[i], strlen(ours[i])) == 0)
            return strtol(name + strlen(ours[i]), NULL, 10);
    return 0;
}

void plat_runtime_sweep(int64_t pid)
{
    DIR *folder = opendir("/dev/shm");
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        const long owner = owner_of(entry->d_name);
        const int gone = owner > 0 && kill((pid_t)owner, 0) == -1 && errno == ESRCH;
        if (owner > 0 && (owner == pid || gone))
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder != NULL)
        closedir(folder);
}

int plat_become(const char *path, char *const argv[], int64_t parent)
{
    struct wrapped start;
    if (prctl(PR_SET_PDEATHSIG, SIGHUP) == -1)
        return plat_error_of(errno);
    /* The parent may have gone before the signal was armed: it would never come. */
    if (getppid() != parent)
        _exit(1);
    plat_wrap(&start, path, argv);
    execv(start.path, start.argv);
    return plat_error_of(errno);
}

void plat_end_as(const struct plat_exit *how)
{
    if (how->signal != 0) {
        prctl(PR_SET_DUMPABLE, 0);
        signal(how->signal, SIG_DFL);
        kill(getpid(), how->signal);
    }
    _exit(how->code);
}
