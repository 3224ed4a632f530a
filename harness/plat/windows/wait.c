/* SPDX-License-Identifier: MIT */
/* Waiting on a word. WaitOnAddress works within one process only; a word that processes share is waited for
 * on a semaphore that all of them open by the object's own id, the same for threads and processes. The
 * waiters are counted beside the word, so that waking nobody costs no call. */
#include "shared.h"

/* Up to the system's own wait, which ends no earlier than asked. */
static DWORD ms_of(uint64_t timeout_ns)
{
    if (timeout_ns == 0)
        return INFINITE;
    const uint64_t ms = (timeout_ns + 999999u) / 1000000u;
    return ms < INFINITE - 1 ? (DWORD)ms : INFINITE - 1;
}

/* Takes this waiter off the count, unless who wakes has taken it already: its permit stays behind then, and
 * somebody will wake for nothing once. */
static void take_back(LONG *waiters)
{
    LONG now = __atomic_load_n(waiters, __ATOMIC_SEQ_CST);
    while (now > 0 &&
           !__atomic_compare_exchange_n(waiters, &now, now - 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        ;
}

PLAT_START_PATH void plat_wait(uint32_t *word, uint32_t expected, uint64_t timeout_ns)
{
    uint32_t bucket;
    HANDLE semaphore = NULL;
    struct shared_head *head = shared_find(word, &bucket, &semaphore);
    if (head == NULL) {
        WaitOnAddress(word, &expected, sizeof *word, ms_of(timeout_ns));
        return;
    }
    LONG *waiters = head->waiters[bucket];
    __atomic_fetch_add(waiters, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected || semaphore == NULL ||
        WaitForSingleObject(semaphore, ms_of(timeout_ns)) != WAIT_OBJECT_0)
        take_back(waiters);
    if (semaphore == NULL)
        Sleep(1);
}

void plat_wake_all(uint32_t *word)
{
    uint32_t bucket;
    HANDLE semaphore = NULL;
    /* Before the count is looked at, the word's change must be there for all to see. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    struct shared_head *head = shared_find(word, &bucket, &semaphore);
    if (head == NULL) {
        WakeByAddressAll(word);
        return;
    }
    LONG sleeping = __atomic_exchange_n(head->waiters[bucket], 0, __ATOMIC_SEQ_CST);
    if (sleeping > 0 && semaphore != NULL)
        ReleaseSemaphore(semaphore, sleeping, NULL);
}
