/* SPDX-License-Identifier: MIT */
/* Connections over the loopback interface. */
#include "error.h"
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* A socket's errno: what would have to be waited for is no limit on processes. */
static int64_t answer(ssize_t result)
{
    if (result >= 0)
        return result;
    return errno == EAGAIN || errno == EWOULDBLOCK        ? -PLAT_EAGAIN
           : errno == ECONNRESET || errno == ECONNREFUSED ? -PLAT_EPIPE
                                                          : plat_error_of(errno);
}

static struct sockaddr_in address_of(uint32_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* Without it, small segments wait for acknowledgements. */
static int send_at_once(int connection)
{
    return setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

/* Closes what was made in vain; the error that errno tells. */
static int64_t give_up(int socket)
{
    const int64_t error = answer(-1);
    if (socket >= 0)
        close(socket);
    return error;
}

int64_t plat_tcp_listen(uint32_t *port)
{
    struct sockaddr_in address = address_of(0);
    socklen_t bytes = sizeof address;
    int listener = plat_socket_new(1);
    if (listener < 0 || bind(listener, (const void *)&address, sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0 || getsockname(listener, (void *)&address, &bytes) != 0)
        return give_up(listener);
    *port = ntohs(address.sin_port);
    return listener;
}

int64_t plat_tcp_accept(int64_t listener)
{
    int connection = plat_socket_accept((int)listener);
    return connection < 0 || send_at_once(connection) != 0 ? give_up(connection) : connection;
}

int64_t plat_tcp_connect(uint32_t port, uint64_t patience_ns)
{
    const struct sockaddr_in server = address_of(port);
    struct timeval patience = {.tv_sec = (time_t)(patience_ns / 1000000000u),
                               .tv_usec = (suseconds_t)(patience_ns % 1000000000u / 1000u)};
    int connection = plat_socket_new(0);
    int failed = connection < 0 || send_at_once(connection) != 0 ||
                 setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
                 setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0;
    /* An interrupted connect goes on by itself. */
    while (!failed && connect(connection, (const void *)&server, sizeof server) != 0 && errno != EISCONN)
        failed = errno != EINTR && errno != EALREADY;
    return failed ? give_up(connection) : connection;
}

int plat_tcp_wait_always(int64_t connection)
{
    const struct timeval forever = {0, 0};
    const int flags = fcntl((int)connection, F_GETFL);
    const int failed = flags == -1 || fcntl((int)connection, F_SETFL, flags & ~O_NONBLOCK) == -1 ||
                       setsockopt((int)connection, SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof forever) != 0 ||
                       setsockopt((int)connection, SOL_SOCKET, SO_SNDTIMEO, &forever, sizeof forever) != 0;
    return failed ? plat_error_of(errno) : 0;
}

int64_t plat_tcp_send(int64_t connection, const void *from, uint64_t bytes)
{
    return answer(send((int)connection, from, (size_t)bytes, MSG_NOSIGNAL));
}

int64_t plat_tcp_receive(int64_t connection, void *to, uint64_t bytes)
{
    return answer(recv((int)connection, to, (size_t)bytes, 0));
}

void plat_tcp_close(int64_t connection)
{
    if (connection >= 0)
        close((int)connection);
}

int plat_tcp_wait(const int64_t *connections, uint32_t count, unsigned char *ready, uint64_t timeout_ns)
{
    struct pollfd watched[PLAT_TCP_MAX];
    struct timespec limit = {.tv_sec = (time_t)(timeout_ns / 1000000000u),
                             .tv_nsec = (long)(timeout_ns % 1000000000u)};
    if (count > PLAT_TCP_MAX)
        return -PLAT_EINVAL;
    for (uint32_t i = 0; i < count; i++)
        watched[i] = (struct pollfd){.fd = connections[i] < 0 ? -1 : (int)connections[i], .events = POLLIN};
    int found = plat_socket_poll(watched, count, timeout_ns == UINT64_MAX ? NULL : &limit);
    for (uint32_t i = 0; i < count; i++)
        ready[i] = found > 0 && watched[i].revents != 0;
    return found < 0 ? plat_error_of(errno) : found;
}
