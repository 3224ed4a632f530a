/* SPDX-License-Identifier: MIT */
/* What a process is charged for (phys_footprint: its own pages, compressed ones too), and what else of it is
 * in memory. The nearest that this system tells to own and shared pages: machine.json says so in
 * os.working_set_source. */
#include "../posix/error.h"

#include <errno.h>
#include <libproc.h>
#include <sys/resource.h>

int plat_working_set_of(int64_t pid, struct plat_working_set *out)
{
    struct rusage_info_v2 usage;
    if (proc_pid_rusage((int)pid, RUSAGE_INFO_V2, (rusage_info_t *)&usage) != 0)
        return plat_error_of(errno);
    const int64_t own = (int64_t)usage.ri_phys_footprint, resident = (int64_t)usage.ri_resident_size;
    out->private_bytes = own;
    out->shared_bytes = resident > own ? resident - own : 0;
    return 0;
}
