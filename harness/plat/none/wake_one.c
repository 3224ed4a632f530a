/* SPDX-License-Identifier: MIT */
/* Waking one is waking all: those who find nothing go to sleep again. */
#include "../../api/plat_models.h"

void plat_wake_one(uint32_t *word)
{
    plat_wake_all(word);
}
