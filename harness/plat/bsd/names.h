/* SPDX-License-Identifier: MIT */
/* What the facts about a machine call a system and its definitions. */
#ifndef TVP_BSD_NAMES_H
#define TVP_BSD_NAMES_H

const char *plat_os_name(void);
const char *plat_libc_name(void);
const char *plat_working_set_source(void);

#endif
