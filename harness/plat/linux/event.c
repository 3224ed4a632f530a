/* SPDX-License-Identifier: MIT */
/* Events that are handles: eventfd. */
#include "../posix/error.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

int64_t plat_event_new(void)
{
    const int event = eventfd(0, EFD_CLOEXEC);
    return event < 0 ? plat_error_of(errno) : event;
}

int plat_event_post(int64_t event)
{
    const uint64_t one = 1;
    ssize_t put;
    do
        put = write((int)event, &one, sizeof one);
    while (put < 0 && errno == EINTR);
    return put < 0 ? plat_error_of(errno) : 0;
}

int plat_event_await(int64_t event)
{
    uint64_t posts;
    ssize_t got;
    do
        got = read((int)event, &posts, sizeof posts);
    while (got < 0 && errno == EINTR);
    return got < 0 ? plat_error_of(errno) : 0;
}

const char *plat_event_unsupported(void)
{
    return NULL;
}
