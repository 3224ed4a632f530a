/* SPDX-License-Identifier: MIT */
/* A counting allocator to preload: passes every call on to libc's, and tells how many the calling thread has made. */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *old, size_t bytes);
extern void __libc_free(void *old);

static __thread long calls;

long tvp_allocations(void)
{
    return calls;
}

void *malloc(size_t bytes)
{
    calls++;
    return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    calls++;
    return __libc_calloc(count, bytes);
}

void *realloc(void *old, size_t bytes)
{
    calls++;
    return __libc_realloc(old, bytes);
}

void free(void *old)
{
    calls++;
    __libc_free(old);
}
