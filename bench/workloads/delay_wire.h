/* SPDX-License-Identifier: MIT */
/* What the two sides of io_request agree on: messages, address, and the memory in which the server counts. */
#ifndef DELAY_WIRE_H
#define DELAY_WIRE_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../harness/api/tvp.h"

/* What goes over the wire. */
struct delay_request {
    uint64_t worker, number;
};

/* In the trial's shared memory, zero at first. */
struct delay_tally {
    _Alignas(64) _Atomic uint64_t answers;
};
struct delay_shared {
    _Alignas(64) _Atomic uint32_t port; /* of the server, 0 before it listens */
    struct delay_tally of[];            /* a worker each */
};

/* What only somebody who has seen the request can answer. */
static inline uint64_t delay_answer(const struct tvp_trial *trial, const struct delay_request *request)
{
    return tvp_data_word(trial->seed, request->worker, TVP_WORKERS_MAX + request->number);
}

/* Without it, small segments wait for acknowledgements. */
static inline int delay_send_at_once(int connection)
{
    return setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

static inline struct sockaddr_in delay_address(uint32_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

#endif
