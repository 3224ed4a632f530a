/* SPDX-License-Identifier: MIT */
/* A shared object: its first piece is the layer's own, the rest is what was asked for. */
#ifndef TVP_PLAT_WINDOWS_SHARED_H
#define TVP_PLAT_WINDOWS_SHARED_H

#include "os.h"

#define SHARED_MAGIC   0x31707674u
#define SHARED_HEAD    65536u /* the step in which views can begin */
#define SHARED_BUCKETS 64u

struct shared_head {
    uint64_t magic, bytes;
    uint64_t id;                      /* names the semaphores on which is waited */
    LONG waiters[SHARED_BUCKETS][16]; /* a cache line each; the first is used */
};

/* The object that `address` lies in, as this process maps it; NULL: it is private memory. *bucket: the place
 * of its waiters; *semaphore: where they sleep. */
struct shared_head *shared_find(const void *address, uint32_t *bucket, HANDLE *semaphore);

#endif
