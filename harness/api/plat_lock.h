/* SPDX-License-Identifier: MIT */
/* A part of plat.h, by its rules: locks that lie in memory which processes share (lock.c), and so are the
 * same lock under every model. */
#ifndef TVP_PLAT_LOCK_H
#define TVP_PLAT_LOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Room for the system's own, whatever it is. Zeroed at first. */
struct plat_mutex {
    unsigned char room[128] __attribute__((aligned(64)));
};
struct plat_rwlock {
    unsigned char room[256] __attribute__((aligned(64)));
};

/* Why there are none here; NULL: they can be had. */
const char *plat_locks_unsupported(void);
/* Once, before anybody takes it. 0 or a plat error. */
int plat_mutex_new(struct plat_mutex *mutex);
void plat_mutex_take(struct plat_mutex *mutex);
void plat_mutex_give(struct plat_mutex *mutex);
int plat_rwlock_new(struct plat_rwlock *lock);
void plat_rwlock_take_to_read(struct plat_rwlock *lock);
void plat_rwlock_take_to_write(struct plat_rwlock *lock);
void plat_rwlock_give(struct plat_rwlock *lock);

#ifdef __cplusplus
}
#endif

#endif
