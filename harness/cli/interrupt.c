/* SPDX-License-Identifier: MIT */
/* Ctrl-C and its like: a word that the handler sets. */
#include "interrupt.h"

#include "../api/plat.h"

static volatile int interrupted; /* whoever notices has nowhere else to write */

volatile int *interrupt_watch(void)
{
    plat_interrupt_watch(&interrupted);
    return &interrupted;
}
