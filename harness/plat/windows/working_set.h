/* SPDX-License-Identifier: MIT */
/* Where the figures of a process' memory come from. */
#ifndef TVP_PLAT_WINDOWS_WORKING_SET_H
#define TVP_PLAT_WINDOWS_WORKING_SET_H

/* Said once: which of the two ways this system offers. */
const char *plat_working_set_source(void);

/* "wine-8.0" where this is Wine, else NULL. */
const char *plat_wine_version(void);

#endif
