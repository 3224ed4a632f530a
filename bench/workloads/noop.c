/* SPDX-License-Identifier: MIT */
/* Does nothing, in a loop that the compiler must keep: what is measured is the harness itself. */
#include "spin.h"

const struct tvp_workload tvp_workload_noop = {
    .name = "noop",
    .brief = "an empty loop: what the harness itself costs",
    .op = "one iteration of an empty loop: an addition and a comparison in registers, no memory",
    .doc = "Measures the harness: the stamp, the relaxed load and the call of a batch, spread over its ops. "
           "Each iteration counts; the count must equal the ops asked for. Nothing is shared under any "
           "model.",
    .version = 1,
    .setup = spin_setup,
    .run = spin_run,
    .verify = spin_verify,
};
