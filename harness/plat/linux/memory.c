/* SPDX-License-Identifier: MIT */
/* Memory with pages of a stated size, and nameless shared objects. */
#include "../posix/error.h"
#include "without.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HUGE_BYTES (2ull << 20)
#define THP        "/sys/kernel/mm/transparent_hugepage/"

uint64_t plat_page_bytes(void)
{
    return (uint64_t)sysconf(_SC_PAGESIZE);
}

static void advise(void *region, uint64_t bytes, enum plat_pages pages)
{
    /* A kernel without huge pages refuses both, and needs neither. */
    madvise(region, bytes, pages == PLAT_PAGES_THP ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
}

/* Space for a region on a 2 MiB boundary with an unused page on either side, so that the kernel does not
 * merge it with a neighbour and its pages can be told from others. */
static void *reserve(uint64_t bytes, int *error)
{
    const uint64_t room = bytes + 2 * HUGE_BYTES;
    char *space = mmap(NULL, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (space == MAP_FAILED) {
        *error = plat_error_of(errno);
        return NULL;
    }
    const uint64_t page = plat_page_bytes();
    char *start = (char *)(((uintptr_t)space + page + HUGE_BYTES - 1) / HUGE_BYTES * HUGE_BYTES);
    char *end = start + bytes;
    munmap(space, (size_t)(start - page - space));
    munmap(end + page, (size_t)(space + room - (end + page)));
    return start;
}

void plat_region_free(void *region, uint64_t bytes)
{
    const uint64_t page = plat_page_bytes();
    if (region != NULL)
        munmap((char *)region - page, bytes + 2 * page);
}

static void *map_into(void *space, uint64_t bytes, int flags, int fd, enum plat_pages pages, int *error)
{
    void *region = mmap(space, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (region == MAP_FAILED) {
        *error = plat_error_of(errno);
        return NULL;
    }
    advise(region, bytes, pages);
    return region;
}

void *plat_region_new(uint64_t bytes, enum plat_pages pages, int *error)
{
    void *space = reserve(bytes, error);
    if (space == NULL)
        return NULL;
    void *region = map_into(space, bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, pages, error);
    if (region == NULL)
        plat_region_free(space, bytes);
    return region;
}

/* Code is read-only and from a file: the whole mapping that holds this function. */
void plat_warm_code(void)
{
    extern const char __executable_start[], etext[];
    const uintptr_t page = plat_page_bytes();
    const uintptr_t low = (uintptr_t)__executable_start / page * page,
                    high = ((uintptr_t)etext + page - 1) / page * page;
#ifdef MADV_POPULATE_READ
    if (madvise((void *)low, high - low, MADV_POPULATE_READ) == 0)
        return;
#endif
    for (uintptr_t at = low; at < high; at += page)
        (void)*(const volatile char *)at;
}

int64_t plat_region_huge_bytes(const void *region, uint64_t bytes)
{
    FILE *smaps = fopen("/proc/self/smaps", "re");
    if (smaps == NULL)
        return plat_error_of(errno);
    char line[512];
    int inside = 0;
    int64_t huge = 0;
    const uintptr_t low = (uintptr_t)region, high = low + bytes;
    while (fgets(line, sizeof line, smaps) != NULL) {
        unsigned long long from, to, kib;
        if (sscanf(line, "%llx-%llx ", &from, &to) == 2)
            inside = from < high && to > low;
        else if (inside && (sscanf(line, "AnonHugePages: %llu", &kib) == 1 ||
                            sscanf(line, "ShmemPmdMapped: %llu", &kib) == 1))
            huge += (int64_t)kib * 1024;
    }
    fclose(smaps);
    return huge;
}

/* The word in brackets of a THP setting is one of `words` (each followed by a comma). */
static int setting_is(const char *file, const char *words)
{
    char path[96], text[128] = "", chosen[40] = "";
    snprintf(path, sizeof path, THP "%s", file);
    FILE *setting = fopen(path, "re");
    if (setting == NULL)
        return 0;
    const char *open_bracket = fgets(text, sizeof text, setting) != NULL ? strchr(text, '[') : NULL;
    fclose(setting);
    if (open_bracket == NULL || sscanf(open_bracket, "[%30[^]]", chosen) != 1)
        return 0;
    strncat(chosen, ",", sizeof chosen - strlen(chosen) - 1);
    return strstr(words, chosen) != NULL;
}

const char *plat_pages_unsupported(enum plat_pages pages, int shared)
{
    if (pages != PLAT_PAGES_THP)
        return NULL;
    if (shared)
        return setting_is("shmem_enabled", "always,within_size,advise,force,")
                   ? NULL
                   : "no huge pages for shared memory here (" THP "shmem_enabled)";
    return setting_is("enabled", "always,madvise,") ? NULL : "no huge pages here (" THP "enabled)";
}

/* Where there is neither memfd_create nor /dev/shm: a file that has lost its name. It may lie on a disk. */
static int object_in_file(void)
{
    char path[1024];
    const char *folder = getenv("TMPDIR");
    if ((size_t)snprintf(path, sizeof path, "%s/tvp.XXXXXX",
                         folder != NULL && *folder != '\0' ? folder : "/tmp") >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd != -1)
        unlink(path);
    return fd;
}

/* For kernels without memfd_create: a name that exists for a moment. */
static int object_by_name(void)
{
    char name[64];
    if (plat_without("shm_open"))
        return -1;
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        snprintf(name, sizeof name, "/tvp-%ld-%llx-%u", (long)getpid(), (unsigned long long)plat_now_ns(),
                 attempt);
        int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd != -1)
            shm_unlink(name);
        if (fd != -1 || errno != EEXIST)
            return fd;
    }
    return -1;
}

int64_t plat_object_new(uint64_t bytes)
{
    int fd = plat_without("memfd") ? -1 : memfd_create("tvp", MFD_CLOEXEC);
    if (fd == -1)
        fd = object_by_name();
    if (fd == -1)
        fd = object_in_file();
    if (fd == -1)
        return plat_error_of(errno);
    if (ftruncate(fd, (off_t)bytes) == -1) {
        int error = plat_error_of(errno);
        close(fd);
        return error;
    }
    return fd;
}

void *plat_object_map(int64_t handle, uint64_t bytes, enum plat_pages pages, int *error)
{
    void *space = NULL;
    if (pages ==
        PLAT_PAGES_4K) /* anywhere: unused space around it would be two more mappings for each fork to copy */
        return map_into(NULL, bytes, MAP_SHARED, (int)handle, pages, error);
    space = reserve(bytes, error);
    if (space == NULL)
        return NULL;
    plat_region_free(space, bytes);
    return map_into(space, bytes, MAP_SHARED, (int)handle, pages, error);
}

void plat_object_unmap(void *mapping, uint64_t bytes)
{
    if (mapping != NULL)
        munmap(mapping, bytes);
}

int64_t plat_object_bytes(int64_t handle)
{
    struct stat facts;
    return fstat((int)handle, &facts) == -1 ? plat_error_of(errno) : (int64_t)facts.st_size;
}
