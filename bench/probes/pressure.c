/* SPDX-License-Identifier: MIT */
/* How much of a trial's time somebody on the machine waited for a CPU. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_pressure;

static const struct tvp_metric metrics[] = {
    {"pressure_ns", "ns", TVP_NEITHER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "time in which some task of the machine waited for a CPU, first CALL to last JOINED"},
    {0}};

/* The parent's alone; a trial is a process of its own. Written before the first fork. */
static int64_t before_ns;

static const char *unsupported(void)
{
    return plat_pressure_cpu_ns() < 0 ? "the system does not tell pressure (/proc/pressure/cpu)" : NULL;
}

static void plateau(struct tvp_trial *trial, enum tvp_plateau which)
{
    (void)trial;
    if (which == TVP_PLATEAU_PARENT)
        before_ns = plat_pressure_cpu_ns();
}

static void finish(struct tvp_trial *trial)
{
    const int64_t after_ns = plat_pressure_cpu_ns();
    if (before_ns < 0 || after_ns < before_ns)
        tvp_set_null(trial, TVP_TRIAL, &tvp_probe_pressure, 0, "the pressure could not be read");
    else
        tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_pressure, 0, after_ns - before_ns);
}

const struct tvp_probe tvp_probe_pressure = {
    .name = "pressure",
    .brief = "time in which somebody waited for a CPU",
    .doc =
        "The total of `some` in /proc/pressure/cpu, of the whole machine, read in the parent just before the "
        "first CALL and after the last JOINED. Workers that outnumber the CPUs are among those who wait.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
    .unsupported = unsupported,
    .plateau = plateau,
    .finish = finish,
};
