/* SPDX-License-Identifier: MIT */
/* The probability of a change at each point: forward and backward over a hidden level that stays, or jumps to
 * any level with equal probability (Rabiner, Proceedings of the IEEE 77, 1989, III.A and V.A). */
#include <stdlib.h>
#include <string.h>

#include "changepoint_parts.h"

/* Long series are done in windows: their middles overlap by nothing, their margins see what lies beyond. */
#define WINDOW 16384u
#define MARGIN 512u

/* Arithmetic on LANES levels at once; loads and stores by memcpy. */
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

struct posterior {
    float
        *forward; /* [point][levels]: probability of the level given all points up to this one, times `sum` */
    float *likely; /* [point][levels]: density of the point at each level */
    float *sum;    /* [point] */
    float backward[LEVELS_MAX];
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

static void look_up(const struct noise *noise, const struct levels *levels, int32_t position, float *likely)
{
    for (size_t k = 0; k < levels->padded; k++)
        likely[k] = noise->density[noise_cell(position, levels->at[k])];
    for (size_t k = levels->count; k < levels->padded; k++)
        likely[k] = 0;
}

/* One row from the row before. Returns its sum. */
static float step_forward(float *row, const float *before, const float *likely, size_t width, float stay,
                          float jump)
{
    lanes sum = {0};
    for (size_t k = 0; k < width; k += LANES) {
        lanes value = (load(before + k) * stay + jump) * load(likely + k);
        store(row + k, value);
        sum += value;
    }
    return add_lanes(sum);
}

static void go_forward(struct posterior *posterior, const struct series *series, size_t from, size_t to,
                       float hazard)
{
    const struct levels *levels = &series->levels;
    size_t width = levels->padded;
    float jump = hazard / (float)levels->count, each = 1 / (float)levels->count;
    float *forward = posterior->forward, *likely = posterior->likely;
    for (size_t t = from; t < to; t++, forward += width, likely += width) {
        look_up(&series->noise, levels, series->positions[t], likely);
        if (t == from) {
            memset(forward, 0, width * sizeof *forward);
            posterior->sum[0] = step_forward(forward, forward, likely, width, 0, each);
        } else
            posterior->sum[t - from] = step_forward(forward, forward - width, likely, width,
                                                    (1 - hazard) / posterior->sum[t - from - 1], jump);
    }
}

/* Probability of a jump to another level between two points; `backward` becomes that of the earlier one. */
static float step_backward(float *backward, const float *before, float before_sum, const float *likely,
                           size_t width, float hazard, float jump)
{
    float stay = 1 - hazard, share = 1 / before_sum;
    lanes jumped = {0}, stayed = {0};
    for (size_t k = 0; k < width; k += LANES) {
        lanes value = load(likely + k) * load(backward + k);
        jumped += value;
        stayed += value * load(before + k);
        store(backward + k, value);
    }
    float all_jumped = jump * add_lanes(jumped), same = share * add_lanes(stayed);
    float total = stay * same + all_jumped, scale = 1 / total;
    for (size_t k = 0; k < width; k += LANES)
        store(backward + k, (load(backward + k) * stay + all_jumped) * scale);
    return (all_jumped - jump * same) * scale;
}

static void go_backward(struct posterior *posterior, const struct series *series, size_t from, size_t to,
                        float hazard, double *jumps)
{
    size_t width = series->levels.padded;
    float jump = hazard / (float)series->levels.count;
    for (size_t k = 0; k < width; k++)
        posterior->backward[k] = 1;
    for (size_t t = to; --t > from;) {
        size_t row = t - from;
        jumps[t] =
            step_backward(posterior->backward, posterior->forward + (row - 1) * width,
                          posterior->sum[row - 1], posterior->likely + row * width, width, hazard, jump);
    }
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
        go_forward(posterior, series, from, to, (float)hazard);
        go_backward(posterior, series, from, to, (float)hazard, series->jump);
        memcpy(series->jump + from, kept, (start - from) * sizeof *kept);
    }
}
