/* SPDX-License-Identifier: MIT */
/* The files and folders of a run: made, locked, cut, synced, cleared. */
#include "error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int done(int result)
{
    return result == -1 ? plat_error_of(errno) : 0;
}

int64_t plat_file_open(const char *path, enum plat_file how)
{
    static const int flags[] = {O_RDONLY, O_WRONLY | O_CREAT | O_TRUNC, O_RDWR | O_CREAT | O_APPEND};
    int fd = open(path, flags[how] | O_CLOEXEC | O_NOCTTY, 0644);
    return fd == -1 ? plat_error_of(errno) : fd;
}

FILE *plat_file_stream(const char *path)
{
    struct stat about;
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    FILE *stream = fd != -1 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? fdopen(fd, "rb") : NULL;
    if (fd != -1 && !stream) {
        close(fd);
        errno = EINVAL;
    }
    return stream;
}

int plat_file_cut(int64_t handle, uint64_t bytes)
{
    return done(ftruncate((int)handle, (off_t)bytes));
}

int plat_file_sync(int64_t handle)
{
    /* Some file systems cannot sync a folder and say so; that is not a loss. */
    int error = done(fsync((int)handle));
    return error == -PLAT_EINVAL || error == -PLAT_ENOTSUP ? 0 : error;
}

int plat_file_remove(const char *path)
{
    return done(unlink(path));
}

int plat_file_make_runnable(const char *path)
{
    return done(chmod(path, 0755));
}

int plat_file_move(const char *from, const char *to)
{
    return done(rename(from, to));
}

int plat_folder_make(const char *path)
{
    return done(mkdir(path, 0755));
}

int plat_folder_remove(const char *path)
{
    return done(rmdir(path));
}

static int is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

int plat_folder_is_empty(const char *path)
{
    DIR *list = opendir(path);
    if (list == NULL)
        return plat_error_of(errno);
    int empty = 1;
    for (const struct dirent *entry = readdir(list); entry != NULL && empty; entry = readdir(list))
        empty = is_dots(entry->d_name);
    closedir(list);
    return empty;
}

/* Removes what is in the folder open at `fd`, which it closes. Depth first; links are removed, not followed.
 */
static int clear_open(int fd)
{
    DIR *list = fdopendir(fd);
    if (list == NULL) {
        int error = plat_error_of(errno);
        close(fd);
        return error;
    }
    int error = 0;
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (is_dots(entry->d_name) || unlinkat(fd, entry->d_name, 0) == 0)
            continue;
        int below = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int one = below == -1 ? plat_error_of(errno) : clear_open(below);
        if (one == 0)
            one = done(unlinkat(fd, entry->d_name, AT_REMOVEDIR));
        error = error != 0 ? error : one;
    }
    closedir(list);
    return error;
}

int plat_folder_clear(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd == -1 ? plat_error_of(errno) : clear_open(fd);
}

int64_t plat_folder_lock(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd == -1)
        return plat_error_of(errno);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    int error = errno == EWOULDBLOCK ? -PLAT_EAGAIN : plat_error_of(errno);
    close(fd);
    return error;
}

int plat_path_absolute(const char *path, char *out, size_t room)
{
    char *whole = realpath(path, NULL);
    if (whole == NULL)
        return plat_error_of(errno);
    int fits = (size_t)snprintf(out, room, "%s", whole) < room;
    free(whole);
    return fits ? 0 : -PLAT_EINVAL;
}

int plat_folder_make_private(const char *base, const char *prefix, char *path, size_t room)
{
    const char *tmp = getenv("TMPDIR");
    if (base == NULL)
        base = tmp != NULL && *tmp != '\0' ? tmp : "/tmp";
    if ((size_t)snprintf(path, room, "%s/%sXXXXXX", base, prefix) >= room)
        return -PLAT_EINVAL;
    return mkdtemp(path) == NULL ? plat_error_of(errno) : 0;
}

static int is_entry(const struct dirent *entry)
{
    return !is_dots(entry->d_name);
}

int plat_folder_names(const char *path, char ***names)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_entry, alphasort);
    if (count < 0)
        return plat_error_of(errno);
    size_t bytes = (size_t)count * sizeof **names + 1;
    for (int i = 0; i < count; i++)
        bytes += strlen(entries[i]->d_name) + 1;
    *names = malloc(bytes);
    char *text = (char *)*names + (size_t)count * sizeof **names;
    for (int i = 0; i < count; i++) {
        if (*names != NULL)
            text = stpcpy((*names)[i] = text, entries[i]->d_name) + 1;
        free(entries[i]);
    }
    free(entries);
    return *names != NULL ? count : -PLAT_ENOMEM;
}

void plat_ignore_full_files(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGXFSZ, &ignore, NULL);
}

void plat_utc_now(char text[17])
{
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(text, 17, "%Y%m%dT%H%M%SZ", &utc);
}
