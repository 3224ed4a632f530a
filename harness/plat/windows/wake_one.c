/* SPDX-License-Identifier: MIT */
/* Waking one of those who wait on a word of this process; on a shared one all are woken. */
#include "../../api/plat_models.h"
#include "shared.h"

void plat_wake_one(uint32_t *word)
{
    uint32_t bucket;
    HANDLE semaphore = NULL;
    if (shared_find(word, &bucket, &semaphore) != NULL)
        plat_wake_all(word);
    else
        WakeByAddressSingle(word);
}
