/* SPDX-License-Identifier: MIT */
/* Channels between the two workers of a pair, of several kinds behind one interface. They are made by
 * prepare, before any worker is, and taken up by setup; but for connections, which not every system lets a
 * process inherit: there the odd worker listens from setup on, and the first message, an untimed one,
 * connects. */
#ifndef IPC_LINK_H
#define IPC_LINK_H

#include "ipc_ring.h"

/* The choices of the parameter `transport`, in this order. */
enum ipc_transport { IPC_PIPE, IPC_SOCKETPAIR, IPC_TCP, IPC_EVENTFD, IPC_FUTEX, IPC_SPIN, IPC_VM_READ };
#define IPC_CHOICES "pipe|socketpair|tcp|eventfd|futex|spin"

#define LOOKS_ALONE 10000u /* of one that spins on a CPU of its own: long before it would be at an end */
#define PATIENCE_NS 10000000000u /* for a connection between two who are both there */
#define WAYS        2u           /* from the even worker to the odd one, and back */

/* Of a pair, in the trial's shared memory, zero at first. */
struct ipc_pair {
    struct ring ring[WAYS];
    struct ring_bed bed[WAYS];                   /* of the even worker and of the odd one */
    int32_t place[WAYS][2];                      /* of handles: what that worker reads from, and writes to */
    _Atomic uint32_t port;                       /* on which the odd one listens */
    _Alignas(64) _Atomic uint64_t answered, ops; /* left by verify of the odd worker and of the even one */
};

/* One worker's end of it, local to its process. */
struct ipc_link {
    enum ipc_transport transport;
    int64_t in, out;  /* handles; of a connection: below 0 before there is one */
    int64_t listener; /* of the odd worker, until there is one; else below 0 */
    _Atomic uint32_t *port;
    int64_t pid; /* of this process */
    struct ring *ring_in, *ring_out;
    struct ring_side side;
};

static inline struct ipc_pair *ipc_pair_of(const struct tvp_trial *trial, uint32_t worker)
{
    return (struct ipc_pair *)trial->shared + worker / 2;
}

static inline const char *ipc_link_refuses(enum ipc_transport transport)
{
    switch (transport) {
    case IPC_SOCKETPAIR:
        return plat_pair_unsupported();
    case IPC_EVENTFD:
        return plat_event_unsupported();
    case IPC_VM_READ:
        return plat_peek_unsupported();
    default:
        return NULL;
    }
}

/* handle[w]: what worker w of the pair reads from, and writes to. How many there are of each, or a plat
 * error. */
static inline int ipc_handles(enum ipc_transport transport, int64_t handle[WAYS][2])
{
    int64_t ends[2];
    int error = 0;

    if (transport == IPC_PIPE) {
        for (uint32_t to = 0; to < WAYS && error == 0; to++) {
            error = plat_channel_new(ends);
            handle[to][0] = ends[0];
            handle[1 - to][1] = ends[1];
        }
        return error != 0 ? error : 2;
    }
    if (transport == IPC_SOCKETPAIR) {
        error = plat_pair_new(ends);
        for (uint32_t worker = 0; worker < WAYS && error == 0; worker++)
            handle[worker][0] = ends[worker];
        return error != 0 ? error : 1;
    }
    if (transport != IPC_EVENTFD)
        return 0;
    for (uint32_t worker = 0; worker < WAYS; worker++) {
        handle[worker][0] = plat_event_new();
        if (handle[worker][0] < 0)
            return (int)handle[worker][0];
    }
    return 1;
}

/* The channels of all pairs. 0, or a plat error. */
static inline int ipc_link_make(struct tvp_trial *trial, enum ipc_transport transport)
{
    for (uint32_t worker = 0; worker < trial->workers; worker += 2) {
        struct ipc_pair *pair = ipc_pair_of(trial, worker);
        int64_t handle[WAYS][2];
        const int each = ipc_handles(transport, handle);

        if (each < 0)
            return each;
        for (uint32_t side = 0; side < WAYS; side++)
            for (int use = 0; use < each; use++) {
                const int32_t place = tvp_handle_share(trial, handle[side][use]);

                if (place < 0)
                    return place;
                pair->place[side][use] = place;
            }
    }
    return 0;
}

/* Takes up this worker's end. 0, or a plat error. */
static inline int ipc_link_take(struct ipc_link *link, const struct tvp_worker *worker,
                                enum ipc_transport transport)
{
    static const enum ring_wait waits[] = {[IPC_EVENTFD] = RING_EVENT,
                                           [IPC_FUTEX] = RING_FUTEX,
                                           [IPC_SPIN] = RING_SPINS,
                                           [IPC_VM_READ] = RING_FUTEX};
    const uint32_t own = worker->index % 2, other = 1 - own;
    struct ipc_pair *pair = ipc_pair_of(worker->trial, worker->index);
    uint32_t port = 0;

    *link = (struct ipc_link){.transport = transport, .in = -1, .out = -1, .listener = -1, .pid = plat_pid()};
    link->ring_in = &pair->ring[own];
    link->ring_out = &pair->ring[other];
    link->port = &pair->port;
    link->side = (struct ring_side){.how = waits[transport],
                                    .looks = tvp_is_crowded(worker->trial) ? 1 : LOOKS_ALONE,
                                    .own = &pair->bed[own],
                                    .partners = &pair->bed[other]};
    if (transport == IPC_PIPE || transport == IPC_SOCKETPAIR) {
        link->in = tvp_handle_at(worker->trial, pair->place[own][0]);
        link->out = transport == IPC_PIPE ? tvp_handle_at(worker->trial, pair->place[own][1]) : link->in;
    } else if (transport == IPC_EVENTFD) {
        link->side.own_event = tvp_handle_at(worker->trial, pair->place[own][0]);
        link->side.partners_event = tvp_handle_at(worker->trial, pair->place[other][0]);
    } else if (transport == IPC_TCP && own == 1) {
        link->listener = plat_tcp_listen(&port);
        atomic_store(link->port, port);
        return link->listener < 0 ? (int)link->listener : 0;
    }
    return transport == IPC_VM_READ ? plat_peek_allow() : 0;
}

/* With the first message. 0, or a plat error. */
static inline int ipc_connect(struct ipc_link *link)
{
    unsigned char ready;

    if (link->listener < 0) {
        link->in = plat_tcp_connect(atomic_load(link->port), PATIENCE_NS);
    } else {
        const int found = plat_tcp_wait(&link->listener, 1, &ready, PATIENCE_NS);

        link->in = found == 1 ? plat_tcp_accept(link->listener) : found == 0 ? -PLAT_ETIMEDOUT : found;
    }
    link->out = link->in;
    return link->in < 0 ? (int)link->in : plat_tcp_wait_always(link->in);
}

static inline void ipc_disconnect(struct ipc_link *link)
{
    if (link->transport != IPC_TCP)
        return;
    plat_tcp_close(link->in);
    plat_tcp_close(link->listener);
}

/* All of bytes. 0, or a plat error; -PLAT_EPIPE: the other side has closed. */
static inline int ipc_move(struct ipc_link *link, unsigned char *at, uint64_t bytes, int sends)
{
    const int error = link->in < 0 ? ipc_connect(link) : 0;

    while (bytes > 0 && error == 0) {
        const int64_t n = sends ? plat_tcp_send(link->out, at, bytes) : plat_tcp_receive(link->in, at, bytes);

        if (n == 0)
            return -PLAT_EPIPE;
        if (n < 0 && n != -PLAT_EINTR)
            return (int)n;
        at += n > 0 ? n : 0;
        bytes -= n > 0 ? (uint64_t)n : 0;
    }
    return error;
}

/* One message, to or from the partner. Waits for it. 0, or a plat error. */
static inline int ipc_send(struct ipc_link *link, unsigned char *from, uint64_t bytes)
{
    switch (link->transport) {
    case IPC_PIPE:
        return plat_channel_write(link->out, from, bytes);
    case IPC_SOCKETPAIR:
    case IPC_TCP:
        return ipc_move(link, from, bytes, 1);
    case IPC_VM_READ:
        return ring_offer(link->ring_out, &link->side,
                          &(struct ring_offer){.pid = link->pid, .address = (uintptr_t)from});
    default:
        return ring_write(link->ring_out, &link->side, from, bytes);
    }
}

static inline int ipc_receive(struct ipc_link *link, unsigned char *to, uint64_t bytes)
{
    switch (link->transport) {
    case IPC_PIPE:
        return plat_channel_read(link->in, to, bytes);
    case IPC_SOCKETPAIR:
    case IPC_TCP:
        return ipc_move(link, to, bytes, 0);
    case IPC_VM_READ:
        return ring_fetch(link->ring_in, &link->side, to, bytes);
    default:
        return ring_read(link->ring_in, &link->side, to, bytes);
    }
}

#endif
