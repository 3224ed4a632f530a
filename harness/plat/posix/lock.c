/* SPDX-License-Identifier: MIT */
/* Locks in shared memory: POSIX mutexes and reader-writer locks with the attribute process-shared. */
#include "../../api/plat_lock.h"
#include "error.h"

#include <pthread.h>

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(struct plat_mutex), "a mutex has room");
_Static_assert(sizeof(pthread_rwlock_t) <= sizeof(struct plat_rwlock), "a reader-writer lock has room");

static pthread_mutex_t *mutex_in(struct plat_mutex *mutex)
{
    return (void *)mutex->room;
}

static pthread_rwlock_t *rwlock_in(struct plat_rwlock *lock)
{
    return (void *)lock->room;
}

const char *plat_locks_unsupported(void)
{
    return NULL;
}

int plat_mutex_new(struct plat_mutex *mutex)
{
    pthread_mutexattr_t shared;
    int error = pthread_mutexattr_init(&shared);
    if (error != 0)
        return plat_error_of(error);
    error = pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    if (error == 0)
        error = pthread_mutex_init(mutex_in(mutex), &shared);
    pthread_mutexattr_destroy(&shared);
    return plat_error_of(error);
}

void plat_mutex_take(struct plat_mutex *mutex)
{
    pthread_mutex_lock(mutex_in(mutex));
}

void plat_mutex_give(struct plat_mutex *mutex)
{
    pthread_mutex_unlock(mutex_in(mutex));
}

int plat_rwlock_new(struct plat_rwlock *lock)
{
    pthread_rwlockattr_t shared;
    int error = pthread_rwlockattr_init(&shared);
    if (error != 0)
        return plat_error_of(error);
    error = pthread_rwlockattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    if (error == 0)
        error = pthread_rwlock_init(rwlock_in(lock), &shared);
    pthread_rwlockattr_destroy(&shared);
    return plat_error_of(error);
}

void plat_rwlock_take_to_read(struct plat_rwlock *lock)
{
    pthread_rwlock_rdlock(rwlock_in(lock));
}

void plat_rwlock_take_to_write(struct plat_rwlock *lock)
{
    pthread_rwlock_wrlock(rwlock_in(lock));
}

void plat_rwlock_give(struct plat_rwlock *lock)
{
    pthread_rwlock_unlock(rwlock_in(lock));
}
