/* SPDX-License-Identifier: MIT */
/* Files of series that others wrote, as subcommands read them. */
#ifndef TVP_IMPORT_H
#define TVP_IMPORT_H

#include "../store/series.h"

#define IMPORT_STOPPED (-1) /* set->whole wanted it, and knows why */

/* Reads the file at `path`, "-" for standard input. 0, IMPORT_STOPPED, or an exit code, its line said. */
int import_read(const char *path, const struct series_options *options, struct series_set *set);
/* The format that is called `name`, of an option of `command`. 0, or an exit code with its line said. */
int import_format(const char *command, const char *option, const char *name, enum series_format *format);

#endif
