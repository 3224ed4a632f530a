/* SPDX-License-Identifier: MIT */
/* What the parts of the change-point detector share: positions on a lattice of steps of the noise's scale,
 * and the noise's density as a table over differences of positions. */
#ifndef TVP_CHANGEPOINT_PARTS_H
#define TVP_CHANGEPOINT_PARTS_H

#include <stddef.h>
#include <stdint.h>

#define NOISE_STEPS 16                 /* lattice steps in one scale */
#define NOISE_REACH (32 * NOISE_STEPS) /* beyond 32 scales the density stays what it is there */
#define NOISE_CELLS (2 * NOISE_REACH + 1)
/* Positions are kept within this: differences of two fit into 32 bits. */
#define POSITION_MAX 1e9
#define LEVELS_MAX   64 /* a multiple of LANES */
#define LANES        4
/* Between two candidate levels, but where that makes too many: 5/16 of the noise's scale, so that a level
 * between them costs at most .02 units of likelihood a point. */
#define LEVEL_STEP 5

/* What the points do around their level. */
struct noise {
    double origin, scale; /* position p stands for the value origin + p scale / NOISE_STEPS */
    double inflation;     /* by how much autocorrelation inflates the variance of a level; >= 1 */
    /* ln density of a point at position level - NOISE_REACH + i, divided by the inflation, less its maximum,
     * at least -DENSITY_CAP; and its exponential. */
    float log_density[NOISE_CELLS], density[NOISE_CELLS];
};

/* Candidate levels, ascending positions. Padded with the last one to a multiple of LANES. */
struct levels {
    int32_t at[LEVELS_MAX];
    size_t count, padded;
    int32_t step; /* between those that no gap separates, rounded down */
};

/* A series while it is looked at. All arrays have `count` elements but where it says otherwise. */
struct series {
    const double *values;
    size_t count;
    double *sorted;     /* the running median of five, ascending */
    double *residuals;  /* value - level of its segment */
    double *scratch;    /* 2 count */
    double *jump;       /* probability that the level changes at this point */
    int32_t *positions; /* of the values on the noise's lattice */
    double scale_start; /* the first guess of the noise's scale; 0 when the series is constant */
    struct noise noise;
    struct levels levels;
};

/* Index into the noise's tables of a point at `position` when the level is at `level`. */
static inline int noise_cell(int32_t position, int32_t level)
{
    int32_t cell = position - level + NOISE_REACH;
    return cell < 0 ? 0 : cell >= NOISE_CELLS ? NOISE_CELLS - 1 : cell;
}

/* changepoint_noise.c */
double noise_first_scale(const struct series *series); /* `sorted` is filled */
void noise_first(struct series *series);               /* heavy-tailed, of the first scale */
void noise_estimate(struct series *series);            /* from the residuals */
void noise_place(struct series *series);               /* the values' positions */

/* changepoint_levels.c */
void levels_smooth(struct series *series); /* fills `sorted` */
void levels_choose(struct series *series);

/* changepoint_posterior.c: fills `jump` */
struct posterior;
struct posterior *posterior_new(size_t count); /* NULL: no memory */
void posterior_free(struct posterior *posterior);
void posterior_jumps(struct posterior *posterior, struct series *series, double hazard);

/* changepoint_pick.c: points with a probability of more than `least` that the level changes near them;
 * ascending into found, their number returned. */
size_t pick_changes(const struct series *series, double least, size_t *found);

/* changepoint_join.c: how well each level explains each segment. */
struct scores {
    float *rows;    /* [segment][LEVELS_MAX]: sum of log_density over the segment's points */
    int32_t *level; /* [segment]: position of the best level, interpolated */
    size_t room;
};
int scores_of(struct scores *scores, const struct series *series, const size_t *found, size_t found_count);
void scores_free(struct scores *scores);
/* Residuals from the segments' best levels. */
void scores_residuals(const struct scores *scores, struct series *series, const size_t *found,
                      size_t found_count);
/* Joins neighbours that do not differ enough, weakest first; 0 or -ENOMEM. */
int join_neighbours(struct scores *scores, const struct series *series, double ratio_min, double min_effect,
                    size_t *found, size_t *found_count);
/* Moves each change to where the likelihood, given the levels beside it, has the most weight. */
void relocate_changes(const struct scores *scores, const struct series *series, size_t *found,
                      size_t found_count);

/* changepoint_visits.c: leaves out the pairs of changes between which the series only visits a mode of its
 * noise. How many are left. */
size_t leave_out_visits(const struct scores *scores, const struct series *series, size_t *found,
                        size_t found_count);

#endif
