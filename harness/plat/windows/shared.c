/* SPDX-License-Identifier: MIT */
/* Nameless objects of shared memory: sections of the page file. Which of them a waiting word lies in, and on
 * what is slept for it, is kept here. */
#include "shared.h"

#include <stdio.h>

#define VIEWS_MAX 16u

static struct view {
    unsigned char *base;
    uint64_t bytes;
    struct shared_head *head;
    HANDLE semaphore[SHARED_BUCKETS];
} views[VIEWS_MAX];
static SRWLOCK lock = SRWLOCK_INIT;

static uint64_t mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

static struct shared_head *map_head(HANDLE section)
{
    struct shared_head *head =
        MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, sizeof(struct shared_head));
    if (head != NULL && head->magic != SHARED_MAGIC && head->magic != 0) {
        UnmapViewOfFile(head);
        head = NULL;
    }
    return head;
}

int64_t plat_object_new(uint64_t bytes)
{
    static LONG count;
    const uint64_t whole = bytes + SHARED_HEAD;
    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, (DWORD)(whole >> 32),
                                        (DWORD)whole, NULL);
    if (section == NULL)
        return plat_error_last();
    struct shared_head *head = map_head(section);
    if (head == NULL) {
        int error = plat_error_last();
        CloseHandle(section);
        return error;
    }
    const uint64_t own = (uint64_t)GetCurrentProcessId() << 32 | (uint32_t)InterlockedIncrement(&count);
    head->magic = SHARED_MAGIC;
    head->bytes = bytes;
    head->id = mix(mix(plat_now_ns()) ^ own);
    UnmapViewOfFile(head);
    return (int64_t)(intptr_t)section;
}

int64_t plat_object_bytes(int64_t handle)
{
    LARGE_INTEGER size;
    if (handle <= 0)
        return -PLAT_EINVAL;
    struct shared_head *head = map_head(plat_handle(handle));
    if (head == NULL) /* no section: a file */
        return GetFileSizeEx(plat_handle(handle), &size) ? size.QuadPart : plat_error_last();
    const int64_t bytes = head->magic == SHARED_MAGIC ? (int64_t)head->bytes : -PLAT_EINVAL;
    UnmapViewOfFile(head);
    return bytes;
}

static int remember(unsigned char *base, uint64_t bytes, struct shared_head *head)
{
    int kept = 0;
    AcquireSRWLockExclusive(&lock);
    for (uint32_t i = 0; i < VIEWS_MAX && !kept; i++)
        if (views[i].base == NULL) {
            views[i] = (struct view){.base = base, .bytes = bytes, .head = head};
            kept = 1;
        }
    ReleaseSRWLockExclusive(&lock);
    return kept;
}

void *plat_object_map(int64_t handle, uint64_t bytes, enum plat_pages pages, int *error)
{
    struct shared_head *head = NULL;
    unsigned char *base = NULL;
    *error = -PLAT_ENOTSUP;
    if (pages != PLAT_PAGES_4K)
        return NULL;
    *error = -PLAT_EINVAL;
    if (handle <= 0)
        return NULL;
    head = map_head(plat_handle(handle));
    if (head != NULL && head->magic == SHARED_MAGIC)
        base =
            MapViewOfFile(plat_handle(handle), FILE_MAP_READ | FILE_MAP_WRITE, 0, SHARED_HEAD, (SIZE_T)bytes);
    if (base != NULL && remember(base, bytes, head))
        return base;
    *error = base != NULL ? -PLAT_EMFILE : plat_error_last();
    if (base != NULL)
        UnmapViewOfFile(base);
    if (head != NULL)
        UnmapViewOfFile(head);
    return NULL;
}

void plat_object_unmap(void *mapping, uint64_t bytes)
{
    (void)bytes;
    if (mapping == NULL)
        return;
    AcquireSRWLockExclusive(&lock);
    for (uint32_t i = 0; i < VIEWS_MAX; i++) {
        if (views[i].base != mapping)
            continue;
        for (uint32_t bucket = 0; bucket < SHARED_BUCKETS; bucket++)
            if (views[i].semaphore[bucket] != NULL)
                CloseHandle(views[i].semaphore[bucket]);
        UnmapViewOfFile(views[i].head);
        views[i] = (struct view){0};
    }
    ReleaseSRWLockExclusive(&lock);
    UnmapViewOfFile(mapping);
}

/* Who comes first makes it; it is gone with the last who has it open. */
static HANDLE open_semaphore(const struct view *view, uint32_t bucket)
{
    wchar_t name[64];
    swprintf(name, 64, L"Local\\tvp-%016llx-%u", (unsigned long long)view->head->id, bucket);
    return CreateSemaphoreW(NULL, 0, MAXLONG, name);
}

struct shared_head *shared_find(const void *address, uint32_t *bucket, HANDLE *semaphore)
{
    struct shared_head *found = NULL;
    const unsigned char *at = address;
    AcquireSRWLockShared(&lock);
    for (uint32_t i = 0; i < VIEWS_MAX && found == NULL; i++) {
        struct view *view = &views[i];
        if (view->base == NULL || at < view->base || at >= view->base + view->bytes)
            continue;
        *bucket = (uint32_t)(mix((uint64_t)(at - view->base)) % SHARED_BUCKETS);
        HANDLE known = __atomic_load_n(&view->semaphore[*bucket], __ATOMIC_ACQUIRE), none = NULL;
        if (known == NULL) {
            known = open_semaphore(view, *bucket);
            if (known != NULL && !__atomic_compare_exchange_n(&view->semaphore[*bucket], &none, known, 0,
                                                              __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
                CloseHandle(known);
                known = none;
            }
        }
        *semaphore = known;
        found = view->head;
    }
    ReleaseSRWLockShared(&lock);
    return found;
}
