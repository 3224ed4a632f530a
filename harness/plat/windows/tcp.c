/* SPDX-License-Identifier: MIT */
/* Connections over the loopback interface. The sockets' library is loaded when they are first asked for: a
 * worker that has none does not pay for it at its start. */
#include <winsock2.h>

#include "os.h"

#define CALLS(X)                                                                                             \
    X(WSAStartup)                                                                                            \
    X(WSAGetLastError)                                                                                       \
    X(WSASocketW)                                                                                            \
    X(WSAPoll)                                                                                               \
    X(bind)                                                                                                  \
    X(listen)                                                                                                \
    X(accept)                                                                                                \
    X(connect)                                                                                               \
    X(getsockname)                                                                                           \
    X(setsockopt)                                                                                            \
    X(ioctlsocket)                                                                                           \
    X(send)                                                                                                  \
    X(recv)                                                                                                  \
    X(closesocket)

static struct {
#define X(name) __typeof__(&name) name;
    CALLS(X)
#undef X
} ws;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

static BOOL CALLBACK load(INIT_ONCE *self, void *unused, void **nothing)
{
    HMODULE library = LoadLibraryW(L"ws2_32.dll");
    WSADATA data;
    (void)self;
    (void)unused;
    (void)nothing;
    if (library == NULL)
        return FALSE;
#define X(name)                                                                                              \
    if ((ws.name = (__typeof__(&name))(void *)GetProcAddress(library, #name)) == NULL)                       \
        return FALSE;
    CALLS(X)
#undef X
    return ws.WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

static int error_now(void)
{
    switch (ws.WSAGetLastError()) {
    case WSAEWOULDBLOCK:
        return -PLAT_EAGAIN;
    case WSAECONNRESET:
    case WSAECONNABORTED:
    case WSAECONNREFUSED:
    case WSAENOTCONN:
        return -PLAT_EPIPE;
    case WSAETIMEDOUT:
        return -PLAT_ETIMEDOUT;
    case WSAEINTR:
        return -PLAT_EINTR;
    case WSAEMFILE:
        return -PLAT_EMFILE;
    case WSAENOBUFS:
        return -PLAT_ENOMEM;
    case WSAEINVAL:
    case WSAENOTSOCK:
        return -PLAT_EINVAL;
    default:
        return -PLAT_EOTHER;
    }
}

static int64_t give_up(SOCKET socket)
{
    const int error = error_now();
    if (socket != INVALID_SOCKET)
        ws.closesocket(socket);
    return error;
}

/* In the orders of the wire. */
static struct sockaddr_in address_of(uint32_t port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = (USHORT)((port & 255u) << 8 | (port >> 8 & 255u)),
                                .sin_addr.s_addr = 0x0100007fu};
}

/* Without it, small segments wait for acknowledgements. */
static int send_at_once(SOCKET socket)
{
    const BOOL yes = TRUE;
    return ws.setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, (const char *)&yes, sizeof yes);
}

static int wait_never(SOCKET socket)
{
    u_long yes = 1;
    return ws.ioctlsocket(socket, (long)FIONBIO, &yes);
}

/* INVALID_SOCKET, and the reason in *error, when there is none. */
static SOCKET new_socket(int64_t *error)
{
    if (!InitOnceExecuteOnce(&once, load, NULL, NULL)) {
        *error = -PLAT_ENOTSUP;
        return INVALID_SOCKET;
    }
    SOCKET made = ws.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                                WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    if (made == INVALID_SOCKET)
        *error = error_now();
    return made;
}

int64_t plat_tcp_listen(uint32_t *port)
{
    struct sockaddr_in address = address_of(0);
    int bytes = sizeof address;
    int64_t error = 0;
    SOCKET listener = new_socket(&error);
    if (listener == INVALID_SOCKET)
        return error;
    if (wait_never(listener) != 0 || ws.bind(listener, (const void *)&address, sizeof address) != 0 ||
        ws.listen(listener, SOMAXCONN) != 0 || ws.getsockname(listener, (void *)&address, &bytes) != 0)
        return give_up(listener);
    *port = (uint32_t)(address.sin_port & 255u) << 8 | (uint32_t)address.sin_port >> 8;
    return (int64_t)listener;
}

int64_t plat_tcp_accept(int64_t listener)
{
    SOCKET connection = ws.accept((SOCKET)listener, NULL, NULL);
    if (connection == INVALID_SOCKET || send_at_once(connection) != 0 || wait_never(connection) != 0)
        return give_up(connection);
    SetHandleInformation((HANDLE)connection, HANDLE_FLAG_INHERIT, 0);
    return (int64_t)connection;
}

int64_t plat_tcp_connect(uint32_t port, uint64_t patience_ns)
{
    const struct sockaddr_in server = address_of(port);
    const DWORD patience_ms = (DWORD)(patience_ns / 1000000u);
    int64_t error = 0;
    SOCKET connection = new_socket(&error);
    if (connection == INVALID_SOCKET)
        return error;
    if (send_at_once(connection) != 0 ||
        ws.setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, (const char *)&patience_ms, sizeof patience_ms) !=
            0 ||
        ws.setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, (const char *)&patience_ms, sizeof patience_ms) !=
            0 ||
        ws.connect(connection, (const void *)&server, sizeof server) != 0)
        return give_up(connection);
    return (int64_t)connection;
}

int plat_tcp_wait_always(int64_t connection)
{
    const DWORD forever = 0;
    u_long no = 0;
    const int failed = ws.ioctlsocket((SOCKET)connection, (long)FIONBIO, &no) != 0 ||
                       ws.setsockopt((SOCKET)connection, SOL_SOCKET, SO_RCVTIMEO, (const char *)&forever,
                                     sizeof forever) != 0 ||
                       ws.setsockopt((SOCKET)connection, SOL_SOCKET, SO_SNDTIMEO, (const char *)&forever,
                                     sizeof forever) != 0;
    return failed ? error_now() : 0;
}

int64_t plat_tcp_send(int64_t connection, const void *from, uint64_t bytes)
{
    int put = ws.send((SOCKET)connection, from, bytes < 1u << 30 ? (int)bytes : 1 << 30, 0);
    return put >= 0 ? put : error_now();
}

int64_t plat_tcp_receive(int64_t connection, void *to, uint64_t bytes)
{
    int got = ws.recv((SOCKET)connection, to, bytes < 1u << 30 ? (int)bytes : 1 << 30, 0);
    return got >= 0 ? got : error_now();
}

void plat_tcp_close(int64_t connection)
{
    if (connection >= 0)
        ws.closesocket((SOCKET)connection);
}

int plat_tcp_wait(const int64_t *connections, uint32_t count, unsigned char *ready, uint64_t timeout_ns)
{
    WSAPOLLFD watched[PLAT_TCP_MAX];
    uint32_t places[PLAT_TCP_MAX], used = 0;
    if (count > PLAT_TCP_MAX)
        return -PLAT_EINVAL;
    for (uint32_t i = 0; i < count; i++) {
        ready[i] = 0;
        if (connections[i] < 0)
            continue;
        watched[used] = (WSAPOLLFD){.fd = (SOCKET)connections[i], .events = POLLRDNORM};
        places[used++] = i;
    }
    const uint64_t ms = timeout_ns / 1000000u + (timeout_ns % 1000000u != 0);
    const int limit = timeout_ns == UINT64_MAX ? -1 : ms < INT32_MAX ? (int)ms : INT32_MAX;
    if (used == 0) { /* nobody to listen to is an error of WSAPoll */
        Sleep(limit < 0 ? INFINITE : (DWORD)limit);
        return 0;
    }
    int found = ws.WSAPoll(watched, used, limit);
    for (uint32_t i = 0; i < used && found > 0; i++)
        ready[places[i]] = watched[i].revents != 0;
    return found < 0 ? error_now() : found;
}
