/* SPDX-License-Identifier: MIT */
/* Libraries that the dynamic linker loads by LD_PRELOAD, as if the program were linked with them. */
#include <link.h>
#include <string.h>

#include "../../api/plat.h"

const char *plat_libraries_unsupported(void)
{
    return NULL;
}

struct counting {
    const char *mark;
    int64_t found;
};

static int count_one(struct dl_phdr_info *info, size_t size, void *context)
{
    struct counting *counting = context;
    (void)size;
    counting->found += info->dlpi_name != NULL && strstr(info->dlpi_name, counting->mark) != NULL;
    return 0;
}

int64_t plat_libraries_loaded(const char *mark)
{
    struct counting counting = {mark, 0};
    dl_iterate_phdr(count_one, &counting);
    return counting.found;
}
