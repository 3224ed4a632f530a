/* SPDX-License-Identifier: MIT */
/* Sorts cells into comparison groups. */
#include "groups.h"

#include <stdlib.h>
#include <string.h>

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* 0 when both belong to one group. */
static int compare_keys(const struct cell *a, const struct cell *b)
{
    const uint64_t of_a[] = {a->workers, a->data_bytes, a->write_percent, a->heap_bytes, a->pages,
                             a->starts,  a->creator,    a->lifetime,      a->task_ns},
                   of_b[] = {b->workers, b->data_bytes, b->write_percent, b->heap_bytes, b->pages,
                             b->starts,  b->creator,    b->lifetime,      b->task_ns};
    int differs = a->workload == b->workload ? 0 : strcmp(a->workload->name, b->workload->name);
    for (size_t i = 0; !differs && i < sizeof of_a / sizeof *of_a; i++)
        differs = by_number(of_a[i], of_b[i]);
    for (size_t i = 0; !differs && i < FACTOR_COUNT; i++)
        differs = by_number(a->factors[i], b->factors[i]);
    return differs ? differs : memcmp(a->params, b->params, sizeof a->params);
}

static int by_key(const void *left, const void *right)
{
    const struct cell *a = *(const struct cell *const *)left, *b = *(const struct cell *const *)right;
    int differs = compare_keys(a, b);
    return differs ? differs : by_number(a->id, b->id);
}

/* first[i]: the first cell of cell i's group. */
static int find_first(const struct plan *plan, uint32_t *first)
{
    const struct cell **sorted = calloc((size_t)plan->cell_count + 1, sizeof *sorted);
    if (!sorted)
        return -1;
    for (uint32_t i = 0; i < plan->cell_count; i++)
        sorted[i] = &plan->cells[i];
    qsort(sorted, plan->cell_count, sizeof *sorted, by_key);
    for (uint32_t i = 0; i < plan->cell_count; i++) {
        uint32_t at = (uint32_t)(sorted[i] - plan->cells);
        int joins = i > 0 && compare_keys(sorted[i - 1], sorted[i]) == 0;
        first[at] = joins ? first[sorted[i - 1] - plan->cells] : at;
    }
    free(sorted);
    return 0;
}

int groups_make(struct groups *groups, const struct plan *plan)
{
    const uint32_t cells = plan->cell_count;
    uint32_t *first = calloc((size_t)cells + 1, sizeof *first), *used = NULL;
    *groups = (struct groups){.members = calloc((size_t)cells + 1, sizeof *groups->members),
                              .starts = calloc((size_t)cells + 2, sizeof *groups->starts)};
    used = calloc((size_t)cells + 1, sizeof *used); /* of a group's first cell: its number */
    int failed = !first || !used || !groups->members || !groups->starts || find_first(plan, first) != 0;
    for (uint32_t i = 0; !failed && i < cells; i++) {
        if (first[i] == i)
            used[i] = groups->count++;
        groups->starts[used[first[i]] + 1]++; /* sizes, for now */
    }
    for (uint32_t g = 0; !failed && g < groups->count; g++)
        groups->starts[g + 1] += groups->starts[g];
    for (uint32_t i = 0; !failed && i < cells; i++)
        groups->members[groups->starts[used[first[i]]]++] = i;
    for (uint32_t g = groups->count; !failed && g > 0; g--)
        groups->starts[g] = groups->starts[g - 1]; /* each had moved on to the next one's */
    if (!failed)
        groups->starts[0] = 0;
    free(first);
    free(used);
    if (failed)
        groups_free(groups);
    return failed ? -1 : 0;
}

void groups_free(struct groups *groups)
{
    free(groups->members);
    free(groups->starts);
    *groups = (struct groups){.members = NULL};
}
