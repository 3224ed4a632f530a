/* SPDX-License-Identifier: MIT */
/* Compute-bound: two chains of integer arithmetic in registers. Both can be jumped ahead in a logarithmic
 * number of steps, so that their end proves that every op was executed. */
#include <inttypes.h>
#include <string.h>

#include "../../harness/api/tvp.h"

#define STEPS_PER_OP 8u
/* The linear congruential generator of MMIX (Knuth, The Art of Computer Programming 2, 3.3.4). */
#define FACTOR 6364136223846793005u
#define ADDEND 1442695040888963407u

struct state {
    uint64_t congruential, shifted;
};

/* Xorshift with the shifts 13, 7, 17 (Marsaglia 2003, "Xorshift RNGs"): linear over single bits. */
static inline uint64_t shift_once(uint64_t x)
{
    x ^= x << 13;
    x ^= x >> 7;
    return x ^ x << 17;
}

/* Both chains start anew in each worker; zero would be a fixed point of the second. */
static struct state beginning(const struct tvp_worker *worker)
{
    uint64_t seed = tvp_data_word(worker->trial->seed, worker->index, TVP_WORKERS_MAX);

    return (struct state){seed, seed | 1};
}

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static int setup(struct tvp_worker *worker)
{
    *state_of(worker) = beginning(worker);
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    uint64_t congruential = state_of(worker)->congruential, shifted = state_of(worker)->shifted;

    for (uint64_t left = ops * STEPS_PER_OP; left > 0; left--) {
        congruential = congruential * FACTOR + ADDEND;
        shifted = shift_once(shifted);
        __asm__ volatile("" : "+r"(congruential), "+r"(shifted)); /* steps are not to be merged */
    }
    *state_of(worker) = (struct state){congruential, shifted};
}

/* The composition of x -> a x + c with itself, by squaring. */
static uint64_t congruential_after(uint64_t x, uint64_t steps)
{
    uint64_t factor = FACTOR, addend = ADDEND;

    for (; steps > 0; steps >>= 1) {
        if (steps & 1)
            x = x * factor + addend;
        addend += addend * factor;
        factor *= factor;
    }
    return x;
}

/* The product of a matrix of bits, given by its columns, and a vector. */
static uint64_t apply(const uint64_t column[64], uint64_t x)
{
    uint64_t product = 0;

    for (unsigned bit = 0; bit < 64; bit++)
        product ^= column[bit] & -(x >> bit & 1);
    return product;
}

static uint64_t shifted_after(uint64_t x, uint64_t steps)
{
    uint64_t matrix[64], square[64];

    for (unsigned bit = 0; bit < 64; bit++)
        matrix[bit] = shift_once((uint64_t)1 << bit);
    for (; steps > 0; steps >>= 1) {
        if (steps & 1)
            x = apply(matrix, x);
        for (unsigned bit = 0; bit < 64; bit++)
            square[bit] = apply(matrix, matrix[bit]);
        memcpy(matrix, square, sizeof matrix);
    }
    return x;
}

static int verify(struct tvp_worker *worker)
{
    uint64_t steps = worker->ops_total * STEPS_PER_OP;
    struct state first = beginning(worker), last = *state_of(worker);

    if (last.congruential != congruential_after(first.congruential, steps) ||
        last.shifted != shifted_after(first.shifted, steps))
        return tvp_fail(worker, "cpu_hash: %" PRIu64 " ops do not lead there", worker->ops_total);
    return 0;
}

const struct tvp_workload tvp_workload_cpu_hash = {
    .name = "cpu_hash",
    .brief = "compute-bound: integer arithmetic in registers",
    .op = "8 steps of a multiply-add chain and of an xorshift chain, each waiting for the last",
    .doc = "Verified by jumping both chains ahead by the number of ops (modular and bit-matrix powers): one "
           "op more or less leads elsewhere. Nothing is shared under any model.",
    .version = 1,
    .setup = setup,
    .run = run,
    .verify = verify,
};
