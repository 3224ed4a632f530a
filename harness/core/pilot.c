/* SPDX-License-Identifier: MIT */
/* Groups cells, and finds out how many ops fill the time that a worker should work. */
#include "pilot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS_MAX 3u           /* a workload that hangs costs a timeout each */
#define OPS_MAX      (1ull << 53) /* exact in JSON */

/* Its ops are questions to the data's owner, each a thousand times dearer than the same op in memory. */
static int asks(const struct cell *cell)
{
    return cell->sharing == SHARING_SERVER && (cell->workload->needs & TVP_ASKS_FOR_DATA) != 0;
}

static int same_group(const struct cell *a, const struct cell *b)
{
    return a->workload == b->workload && a->workers == b->workers && a->data_bytes == b->data_bytes &&
           a->write_percent == b->write_percent && a->pages == b->pages && a->time_ns == b->time_ns &&
           a->time_is_free == b->time_is_free && a->ops_asked == b->ops_asked &&
           a->batch_asked == b->batch_asked && asks(a) == asks(b) && a->task_ns == b->task_ns &&
           memcmp(a->params, b->params, sizeof a->params) == 0;
}

static struct pilot_group *group_of(struct pilot_set *set, const struct plan *plan, const struct cell *cell)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (same_group(&plan->cells[set->groups[i].cells[0]], cell))
            return &set->groups[i];
    struct pilot_group *groups = realloc(set->groups, (set->count + 1) * sizeof *groups);
    if (!groups)
        return NULL;
    set->groups = groups;
    groups[set->count] = (struct pilot_group){.best_ns = NAN};
    return &groups[set->count++];
}

int pilots_group(struct pilot_set *set, const struct plan *plan)
{
    *set = (struct pilot_set){.groups = NULL};
    for (uint32_t i = 0; i < plan->cell_count; i++) {
        if (plan->cells[i].unsupported[0])
            continue;
        struct pilot_group *group = group_of(set, plan, &plan->cells[i]);
        uint32_t *cells = group ? realloc(group->cells, (group->count + 1) * sizeof *cells) : NULL;
        if (!cells) {
            if (group && !group->count)
                set->count--;
            pilots_free(set);
            return -1;
        }
        group->cells = cells;
        cells[group->count++] = i;
    }
    return 0;
}

void pilots_free(struct pilot_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        free(set->groups[i].cells);
    free(set->groups);
    *set = (struct pilot_set){.groups = NULL};
}

/* value rounded up to a multiple of step, as long as that is a number. */
static uint64_t round_up(uint64_t value, uint64_t step)
{
    uint64_t rest = value % step;
    return rest == 0 ? value : value > UINT64_MAX - step ? value - rest : value - rest + step;
}

static uint64_t ops_step(const struct cell *cell)
{
    uint64_t step = cell->workload->round_ops
                        ? cell->workload->round_ops(cell->params, cell->data_bytes, plat_page_bytes())
                        : 1;
    return step ? step : 1;
}

static uint64_t clamp(double value, uint64_t least, uint64_t most)
{
    if (!(value > (double)least))
        return least;
    return value >= (double)most ? most : (uint64_t)value;
}

/* A task is as many ops as come nearest to its length. */
static double ops_of_batch(const struct cell *cell, double op_ns)
{
    return cell->task_ns ? round((double)cell->task_ns / op_ns) : PILOT_BATCH_NS / op_ns;
}

/* Whole tasks, and no more than a trial has room for the stamps of. Where it is said how many ops there are
 * and not how many a task is of, the tasks are made to fit. */
static void size_tasks(const struct cell *cell, uint64_t *ops, uint64_t *batch)
{
    uint64_t tasks = *ops / *batch;
    if (cell->ops_asked && *ops % *batch > *batch / 2)
        tasks++;
    tasks = tasks == 0 ? 1 : tasks > TVP_STARTS_MAX ? TVP_STARTS_MAX : tasks;
    if (cell->ops_asked && !cell->batch_asked)
        *batch = *ops / tasks;
    *ops = tasks * *batch;
}

void pilot_size(const struct cell *cell, double op_ns, uint64_t *ops, uint64_t *batch)
{
    uint64_t wanted = cell->ops_asked;
    if (!wanted)
        wanted = op_ns > 0 ? clamp((double)cell->time_ns / op_ns, 1, OPS_MAX) : 1;
    *ops = round_up(wanted, ops_step(cell));
    *batch = cell->workload->needs & TVP_IS_COMMAND ? *ops : cell->batch_asked; /* nobody stamps in between */
    if (!*batch)
        *batch = op_ns > 0 ? clamp(ops_of_batch(cell, op_ns), 1, *ops) : 1;
    if (*batch > *ops)
        *batch = *ops;
    /* Half of the room, so that a plan carried elsewhere has some left. */
    uint64_t least = *ops / (MAP_SAMPLES_MAX / 2) + (*ops % (MAP_SAMPLES_MAX / 2) != 0);
    if (*batch < least)
        *batch = least;
    if (cell->task_ns)
        size_tasks(cell, ops, batch);
}

double pilot_task_ns(const struct cell *cell, const struct pilot_group *group)
{
    return cell->task_ns && group->measured ? (double)group->batch * group->op_ns : NAN;
}

int pilot_is_needed(const struct pilot_group *group, const struct plan *plan)
{
    const struct cell *cell = &plan->cells[group->cells[0]];
    return !(cell->workload->needs & TVP_IS_COMMAND) && (!cell->ops_asked || !cell->batch_asked);
}

/* The lower, the better as a pilot: nobody waits for a turn, no process is started and nothing is copied, and
 * the least is filled before. */
static unsigned rank(const struct cell *cell)
{
    unsigned turns = (cell->model->provides & TVP_TAKES_TURNS) != 0;
    unsigned processes = (cell->model->provides & TVP_ONE_ADDRESS_SPACE) == 0;
    unsigned copies = cell->sharing != SHARING_SHM;
    unsigned crowded = cell->placement == PLACE_SAME_CPU || cell->placement == PLACE_SAME_CORE;
    return turns * 8 + processes * 4 + copies * 2 + crowded;
}

/* The best cell of the group that is not among the `tried` ones; NULL when none is left. */
static struct cell *next_best(const struct pilot_group *group, struct plan *plan, struct cell *const *tried,
                              uint32_t attempts)
{
    struct cell *best = NULL;
    for (uint32_t i = 0; i < group->count; i++) {
        struct cell *cell = &plan->cells[group->cells[i]];
        int again = 0;
        for (uint32_t a = 0; a < attempts; a++)
            again |= tried[a] == cell;
        if (!again && (!best || rank(cell) < rank(best) ||
                       (rank(cell) == rank(best) && cell->heap_bytes < best->heap_bytes)))
            best = cell;
    }
    return best;
}

/* Nobody gets ops of 0: a trial of one op says what is wrong better than a plan can. */
void pilot_settle(struct pilot_group *group, struct plan *plan)
{
    pilot_size(&plan->cells[group->cells[0]], group->op_ns, &group->ops, &group->batch);
    for (uint32_t i = 0; i < group->count; i++) {
        plan->cells[group->cells[i]].ops = group->ops;
        plan->cells[group->cells[i]].batch = group->batch;
    }
}

/* One attempt: 0 (group->measured tells), 1: interrupted, or a plat error. */
static int attempt(struct pilot_group *group, const struct plan *plan, struct executor *executor,
                   const struct cell *cell, char *reason)
{
    struct outcome out;
    uint64_t cost_ns = 0;
    double op_ns = 0;
    int error = execute_pilot(executor, cell, plan->seed, plan->timeout_ns, &op_ns, &cost_ns, &out);
    group->cell = cell->id;
    group->cost_ns += cost_ns;
    if (error < 0)
        memcpy(reason, out.reason, REASON_MAX);
    else if (out.interrupted)
        error = 1;
    else if (out.status == STATUS_OK && op_ns > 0) {
        group->op_ns = group->measured && group->op_ns < op_ns ? group->op_ns : op_ns;
        group->measured = 1;
        group->reason[0] = 0;
    } else
        snprintf(group->reason, REASON_MAX, "%s: %.180s", status_name(out.status), out.reason);
    outcome_free(&out);
    return error;
}

int pilot_run(struct pilot_group *group, struct plan *plan, struct executor *executor, uint32_t repeats,
              char reason[REASON_MAX])
{
    struct cell *tried[ATTEMPTS_MAX] = {NULL}, *cell, *chosen = NULL;
    uint32_t attempts = 0;
    int error = 0;
    if (pilot_is_needed(group, plan)) {
        while (!group->measured && attempts < ATTEMPTS_MAX &&
               (cell = next_best(group, plan, tried, attempts)) != NULL) {
            tried[attempts++] = chosen = cell;
            error = attempt(group, plan, executor, cell, reason);
            if (error)
                return error;
        }
        for (uint32_t more = 1; chosen && group->measured && more < repeats; more++) {
            error = attempt(group, plan, executor, chosen, reason);
            if (error)
                return error;
        }
    }
    pilot_settle(group, plan);
    return 0;
}
