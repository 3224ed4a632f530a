/* SPDX-License-Identifier: MIT */
/* What tells two files apart, whatever they are called. */
#ifndef TVP_FILE_HASH_H
#define TVP_FILE_HASH_H

#include <stdint.h>

/* FNV-1a over the file's bytes. 0 or a plat error. */
int file_hash(const char *path, uint64_t *hash);

#endif
