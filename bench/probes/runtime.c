/* SPDX-License-Identifier: MIT */
/* What a runtime's fresh worker does before its first statement. The runtime's own program measures it. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_runtime;

static const struct tvp_metric metrics[] = {
    {"runtime_main_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_WORKER, TVP_INTEGER, 0,
     "from the main module's first line to its last import, in the worker"},
    {"runtime_unpickle_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_WORKER, TVP_INTEGER, 0,
     "from there to ENTER: the task is unpickled, and what it names is imported"},
    {"runtime_cpu_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_WORKER, TVP_INTEGER, 0,
     "CPU time of the worker's process before READY"},
    {"runtime_modules", "count", TVP_LOWER_IS_BETTER, TVP_PER_WORKER, TVP_INTEGER, 1,
     "modules that the worker had imported at READY"},
    {0}};

const struct tvp_probe tvp_probe_runtime = {
    .name = "runtime",
    .brief = "what a fresh interpreter does before a worker's first statement",
    .doc = "Stamps of the main module that a fresh interpreter imports, taken by the runtime's program; what "
           "is left of "
           "enter_ns is the interpreter's own start. There is none under models that fork or have threads.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
};
