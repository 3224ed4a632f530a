/* SPDX-License-Identifier: MIT */
/* What a parent can be loaded with before it starts workers: a fork copies mappings and descriptors, an exec
 * closes what it is not to keep. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"

const char *plat_ballast_unsupported(void)
{
    return NULL;
}

/* One page each, with protections that alternate: neighbours that are alike would become one. */
int plat_mappings_make(uint64_t count)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (count == 0)
        return 0;
    char *region = mmap(NULL, count * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (region == MAP_FAILED)
        return plat_error_of(errno);
#ifdef MADV_NOHUGEPAGE
    madvise(region, count * page, MADV_NOHUGEPAGE);
#endif
    memset(region, 1, count * page);
    for (uint64_t i = 1; i < count; i += 2)
        if (mprotect(region + i * page, page, PROT_READ) != 0)
            return plat_error_of(errno);
    return 0;
}

/* Each an open file of its own, as those of a program are; closed on exec. */
int plat_descriptors_make(uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (open("/dev/null", O_RDWR | O_CLOEXEC) < 0)
            return plat_error_of(errno);
    return 0;
}
