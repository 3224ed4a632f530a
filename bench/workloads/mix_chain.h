/* SPDX-License-Identifier: MIT */
/* What io_mix computes: a chain of multiplications, additions and shifts, each of which needs the one before.
 */
#ifndef MIX_CHAIN_H
#define MIX_CHAIN_H

#include <stdint.h>

#define MIX_STEP_NS 4u /* nominal, at 3 GHz: computing is planned by it */

/* Of an op. */
static inline uint64_t mix_steps(uint64_t length_ns, uint64_t percent)
{
    return length_ns * percent / 100 / MIX_STEP_NS;
}

static inline uint64_t mix_chain(uint64_t chain, uint64_t steps)
{
    for (; steps > 0; steps--) {
        chain = (chain ^ chain >> 29) * 0xbf58476d1ce4e5b9u;
        chain = (chain ^ chain >> 32) + 0x9e3779b97f4a7c15u;
    }
    return chain;
}

#endif
