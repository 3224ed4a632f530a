/* SPDX-License-Identifier: MIT */
/* Messages with handles between processes: SCM_RIGHTS over a pair of local sockets. */
#include "../../api/plat_models.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define HANDLES_MAX 8u

/* Aligned as the system wants it. */
union control {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(HANDLES_MAX * sizeof(int))];
};

int plat_pass_new(int64_t ends[2])
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == -1)
        return plat_error_of(errno);
    for (int i = 0; i < 2; i++) {
        fcntl(pair[i], F_SETFD, FD_CLOEXEC);
        ends[i] = pair[i];
    }
    return 0;
}

PLAT_START_PATH int plat_pass_send(int64_t end, const void *message, uint64_t bytes, const int64_t *handles,
                                   uint32_t count)
{
    union control control;
    struct iovec piece = {(void *)(uintptr_t)message, (size_t)bytes};
    struct msghdr head = {.msg_iov = &piece, .msg_iovlen = 1};
    ssize_t sent;
    if (count > HANDLES_MAX)
        return -PLAT_EINVAL;
    if (count > 0) {
        memset(&control, 0, sizeof control);
        head.msg_control = control.bytes;
        head.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *rights = CMSG_FIRSTHDR(&head);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(count * sizeof(int));
        for (uint32_t i = 0; i < count; i++) {
            const int handle = (int)handles[i];
            memcpy(CMSG_DATA(rights) + i * sizeof handle, &handle, sizeof handle);
        }
    }
    do {
        sent = sendmsg((int)end, &head, MSG_NOSIGNAL);
    } while (sent == -1 && errno == EINTR);
    if (sent == -1)
        return plat_error_of(errno);
    return (uint64_t)sent == bytes ? 0 : -PLAT_EIO;
}

/* Puts what came along into `handles`, or closes it where there is no room. How many were put. */
static uint32_t take_handles(struct msghdr *head, int64_t *handles, uint32_t room)
{
    uint32_t count = 0;
    for (struct cmsghdr *at = CMSG_FIRSTHDR(head); at != NULL; at = CMSG_NXTHDR(head, at)) {
        if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS)
            continue;
        const size_t came = (at->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < came; i++) {
            int handle;
            memcpy(&handle, CMSG_DATA(at) + i * sizeof handle, sizeof handle);
            fcntl(handle, F_SETFD, FD_CLOEXEC);
            if (count < room)
                handles[count++] = handle;
            else
                plat_handle_close(handle);
        }
    }
    return count;
}

PLAT_START_PATH int plat_pass_receive(int64_t end, void *message, uint64_t bytes, int64_t *handles,
                                      uint32_t room)
{
    union control control;
    struct iovec piece = {message, (size_t)bytes};
    struct msghdr head = {.msg_iov = &piece,
                          .msg_iovlen = 1,
                          .msg_control = control.bytes,
                          .msg_controllen = sizeof control.bytes};
    ssize_t got;
    do {
        got = recvmsg((int)end, &head, MSG_WAITALL);
    } while (got == -1 && errno == EINTR);
    if (got == -1)
        return plat_error_of(errno);
    if (got == 0)
        return -PLAT_EPIPE;
    const uint32_t count = take_handles(&head, handles, room);
    if ((uint64_t)got == bytes)
        return (int)count;
    for (uint32_t i = 0; i < count; i++)
        plat_handle_close(handles[i]);
    return -PLAT_EIO;
}
