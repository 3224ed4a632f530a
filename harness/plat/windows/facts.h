/* SPDX-License-Identifier: MIT */
/* What several files of this layer say of the machine. */
#ifndef TVP_PLAT_WINDOWS_FACTS_H
#define TVP_PLAT_WINDOWS_FACTS_H

/* Which of the two ways to a process' own pages this system offers. */
const char *plat_working_set_source(void);
/* "8.0" where this is Wine, else NULL. */
const char *plat_wine_version(void);
/* 1: the processor says that a hypervisor is below; 0: it says nothing of the kind. */
int plat_has_hypervisor(void);

#endif
