/* SPDX-License-Identifier: MIT */
/* Where each CPU lies, as the system lists its packages, nodes, caches and cores. */
#include "os.h"

#include <stdlib.h>
#include <string.h>

#define GROUP_CPUS 64u
#define GROUPS_MAX 64u

/* One of the list's objects: which field of a place it sets, and to what. */
struct object {
    const GROUP_AFFINITY *masks;
    uint32_t mask_count;
    size_t field;
    int64_t number;
};

static int covers(const struct object *object, uint32_t cpu)
{
    for (uint32_t i = 0; i < object->mask_count; i++)
        if (object->masks[i].Group == cpu / GROUP_CPUS && object->masks[i].Mask >> cpu % GROUP_CPUS & 1)
            return 1;
    return 0;
}

/* What an entry of the list says of places; a mask count of 0: nothing. */
static struct object object_of(const SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *entry, int64_t number)
{
    switch (entry->Relationship) {
    case RelationProcessorPackage:
        return (struct object){entry->Processor.GroupMask, entry->Processor.GroupCount,
                               offsetof(struct plat_place, package), number};
    case RelationProcessorCore:
        return (struct object){entry->Processor.GroupMask, entry->Processor.GroupCount,
                               offsetof(struct plat_place, core), number};
    case RelationNumaNode:
        return (struct object){&entry->NumaNode.GroupMask, 1, offsetof(struct plat_place, node),
                               entry->NumaNode.NodeNumber};
    case RelationCache:
        if (entry->Cache.Level == 3)
            return (struct object){&entry->Cache.GroupMask, 1, offsetof(struct plat_place, cache), number};
        return (struct object){0};
    default:
        return (struct object){0};
    }
}

static void apply(const struct object *object, struct plat_place *places, uint32_t count)
{
    for (uint32_t i = 0; i < count && object->mask_count > 0; i++)
        if (covers(object, places[i].cpu))
            memcpy((char *)&places[i] + object->field, &object->number, sizeof object->number);
}

/* The list, to be freed, and its size; NULL: it cannot be had. */
static char *read_list(DWORD *bytes)
{
    *bytes = 0;
    GetLogicalProcessorInformationEx(RelationAll, NULL, bytes);
    char *list = *bytes > 0 ? malloc(*bytes) : NULL;
    if (list != NULL && !GetLogicalProcessorInformationEx(RelationAll, (void *)list, bytes)) {
        free(list);
        list = NULL;
    }
    return list;
}

int plat_places_read(struct plat_place *places, uint32_t room)
{
    uint32_t count = 0;
    for (WORD group = 0; group < GetActiveProcessorGroupCount() && group < GROUPS_MAX; group++)
        for (uint32_t cpu = 0; cpu < GetActiveProcessorCount(group); cpu++)
            if (count++ < room)
                places[count - 1] = (struct plat_place){group * GROUP_CPUS + cpu, -1, -1, -1, -1};
    DWORD bytes;
    char *list = read_list(&bytes);
    if (list == NULL)
        return plat_error_last();
    int64_t number = 0;
    for (DWORD at = 0; at < bytes; number++) {
        const SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *entry = (const void *)(list + at);
        const struct object object = object_of(entry, number);
        apply(&object, places, count < room ? count : room);
        at += entry->Size;
    }
    free(list);
    return (int)count;
}
