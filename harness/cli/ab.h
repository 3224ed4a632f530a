/* SPDX-License-Identifier: MIT */
/* The parts of `tvp ab`: two images or environments, played in one run. */
#ifndef TVP_AB_H
#define TVP_AB_H

#include "arms.h"
#include "campaign.h"
#include "compare.h"

#define AB_SETTINGS_MAX 32u /* NAME=VALUE of one arm */
#define AB_TRIALS_LEAST 32u /* an arm, when neither --trials nor --budget says otherwise */
#define AB_TRIALS_MOST  1024u
#define AB_REHEARSALS   4u /* of each cell, at most */
/* For all of it, when not given: trials beyond the least only fit in here. */
#define AB_BUDGET_NS 50000000000u
/* How long a worker works when no --time says so. Most of what differs between trials differs whatever their
 * length, so many short ones say more: with trials of 100, 20 and 10 ms the estimate of 10 s of measurement
 * had a standard error of .11, .06 and .04 % (cpu_hash, on a busy machine of 2 CPUs). Where getting ready
 * takes long, up to the most. */
#define AB_TIME_NS      10000000u
#define AB_TIME_MOST_NS 100000000u

struct ab_side {
    const char *option; /* "--a" */
    const char *image;  /* as given; NULL: tvp's own */
    const char *load;   /* --load or --b-load where the arms differ in it, as given; else NULL */
    const char *exec;   /* --exec or --b-exec, likewise */
    char path[TVP_PATH_MAX];
    uint64_t hash;
    unsigned char *bytes; /* of the image; NULL: it is played where it is. Owned */
    size_t size;
    char copy[TVP_PATH_MAX];
    const char *settings[AB_SETTINGS_MAX + 1]; /* ended by NULL */
    size_t setting_count;
};

/* One call of the command. */
struct ab {
    struct campaign *c;
    struct ab_side sides[2];
    struct thresholds thresholds;
    const char *thresholds_path;
    const char *load_b; /* --b-load; NULL: both arms load the same */
    const char *exec_b; /* --b-exec; NULL: likewise */
    enum report_format format;
    int require_verdict;
    double level;
    int has_budget, has_time; /* --budget, --time or --ops on the command line, not a suite's */
    uint32_t looks;           /* at the data, at most */
    /* from the rehearsal */
    uint64_t rehearsed_ns, rehearsed; /* trials, and what they cost */
    uint64_t round_ns;                /* what one trial of every arm costs */
    uint32_t least;                   /* trials an arm that are played whatever time it takes */
    uint64_t deadline_ns;             /* plat_now_ns at which no further ones are; 0: there is none */
    struct arms arms;
    /* which trials of the plan these arms are: those of one pair, and of one block, on */
    uint32_t first_pair, first_block;
    uint32_t looked; /* looks that are over */
    int failed;      /* a trial could not be taken up: out of memory */
    int silent;      /* 1: no line for each look */
    void (*played)(void *context, const struct planned *planned,
                   const struct outcome *out); /* after each trial; NULL: none */
    void *context;
    struct report *into; /* gets what was found, which is not printed then; NULL: it is */
    char *run_path;      /* TVP_PATH_MAX bytes that get the run folder; with `into` */
    uint32_t left_out;   /* cells that cannot run here */
};

/* ---- ab_options.c ---- */
/* Takes our own options out of argv; what is left is for the table of `tvp run`. Returns the new argc, or
 * below 0 the negative exit code, its line said. */
int ab_options(struct ab *ab, int argc, char **argv);

/* ---- ab_images.c ---- */
int ab_images(struct ab *ab);
/* Copies the images into the run's temporary folder; from then on the arms are played from there. Where that
 * cannot be, they are played where they are, and a line says why. ab_copies_end in any case. */
void ab_copies_begin(struct ab *ab);
/* Before each trial: a new file of its image. 0, or a plat error. */
int ab_copy_again(struct ab *ab, const struct cell *cell);
void ab_copies_end(struct ab *ab);

/* ---- ab_cells.c: the cells as pairs of arms ---- */
int ab_cells(struct ab *ab);
/* Begins ab->arms anew, on `count` pairs from ab->first_pair on; the looks stay. 0, or -1: out of memory. */
int ab_begin_arms(struct ab *ab, uint32_t count);
/* What the first `pairs` pairs of a plan are to people; ab_names_free it. NULL: out of memory. */
char **ab_names(const struct plan *plan, uint32_t pairs);
void ab_names_free(char **names, uint32_t pairs);
/* For the plan's head. New reference. */
json_t *ab_json(const struct ab *ab);

/* ---- ab_rehearse.c ---- */
/* For all of the run, as given or as usual. */
uint64_t ab_budget_ns(const struct ab *ab);
/* Plays each arm a few times, unrecorded: does the image understand us, and what does a trial cost? Lengthens
 * the work of cells that take long to get ready, unless a time was asked for. */
int ab_rehearse(struct ab *ab);
/* Settles the looks and the plan's blocks. */
void ab_settle(struct ab *ab);

/* ---- cmd_ab.c ---- */
/* Ties the two, both zeroed, together, with every option as it usually is; the time begins. */
void ab_default(struct ab *ab, struct campaign *c);
/* What the command line of `tvp ab` finds, instead of printing it: the report (report_free it in any case)
 * and the run folder. Returns the exit code of the command. */
int ab_measure(int argc, char **argv, struct report *report, char run_path[TVP_PATH_MAX]);

/* ---- ab_play.c ---- */
/* One trial of the plan: looks at what came before it where that is due, and plays it unless its pair has its
 * verdict. 0, 1: interrupted, or -1 with `error`. */
int ab_step(struct ab *ab, const struct planned *planned, char *error);
/* After the last trial of these arms. 0, or -1 with `error`. */
int ab_last_look(struct ab *ab, char *error);
/* 1: a trial was not ok. */
int ab_has_trouble(const struct run *run);
int ab_play(struct ab *ab);

#endif
