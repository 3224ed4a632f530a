/* SPDX-License-Identifier: MIT */
/* Declarations of FreeBSD's kqueue(2), for the check of types. */
#ifndef STUB_EVENT_H
#define STUB_EVENT_H
#include <stdint.h>
#include <time.h>
#define EVFILT_PROC (-5)
#define EV_ADD      0x0001
#define EV_ONESHOT  0x0010
#define NOTE_EXIT   0x80000000
struct kevent {
    uintptr_t ident;
    short filter;
    unsigned short flags;
    unsigned int fflags;
    int64_t data;
    void *udata;
    uint64_t ext[4];
};
#define EV_SET(event, a, b, c, d, e, f) (*(event) = (struct kevent){(a), (b), (c), (d), (e), (f), {0, 0, 0, 0}})
int kqueue(void);
int kevent(int queue, const struct kevent *changes, int change_count, struct kevent *events, int event_count,
           const struct timespec *timeout);
#endif
