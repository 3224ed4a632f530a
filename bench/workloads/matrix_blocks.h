/* SPDX-License-Identifier: MIT */
/* Square matrices in blocks. */
#ifndef MATRIX_BLOCKS_H
#define MATRIX_BLOCKS_H

#include <stdint.h>

#define BLOCK 32u

struct state {
    double *a, *b, *c;
    double *sums;           /* of the rows of a block column of b; for verification */
    uint64_t order, blocks; /* blocks a row */
    uint64_t at;            /* which product of blocks comes next, of blocks^3 */
};

static inline void multiply(const struct state *state, uint64_t row, uint64_t column, uint64_t inner)
{
    const uint64_t order = state->order;

    for (uint64_t i = row; i < row + BLOCK; i++)
        for (uint64_t k = inner; k < inner + BLOCK; k++) {
            const double factor = state->a[i * order + k], *from = state->b + k * order + column;
            double *to = state->c + i * order + column;
            for (uint64_t j = 0; j < BLOCK; j++)
                to[j] += factor * from[j];
        }
}

/* How often block `inner` went into block (row, column) of the sum. */
static inline double visits_of(const struct state *state, uint64_t row, uint64_t column, uint64_t inner)
{
    const uint64_t n = state->blocks, place = (row * n + column) * n + inner, all = n * n * n;

    const uint64_t visits = state->at / all + (place < state->at % all);

    return (double)visits;
}

static inline double block_sum(const double *row)
{
    double sum = 0;

    for (uint64_t j = 0; j < BLOCK; j++)
        sum += row[j];
    return sum;
}

/* What the row of c adds up to within a block column: a row of a, times the sums of b's rows. */
static inline double expected_sum(const struct state *state, uint64_t row, uint64_t column)
{
    double expected = 0;

    for (uint64_t inner = 0; inner < state->blocks; inner++) {
        const double *a = state->a + row * state->order + inner * BLOCK, *sums = state->sums + inner * BLOCK;
        double once = 0;
        for (uint64_t k = 0; k < BLOCK; k++)
            once += a[k] * sums[k];
        expected += visits_of(state, row / BLOCK, column, inner) * once;
    }
    return expected;
}

#endif
