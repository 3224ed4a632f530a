/* SPDX-License-Identifier: MIT */
/* Waiting on a word. WaitOnAddress works within one process only; a word that processes share is waited for
 * on a semaphore that all of them open by the object's own id, the same for threads and processes. The
 * waiters are counted beside the word, so that waking nobody costs no call. */
#include "shared.h"

/* A permit that was promised comes at once, unless who promised it was ended in between. */
#define LOST_MS 1000u

/* Up to the system's own wait, which ends no earlier than asked. */
static DWORD ms_of(uint64_t timeout_ns)
{
    if (timeout_ns == 0)
        return INFINITE;
    const uint64_t ms = (timeout_ns + 999999u) / 1000000u;
    return ms < INFINITE - 1 ? (DWORD)ms : INFINITE - 1;
}

/* Words that share a semaphore share its permits, so these are kept count of: permits, and waiters counted,
 * together are as many as there are waiters that have not left. Who leaves takes one of either away. */

/* Off the count, if anybody is on it; 0: who wakes has taken all off, and released a permit for each. */
static int uncount(LONG *waiters)
{
    LONG now = __atomic_load_n(waiters, __ATOMIC_SEQ_CST);
    while (now > 0)
        if (__atomic_compare_exchange_n(waiters, &now, now - 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return 1;
    return 0;
}

/* Woken for nothing: the permit may be meant for a waiter of another word that has not come to its sleep yet,
 * and that nobody will wake again. It is put back, and its owner let run. */
static void pass_on(LONG *waiters, HANDLE semaphore)
{
    if (!uncount(waiters))
        return;
    ReleaseSemaphore(semaphore, 1, NULL);
    Sleep(0);
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
    if (semaphore == NULL) {
        Sleep(1);
        return;
    }
    LONG *waiters = head->waiters[bucket];
    __atomic_fetch_add(waiters, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) == expected &&
        WaitForSingleObject(semaphore, ms_of(timeout_ns)) == WAIT_OBJECT_0) {
        if (__atomic_load_n(word, __ATOMIC_SEQ_CST) == expected)
            pass_on(waiters, semaphore);
    } else if (!uncount(waiters)) {
        WaitForSingleObject(semaphore, LOST_MS);
    }
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
