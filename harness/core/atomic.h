/* SPDX-License-Identifier: MIT */
/* Atomic access to the plain words of a mapping that processes share. */
#ifndef TVP_ATOMIC_H
#define TVP_ATOMIC_H

#include <stdint.h>

static inline uint32_t load_relaxed(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static inline uint32_t load_acquire(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void store_release(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* Returns the value before. */
static inline uint32_t add_acq_rel(uint32_t *word, uint32_t by)
{
    return __atomic_fetch_add(word, by, __ATOMIC_ACQ_REL);
}

#endif
