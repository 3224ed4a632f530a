/* SPDX-License-Identifier: MIT */
/* A program of the user's, in any language, as every worker: `--exec 'CMD ...'`. */
#include "../../harness/api/tvp.h"

const struct tvp_workload tvp_workload_command = {
    .name = "command",
    .brief = "a program of your own in any language, as each worker (--exec)",
    .op = "whatever the program takes for one: it is told how many to do and says how many it did",
    .doc = "Each worker is the program that --exec names, started by the model and told by two lines when to "
           "begin and to leave; it says `ready` and `done OPS` (docs/exec.md). The number that it says is "
           "compared with the one it was told, and its exit code must be 0: whether the work was done is "
           "the program's own to verify. Nothing is shared by tvp.",
    .version = 1,
    .needs = TVP_IS_COMMAND | TVP_NOT_IN_SUITES,
};
