/* SPDX-License-Identifier: MIT */
/* Portable baselines: what of a run holds on every machine of one kind (statuses, counts of ops, memory
 * factors, calls on the measured path), as one JSON document. `tvp export RUN --format portable` writes it,
 * `tvp compare FILE RUN` holds a run against it.
 *
 *   {"schema": 1, "kind": "portable", "suite": "portable", "cells": [CELL, ...]}
 *   CELL:   workload, version, model, sharing, workers, placement, params: as in plan.jsonl; "status"; "for";
 *           "metrics": {NAME: FIGURE}
 *   FIGURE: "value", "tolerance" (a share of value), "unit", "better" (lower, higher, neither), "for"
 *   "for":  where it holds: "any", a system ("linux", emulators excluded), or a platform ("linux/x86_64") */
#ifndef TVP_PORTABLE_H
#define TVP_PORTABLE_H

#include "compare.h"

#define PORTABLE_SCHEMA       1
#define PORTABLE_CELLS_MAX    4096u
#define PORTABLE_PLATFORM_MAX 80u

/* The platform of a run: "linux/x86_64", "linux/x86_64/wine" under an emulator. */
void portable_platform(const struct view *run, char platform[PORTABLE_PLATFORM_MAX]);
/* 1: what holds for `where` does on `platform`. */
int portable_holds(const char *where, const char *platform);

/* The document of a run, its figures in full: what could not be told has a null `value` and a `reason`. New
 * reference, or NULL with `error`: it is a run of two arms, a record cannot be read, out of memory. */
json_t *portable_of_run(struct view *run, char error[READER_ERROR_MAX]);
/* Reads a document, every type and bound checked. New reference, or NULL with `error`: "FILE:LINE: what", or
 * "FILE: cells[3]: what". */
json_t *portable_read(const char *path, char error[READER_ERROR_MAX]);

/* 1: `path` is a file, or not there and named like one; 0: a folder. */
int portable_is_file(const char *path);
/* `tvp compare FILE RUN`. 0, or -1 with `error`; report_free in both cases. */
int compare_portable(const char *path, struct view *run, const struct compare_asked *asked,
                     struct report *report, char error[READER_ERROR_MAX]);

#endif
