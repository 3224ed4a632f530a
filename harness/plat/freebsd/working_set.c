/* SPDX-License-Identifier: MIT */
/* A process' pages in memory, its own and the others, summed over its mappings (kern.proc.vmmap). */
#include "../posix/error.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>

#include <sys/sysctl.h>
#include <sys/user.h>

int plat_working_set_of(int64_t pid, struct plat_working_set *out)
{
    int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_VMMAP, (int)pid};
    size_t bytes = 0;
    if (sysctl(name, 4, NULL, &bytes, NULL, 0) == -1)
        return plat_error_of(errno);
    bytes += bytes / 3; /* it may have grown meanwhile */
    char *entries = malloc(bytes);
    if (entries == NULL)
        return -PLAT_ENOMEM;
    if (sysctl(name, 4, entries, &bytes, NULL, 0) == -1) {
        const int error = plat_error_of(errno);
        free(entries);
        return error;
    }
    int64_t own = 0, resident = 0;
    for (char *at = entries; at < entries + bytes;) {
        const struct kinfo_vmentry *entry = (const struct kinfo_vmentry *)(void *)at;
        if (entry->kve_structsize == 0)
            break;
        own += entry->kve_private_resident;
        resident += entry->kve_resident;
        at += entry->kve_structsize;
    }
    free(entries);
    const int64_t page = (int64_t)plat_page_bytes();
    out->private_bytes = own * page;
    out->shared_bytes = resident > own ? (resident - own) * page : 0;
    return 0;
}
