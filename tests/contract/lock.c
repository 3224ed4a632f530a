/* SPDX-License-Identifier: MIT */
/* Locks in memory that processes share: they keep others out, between threads and between processes. */
#include "../../harness/api/plat_lock.h"
#include "contract.h"

#define TURNS 20000

struct shared {
    struct plat_mutex mutex;
    struct plat_rwlock lock;
    volatile uint64_t guarded, first, second, unequal;
};

static void *take_turns(void *argument)
{
    struct shared *shared = argument;
    for (int i = 0; i < TURNS; i++) {
        plat_mutex_take(&shared->mutex);
        shared->guarded = shared->guarded + 1;
        plat_mutex_give(&shared->mutex);
        if (i % 4 == 0) {
            plat_rwlock_take_to_write(&shared->lock);
            shared->first = shared->first + 1;
            shared->second = shared->second + 1;
        } else {
            plat_rwlock_take_to_read(&shared->lock);
            if (shared->first != shared->second)
                shared->unequal = 1;
        }
        plat_rwlock_give(&shared->lock);
    }
    return NULL;
}

static void check(struct shared *shared, int crews, const char *name)
{
    const uint64_t turns = (uint64_t)crews * TURNS;
    CHECK(shared->guarded == turns && shared->first == turns / 4 && shared->second == turns / 4 &&
              shared->unequal == 0,
          name);
}

static void between_threads(struct shared *shared)
{
    struct plat_task task;
    if (!CHECK(plat_thread_start(&task, take_turns, shared) == 0, "a thread"))
        return;
    take_turns(shared);
    plat_thread_join(&task);
    check(shared, 2, "between threads a mutex and a reader-writer lock keep others out");
}

static void between_processes(struct shared *shared)
{
    struct plat_task task;
    struct plat_exit how = {-1, -1};
    const int child = plat_fork(&task);
    if (contract_skip(child, "locks between processes"))
        return;
    if (child == 1) {
        take_turns(shared);
        plat_exit_now(0);
    }
    take_turns(shared);
    CHECK(child == 0 && plat_process_join(&task, &how) == 0 && how.code == 0, "a process beside this one");
    check(shared, 4, "between processes too");
}

int main(void)
{
    int error = 0;
    const char *why = plat_locks_unsupported();
    const int64_t object = plat_object_new(sizeof(struct shared));
    struct shared *shared = plat_object_map(object, sizeof *shared, PLAT_PAGES_4K, &error);
    if (!CHECK(shared != NULL, "shared memory"))
        return contract_done();
    const int made = plat_mutex_new(&shared->mutex);
    CHECK((why != NULL) == (made == -PLAT_ENOTSUP), "a system without such locks says why");
    if (made == 0 && CHECK(plat_rwlock_new(&shared->lock) == 0, "a reader-writer lock")) {
        between_threads(shared);
        between_processes(shared);
    }
    plat_object_unmap(shared, sizeof *shared);
    plat_handle_close(object);
    return contract_done();
}
