/* SPDX-License-Identifier: MIT */
/* What machine.json says: the machine, the system and the build that a run's figures belong to. */
#ifndef TVP_MACHINE_H
#define TVP_MACHINE_H

#include <jansson.h>
#include <stdint.h>

/* Reads all facts now. `label` (may be NULL or ""): replaces the host's name, which is then not read at all.
 * `image_hash`: of the lean image. New reference, or NULL when out of memory. Facts that cannot be had are
 * null. */
json_t *machine_facts(const char *label, uint64_t image_hash);
/* The name that stands for this machine in folder names: the label, else the host's name, made of
 * [A-Za-z0-9._-] only. */
void machine_name(const char *label, char *name, size_t room);

#endif
