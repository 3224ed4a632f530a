/* SPDX-License-Identifier: MIT */
/* What a worker asks the owner of the data for, and what comes back: fixed lengths, over a loopback
 * connection of the worker's own, one question at a time. */
#ifndef TVP_DATA_WIRE_H
#define TVP_DATA_WIRE_H

#include <stdint.h>

enum data_request {
    DATA_GET,   /* answer: the word at `slot` of `page` */
    DATA_COUNT, /* 1 is added to that word; answer: what it is now */
    DATA_PAGE   /* answer: the page */
};

struct data_question {
    uint64_t key; /* of the trial, its seed: others are not answered */
    uint32_t request, slot;
    uint64_t page;
};

#endif
