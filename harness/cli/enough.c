/* SPDX-License-Identifier: MIT */
/* Decides between blocks which groups of cells are played on. */
#include "enough.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/figure.h"
#include "../core/schedule.h"
#include "../stats/target.h"
#include "../store/reader.h"

static int out_of_memory(char *error)
{
    snprintf(error, RUN_ERROR_MAX, "out of memory");
    return -1;
}

/* ---- what is known ---- */

static int keep(struct enough_cell *cell, uint32_t block, double value)
{
    if (!isfinite(value))
        return 0;
    if (cell->count == cell->room) {
        size_t room = cell->room ? 2 * cell->room : 16;
        struct enough_value *moved = realloc(cell->values, room * sizeof *moved);
        if (!moved)
            return -1;
        cell->values = moved;
        cell->room = room;
    }
    cell->values[cell->count++] = (struct enough_value){block, value};
    return 0;
}

static struct enough_group *part_of(const struct enough *enough, uint32_t kind, uint32_t cell)
{
    return &enough->parts[enough->part_of[kind][cell]];
}

static void count_cost(const struct enough *enough, uint32_t kind, uint32_t cell, uint64_t wall_ns)
{
    struct enough_group *part = part_of(enough, kind, cell);
    part->cost_ns += wall_ns;
    part->trials++;
}

void enough_take(struct campaign *c, const struct planned *planned, const struct outcome *out)
{
    struct enough *enough = c->enough;
    const struct cell *cell = &c->file.plan.cells[planned->cell];
    count_cost(enough, planned->kind, planned->cell, out->wall_ns);
    if (out->status != STATUS_OK || !(c->file.plan.target > 0))
        return;
    double value = figure_value(cell_figure(cell, planned->kind), out->map);
    if (keep(&enough->cells[planned->kind][planned->cell], planned->block, value) != 0)
        enough->failed = 1;
}

/* The records of earlier sessions. */
static int take_records(struct enough *enough, const struct campaign *c, char *error)
{
    struct reader reader;
    struct record record;
    int more = reader_open(&reader, c->run.path, error);
    if (more != 0)
        return -1;
    while ((more = reader_next(&reader, &record, error)) == 1) {
        const json_t *wall = json_object_get(record.json, "wall_ns");
        const uint64_t wall_ns = json_integer_value(wall) > 0 ? (uint64_t)json_integer_value(wall) : 0;
        const uint32_t cell = (uint32_t)record.cell;
        int failed = record.kind > TVP_KIND_MEMORY || cell >= c->file.plan.cell_count;
        if (!failed) {
            const struct cell *of = &c->file.plan.cells[cell];
            enough->spent_ns += wall_ns;
            count_cost(enough, record.kind, cell, wall_ns);
            if (record.status == STATUS_OK)
                failed = keep(&enough->cells[record.kind][cell], (uint32_t)record.block,
                              record_figure(&record, figure_name(cell_figure(of, record.kind))));
        }
        record_free(&record);
        if (failed) {
            reader_close(&reader);
            return out_of_memory(error);
        }
    }
    reader_close(&reader);
    return more;
}

static int make_parts(struct enough *enough, const struct campaign *c)
{
    const struct plan *plan = &c->file.plan;
    for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++) {
        enough->cells[kind] = calloc((size_t)plan->cell_count + 1, sizeof **enough->cells);
        enough->part_of[kind] = calloc((size_t)plan->cell_count + 1, sizeof **enough->part_of);
        enough->ranks[kind] = calloc((size_t)plan_blocks(plan, kind) + 1, sizeof **enough->ranks);
        if (!enough->cells[kind] || !enough->part_of[kind] || !enough->ranks[kind])
            return -1;
        schedule_ranks(enough->ranks[kind], plan_blocks(plan, kind), plan->target > 0);
    }
    enough->cell_count = plan->cell_count;
    enough->parts = calloc(2 * (size_t)enough->groups.count + 1, sizeof *enough->parts);
    if (!enough->parts)
        return -1;
    for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++)
        for (uint32_t group = 0; group < enough->groups.count; group++) {
            uint32_t count;
            const uint32_t *cells = groups_cells(&enough->groups, group, &count);
            enough->parts[enough->part_count] = (struct enough_group){.group = group, .kind = kind};
            for (uint32_t i = 0; i < count; i++)
                enough->part_of[kind][cells[i]] = enough->part_count;
            enough->part_count++;
        }
    return 0;
}

int enough_begin(struct enough *enough, struct campaign *c, char *error)
{
    *enough = (struct enough){.spent_ns = 0};
    if (groups_make(&enough->groups, &c->file.plan) != 0 || make_parts(enough, c) != 0)
        return out_of_memory(error);
    for (uint32_t i = 0; i < enough->part_count; i++) {
        uint32_t count;
        const uint32_t *cells = groups_cells(&enough->groups, enough->parts[i].group, &count);
        for (uint32_t m = 0; m < count; m++)
            enough->parts[i].over |=
                decisions_have(&c->run.decisions, enough->parts[i].kind, cells[m], UINT64_MAX - 1);
    }
    if (c->run.session == 0)
        return 0;
    enough->spent_ns = c->file.plan.spent_ns;
    return take_records(enough, c, error);
}

void enough_end(struct enough *enough)
{
    for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++) {
        for (uint32_t i = 0; enough->cells[kind] && i < enough->cell_count; i++)
            free(enough->cells[kind][i].values);
        free(enough->cells[kind]);
        free(enough->part_of[kind]);
        free(enough->ranks[kind]);
    }
    groups_free(&enough->groups);
    free(enough->parts);
    free(enough->scratch);
    *enough = (struct enough){.parts = NULL};
}

/* ---- decisions ---- */

/* In how many blocks the group takes part: all its cells in the same ones. */
static uint32_t blocks_of(const struct campaign *c, const struct enough_group *part)
{
    uint32_t count, most = 0;
    const uint32_t *cells = groups_cells(&c->enough->groups, part->group, &count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t blocks = cell_blocks(&c->file.plan, &c->file.plan.cells[cells[i]], part->kind);
        most = blocks > most ? blocks : most;
    }
    return most;
}

/* 1: it takes part in that block or a later one. */
static int has_left(const struct campaign *c, const struct enough_group *part, uint32_t block)
{
    const uint32_t blocks = blocks_of(c, part);
    for (uint32_t i = block; i < plan_blocks(&c->file.plan, part->kind); i++)
        if (c->enough->ranks[part->kind][i] < blocks)
            return 1;
    return 0;
}

static int decide(struct campaign *c, struct enough_group *part, uint32_t why, const struct planned *planned,
                  const double *widths, char *error)
{
    uint32_t count, used = 0;
    const uint32_t *members = groups_cells(&c->enough->groups, part->group, &count);
    uint32_t *cells = calloc((size_t)count + 1, sizeof *cells);
    if (!cells)
        return out_of_memory(error);
    for (uint32_t i = 0; i < count; i++)
        if (c->file.plan.cells[members[i]].kinds >> part->kind & 1u)
            cells[used++] = members[i];
    const struct decision decision = {.why = why,
                                      .kind = part->kind,
                                      .cells = cells,
                                      .count = used,
                                      .from = planned->trial,
                                      .block = planned->block,
                                      .target = why == DECIDED_TARGET ? c->file.plan.target : 0,
                                      .half_widths = widths};
    part->over = 1;
    int failed = used ? run_decide(&c->run, &decision, error) : 0;
    free(cells);
    return failed;
}

/* The cell's values of the first `blocks` blocks; NULL: out of memory. */
static double *first_values(struct enough *enough, const struct enough_cell *cell, uint32_t blocks,
                            size_t *count)
{
    if (cell->count + 1 > enough->scratch_room) {
        double *moved = realloc(enough->scratch, 2 * (cell->count + 1) * sizeof *moved);
        if (!moved)
            return NULL;
        enough->scratch = moved;
        enough->scratch_room = 2 * (cell->count + 1);
    }
    *count = 0;
    for (size_t i = 0; i < cell->count; i++)
        if (cell->values[i].block < blocks)
            enough->scratch[(*count)++] = cell->values[i].value;
    return enough->scratch;
}

/* One look at a group after `blocks` blocks: 1 when all its cells that have values are narrow, 0, or -1: out
 * of memory. `widths`: of the cells that have trials of the kind. */
static int look(struct campaign *c, const struct enough_group *part, uint32_t blocks, double *widths)
{
    struct enough *enough = c->enough;
    const double target = c->file.plan.target;
    uint32_t count, used = 0, told = 0;
    int reached = 1;
    const uint32_t *members = groups_cells(&enough->groups, part->group, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct cell *cell = &c->file.plan.cells[members[i]];
        size_t values = 0;
        if (!(cell->kinds >> part->kind & 1u))
            continue;
        double *first = first_values(enough, &enough->cells[part->kind][members[i]], blocks, &values);
        if (!first)
            return -1;
        const int exact = figure_is_exact(cell_figure(cell, part->kind));
        widths[used] = stats_half_width(first, values, STATS_TARGET_CONFIDENCE);
        reached &= values == 0 || stats_target_reached(first, values, target, exact);
        told += values > 0;
        used++;
    }
    return reached && told > 0;
}

/* All looks that are due when `planned->block` blocks are complete. 0, or -1 with `error`. */
static int look_at(struct campaign *c, struct enough_group *part, const struct planned *planned, char *error)
{
    uint32_t count;
    const uint32_t *members = groups_cells(&c->enough->groups, part->group, &count);
    const int exact = figure_is_exact(cell_figure(&c->file.plan.cells[members[0]], part->kind));
    double *widths = calloc((size_t)count + 1, sizeof *widths);
    const uint32_t most = planned->block < blocks_of(c, part) ? planned->block : 0;
    int reached = 0;
    for (unsigned next; widths && reached == 0 && (next = stats_target_look(part->looked, exact)) <= most;
         part->looked = next)
        reached = look(c, part, next, widths);
    if (!widths || reached < 0) {
        free(widths);
        return out_of_memory(error);
    }
    int failed = reached ? decide(c, part, DECIDED_TARGET, planned, widths, error) : 0;
    free(widths);
    return failed;
}

/* What the next block of a kind costs, by what the trials so far cost. */
static double block_cost(const struct campaign *c, uint32_t kind, uint32_t block)
{
    double cost_ns = 0;
    for (uint32_t i = 0; i < c->enough->part_count; i++) {
        const struct enough_group *part = &c->enough->parts[i];
        uint32_t count, playing = 0;
        const uint32_t *cells = groups_cells(&c->enough->groups, part->group, &count);
        if (part->kind != kind || part->over || part->trials == 0)
            continue;
        for (uint32_t m = 0; m < count; m++)
            playing += c->enough->ranks[kind][block] <
                       cell_blocks(&c->file.plan, &c->file.plan.cells[cells[m]], kind);
        cost_ns += (double)part->cost_ns / (double)part->trials * playing;
    }
    return cost_ns;
}

/* 1: less than half of the next block fits into the budget. */
static int is_late(const struct campaign *c, const struct planned *planned)
{
    const double spent_ns = (double)(plat_now_ns() - c->began_ns + c->enough->spent_ns);
    return c->file.plan.budget_ns &&
           spent_ns + block_cost(c, planned->kind, planned->block) / 2 > (double)c->file.plan.budget_ns;
}

int enough_gate(struct campaign *c, const struct planned *planned, char *error)
{
    struct enough *enough = c->enough;
    if (enough->failed)
        return out_of_memory(error);
    if (planned->block == enough->block[planned->kind] || planned->block == 0)
        return 0;
    enough->block[planned->kind] = planned->block;
    int failed = 0;
    for (uint32_t i = 0; !failed && c->file.plan.target > 0 && i < enough->part_count; i++)
        if (enough->parts[i].kind == planned->kind && !enough->parts[i].over)
            failed = look_at(c, &enough->parts[i], planned, error);
    const int late = !failed && is_late(c, planned);
    for (uint32_t i = 0; late && !failed && i < enough->part_count; i++)
        if (enough->parts[i].kind == planned->kind && !enough->parts[i].over &&
            has_left(c, &enough->parts[i], planned->block))
            failed = decide(c, &enough->parts[i], DECIDED_BUDGET, planned, NULL, error);
    return failed;
}
