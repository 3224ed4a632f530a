/* SPDX-License-Identifier: MIT */
/* A command that every image is started by (an emulator): the variable TVP_EXEC_WRAPPER, a program's absolute
 * path and its arguments, separated by blanks. It is inherited, so that a trial's own images are started
 * alike. */
#ifndef TVP_POSIX_WRAPPED_H
#define TVP_POSIX_WRAPPED_H

#define WRAPPED_WORDS_MAX 48u

struct wrapped {
    const char *path; /* of the program to start */
    char *const *argv;
    char *words[WRAPPED_WORDS_MAX];
};

/* Without a wrapper path and argv as they are; else the wrapper's, with `path` and argv[1] and on behind. */
void plat_wrap(struct wrapped *wrapped, const char *path, char *const argv[]);

#endif
