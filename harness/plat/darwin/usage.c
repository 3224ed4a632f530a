/* SPDX-License-Identifier: MIT */
/* What the kernel accounts to the calling thread: times alone. */
#include "../posix/error.h"

#include <mach/mach.h>

static int64_t ns_of(time_value_t time)
{
    return (int64_t)time.seconds * 1000000000 + (int64_t)time.microseconds * 1000;
}

int plat_usage_thread(struct plat_usage *usage)
{
    thread_basic_info_data_t info;
    mach_msg_type_number_t count = THREAD_BASIC_INFO_COUNT;
    const mach_port_t self = mach_thread_self();
    const kern_return_t result = thread_info(self, THREAD_BASIC_INFO, (thread_info_t)&info, &count);
    mach_port_deallocate(mach_task_self(), self);
    if (result != KERN_SUCCESS)
        return -PLAT_ENOTSUP;
    *usage = (struct plat_usage){.user_ns = ns_of(info.user_time),
                                 .system_ns = ns_of(info.system_time),
                                 .minor_faults = -1,
                                 .major_faults = -1,
                                 .voluntary = -1,
                                 .involuntary = -1};
    return 0;
}
