/* SPDX-License-Identifier: MIT */
/* What of a request can have no effect on one cell of it. */
#include "spec_settle.h"

#include "spec_kinds.h"

#define LEFT ": left out for --lifetime task: "

const char *left_out_text(enum left_out what)
{
    static const char *const text[LEFT_COUNT] = {
        [LEFT_STARTS] = "--starts" LEFT "each task is a start of its own",
        [LEFT_BURST] = "--burst" LEFT "one worker is started at a time, when the one before it has left",
        [LEFT_SCRATCH] = "--scratch" LEFT "its workers never hold still for their memory to be looked at",
        [LEFT_MEMORY] = "trials of memory" LEFT "its workers never hold still for it to be looked at",
        [LEFT_TASK] = "--task: left out: a task is a batch, and --batch says how many ops that is"};
    return text[what];
}

uint32_t cell_settle(const struct request *request, struct cell *cell)
{
    const uint32_t memory = 1u << TVP_KIND_MEMORY;
    uint64_t *factor = cell->factors;
    uint32_t left = (uint32_t)(request->batch > 0 && request->tasks.count > 0 && request->tasks.item[0] > 0)
                    << LEFT_TASK;
    cell->starts = (uint32_t)request->starts;
    if (factor[FACTOR_BURST] > cell->workers)
        factor[FACTOR_BURST] = cell->workers;
    if (cell->lifetime != LIFETIME_TASK) {
        cell->kinds = cell_kinds(request, cell);
        return left;
    }
    left |= (uint32_t)(cell->starts > 1) << LEFT_STARTS;
    left |= (uint32_t)(factor[FACTOR_BURST] > factors[FACTOR_BURST].usual) << LEFT_BURST;
    left |= (uint32_t)(factor[FACTOR_SCRATCH] > 0) << LEFT_SCRATCH;
    cell->starts = 1;
    factor[FACTOR_BURST] = factors[FACTOR_BURST].usual;
    factor[FACTOR_SCRATCH] = 0;
    cell->kinds = cell_kinds(request, cell);
    if (cell->kinds & memory && cell->kinds != memory) { /* memory alone is unsupported, and says so */
        left |= 1u << LEFT_MEMORY;
        cell->kinds &= ~memory;
    }
    return left;
}
