/* SPDX-License-Identifier: MIT */
/* The part of the OS seam that `tvp doctor` asks: is this machine fit to measure on? */
#ifndef TVP_PLAT_FITNESS_H
#define TVP_PLAT_FITNESS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* (doctor.c, perf.c, cpuid.c)
 * What the system told, or why it did not: `error` is 0 and the value counts, or a negative plat error;
 * `source` is what was asked, a literal. */
struct plat_number {
    int64_t value;
    int error;
    const char *source;
};
struct plat_word {
    char text[96];
    int error;
    const char *source;
};
struct plat_fitness {
    struct plat_word clock_source;
    struct plat_number cpus_online, cpus_allowed; /* counts */
    struct plat_word cpuset;                      /* the list of CPUs that the control group allows */
    struct plat_number quota_permille;            /* of one CPU, the tightest group above us; -1: no limit */
    struct plat_number throttled_periods;         /* of that group, since it was made */
    struct plat_word governor;                    /* of all CPUs; "mixed" when they differ */
    struct plat_number turbo, smt, guest, ksm;    /* 1: on, 0: off */
    struct plat_word guest_of;                    /* the hypervisor or the vendor of the virtual machine */
    struct plat_word thp_enabled, thp_shmem, thp_defrag;
    struct plat_number aslr;         /* 0 off, 1 without the heap, 2 full */
    struct plat_number layout_fixed; /* 1: this process was started without random addresses */
    struct plat_number timer_slack_ns;
    struct plat_number swap_total, swap_used; /* bytes */
    struct plat_number pressure_cpu, pressure_memory,
        pressure_io;               /* some, last 10 s, hundredths of a percent */
    struct plat_number load;       /* of the last minute, hundredths */
    struct plat_number overcommit; /* 0 guessed, 1 always, 2 strict */
    struct plat_number perf_paranoid;
    struct plat_number steal_ticks, all_ticks; /* of all CPUs since boot */
};
/* Asks everything, from the files below `root` ("": the system's own). Costs about a millisecond. */
void plat_fitness_read(const char *root, struct plat_fitness *fitness);
/* The last two of them alone. */
void plat_ticks_read(const char *root, struct plat_number *steal, struct plat_number *all);
/* What one identification instruction (CPUID) costs, nanoseconds: the median of some. -PLAT_ENOTSUP: this
 * processor has none. A hypervisor may trap it, and each C library uses it before main. */
int64_t plat_cpuid_ns(void);
/* Opens and closes a counter of this thread: of cycles (hardware 1) or of context switches (0). 0, or a plat
 * error. */
int plat_perf_try(int hardware);

#ifdef __cplusplus
}
#endif

#endif
