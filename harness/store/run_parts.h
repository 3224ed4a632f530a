/* SPDX-License-Identifier: MIT */
/* What the parts of the store share. */
#ifndef TVP_RUN_PARTS_H
#define TVP_RUN_PARTS_H

#include "reader.h"
#include "run.h"

/* "cannot WHAT PATH: why" in *error. Returns -1. */
int run_fail(char *error, const char *what, const char *path, int code);
/* Makes the folders above the last part of a path. 0, or a plat error. */
int run_make_parents(const char *path);
/* Writes a file from its beginning; one that cannot be written whole is removed. 0, or a plat error. */
int write_whole(const char *path, const char *text, size_t bytes, int sync);
/* 0, or -1 with one line when `object`, which begins on line `number` of `file`, has another schema than we
 * read. */
int schema_refused(const char *file, uint64_t number, const json_t *object, char *error);
/* Reads the decisions of a run that goes on, and cuts off a torn last line. 0, or -1. */
int run_scan_decisions(struct run *run, char *error);
/* The word's place: below `count`, or `count` when `name_of` knows no such word. */
uint32_t word_index(const char *word, uint32_t count, const char *(*name_of)(uint32_t));

#endif
