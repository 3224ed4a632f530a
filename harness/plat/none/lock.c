/* SPDX-License-Identifier: MIT */
/* No locks in shared memory. */
#include "../../api/plat.h"
#include "../../api/plat_lock.h"

const char *plat_locks_unsupported(void)
{
    return "this system has no locks that lie in shared memory";
}

int plat_mutex_new(struct plat_mutex *mutex)
{
    (void)mutex;
    return -PLAT_ENOTSUP;
}

void plat_mutex_take(struct plat_mutex *mutex)
{
    (void)mutex;
}

void plat_mutex_give(struct plat_mutex *mutex)
{
    (void)mutex;
}

int plat_rwlock_new(struct plat_rwlock *lock)
{
    (void)lock;
    return -PLAT_ENOTSUP;
}

void plat_rwlock_take_to_read(struct plat_rwlock *lock)
{
    (void)lock;
}

void plat_rwlock_take_to_write(struct plat_rwlock *lock)
{
    (void)lock;
}

void plat_rwlock_give(struct plat_rwlock *lock)
{
    (void)lock;
}
