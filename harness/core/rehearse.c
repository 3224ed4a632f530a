/* SPDX-License-Identifier: MIT */
/* Plays trials that nobody records, to plan by. */
#include "rehearse.h"

#include <math.h>
#include <string.h>

#include "schedule.h"

void estimate_take(struct estimate *estimate, enum figure figure, const struct map_head *map)
{
    double value = figure_value(figure, map);
    if (!(value > 0) || estimate->told == REHEARSAL_ROUNDS)
        return;
    estimate->logs[estimate->told] = log(value);
    estimate->seen[estimate->told++] = figure_samples(figure, map);
    estimate->work_ns += figure_work_ns(figure, map);
    estimate->ops = map->ops;
}

struct stats_components estimate_components(const struct estimate *estimate)
{
    return stats_components(estimate->seen, estimate->told);
}

double estimate_squares(const struct estimate *estimate)
{
    double mean = 0, squares = 0;
    for (uint32_t i = 0; i < estimate->told; i++)
        mean += estimate->logs[i] / estimate->told;
    for (uint32_t i = 0; i < estimate->told; i++)
        squares += (estimate->logs[i] - mean) * (estimate->logs[i] - mean);
    return squares;
}

struct rehearsal {
    const struct plan *once;
    struct executor *executor;
    const uint64_t *patience_ns;
    struct estimate **estimates;
    rehearsal_step *step;
    void *context;
    uint64_t cost_ns[2], done;
    char *reason;
};

static int play(struct rehearsal *rehearsal, const struct planned *planned)
{
    struct outcome out;
    const struct plan *plan = rehearsal->once;
    const struct cell *cell = &plan->cells[planned->cell];
    struct estimate *estimate = &rehearsal->estimates[planned->kind][planned->cell];
    rehearsal->step(rehearsal->context, rehearsal->done++);
    int error = execute_trial(rehearsal->executor, cell, planned, plan->probes, plan->timeout_ns, &out);
    if (error < 0)
        memcpy(rehearsal->reason, out.reason, REASON_MAX);
    else if (out.interrupted)
        error = 1;
    rehearsal->cost_ns[planned->kind] += out.wall_ns;
    estimate->cost_ns += out.wall_ns;
    estimate->played++;
    if (!error && out.status == STATUS_OK)
        estimate_take(estimate, cell_figure(cell, planned->kind), out.map);
    outcome_free(&out);
    return error;
}

static int play_round(struct rehearsal *rehearsal)
{
    struct schedule schedule;
    struct planned planned;
    int error = 0;
    if (schedule_begin(&schedule, rehearsal->once) != 0) {
        snprintf(rehearsal->reason, REASON_MAX, "out of memory");
        return -PLAT_ENOMEM;
    }
    while (!error && schedule_next(&schedule, &planned))
        if (!rehearsal->once->cells[planned.cell].unsupported[0] &&
            rehearsal->cost_ns[planned.kind] <= rehearsal->patience_ns[planned.kind])
            error = play(rehearsal, &planned);
    schedule_end(&schedule);
    return error;
}

int rehearse(const struct plan *plan, struct executor *executor, const uint64_t patience_ns[2],
             struct estimate *estimates[2], rehearsal_step *step, void *context, char reason[REASON_MAX])
{
    struct plan once = *plan;
    struct rehearsal rehearsal = {.once = &once,
                                  .executor = executor,
                                  .patience_ns = patience_ns,
                                  .estimates = estimates,
                                  .step = step,
                                  .context = context,
                                  .reason = reason};
    int error = 0;
    once.blocks_time = 1;
    for (uint32_t round = 0; !error && round < REHEARSAL_ROUNDS; round++) {
        once.blocks_memory = round == 0;
        once.seed = plan->seed + round;
        error = play_round(&rehearsal);
    }
    return error;
}
