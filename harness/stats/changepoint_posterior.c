/* SPDX-License-Identifier: MIT */
/* The probability of a change at each point: forward and backward over a hidden level that stays, drifts to
 * the candidate beside it, or jumps to any level with equal probability (Rabiner, Proceedings of the IEEE 77,
 * 1989, III.A and V.A). Only a jump is a change. Whether there is drift at all, the evidence decides. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changepoint_parts.h"

/* Long series are done in windows: their middles overlap by nothing, their margins see what lies beyond. */
#define WINDOW 16384u
#define MARGIN 512u
/* A level that drifts moves to either neighbour with this probability at each point: a random walk of .14
 * scales a point. It is taken to drift where that explains a window better by DRIFT_COST units of
 * log-likelihood. Of that no batch of points gives more than BATCH_GAIN: what wanders does so all the time.
 */
#define DRIFT      .1
#define DRIFT_COST 2.0
#define BATCH_GAIN 1.0
#define BATCH      16u
#define BATCHES    ((WINDOW + 2 * MARGIN) / BATCH + 1)

/* Arithmetic on LANES levels at once; loads and stores by memcpy. */
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

struct posterior {
    float
        *forward; /* [point][levels]: probability of the level given all points up to this one, times `sum` */
    float *likely; /* [point][levels]: density of the point at each level */
    float *sum;    /* [point]: density of the point given those before it */
    float backward[LEVELS_MAX];
    double steady[BATCHES], drifting[BATCHES]; /* ln density of each batch given those before it */
};

/* How a level goes on from a point to the next one. */
struct motion {
    size_t width; /* levels, padded */
    float stay;   /* no jump */
    float jump;   /* to each level */
    float drift;  /* to a level beside it, if there is no jump; 0: none */
    /* Likewise over the edge between levels k - 1 and k: `drift` or 0; and over neither edge of level k. */
    float edge[LEVELS_MAX + LANES], still[LEVELS_MAX];
};

struct posterior *posterior_new(size_t count)
{
    size_t points = count < WINDOW + 2 * MARGIN ? count : WINDOW + 2 * MARGIN;
    struct posterior *posterior = calloc(1, sizeof *posterior);
    if (!posterior)
        return NULL;
    posterior->forward = malloc(points * LEVELS_MAX * sizeof *posterior->forward);
    posterior->likely = malloc(points * LEVELS_MAX * sizeof *posterior->likely);
    posterior->sum = malloc(points * sizeof *posterior->sum);
    if (posterior->forward && posterior->likely && posterior->sum)
        return posterior;
    posterior_free(posterior);
    return NULL;
}

void posterior_free(struct posterior *posterior)
{
    if (!posterior)
        return;
    free(posterior->forward);
    free(posterior->likely);
    free(posterior->sum);
    free(posterior);
}

static lanes load(const float *from)
{
    lanes value;
    memcpy(&value, from, sizeof value);
    return value;
}

static void store(float *to, lanes value)
{
    memcpy(to, &value, sizeof value);
}

static float add_lanes(lanes value)
{
    return (value[0] + value[1]) + (value[2] + value[3]);
}

/* Levels drift over the edges of the lattice, not over its gaps. Coarser steps are taken less often, so that
 * the walk is as fast. */
static struct motion motion_of(const struct levels *levels, double hazard, double drift)
{
    double coarse = (double)levels->step / LEVEL_STEP;
    struct motion motion = {.width = levels->padded,
                            .stay = (float)(1 - hazard),
                            .jump = (float)(hazard / (double)levels->count),
                            .drift = (float)(drift / (coarse * coarse))};
    for (size_t k = 1; k < levels->count; k++)
        if (levels->at[k] - levels->at[k - 1] <= levels->step + 1)
            motion.edge[k] = motion.drift;
    for (size_t k = 0; k < levels->padded; k++)
        motion.still[k] = 1 - motion.edge[k] - motion.edge[k + 1];
    return motion;
}

/* What goes on from `at`, a row's level k with levels on both sides, to levels k .. k + LANES - 1: by drift.
 */
static lanes drifted(const struct motion *motion, const float *at, size_t k)
{
    return load(at - 1) * load(motion->edge + k) + load(at + 1) * load(motion->edge + k + 1);
}

static void look_up(const struct noise *noise, const struct levels *levels, int32_t position, float *likely)
{
    for (size_t k = 0; k < levels->padded; k++)
        likely[k] = noise->density[noise_cell(position, levels->at[k])];
    for (size_t k = levels->count; k < levels->padded; k++)
        likely[k] = 0;
}

static void look_up_all(struct posterior *posterior, const struct series *series, size_t from, size_t to)
{
    float *likely = posterior->likely;
    for (size_t t = from; t < to; t++, likely += series->levels.padded)
        look_up(&series->noise, &series->levels, series->positions[t], likely);
}

static float first_row(float *row, const float *likely, const struct levels *levels)
{
    lanes sum = {0};
    for (size_t k = 0; k < levels->padded; k += LANES) {
        store(row + k, load(likely + k) / (float)levels->count);
        sum += load(row + k);
    }
    return add_lanes(sum);
}

/* One row from the row before, which adds up to before_sum. Returns its sum. */
static float step_forward(float *row, const float *before, float before_sum, const float *likely,
                          const struct motion *motion)
{
    lanes sum = {0};
    float share = motion->stay / before_sum, padded[LEVELS_MAX + 2 * LANES] = {0}, *from = padded + LANES;
    memcpy(from, before, motion->width * sizeof *from);
    for (size_t k = 0; k < motion->width; k += LANES) {
        lanes kept = load(from + k) * load(motion->still + k) + drifted(motion, from + k, k);
        lanes value = (kept * share + motion->jump) * load(likely + k);
        store(row + k, value);
        sum += value;
    }
    return add_lanes(sum);
}

/* Forward over `count` points whose densities are looked up; ln of each batch's density into batches. The
 * densities' product is no less than exp(-5 BATCH). */
static void go_forward(struct posterior *posterior, const struct levels *levels, const struct motion *motion,
                       size_t count, double *batches)
{
    float *row = posterior->forward, *likely = posterior->likely;
    double product = 1;
    posterior->sum[0] = first_row(row, likely, levels);
    for (size_t t = 1; t < count; t++) {
        row += motion->width;
        likely += motion->width;
        posterior->sum[t] = step_forward(row, row - motion->width, posterior->sum[t - 1], likely, motion);
        product *= (double)posterior->sum[t];
        if (t % BATCH == BATCH - 1 || t + 1 == count) {
            batches[t / BATCH] = log(product);
            product = 1;
        }
    }
}

/* Probability of a jump between two points, to a level where drift does not lead; `backward` becomes that of
 * the earlier one. */
static float step_backward(float *backward, const float *before, float before_sum, const float *likely,
                           const struct motion *motion)
{
    float share = 1 / before_sum, padded[LEVELS_MAX + 2 * LANES] = {0}, *now = padded + LANES;
    lanes all = {0}, same = {0}, moved = {0}, stayed = {0};
    for (size_t k = 0; k < motion->width; k += LANES) {
        lanes value = load(likely + k) * load(backward + k);
        all += value;
        store(now + k, value);
    }
    for (size_t k = 0; k < motion->width; k += LANES) {
        lanes from = load(before + k), here = load(now + k), beside = drifted(motion, now + k, k);
        lanes kept = here * load(motion->still + k) + beside;
        same += from * here;
        moved += from * beside;
        stayed += from * kept;
        store(backward + k, kept);
    }
    float jumped = motion->jump * add_lanes(all), total = motion->stay * share * add_lanes(stayed) + jumped;
    float near = add_lanes(same) + (motion->drift > 0 ? add_lanes(moved) / motion->drift : 0);
    for (size_t k = 0; k < motion->width; k += LANES)
        store(backward + k, (load(backward + k) * motion->stay + jumped) / total);
    return (jumped - motion->jump * share * near) / total;
}

static void go_backward(struct posterior *posterior, const struct motion *motion, size_t count, double *jumps)
{
    size_t width = motion->width;
    for (size_t k = 0; k < width; k++)
        posterior->backward[k] = 1;
    for (size_t t = count; --t > 0;)
        jumps[t] = step_backward(posterior->backward, posterior->forward + (t - 1) * width,
                                 posterior->sum[t - 1], posterior->likely + t * width, motion);
}

/* Whether the level drifts, once the window of `count` points was gone over either way. */
static int is_drifting(const struct posterior *posterior, size_t count)
{
    double gain = 0;
    for (size_t b = 0; b * BATCH < count; b++)
        gain += fmin(posterior->drifting[b] - posterior->steady[b], BATCH_GAIN);
    return gain > DRIFT_COST;
}

/* Points from .. to, with drift where that explains them better. */
static void search_window(struct posterior *posterior, struct series *series, double hazard, size_t from,
                          size_t to)
{
    const struct levels *levels = &series->levels;
    struct motion steady = motion_of(levels, hazard, 0), drifting = motion_of(levels, hazard, DRIFT);
    look_up_all(posterior, series, from, to);
    go_forward(posterior, levels, &drifting, to - from, posterior->drifting);
    go_forward(posterior, levels, &steady, to - from, posterior->steady);
    int drifts = is_drifting(posterior, to - from);
    if (drifts)
        go_forward(posterior, levels, &drifting, to - from, posterior->drifting);
    go_backward(posterior, drifts ? &drifting : &steady, to - from, series->jump + from);
}

void posterior_jumps(struct posterior *posterior, struct series *series, double hazard)
{
    /* A window writes its left margin too, which was final: it is put back. */
    double kept[MARGIN];
    series->jump[0] = 0;
    for (size_t start = 0; start < series->count; start += WINDOW) {
        size_t from = start < MARGIN ? 0 : start - MARGIN;
        size_t to = series->count - start < WINDOW + MARGIN ? series->count : start + WINDOW + MARGIN;
        memcpy(kept, series->jump + from, (start - from) * sizeof *kept);
        search_window(posterior, series, hazard, from, to);
        memcpy(series->jump + from, kept, (start - from) * sizeof *kept);
    }
}
