/* SPDX-License-Identifier: MIT */
/* Binding to processors. Windows numbers them in groups of at most 64: number 64 * group + place here, as
 * hwloc has it. */
#include "os.h"

#define GROUP_CPUS 64u

int plat_cpu_now(void)
{
    PROCESSOR_NUMBER now;
    GetCurrentProcessorNumberEx(&now);
    return (int)(now.Group * GROUP_CPUS + now.Number);
}

int plat_cpu_pin(uint32_t cpu)
{
    GROUP_AFFINITY wanted = {.Mask = (KAFFINITY)1 << cpu % GROUP_CPUS, .Group = (WORD)(cpu / GROUP_CPUS)};
    if (cpu / GROUP_CPUS >= GetActiveProcessorGroupCount())
        return -PLAT_EINVAL;
    return SetThreadGroupAffinity(GetCurrentThread(), &wanted, NULL) ? 0 : plat_error_last();
}

const char *plat_cpu_pin_unsupported(void)
{
    return NULL;
}

int plat_cpu_is_pinned(uint32_t cpu)
{
    GROUP_AFFINITY now;
    if (!GetThreadGroupAffinity(GetCurrentThread(), &now))
        return plat_error_last();
    return now.Group == cpu / GROUP_CPUS && now.Mask == (KAFFINITY)1 << cpu % GROUP_CPUS;
}

static uint32_t list_mask(uint64_t mask, WORD group, uint32_t count, uint32_t *cpus, uint32_t room)
{
    for (uint32_t place = 0; place < GROUP_CPUS; place++)
        if (mask >> place & 1 && count++ < room)
            cpus[count - 1] = group * GROUP_CPUS + place;
    return count;
}

/* All CPUs of a group, as a mask. */
static uint64_t whole_group(WORD group)
{
    const DWORD count = GetActiveProcessorCount(group);
    return count >= GROUP_CPUS ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* A thread lies in one group at a time. One that may use the whole of it may also be bound to another group
 * of its process. */
int plat_cpus_allowed(uint32_t *cpus, uint32_t room)
{
    USHORT groups[256], count = 256;
    GROUP_AFFINITY now;
    uint32_t cpu_count = 0;
    if (!GetThreadGroupAffinity(GetCurrentThread(), &now))
        return plat_error_last();
    if (now.Mask != whole_group(now.Group) || !GetProcessGroupAffinity(GetCurrentProcess(), &count, groups))
        return (int)list_mask(now.Mask, now.Group, 0, cpus, room);
    for (WORD group = 0; group < GetActiveProcessorGroupCount(); group++) {
        int ours = group == now.Group;
        for (USHORT i = 0; i < count; i++)
            ours |= groups[i] == group;
        if (ours)
            cpu_count = list_mask(whole_group(group), group, cpu_count, cpus, room);
    }
    return (int)cpu_count;
}
