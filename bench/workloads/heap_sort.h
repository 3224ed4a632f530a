/* SPDX-License-Identifier: MIT */
/* Heapsort. */
#ifndef HEAP_SORT_H
#define HEAP_SORT_H

#include <stdint.h>

/* Lets the number at `root` sink to its place in the heap of `count`. */
static inline void sink(uint64_t *heap, uint64_t root, uint64_t count)
{
    const uint64_t number = heap[root];

    for (uint64_t child; (child = 2 * root + 1) < count; root = child) {
        child += child + 1 < count && heap[child + 1] > heap[child];
        if (heap[child] <= number)
            break;
        heap[root] = heap[child];
    }
    heap[root] = number;
}

static inline void sort(uint64_t *numbers, uint64_t count)
{
    for (uint64_t root = count / 2; root-- > 0;)
        sink(numbers, root, count);
    for (uint64_t end = count; --end > 0;) {
        const uint64_t greatest = numbers[0];
        numbers[0] = numbers[end];
        numbers[end] = greatest;
        sink(numbers, 0, end);
    }
}

#endif
