/* SPDX-License-Identifier: MIT */
/* How many blocks a comparison group gets, and why, as a line of plan.jsonl, and back. */
#include <math.h>

#include "../stats/target.h"
#include "../stats/verdict.h"
#include "plan_file.h"
#include "run_parts.h"

#define LEVEL 0.05 /* of the smallest difference that could be seen */
#define POWER 0.80

/* The root of a component; null when the rehearsal could not tell it. */
static json_t *part_json(const struct stats_part *part)
{
    return part->state == STATS_PART_UNKNOWN ? json_null() : json_real(sqrt(part->variance));
}

static json_t *estimate_json(const struct estimate *estimate, uint32_t cell)
{
    const struct stats_components parts = estimate_components(estimate);
    const double told = estimate->told, inner = told > 0 ? (double)parts.samples / told : NAN,
                 work_ns = told > 0 ? estimate->work_ns / told : NAN,
                 cost_ns = estimate->played ? (double)estimate->cost_ns / estimate->played : NAN;
    double best = NAN;
    if (parts.within.state == STATS_PART_ESTIMATED && parts.trials.state != STATS_PART_UNKNOWN &&
        inner >= 1 && cost_ns > work_ns && work_ns > 0)
        best = stats_repetitions(parts.within.variance, parts.trials.variance, work_ns / inner,
                                 cost_ns - work_ns);
    return json_pack("{s:i, s:i, s:o, s:o, s:o, s:o, s:o}", "cell", (int)cell, "trials", (int)estimate->told,
                     "cost_ns", json_number(round(cost_ns)), "inner", json_number(inner), "within",
                     part_json(&parts.within), "between", part_json(&parts.trials), "best_inner",
                     json_number(best));
}

/* About how far the interval of the median will reach: normal noise. */
static double expected_width(const struct share *share)
{
    return share->blocks >= BLOCKS_LEAST ? stats_target_width(share->used, share->blocks) : NAN;
}

json_t *plan_group_json(const struct budget *budget, const struct plan *plan, const struct share *share)
{
    uint32_t count;
    const uint32_t *members = groups_cells(&budget->groups, share->group, &count);
    json_t *cells = json_array(), *estimates = json_array();
    const int told = share->freedom > 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!(plan->cells[members[i]].kinds >> share->kind & 1u))
            continue;
        json_array_append_new(cells, json_integer(members[i]));
        if (budget->estimates[share->kind][members[i]].played)
            json_array_append_new(estimates,
                                  estimate_json(&budget->estimates[share->kind][members[i]], members[i]));
    }
    return json_pack("{s:s, s:i, s:s, s:o, s:i, s:s, s:I, s:o, s:i, s:o, s:o, s:o, s:o}", "type", "group",
                     "group", (int)share->group, "kind", kind_name(share->kind), "cells", cells, "blocks",
                     (int)share->blocks, "metric", figure_name(share->figure), "block_ns",
                     (json_int_t)share->block_ns, "deviation", json_number(share->deviation), "freedom",
                     (int)share->freedom, "used", json_number(share->used), "half_width",
                     json_number(told ? expected_width(share) : NAN), "detectable",
                     json_number(told ? stats_detectable(share->used, share->blocks, LEVEL, POWER) : NAN),
                     "estimates", estimates);
}

const char *plan_group_read(const json_t *line, struct plan *plan)
{
    size_t i;
    json_t *cell;
    const uint32_t kind = word_index(json_text_at(line, "kind", NULL), 2, kind_name);
    const json_t *blocks = json_object_get(line, "blocks");
    if (kind == 2)
        return "a group of no kind";
    if (!json_is_integer(blocks) || json_integer_value(blocks) < 1 ||
        json_integer_value(blocks) > (json_int_t)plan_blocks(plan, kind))
        return "a group's blocks are out of range";
    if (!json_is_array(json_object_get(line, "cells")))
        return "a group without cells";
    json_array_foreach(json_object_get(line, "cells"), i, cell)
    {
        if (!json_is_integer(cell) || json_integer_value(cell) < 0 ||
            json_integer_value(cell) >= (json_int_t)plan->cell_count ||
            !(plan->cells[json_integer_value(cell)].kinds >> kind & 1u))
            return "a group has a cell that there is not, or of another kind";
        plan->cells[json_integer_value(cell)].blocks[kind] = (uint32_t)json_integer_value(blocks);
    }
    return NULL;
}
