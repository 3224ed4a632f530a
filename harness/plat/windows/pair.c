/* SPDX-License-Identifier: MIT */
/* Two-way channels: both ends of a loopback connection. */
#include "os.h"

#define PATIENCE_NS 10000000000u /* for a connection that is made within one process */

static int connect_pair(int64_t listener, uint32_t port, int64_t ends[2])
{
    unsigned char ready;
    ends[0] = plat_tcp_connect(port, PATIENCE_NS);
    if (ends[0] < 0)
        return (int)ends[0];
    const int found = plat_tcp_wait(&listener, 1, &ready, PATIENCE_NS);
    ends[1] = found == 1 ? plat_tcp_accept(listener) : found == 0 ? -PLAT_ETIMEDOUT : found;
    int error = ends[1] < 0 ? (int)ends[1] : 0;
    for (int i = 0; i < 2 && error == 0; i++)
        error = plat_tcp_wait_always(ends[i]);
    if (error != 0) {
        plat_tcp_close(ends[0]);
        plat_tcp_close(ends[1]);
    }
    return error;
}

int plat_pair_new(enum plat_pair kind, int64_t ends[2])
{
    uint32_t port = 0;
    if (kind != PLAT_PAIR_TCP)
        return -PLAT_ENOTSUP;
    const int64_t listener = plat_tcp_listen(&port);
    if (listener < 0)
        return (int)listener;
    const int error = connect_pair(listener, port, ends);
    plat_tcp_close(listener);
    return error;
}

int plat_pair_take(int64_t end)
{
    (void)end;
    return plat_tcp_load(); /* nothing of ours may have made a socket in this process */
}

const char *plat_pair_unsupported(enum plat_pair kind)
{
    return kind == PLAT_PAIR_TCP ? NULL : "Windows has no pairs of local sockets";
}
