/* SPDX-License-Identifier: MIT */
/* Lean images of other builds: do they understand this tvp? */
#ifndef TVP_IMAGE_H
#define TVP_IMAGE_H

#include "campaign.h"

/* What a trial or pilot that another build's image played says of the image; `error` is what execute_trial
 * returned. `option` and `path` name the image in the line, `use` is what it is wanted for ("be compared").
 * EXIT_OK, or another exit code with its line said. */
int image_judge(const char *option, const char *path, const char *use, int error, const struct outcome *out);

/* ---- run_reference.c: the pinned image of `tvp run --reference` ---- */
/* Finds the image that --reference names, and adds a twin of each timed cell to the spec. EXIT_OK, or another
 * exit code with its line said; so do the following. Without --reference nothing is done. */
int reference_cells(struct campaign *c, struct spec *spec);
/* NULL, or the word that the plan records for argv[i], which names the image: its hash, not its path. */
const char *reference_word(struct campaign *c, char *const *argv, int i);
/* Lets the image play one pilot of c->plan: one that cannot is refused before anything is measured. */
int reference_try(struct campaign *c);
/* The same, then keeps the image by its hash; c->executor plays the twins with the copy. */
int reference_keep(struct campaign *c);
/* The same image again, for a plan that has one: the one kept, or --reference. */
int reference_again(struct campaign *c, const struct plan *plan);

/* ---- run_images.c: the images of `tvp run --image` ---- */
/* Reads --image, and makes a cell of each image out of each of the spec's. EXIT_OK, or another exit code with
 * its line said; so do the following. Without --image nothing is done. */
int images_cells(struct campaign *c, struct spec *spec);
/* ---- run_python.c: the interpreters of `tvp run --python` ---- */
/* An interpreter's path, absolute, and its file's hash. EXIT_OK, or another exit code with its line said; so
 * do the following. */
int python_find(const char *path, char program[TVP_PATH_MAX], uint64_t *hash);
/* Adds those that --python names to the plan's images. EXIT_OK, or another exit code with its line said. */
int pythons_take(struct campaign *c, const struct spec *spec);
/* That interpreter again, for a plan that has it. EXIT_OK, or another exit code with its line said. */
int python_again(const struct plan_image *planned, struct executor_image *image);

/* ---- run_images.c, again ---- */
/* NULL, or the word that the plan records for argv[i], which names images: their hashes, not their paths. */
const char *images_word(struct campaign *c, char *const *argv, int i);
/* Lets each image play one pilot, and keeps it by its hash; the copies are what is played. */
int images_keep_all(struct campaign *c);
/* The same images again, for a plan that has some: those that are kept. */
int images_again(struct campaign *c, const struct plan *plan);

#endif
