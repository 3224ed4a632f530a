/* SPDX-License-Identifier: MIT */
/* The parts of `tvp ab`: two images or environments, played in one run. */
#ifndef TVP_AB_H
#define TVP_AB_H

#include "arms.h"
#include "campaign.h"
#include "compare.h"

#define AB_SETTINGS_MAX 32u /* NAME=VALUE of one arm */
#define AB_TRIALS_LEAST 32u /* an arm, when neither --trials nor --budget says otherwise */
#define AB_TRIALS_MOST  128u
#define AB_BUDGET_NS                                                                                         \
    45000000000u /* for all of it, when not given: trials beyond the least only fit in here */

struct ab_side {
    const char *option; /* "--a" */
    const char *image;  /* as given; NULL: tvp's own */
    char path[TVP_PATH_MAX];
    uint64_t hash;
    const char *settings[AB_SETTINGS_MAX + 1]; /* ended by NULL */
    size_t setting_count;
};

/* One call of the command. */
struct ab {
    struct campaign *c;
    struct ab_side sides[2];
    struct thresholds thresholds;
    const char *thresholds_path;
    enum report_format format;
    int require_verdict;
    double level;
    int has_budget;    /* --budget on the command line, not a suite's */
    uint64_t round_ns; /* what one trial of every arm costs, from the rehearsal */
    struct arms arms;
    int failed;        /* a trial could not be taken up: out of memory */
    uint32_t left_out; /* cells that cannot run here */
};

/* ---- ab_options.c ---- */
/* Takes our own options out of argv; what is left is for the table of `tvp run`. Returns the new argc, or
 * below 0 the negative exit code, its line said. */
int ab_options(struct ab *ab, int argc, char **argv);

/* ---- ab_cells.c: the cells as pairs of arms, the images, how many trials ---- */
int ab_images(struct ab *ab);
int ab_cells(struct ab *ab);
/* Plays each arm once, unrecorded: does the image understand us, and what does a pass cost? */
int ab_rehearse(struct ab *ab);
/* Settles the looks and the plan's blocks. */
void ab_settle(struct ab *ab);
/* For the plan's head. New reference. */
json_t *ab_json(const struct ab *ab);

/* ---- ab_play.c ---- */
int ab_play(struct ab *ab);

#endif
