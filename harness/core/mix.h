/* SPDX-License-Identifier: MIT */
/* From a counter to a number that looks like chance. */
#ifndef TVP_MIX_H
#define TVP_MIX_H

#include <stdint.h>

/* The step between two counters, odd and near 2^64 / golden ratio. */
#define MIX_STEP 0x9e3779b97f4a7c15u

/* The finalizer of splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014; constants of https://prng.di.unimi.it/splitmix64.c). */
static inline uint64_t mix(uint64_t value)
{
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    return value ^ value >> 31;
}

#endif
