/* SPDX-License-Identifier: MIT */
/* From what the user asked for to the cells of a run: the product of all lists, each cell once, with the
 * reason of those that cannot run here. */
#ifndef TVP_SPEC_H
#define TVP_SPEC_H

#include "../topo/topo.h"
#include "limits.h"
#include "options.h"

struct spec {
    struct request run; /* how to run: the command line's options over the suite's */
    char suite[64];     /* the suite's name, or "" */
    struct cell *cells; /* owned, and their cpus */
    uint32_t count;
    uint32_t left_out; /* bits 1 << enum left_out (spec_settle.h): asked for, and some cell has it not */
    char probes[MAP_PROBES_MAX]; /* the default ones and those asked for, each followed by a comma */
};

/* Reads the suite, if any, and builds the cells; nothing of the machine is looked at but `cpus`, for N. 0
 * (spec_free it), or -1 with `error`. */
int spec_build(const struct request *command, uint32_t cpus, struct spec *spec, char error[OPTION_ERROR_MAX]);
void spec_free(struct spec *spec);

/* Gives each cell its CPUs, and its reason when it cannot run on this machine. */
int spec_place(struct cell *cells, uint32_t count, const struct topo *topo, char error[OPTION_ERROR_MAX]);
/* Marks cells that would take more than the machine allows: half of the memory for what a suite brought. What
 * was asked for directly may take all of it, and is refused beyond: -1 with `error`. */
int spec_limit(struct cell *cells, uint32_t count, const struct limits *limits, int from_suite,
               char error[OPTION_ERROR_MAX]);

/* The same, of what is the model's doing alone: who asked for all models did not ask for that one. */
const char *cell_model_refuses(const struct cell *cell);
/* Why the cell cannot be run by this build on this system, wherever it is placed; NULL: it can. */
const char *cell_unsupported(const struct cell *cell);
/* Whether two cells are the same point of the experiment: all that is in a result's key. */
int cell_same(const struct cell *a, const struct cell *b);
uint64_t cell_hash(const struct cell *cell);

#endif
