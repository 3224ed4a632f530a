/* SPDX-License-Identifier: MIT */
/* What this kernel is to do without, for testing what is done instead: the variable TVP_WITHOUT, words
 * separated by commas. machine.json has it as os.without, so that nobody takes such a run for another. */
#ifndef TVP_LINUX_WITHOUT_H
#define TVP_LINUX_WITHOUT_H

/* smaps_rollup, memfd, shm_open, pidfd, close_range */
int plat_without(const char *word);
/* The whole variable; NULL: nothing is left out. */
const char *plat_without_all(void);

#endif
