/* SPDX-License-Identifier: MIT */
/* The memory of a process as the kernel splits it among those who share it, and of a cgroup. Reads with
 * plain system calls into the stack: a reader that is itself part of the family must not grow. */
#include "../posix/error.h"
#include "without.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MAX 16384

static int read_text(const char *path, char *text, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return plat_error_of(errno);
    size_t have = 0;
    ssize_t got = 1;
    while (have < room - 1 && got > 0) {
        got = read(fd, text + have, room - 1 - have);
        if (got > 0)
            have += (size_t)got;
    }
    int error = got == -1 ? plat_error_of(errno) : 0;
    close(fd);
    text[have] = '\0';
    return error;
}

/* The number after `key` at the beginning of a line, or -1. */
static int64_t number_after(const char *text, const char *key)
{
    const size_t length = strlen(key);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) != 0)
            continue;
        line += length;
        while (*line == ' ' || *line == '\t' || *line == ':')
            line++;
        if (*line < '0' || *line > '9')
            return -1;
        int64_t number = 0;
        for (; *line >= '0' && *line <= '9'; line++)
            number = number * 10 + (*line - '0');
        return number;
    }
    return -1;
}

static int64_t kib_after(const char *text, const char *key)
{
    int64_t kib = number_after(text, key);
    return kib < 0 ? -1 : kib * 1024;
}

/* ---- kernels before 4.14 have no smaps_rollup: their smaps, mapping by mapping ---- */

struct sums {
    int64_t pss, rss, clean, dirty; /* KiB; -1: no line of it yet */
};

static void add_line(struct sums *sums, const char *line)
{
    const struct {
        const char *key;
        int64_t *sum;
    } keys[] = {{"Pss:", &sums->pss},
                {"Rss:", &sums->rss},
                {"Private_Clean:", &sums->clean},
                {"Private_Dirty:", &sums->dirty}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strncmp(line, keys[i].key, strlen(keys[i].key)) != 0)
            continue;
        const int64_t kib = number_after(line, keys[i].key);
        if (kib >= 0)
            *keys[i].sum = (*keys[i].sum < 0 ? 0 : *keys[i].sum) + kib;
    }
}

/* Lines may be cut by the end of what was read; the rest of one moves to the front. */
static int sum_smaps(const char *path, struct sums *sums)
{
    char text[TEXT_MAX];
    size_t have = 0;
    ssize_t got;
    *sums = (struct sums){-1, -1, -1, -1};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return plat_error_of(errno);
    while ((got = read(fd, text + have, sizeof text - 1 - have)) > 0) {
        have += (size_t)got;
        text[have] = '\0';
        char *line = text, *end;
        while ((end = strchr(line, '\n')) != NULL) {
            *end = '\0';
            add_line(sums, line);
            line = end + 1;
        }
        have = (size_t)(text + have - line);
        if (have == sizeof text - 1) /* no line is that long */
            have = 0;
        memmove(text, line, have);
    }
    int error = got < 0 ? plat_error_of(errno) : 0;
    close(fd);
    return error;
}

static int read_sums(int64_t pid, struct sums *sums)
{
    char path[64], text[TEXT_MAX];
    snprintf(path, sizeof path, "/proc/%lld/smaps_rollup", (long long)pid);
    int error = plat_without("smaps_rollup") ? -PLAT_ENOENT : read_text(path, text, sizeof text);
    if (error == 0) {
        *sums = (struct sums){number_after(text, "Pss:"), number_after(text, "Rss:"),
                              number_after(text, "Private_Clean:"), number_after(text, "Private_Dirty:")};
    } else if (error == -PLAT_ENOENT) {
        snprintf(path, sizeof path, "/proc/%lld/smaps", (long long)pid);
        error = sum_smaps(path, sums);
    }
    return error;
}

static int64_t bytes_of(int64_t kib)
{
    return kib < 0 ? -1 : kib * 1024;
}

int plat_footprint_of(int64_t pid, struct plat_footprint *out)
{
    char path[64], text[TEXT_MAX];
    struct sums sums;
    int error = read_sums(pid, &sums);
    if (error < 0)
        return error;
    out->pss = bytes_of(sums.pss);
    out->rss = bytes_of(sums.rss);
    out->uss = sums.clean < 0 || sums.dirty < 0 ? -1 : bytes_of(sums.clean + sums.dirty);
    snprintf(path, sizeof path, "/proc/%lld/status", (long long)pid);
    error = read_text(path, text, sizeof text);
    out->pagetables = error < 0 ? -1 : kib_after(text, "VmPTE:");
    return out->pss < 0 ? -PLAT_ENOTSUP : 0;
}

const char *plat_footprint_unsupported(void)
{
    return NULL;
}

int64_t plat_cgroup_bytes(const char *path)
{
    char file[1100], text[TEXT_MAX];
    snprintf(file, sizeof file, "%s/memory.stat", path);
    int error = read_text(file, text, sizeof text);
    if (error < 0)
        return error;
    int64_t own = number_after(text, "rss "); /* v1 */
    if (own < 0)
        own = number_after(text, "anon "); /* v2 */
    int64_t shared = number_after(text, "shmem ");
    return own < 0 || shared < 0 ? -PLAT_ENOTSUP : own + shared;
}

/* v1 has a counter of its own, v2 a line of memory.stat, whose parts are all that there is before Linux 5.18.
 */
int64_t plat_cgroup_kernel_bytes(const char *path)
{
    static const char *const parts[] = {"kernel_stack ", "pagetables ", "slab "};
    char file[1100], text[TEXT_MAX];
    int64_t sum = 0;
    snprintf(file, sizeof file, "%s/memory.kmem.usage_in_bytes", path);
    if (read_text(file, text, sizeof text) >= 0)
        return number_after(text, "");
    snprintf(file, sizeof file, "%s/memory.stat", path);
    const int error = read_text(file, text, sizeof text);
    if (error < 0)
        return error;
    const int64_t all = number_after(text, "kernel ");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const int64_t part = number_after(text, parts[i]);
        if (part < 0)
            return all < 0 ? -PLAT_ENOTSUP : all;
        sum += part;
    }
    return all < 0 ? sum : all;
}

int plat_cgroup_enter(const char *path)
{
    char file[1100];
    snprintf(file, sizeof file, "%s/cgroup.procs", path);
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    if (fd == -1)
        return plat_error_of(errno);
    int error = write(fd, "0", 1) == 1 ? 0 : plat_error_of(errno);
    close(fd);
    return error;
}
