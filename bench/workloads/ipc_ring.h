/* SPDX-License-Identifier: MIT */
/* One-way channels in memory that two workers share: a ring of bytes with one writer and one reader, who wait
 * for each other by spinning, on a futex or on an eventfd. Memory that is zero is an empty ring. */
#ifndef IPC_RING_H
#define IPC_RING_H

#include <stdatomic.h>
#include <string.h>

#include "../../harness/api/tvp.h"

#define RING_BYTES 32768u /* half of what a pipe holds: the rings of all pairs fit into TVP_SHARED_MAX */

struct ring {
    _Alignas(64) _Atomic uint64_t written; /* bytes so far */
    _Alignas(64) _Atomic uint64_t taken;
    _Alignas(64) unsigned char bytes[RING_BYTES];
};

/* A worker's word in shared memory: 1 while it sleeps or is about to. */
struct ring_bed {
    _Alignas(64) uint32_t asleep;
};

enum ring_wait { RING_SPINS, RING_FUTEX, RING_EVENT };

/* How a worker waits for its partner and wakes it; local to its process. */
struct ring_side {
    enum ring_wait how;
    uint32_t looks; /* of a spinning one, before it lets others run */
    struct ring_bed *own, *partners;
    int64_t own_event, partners_event; /* of RING_EVENT */
};

static inline void ring_spin(const struct ring_side *side, const _Atomic uint64_t *word, uint64_t seen)
{
    for (uint32_t look = 1; atomic_load_explicit(word, memory_order_acquire) == seen; look++)
        if (look % side->looks == 0)
            plat_cpu_yield();
        else
            plat_cpu_pause();
}

/* Until *word is no longer what it was. 0, or a plat error. Whoever changes it looks at the bed afterwards,
 * we look at it after we lay down: one of the two sees the other. */
static inline int ring_await(const struct ring_side *side, const _Atomic uint64_t *word, uint64_t seen)
{
    int error = 0;

    if (side->how == RING_SPINS) {
        ring_spin(side, word, seen);
        return 0;
    }
    while (atomic_load(word) == seen && error == 0) {
        __atomic_store_n(&side->own->asleep, 1, __ATOMIC_SEQ_CST);
        if (atomic_load(word) != seen)
            break;
        if (side->how == RING_EVENT)
            error = plat_event_await(side->own_event);
        else
            plat_wait(&side->own->asleep, 1, 0);
    }
    __atomic_store_n(&side->own->asleep, 0, __ATOMIC_SEQ_CST);
    return error;
}

/* After a change: wakes the partner if it sleeps. 0, or a plat error. */
static inline int ring_wake(const struct ring_side *side)
{
    if (side->how == RING_SPINS || __atomic_load_n(&side->partners->asleep, __ATOMIC_SEQ_CST) == 0 ||
        __atomic_exchange_n(&side->partners->asleep, 0, __ATOMIC_SEQ_CST) == 0)
        return 0;
    if (side->how == RING_EVENT)
        return plat_event_post(side->partners_event);
    plat_wake_all(&side->partners->asleep);
    return 0;
}

/* What can be moved at once of `left` bytes from place `at` on, when `have` are there. */
static inline size_t ring_piece(uint64_t left, uint64_t have, uint64_t at)
{
    const uint64_t to_end = RING_BYTES - at % RING_BYTES, most = have < to_end ? have : to_end;

    return (size_t)(left < most ? left : most);
}

static inline int ring_write(struct ring *ring, const struct ring_side *side, const unsigned char *from,
                             uint64_t bytes)
{
    uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
    int error = 0;

    while (bytes > 0 && error == 0) {
        const uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_acquire);
        const size_t piece = ring_piece(bytes, RING_BYTES - (written - taken), written);

        if (piece == 0) {
            error = ring_await(side, &ring->taken, taken);
            continue;
        }
        memcpy(ring->bytes + written % RING_BYTES, from, piece);
        from += piece;
        bytes -= piece;
        written += piece;
        atomic_store(&ring->written, written);
        error = ring_wake(side);
    }
    return error;
}

static inline int ring_read(struct ring *ring, const struct ring_side *side, unsigned char *to,
                            uint64_t bytes)
{
    uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    int error = 0;

    while (bytes > 0 && error == 0) {
        const uint64_t written = atomic_load_explicit(&ring->written, memory_order_acquire);
        const size_t piece = ring_piece(bytes, written - taken, taken);

        if (piece == 0) {
            error = ring_await(side, &ring->written, written);
            continue;
        }
        memcpy(to, ring->bytes + taken % RING_BYTES, piece);
        to += piece;
        bytes -= piece;
        taken += piece;
        atomic_store(&ring->taken, taken);
        error = ring_wake(side);
    }
    return error;
}

/* Instead of the bytes, where they are: the reader fetches them from the writer's own memory, who waits until
 * it has. */
struct ring_offer {
    int64_t pid;
    uint64_t address;
};

static inline int ring_offer(struct ring *ring, const struct ring_side *side, const struct ring_offer *offer)
{
    const uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    int error;

    memcpy(ring->bytes, offer, sizeof *offer);
    atomic_store(&ring->written, taken + 1);
    error = ring_wake(side);
    return error != 0 ? error : ring_await(side, &ring->taken, taken);
}

static inline int ring_fetch(struct ring *ring, const struct ring_side *side, unsigned char *to,
                             uint64_t bytes)
{
    const uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    struct ring_offer offer;
    int error = 0;

    if (atomic_load_explicit(&ring->written, memory_order_acquire) == taken)
        error = ring_await(side, &ring->written, taken);
    if (error != 0)
        return error;
    memcpy(&offer, ring->bytes, sizeof offer);
    error = plat_peek(offer.pid, to, offer.address, bytes);
    if (error != 0)
        return error;
    atomic_store(&ring->taken, taken + 1);
    return ring_wake(side);
}

#endif
