/* SPDX-License-Identifier: MIT */
/* What the fuzz targets share. A target is a file fuzz_NAME.c with LLVMFuzzerTestOneInput, and a folder of
 * inputs corpus/NAME. libFuzzer drives it (`make fuzz`), or replay.c, which plays the inputs that there are.
 */
#ifndef TVP_FUZZ_H
#define TVP_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "../../harness/cli/cli.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Path of `name` in a private folder, which is made at the first call and removed at the end. Valid for ever.
 */
const char *fuzz_path(const char *name);
/* Writes a file there; its folders are made. Returns its path. */
const char *fuzz_file(const char *name, const void *bytes, size_t size);

/* The parts of an input, cut at lines "%%". Fewer than `count`: the others are empty. */
struct fuzz_part {
    const uint8_t *bytes;
    size_t size;
};
void fuzz_cut(const uint8_t *data, size_t size, struct fuzz_part *parts, size_t count);

/* A run folder of that name with one good trial, made at the first call; its path. */
const char *fuzz_small_run(const char *name);

/* Plays a subcommand, its words ended by NULL; the first is its name. Aborts when it does not end with a
 * documented exit code, or not with at most one clear line on stderr: printable, and for bad input (2) with
 * the name of a file of the private folder and a position in it. Returns the exit code. */
int fuzz_command(const struct tvp_command *command, const char *const *words);
#define FUZZ_COMMAND(name, ...)                                                                              \
    fuzz_command(&tvp_command_##name, (const char *const[]){#name, __VA_ARGS__, NULL})

/* The same for the error that a function has left: aborts unless it is one printable line that names a file
 * and a position. */
void fuzz_error(const char *error);

extern const struct tvp_command tvp_command_show, tvp_command_export, tvp_command_compare, tvp_command_detect,
    tvp_command_history;

#endif
