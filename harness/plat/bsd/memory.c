/* SPDX-License-Identifier: MIT */
/* Memory in the system's pages, and nameless shared objects. Huge pages cannot be asked for. */
#include "../posix/error.h"
#include "objects.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

uint64_t plat_page_bytes(void)
{
    return (uint64_t)sysconf(_SC_PAGESIZE);
}

static void *map(uint64_t bytes, int flags, int fd, int *error)
{
    void *region = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (region != MAP_FAILED)
        return region;
    *error = plat_error_of(errno);
    return NULL;
}

void *plat_region_new(uint64_t bytes, enum plat_pages pages, int *error)
{
    (void)pages;
    return map(bytes, MAP_PRIVATE | MAP_ANON, -1, error);
}

void plat_region_free(void *region, uint64_t bytes)
{
    if (region != NULL)
        munmap(region, (size_t)bytes);
}

/* Where the program's code lies is not told in a way that both systems share: a fork pays for what it
 * touches. */
void plat_warm_code(void)
{
}

int64_t plat_region_huge_bytes(const void *region, uint64_t bytes)
{
    (void)region;
    (void)bytes;
    return -PLAT_ENOTSUP;
}

const char *plat_pages_unsupported(enum plat_pages pages, int shared)
{
    (void)shared;
    return pages == PLAT_PAGES_THP ? "this system has no huge pages on request" : NULL;
}

int64_t plat_object_new(uint64_t bytes)
{
    int fd = plat_object_open();
    if (fd == -1)
        return plat_error_of(errno);
    if (ftruncate(fd, (off_t)bytes) == -1) {
        const int error = plat_error_of(errno);
        close(fd);
        return error;
    }
    return fd;
}

void *plat_object_map(int64_t handle, uint64_t bytes, enum plat_pages pages, int *error)
{
    (void)pages;
    return map(bytes, MAP_SHARED, (int)handle, error);
}

void plat_object_unmap(void *mapping, uint64_t bytes)
{
    if (mapping != NULL)
        munmap(mapping, (size_t)bytes);
}

int64_t plat_object_bytes(int64_t handle)
{
    struct stat facts;
    return fstat((int)handle, &facts) == -1 ? plat_error_of(errno) : (int64_t)facts.st_size;
}
