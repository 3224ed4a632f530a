/* SPDX-License-Identifier: MIT */
/* Compute-bound and branchy, as interpreters are: a loop that fetches an instruction of a small program and
 * jumps to what it means. The program counts the steps of Collatz sequences. */
#include <inttypes.h>

#include "../../harness/api/tvp.h"

enum code { IS_ONE, IS_ODD, HALVE, TRIPLE, COUNT, JUMP, NEXT };

struct instruction {
    uint8_t code, target; /* where to go on when the answer is yes, or always */
};

/* n: the sequence's number; x: where it is. */
static const struct instruction program[] = {
    [0] = {IS_ONE, 7}, [1] = {COUNT, 0},  [2] = {IS_ODD, 5}, [3] = {HALVE, 0},
    [4] = {JUMP, 0},   [5] = {TRIPLE, 0}, [6] = {JUMP, 0},   [7] = {NEXT, 0},
};

struct state {
    uint64_t n, x, steps, executed;
    uint32_t at;
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static int setup(struct tvp_worker *worker)
{
    *state_of(worker) = (struct state){.n = 1 + worker->index * 1000u, .x = 1 + worker->index * 1000u};
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct state s = *state_of(worker);

    for (uint64_t left = ops; left > 0; left--) {
        const struct instruction now = program[s.at++];
        switch ((enum code)now.code) {
        case IS_ONE:
            s.at = s.x == 1 ? now.target : s.at;
            break;
        case IS_ODD:
            s.at = s.x & 1 ? now.target : s.at;
            break;
        case HALVE:
            s.x /= 2;
            break;
        case TRIPLE:
            s.x = 3 * s.x + 1;
            break;
        case COUNT:
            s.steps++;
            break;
        case JUMP:
            s.at = now.target;
            break;
        case NEXT:
            s.x = ++s.n;
            s.at = now.target;
            break;
        }
        __asm__ volatile("" : "+r"(s.at)); /* an instruction at a time */
    }
    s.executed += ops;
    *state_of(worker) = s;
}

/* The same without a program: so many instructions of each sequence, up to the one that is not finished. A
 * step of an even x takes 5 of them (is one? count, is odd? halve, jump), of an odd one too, the end of a
 * sequence 2. */
static int verify(struct tvp_worker *worker)
{
    const struct state *state = state_of(worker);
    uint64_t n = 1 + worker->index * 1000u, x = n, steps = 0, left = state->executed;

    for (;;) {
        if (left < (x == 1 ? 2u : 5u))
            break;
        left -= x == 1 ? 2 : 5;
        steps += x != 1;
        x = x == 1 ? ++n : x % 2 ? 3 * x + 1 : x / 2;
    }
    steps += x != 1 && left >= 2;
    if (state->executed != worker->ops_total || state->n != n || state->steps != steps)
        return tvp_fail(worker,
                        "cpu_interpreter: at sequence %" PRIu64 " after %" PRIu64 " steps, not %" PRIu64
                        ", %" PRIu64,
                        state->n, state->steps, n, steps);
    return 0;
}

const struct tvp_workload tvp_workload_cpu_interpreter = {
    .name = "cpu_interpreter",
    .brief = "compute-bound and branchy: a loop that interprets a program",
    .op = "one instruction of a program of 8 fetched and executed",
    .doc = "The program counts the steps of Collatz sequences, one number after the other. Nothing is shared "
           "under "
           "any model. Verified: the number and the steps it has come to are those that the sequences have.",
    .version = 1,
    .setup = setup,
    .run = run,
    .verify = verify,
};
