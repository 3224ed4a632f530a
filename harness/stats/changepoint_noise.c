/* SPDX-License-Identifier: MIT */
/* What the points of a series do around their level, learnt from the series: scale, density, and how much
 * autocorrelation inflates the variance of a level. */
#include <math.h>
#include <string.h>

#include "changepoint_parts.h"
#include "quantile.h"

/* No point says more than this against a level: a spike is no change. */
#define DENSITY_CAP 5.0
/* Density = 1 - FLAT of (a kernel estimate, mixed with Student's t), and FLAT spread over the reach. */
#define FLAT    .05
#define STUDENT .30
/* The kernel's bandwidth in scales at 200 points; with n^(-1/5) (Silverman, Density Estimation, 3.4). */
#define BANDWIDTH .5
/* The kernel estimate works on asinh(u / CORE): even in the core, ever wider in the tails. */
#define CORE       2.0
#define AXIS_MAX   3.5
#define AXIS_SIDE  80
#define AXIS_CELLS (2 * AXIS_SIDE + 1)
/* Score autocorrelation to this lag; at 100 points the estimate is mixed with PRIOR_WEIGHT parts of
 * PRIOR_INFLATION; what results is raised to CAUTION, for it is an underestimate where noise drifts. */
#define LAGS            8
#define PRIOR_WEIGHT    .5
#define PRIOR_INFLATION 1.3
#define CAUTION         1.6
#define INFLATION_MAX   12.0

/* The standard normal's |z| has these values at its quantiles of 15 % and 40 %. */
#define NORMAL_15 .18911842627
#define NORMAL_40 .52440051271

/* Partitions values[low..high] about a middle one: what is not greater lies up to the index returned, what is
 * not less behind it, and both sides have at least one (Hoare, Communications of the ACM 4, 1961, Algorithm
 * 63). */
static size_t partition(double *values, size_t low, size_t high)
{
    double pivot = values[low + (high - low) / 2];
    size_t i = low, j = high;
    for (;; i++, j--) {
        while (values[i] < pivot)
            i++;
        while (values[j] > pivot)
            j--;
        if (i >= j)
            return j < high ? j : high - 1;
        double kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }
}

/* The value that would be at `rank` if they were sorted (Hoare's Algorithm 65); what takes long is sorted. */
static double select_rank(double *values, size_t count, size_t rank)
{
    size_t low = 0, high = count - 1;
    for (int left = 64; low < high; left--) {
        if (left == 0) {
            stats_sort(values + low, high - low + 1);
            break;
        }
        size_t middle = partition(values, low, high);
        if (rank <= middle)
            high = middle;
        else
            low = middle + 1;
    }
    return values[rank];
}

static double absolute_quantile(const double *values, size_t count, double fraction, double *scratch)
{
    for (size_t i = 0; i < count; i++)
        scratch[i] = fabs(values[i]);
    return select_rank(scratch, count, (size_t)(fraction * (double)count));
}

/* A small one of the absolute values that are not 0: their quantile of 10 %; 0 when there is none. */
static double small_step(const double *values, size_t count, double *scratch)
{
    size_t steps = 0;
    for (size_t i = 0; i < count; i++)
        if (values[i] != 0)
            scratch[steps++] = fabs(values[i]);
    return steps ? select_rank(scratch, steps, steps / 10) : 0;
}

/* From a low quantile of the differences of neighbours: the narrow core of the noise sets it, not its tails
 * and other modes. Where many differences are 0 (ties), half of a small one of the others is the least it
 * can be; nor is it less than what double precision tells apart, or than some billionths of the range of
 * levels. */
double noise_first_scale(const struct series *series)
{
    size_t count = series->count;
    double *scratch = series->scratch, *differences = scratch + count;
    double least = series->sorted[0], most = series->sorted[count - 1];
    double floor = fmax(1e-9 * (most - least), 1e-15 * fmax(fabs(least), fabs(most)));
    for (size_t i = 0; i + 1 < count; i++)
        differences[i] = series->values[i + 1] - series->values[i];
    double core = absolute_quantile(differences, count - 1, .15, scratch) / (NORMAL_15 * sqrt(2));
    double step = small_step(differences, count - 1, scratch);
    return step > 0 ? fmax(fmax(core, step / 2), floor) : 0;
}

static double student(double u)
{
    return .35355339 * pow(1 + u * u / 2, -1.5); /* two degrees of freedom */
}

static double cell_u(int cell)
{
    return (double)(cell - NOISE_REACH) / NOISE_STEPS;
}

/* Tempers and caps ln density into the tables. */
static void set_tables(struct noise *noise, const double *log_density)
{
    double greatest = -INFINITY;
    for (int i = 0; i < NOISE_CELLS; i++)
        greatest = fmax(greatest, log_density[i]);
    for (int i = 0; i < NOISE_CELLS; i++) {
        double value = fmax((log_density[i] - greatest) / noise->inflation, -DENSITY_CAP);
        noise->log_density[i] = (float)value;
        noise->density[i] = (float)exp(value);
    }
}

static double log_mixed(double kernel, double u)
{
    double reach = 2.0 * NOISE_REACH / NOISE_STEPS;
    return log((1 - FLAT) * ((1 - STUDENT) * kernel + STUDENT * student(u)) + FLAT / reach);
}

/* The values' positions on the lattice. */
void noise_place(struct series *series)
{
    struct noise *noise = &series->noise;
    for (size_t i = 0; i < series->count; i++) {
        double position = rint((series->values[i] - noise->origin) / noise->scale * NOISE_STEPS);
        series->positions[i] = (int32_t)fmax(-POSITION_MAX, fmin(POSITION_MAX, position));
    }
}

void noise_first(struct series *series)
{
    double log_density[NOISE_CELLS];
    series->noise.scale = series->scale_start;
    series->noise.inflation = PRIOR_INFLATION;
    for (int i = 0; i < NOISE_CELLS; i++)
        log_density[i] = log_mixed(student(cell_u(i)), cell_u(i));
    set_tables(&series->noise, log_density);
}

/* Where u lies on the kernel estimate's axis, in cells from its start. */
static double axis_place(double u)
{
    double v = log(fabs(u) / CORE + sqrt(u * u / (CORE * CORE) + 1));
    return copysign(fmin(v, AXIS_MAX), u) / AXIS_MAX * AXIS_SIDE + AXIS_SIDE;
}

static void count_cells(const double *residuals, size_t count, double scale, double *cells)
{
    memset(cells, 0, AXIS_CELLS * sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        double place = axis_place(residuals[i] / scale);
        int cell = place >= AXIS_CELLS - 1 ? AXIS_CELLS - 2 : (int)place;
        cells[cell + 1] += place - cell;
        cells[cell] += 1 - (place - cell);
    }
}

static void smooth_cells(const double *cells, double bandwidth, double total, double *smooth)
{
    double kernel[AXIS_CELLS], sum = 0;
    for (int j = 0; j < AXIS_CELLS; j++) {
        kernel[j] = exp(-.5 * j * j / (bandwidth * bandwidth));
        sum += j == 0 ? kernel[j] : 2 * kernel[j];
    }
    for (int i = 0; i < AXIS_CELLS; i++) {
        smooth[i] = 0;
        for (int j = 0; j < AXIS_CELLS; j++)
            smooth[i] += cells[j] * kernel[i > j ? i - j : j - i];
        smooth[i] *= AXIS_SIDE / AXIS_MAX / (sum * total);
    }
}

static void estimate_density(const double *residuals, size_t count, double scale, double *log_density)
{
    double cells[AXIS_CELLS], smooth[AXIS_CELLS];
    double bandwidth = BANDWIDTH * pow((double)count / 200, -.2) / CORE / AXIS_MAX * AXIS_SIDE;
    count_cells(residuals, count, scale, cells);
    smooth_cells(cells, fmax(bandwidth, 1), (double)count, smooth);
    for (int i = 0; i < NOISE_CELLS; i++) {
        double u = cell_u(i), place = axis_place(u);
        int cell = place >= AXIS_CELLS - 1 ? AXIS_CELLS - 2 : (int)place;
        double at = smooth[cell] + (smooth[cell + 1] - smooth[cell]) * (place - cell);
        log_density[i] = log_mixed(at / sqrt(u * u + CORE * CORE), u);
    }
}

/* The slope of ln density at each residual: what a point says about its level, robust as the density is. */
static void score_points(const struct series *series, const double *log_density, double *scores)
{
    const int span = NOISE_STEPS / 4;
    double mean = 0;
    for (size_t i = 0; i < series->count; i++) {
        double u = series->residuals[i] / series->noise.scale;
        int cell = (int)(fmax(-30, fmin(30, u)) * NOISE_STEPS + NOISE_REACH + .5);
        scores[i] = log_density[cell + span] - log_density[cell - span];
        mean += scores[i] / (double)series->count;
    }
    for (size_t i = 0; i < series->count; i++)
        scores[i] -= mean;
}

static double lag_product(const double *scores, size_t count, size_t lag)
{
    double sum = 0;
    for (size_t i = lag; i < count; i++)
        sum += scores[i] * scores[i - lag];
    return sum;
}

/* Long-run over marginal variance of the scores, with Bartlett's weights (Newey and West, Econometrica 55,
 * 1987): dividing the log-likelihood by it repairs a likelihood that takes points for independent (Chandler
 * and Bate, Biometrika 94, 2007). */
static double estimate_inflation(const double *scores, size_t count)
{
    double variance = lag_product(scores, count, 0), ratio = 1, hundreds = (double)count / 100;
    for (size_t lag = 1; lag <= LAGS && lag < count && variance > 0; lag++)
        ratio += 2 * (1 - (double)lag / (LAGS + 1)) * lag_product(scores, count, lag) / variance;
    ratio = (fmax(ratio, 0) * hundreds + PRIOR_WEIGHT * PRIOR_INFLATION) / (hundreds + PRIOR_WEIGHT);
    return fmax(1, fmin(pow(ratio, CAUTION), INFLATION_MAX));
}

void noise_estimate(struct series *series)
{
    struct noise *noise = &series->noise;
    double log_density[NOISE_CELLS];
    double core = absolute_quantile(series->residuals, series->count, .4, series->scratch) / NORMAL_40;
    noise->scale = fmax(core, .2 * series->scale_start);
    estimate_density(series->residuals, series->count, noise->scale, log_density);
    score_points(series, log_density, series->scratch);
    noise->inflation = estimate_inflation(series->scratch, series->count);
    set_tables(noise, log_density);
}
