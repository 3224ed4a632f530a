/* SPDX-License-Identifier: MIT */
/* Is this machine fit to measure on? Facts are read and measured first; checks are pure functions from facts
 * to findings, one file check_NAME.c each, that defines tvp_check_NAME. */
#ifndef TVP_DOCTOR_H
#define TVP_DOCTOR_H

#include <jansson.h>

#include "../api/plat.h"
#include "../api/plat_fitness.h"

#define DOCTOR_CPUS_MAX     256u /* more are not spun on; the finding says so */
#define DOCTOR_FINDINGS_MAX 64u

/* Metrics that suffer together. */
#define DOCTOR_STARTS     "call_ns enter_ns ready_ns exit_ns crew_ready_ns"
#define DOCTOR_WORK       "work_ns ops_per_s"
#define DOCTOR_TIMES      DOCTOR_STARTS " start_skew_ns " DOCTOR_WORK
#define DOCTOR_FOOTPRINTS "family_pss_bytes family_uss_bytes family_rss_bytes worker_pss_bytes memory_factor"

/* ok: as it should be. note: belongs to the description of the machine. warn: widens or shifts the metrics
 * named. bad: makes them useless. */
enum doctor_level { DOCTOR_OK, DOCTOR_NOTE, DOCTOR_WARN, DOCTOR_BAD };

/* What a spin on one CPU saw; every CPU at the same time. */
struct doctor_cpu {
    uint32_t cpu;
    int pinned;           /* 1: bound to it alone, 0: not, or a plat error */
    int ran_on;           /* the CPU it was on at the end, or a plat error */
    uint64_t wall_ns;     /* 0: the spin did not run */
    uint64_t lost_ns;     /* in gaps between two clock reads that are too long to be ours */
    uint64_t gap_ns_max;  /* the longest of them */
    int64_t run_delay_ns; /* of that, waiting in the run queue, or a plat error */
};

/* Each figure has a status of its own: *_error is 0 or a negative plat error. */
struct doctor_measured {
    int is_done; /* 0: nothing was measured, only read */
    double clock_read_ns;
    int exchange_error;
    uint64_t exchanges,
        backwards; /* stamps handed from CPU to CPU, and those that lay before the one received */
    uint64_t backwards_ns_max;
    uint32_t exchange_cpus;
    int spin_error;
    uint32_t cpus, cpus_skipped;
    struct doctor_cpu cpu[DOCTOR_CPUS_MAX];
    struct plat_number steal_ticks, all_ticks; /* during the spin */
    int timer_error;
    uint32_t timer_sleeps;
    uint64_t timer_late_ns_median, timer_late_ns_max;
    int fault_error;
    double fault_ns;
    int fork_error;
    uint64_t fork_ns;
    int64_t cpuid_ns; /* or a plat error */
    int perf_hardware, perf_software;
};

struct doctor_facts {
    struct plat_fitness told;
    int limits_error;
    struct plat_limits limits;
    struct doctor_measured measured;
};

/* What a check has to say if all is not well. Literals. */
struct doctor_advice {
    const char *id;
    const char *metrics;     /* that are affected, as records name them, blanks between */
    const char *consequence; /* for them */
    const char *remedy;      /* what to do */
};

struct doctor_finding {
    const struct doctor_advice *advice;
    enum doctor_level level;
    int error; /* 0: known; a plat error: the fact begins with "unknown: " and says why */
    double value;
    const char *unit; /* of value; NULL: there is no figure */
    char fact[192];
};

struct doctor_report {
    struct doctor_finding findings[DOCTOR_FINDINGS_MAX];
    uint32_t count;
};

struct tvp_check {
    const char *name;
    void (*judge)(const struct doctor_facts *facts, struct doctor_report *report);
};
extern const struct tvp_check *const tvp_checks[]; /* generated from the file names, ended by NULL */

/* ---- reading and measuring ---- */
/* Fills what the system tells, from the files below `root` ("": its own); nothing is measured. A few
 * milliseconds. */
void doctor_read(const char *root, struct doctor_facts *facts);
/* How much is measured; each part ends at its time, whatever its number. */
struct doctor_effort {
    uint64_t spin_ns;
    uint32_t exchanges; /* of stamps, between two CPUs */
    uint64_t exchanges_ns;
    uint32_t sleeps; /* of 1 ms */
    uint64_t sleeps_ns;
    uint32_t forks;
    uint64_t forks_ns;
};
extern const struct doctor_effort doctor_full;  /* some 400 ms: whoever asks for the doctor */
extern const struct doctor_effort doctor_brief; /* some 70 ms: with every run */

/* Measures all the rest, within two seconds. Starts threads and processes, and waits for them. */
void doctor_measure(struct doctor_facts *facts, const struct doctor_effort *effort);
/* The parts of it; each leaves its error in *measured. `count` CPUs by OS index. */
void doctor_measure_exchange(const uint32_t *cpus, uint32_t count, const struct doctor_effort *effort,
                             struct doctor_measured *measured);
void doctor_measure_spin(const uint32_t *cpus, uint32_t count, const struct doctor_effort *effort,
                         struct doctor_measured *measured);
void doctor_measure_timer(const struct doctor_effort *effort, struct doctor_measured *measured);
void doctor_measure_costs(const struct doctor_effort *effort, struct doctor_measured *measured);

/* ---- judging ---- */
/* Runs every check; the worst findings come first, each level in the order of the checks' names. */
void doctor_judge(const struct doctor_facts *facts, struct doctor_report *report);
/* Adds a finding. `unit` may be NULL. More than there is room for are not kept. */
void doctor_say(struct doctor_report *report, const struct doctor_advice *advice, enum doctor_level level,
                double value, const char *unit, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Adds a note that something could not be had: "unknown: SOURCE: why". */
void doctor_unknown(struct doctor_report *report, const struct doctor_advice *advice, const char *source,
                    int error);
/* Whether a fact is there; else it has been said as unknown. */
int doctor_knows(struct doctor_report *report, const struct doctor_advice *advice,
                 const struct plat_number *number);
int doctor_knows_word(struct doctor_report *report, const struct doctor_advice *advice,
                      const struct plat_word *word);
/* The level of a figure of which more is worse. */
enum doctor_level doctor_above(double value, double warn, double bad);
enum doctor_level doctor_worst(const struct doctor_report *report);
uint32_t doctor_count(const struct doctor_report *report, enum doctor_level level);
const char *doctor_level_name(enum doctor_level level);
/* "1.50 us", "3.00 GiB": figures with the unit that suits them; texts of at least 32 bytes, returned. */
const char *doctor_spell_ns(double ns, char text[32]);
const char *doctor_spell_bytes(double bytes, char text[32]);

/* What follows for the metrics, and what to do, of a finding that is not ok or not known. Never NULL. */
const char *doctor_consequence(const struct doctor_finding *finding);
const char *doctor_remedy(const struct doctor_finding *finding);

/* An array of all findings. New reference, or NULL when out of memory. */
json_t *doctor_json(const struct doctor_report *report);
/* The findings by their ids, short, as machine.json has them. New reference, or NULL. */
json_t *doctor_short(const struct doctor_report *report);
/* The same of what can be read now; measures nothing. */
json_t *doctor_machine(void);

#endif
