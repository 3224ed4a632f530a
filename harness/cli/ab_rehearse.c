/* SPDX-License-Identifier: MIT */
/* `tvp ab`, before its plan: what do the trials cost, how long should they work, and how many are there room
 * for? */
#include <stdlib.h>
#include <string.h>

#include "ab.h"
#include "image.h"

/* What a trial of a cell costs, from those that were rehearsed. */
struct cost {
    uint64_t wall_ns; /* the least; 0: not rehearsed */
    uint64_t work_ns; /* of that one's first worker */
};

/* One unrecorded trial of a cell. */
static int rehearse_one(struct ab *ab, uint32_t cell, uint32_t round, struct cost *cost)
{
    struct campaign *c = ab->c;
    const struct planned planned = {.kind = TVP_KIND_TIME,
                                    .cell = cell,
                                    .seed = c->plan.seed + (uint64_t)round * c->plan.cell_count + cell};
    const struct ab_side *side = &ab->sides[c->plan.cells[cell].arm == ARM_B];
    struct outcome out;
    int error = ab_copy_again(ab, &c->plan.cells[cell]);
    if (error)
        return cli_error(EXIT_TVP, "cannot copy an image into %s: %s", c->run.tmp_path,
                         plat_error_text(error));
    error =
        execute_trial(&c->executor, &c->plan.cells[cell], &planned, c->plan.probes, c->plan.timeout_ns, &out);
    int code = image_judge(side->option, side->path, "be compared", error, &out);
    if (!code && (cost->wall_ns == 0 || out.wall_ns < cost->wall_ns)) {
        const struct map_worker *worker = out.map ? map_worker_at(out.map, 0) : NULL;
        cost->wall_ns = out.wall_ns;
        cost->work_ns = worker && worker->done > worker->go ? worker->done - worker->go : 0;
    }
    ab->rehearsed_ns += out.wall_ns;
    ab->rehearsed++;
    outcome_free(&out);
    return code;
}

/* Each cell at least once where there is room for it, some of them more often. */
static int rehearse_all(struct ab *ab, struct cost *costs)
{
    const struct campaign *c = ab->c;
    const uint64_t room_ns = ab_budget_ns(ab) / 24;
    int code = EXIT_OK;
    for (uint32_t round = 0; !code && round < AB_REHEARSALS; round++)
        for (uint32_t i = 0; !code && i < c->plan.cell_count; i++)
            if ((round == 0 && i < 2) || ab->rehearsed_ns < room_ns)
                code = rehearse_one(ab, i, round, &costs[i]);
    return code;
}

/* The most that a trial of the group costs beside its work. */
static uint64_t setup_of(const struct pilot_group *group, const struct cost *costs)
{
    uint64_t most_ns = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        const struct cost *cost = &costs[group->cells[i]];
        uint64_t setup_ns = cost->wall_ns > cost->work_ns ? cost->wall_ns - cost->work_ns : 0;
        most_ns = setup_ns > most_ns ? setup_ns : most_ns;
    }
    return most_ns;
}

/* Where a trial takes long to get ready, a longer work costs little more and says more; above all with data,
 * where what batches cost differs most within a trial (cpu_stream with 64 MiB, on a busy machine: trials of
 * 10, 20, 50 and 100 ms differed by 2.1, 1.8, 1.4 and 1.0 %). What it now costs more, over the group. */
static uint64_t lengthen(struct campaign *c, struct pilot_group *group, const struct cost *costs)
{
    struct cell cell = c->plan.cells[group->cells[0]];
    const uint64_t wanted_ns = setup_of(group, costs) / (cell.data_bytes ? 1 : 2), before_ns = cell.time_ns;
    if (cell.ops_asked || cell.starts > 1 || wanted_ns <= before_ns || !group->measured)
        return 0;
    cell.time_ns = wanted_ns < AB_TIME_MOST_NS ? wanted_ns : AB_TIME_MOST_NS;
    pilot_size(&cell, group->op_ns, &group->ops, &group->batch);
    for (uint32_t i = 0; i < group->count; i++) {
        struct cell *member = &c->plan.cells[group->cells[i]];
        member->time_ns = cell.time_ns;
        member->ops = group->ops;
        member->batch = group->batch;
    }
    return cell.time_ns > before_ns ? group->count * (cell.time_ns - before_ns) : 0;
}

int ab_rehearse(struct ab *ab)
{
    struct campaign *c = ab->c;
    struct cost *costs = calloc((size_t)c->plan.cell_count + 1, sizeof *costs);
    if (!costs)
        return cli_error(EXIT_TVP, "out of memory");
    int code = rehearse_all(ab, costs);
    ab->round_ns = ab->rehearsed ? ab->rehearsed_ns / ab->rehearsed * c->plan.cell_count : 0;
    for (uint32_t i = 0; !code && !ab->has_time && i < c->pilots.count; i++)
        ab->round_ns += lengthen(c, &c->pilots.groups[i], costs);
    free(costs);
    return code;
}

uint64_t ab_budget_ns(const struct ab *ab)
{
    return ab->c->plan.budget_ns ? ab->c->plan.budget_ns : AB_BUDGET_NS;
}

static uint32_t clamp(uint64_t trials, uint32_t least, uint32_t most)
{
    return trials < least ? least : trials > most ? most : (uint32_t)trials;
}

void ab_settle(struct ab *ab)
{
    struct campaign *c = ab->c;
    uint32_t most = clamp(c->request.trials, 1, PLAN_TRIALS_MAX);
    ab->least = most;
    if (!request_has(&c->request, OPTION_ID_TRIALS) || ab->has_budget) {
        const uint64_t whole_ns = ab_budget_ns(ab), spent_ns = plat_now_ns() - c->began_ns,
                       left_ns = whole_ns > spent_ns ? whole_ns - spent_ns : 0;
        ab->least = c->plan.budget_ns ? 8 : AB_TRIALS_LEAST;
        /* Some of the time is kept for a load that grows. */
        const uint32_t cap = request_has(&c->request, OPTION_ID_TRIALS) ? most : AB_TRIALS_MOST;
        ab->least = ab->least < cap ? ab->least : cap;
        most = clamp(ab->round_ns ? left_ns / 20 * 17 / ab->round_ns : 0, ab->least, cap);
        ab->deadline_ns = c->began_ns + whole_ns;
    }
    ab->arms.look_count = ab_looks(most, ab->arms.look_trials, ab->looks);
    c->plan.blocks_time = ab->arms.look_trials[ab->arms.look_count - 1];
    c->plan.blocks_memory = 0;
}
