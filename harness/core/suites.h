/* SPDX-License-Identifier: MIT */
/* Suites: saved command lines, one set of options a line.
 *
 *   # a comment; the first one says what the suite is for
 *   all: --budget 3m --timeout 20s
 *   --workload noop --starts 50 --heap 0,64M
 *
 * Words are split at blanks, quotes ' and " keep them together, nothing is expanded. An `all:` line comes
 * before the others: it sets options of the run, and defaults for the lines after it. */
#ifndef TVP_SUITES_H
#define TVP_SUITES_H

#include "options.h"

#define SUITE_LINES_MAX 256u

struct suite {
    char path[TVP_PATH_MAX];
    char name[64];        /* the file's, without .suite */
    char brief[512];      /* the first comment */
    struct request all;   /* the defaults with the `all:` lines over them */
    struct request *line; /* owned */
    unsigned *number;     /* of each line in the file; owned */
    uint32_t count;
};

/* Finds a suite's file: `name` itself when it has a slash or ends in .suite, else NAME.suite in the folders
 * of suite_folder. 0, or -1 with `error`. */
int suite_find(const char *name, char path[TVP_PATH_MAX], char error[OPTION_ERROR_MAX]);
/* Folder number i in which suites are looked for: $TVP_DATADIR/suites, of the build tree, of the installed
 * program, where it was to be installed, and of the current folder. 0, or -1 past the end. "" for one that
 * there is not. */
int suite_folder(unsigned i, char path[TVP_PATH_MAX]);
/* What lies beside one of those folders: `below` it, as "claims" or "runtimes/python/main.py". An absolute
 * path, links resolved. 0, or -1: there is none. */
int suite_sibling(const char *below, char path[TVP_PATH_MAX]);
/* Reads and checks a whole file. 0 (suite_free it), or -1 with `error`: "quick.suite:7: what". */
int suite_read(const char *path, uint32_t cpus, struct suite *suite, char error[OPTION_ERROR_MAX]);
void suite_free(struct suite *suite);

/* Splits a line in place. Returns the number of words, or -1: a quote does not end, or there are over `room`
 * words. */
int split_words(char *line, char **words, int room);

#endif
