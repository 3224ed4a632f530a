/* SPDX-License-Identifier: MIT */
/* A short piece of work that is always the same: how fast was this CPU when the trial began? */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_reference_spin;

#define STEPS 150000u /* some 200 us at 3 GHz: a multiplication and an addition each, one after the other */

static const struct tvp_metric metrics[] = {
    {"reference_spin_ns", "ns", TVP_NEITHER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "150,000 dependent multiplications and additions in the parent, before the first CALL"},
    {0}};

static int64_t spin_ns;

static void plateau(struct tvp_trial *trial, enum tvp_plateau which)
{
    uint64_t state = trial->seed;
    if (which != TVP_PLATEAU_PARENT)
        return;
    const uint64_t before_ns = plat_now_ns();
    for (uint32_t i = 0; i < STEPS; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        __asm__ volatile("" : "+r"(state)); /* each step has to happen */
    }
    spin_ns = (int64_t)(plat_now_ns() - before_ns);
}

static void finish(struct tvp_trial *trial)
{
    tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_reference_spin, 0, spin_ns);
}

const struct tvp_probe tvp_probe_reference_spin = {
    .name = "reference_spin",
    .brief = "a fixed spin before the trial: how fast is the CPU now?",
    .doc =
        "Registers alone, in the trial's parent on the first worker's CPU, off the clock. A trial whose spin "
        "took longer than others' of the run met a slower or a shared CPU.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
    .plateau = plateau,
    .finish = finish,
};
