/* SPDX-License-Identifier: MIT */
/* Dying with the parent: no signal comes of its death, so that a thread of ours waits for it with kqueue. */
#include "../posix/error.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/event.h>
#include <unistd.h>

static void *wait_for_death(void *argument)
{
    const int queue = (int)(intptr_t)argument;
    struct kevent event;
    while (kevent(queue, NULL, 0, &event, 1, NULL) != 1 && errno == EINTR)
        ;
    _exit(1);
}

int plat_die_with(int64_t parent)
{
    struct kevent watch;
    pthread_t thread;
    const int queue = kqueue();
    if (queue == -1)
        return plat_error_of(errno);
    EV_SET(&watch, (uintptr_t)parent, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0, NULL);
    /* Gone before it could be watched. */
    if (kevent(queue, &watch, 1, NULL, 0, NULL) == -1 || getppid() != parent)
        _exit(1);
    const int error = pthread_create(&thread, NULL, wait_for_death, (void *)(intptr_t)queue);
    if (error != 0) {
        close(queue);
        return plat_error_of(error);
    }
    pthread_detach(thread);
    return 0;
}
