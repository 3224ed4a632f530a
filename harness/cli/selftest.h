/* SPDX-License-Identifier: MIT */
/* The parts of `tvp selftest --aa`: runs of `tvp ab` whose answer is known, one after the other, and what
 * came of them. */
#ifndef TVP_SELFTEST_H
#define TVP_SELFTEST_H

#include "../stats/proportion.h"
#include "ab.h"

#define SELFTEST_SHIFTS_MAX 16u
#define SELFTEST_TRIALS     128u          /* an arm, at most, unless --trials says otherwise */
#define SELFTEST_BUDGET_NS  300000000000u /* unless --budget does */
#define SELFTEST_MINUTES    9u            /* points of the resolution's curve */
#define SELFTEST_CONFIDENCE 0.95          /* of intervals of shares */
#define SELFTEST_SMALL_P    0.05          /* a raw p that would pass for a finding */

/* One comparison of one run of ab. Differences are log ratios B : A. */
struct comparison {
    uint32_t session, group, pair; /* pair: of the cells asked for */
    enum arms_figure figure;
    double truth;         /* known by construction */
    double p, p_of_truth; /* raw, two-sided: of no difference; of the known one */
    double error, detectable;
    struct stats_interval interval;
    enum stats_verdict verdict;
    size_t n;       /* trials of an arm */
    double seconds; /* of its run */
};

/* One call of the command. Group g of the plan's pairs has the extra ops of shift g - 1; group 0 is of
 * identical arms. */
struct selftest {
    struct ab *ab;
    int asked, json;
    uint32_t shift_ppm[SELFTEST_SHIFTS_MAX], shift_count;
    uint32_t trials;   /* of an arm in one run, at most */
    uint32_t pairs;    /* cells that were asked for: pairs of a group */
    uint32_t sessions; /* planned */
    uint64_t deadline_ns;
    /* the run of ab at hand */
    uint32_t session, group;
    uint64_t run_began_ns;
    /* what came of it all */
    struct comparison *list; /* owned */
    size_t count, room;
    size_t runs[SELFTEST_SHIFTS_MAX + 1],
        alarms[SELFTEST_SHIFTS_MAX + 1]; /* of each group: with any false alarm */
    uint64_t *wall_ns, *played;          /* of the trials of each pair; owned */
    uint64_t runs_ns;                    /* of all runs together */
    uint64_t began_ns;
};

/* ---- selftest_options.c ---- */
/* Takes our own options out of argv, and those of `tvp ab` that we have too. Returns the new argc, or below 0
 * the negative exit code, its line said. */
int selftest_options(struct selftest *test, int argc, char **argv);

/* ---- selftest_plan.c ---- */
/* The cells as pairs of arms, for each shift. Each returns EXIT_OK, or another exit code with its line said.
 */
int selftest_cells(struct selftest *test);
/* Sees that each batch can do the extra ops, and makes it larger where it must be. */
int selftest_batches(struct selftest *test);
int selftest_plan(struct selftest *test);
/* The known difference of arm B of a group's pair, as a log ratio. */
double selftest_truth(const struct selftest *test, uint32_t group, uint32_t pair, enum arms_figure figure);

/* ---- selftest_play.c ---- */
/* Until the time is over. EXIT_OK, EXIT_TRIALS, EXIT_INTERRUPTED, or another one with its line said. */
int selftest_play(struct selftest *test);

/* ---- selftest_sum.c: pure ---- */
enum selftest_rate {
    RATE_SMALL_P,       /* p < .05 of arms that do not differ */
    RATE_SMALL_P_KNOWN, /* p < .05 of the known difference, of arms that differ */
    RATE_MISSED,        /* intervals that do not hold the known difference */
    RATE_ALARM,         /* REGRESSED or IMPROVED of arms that do not differ */
    RATE_WRONG,         /* verdicts that the known difference contradicts, of arms that differ */
    RATES
};
struct stats_proportion selftest_rate(const struct selftest *test, enum selftest_rate rate);
/* Runs of identical arms in which any comparison raised an alarm. */
struct stats_proportion selftest_runs_with_alarm(const struct selftest *test);

/* What came of one pair's figure with one shift. */
struct selftest_power {
    struct stats_proportion found; /* REGRESSED */
    double truth;                  /* log ratio */
    double estimate, low, high;    /* median over runs of the estimate, and its interval; NaN without runs */
    enum stats_kind kind;
    double expected; /* the power that the noise seen lets expect */
    double trials;   /* of an arm, median over runs */
    double seconds;  /* of a run, likewise */
};
/* 1, or 0: no comparison of it. -1: out of memory. */
int selftest_power(const struct selftest *test, uint32_t group, uint32_t pair, enum arms_figure figure,
                   struct selftest_power *power);

/* What a time of measurement lets see of one pair's figure. */
struct selftest_resolution {
    double minutes, trials; /* of an arm */
    double half;            /* of the interval, as a share */
    double sees;            /* the smallest slowdown found 4 times in 5, as a share */
};
extern const double selftest_minutes[SELFTEST_MINUTES];
/* `error`: what selftest_noise says. */
void selftest_resolve(const struct selftest *test, uint32_t pair, enum arms_figure figure, double noise,
                      double minutes, struct selftest_resolution *out);
/* Standard error of an estimate times the root of half its trials an arm, median over all comparisons: as if
 * each trial had that standard deviation. NaN: none. -1 in *failed: out of memory. */
double selftest_noise(const struct selftest *test, uint32_t pair, enum arms_figure figure, int *failed);
/* The threshold of a figure, as a log ratio. */
double selftest_threshold(const struct selftest *test, enum arms_figure figure);
/* 1: comparisons of it were made. */
int selftest_has(const struct selftest *test, uint32_t pair, enum arms_figure figure);

/* ---- selftest_report.c, selftest_json.c ---- */
/* `names`: of the pairs asked for. 0, or -1: out of memory. */
int selftest_text(const struct selftest *test, char *const *names, FILE *to);
/* New reference; NULL: out of memory. */
json_t *selftest_json(const struct selftest *test, char *const *names);

#endif
