/* SPDX-License-Identifier: MIT */
/* Ctrl-C and its like: noticed, so that what runs can be ended cleanly. */
#ifndef TVP_INTERRUPT_H
#define TVP_INTERRUPT_H

/* From now on SIGINT, SIGTERM and SIGHUP set the word that this returns instead of ending the process. */
volatile int *interrupt_watch(void);

#endif
