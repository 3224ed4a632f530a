/* SPDX-License-Identifier: MIT */
/* Lean images that are kept by their hash, so that a later run or comparison can play them:
 * FOLDER/<hash>/tvp-trial, and beside it tvp-empty, which says what an empty program costs to start. */
#ifndef TVP_IMAGES_H
#define TVP_IMAGES_H

#include "../core/map.h"

#define IMAGES_FOLDER    "results/images"
#define IMAGES_ERROR_MAX (2 * TVP_PATH_MAX + 400u)

/* The hash that 16 hexadecimal digits say. 0, or -1: `text` is something else. */
int images_hash(const char *text, uint64_t *hash);
/* Finds the image of that hash; what lies there is read and must have it. 0 with its absolute path, or -1
 * with one line in `error`. */
int images_find(const char *folder, uint64_t hash, char path[TVP_PATH_MAX], char error[IMAGES_ERROR_MAX]);
/* Copies the image at `image` of that hash, and the tvp-empty beside it, into the folder, which is made;
 * nothing when it is there already. Whoever looks meanwhile sees all of it or nothing. 0 with the copy's
 * absolute path, or -1 with one line in `error`. */
int images_keep(const char *folder, const char *image, uint64_t hash, char path[TVP_PATH_MAX],
                char error[IMAGES_ERROR_MAX]);

#endif
