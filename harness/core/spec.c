/* SPDX-License-Identifier: MIT */
/* Builds the cells of a run: the product of a request's lists, merged over the lines of a suite. */
#include "spec.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "option_values.h"
#include "params.h"
#include "spec_kinds.h"
#include "spec_settle.h"
#include "suites.h"

/* Cells found so far, and where each is: open addressing over cell_hash. */
struct gathering {
    struct spec *spec;
    uint32_t room;
    uint32_t *slot; /* cell number + 1, or 0 */
    uint32_t slots; /* a power of 2, more than twice the cells */
    const struct request *request;
    int from_suite;
    char *error;
};

static int out_of_memory(char *error)
{
    snprintf(error, OPTION_ERROR_MAX, "out of memory");
    return -1;
}

static uint32_t *slot_of(const struct gathering *to, const struct cell *cell)
{
    uint64_t at = cell_hash(cell);
    for (;; at++) {
        uint32_t *slot = &to->slot[at & (to->slots - 1)];
        if (!*slot || cell_same(&to->spec->cells[*slot - 1], cell))
            return slot;
    }
}

static int grow(struct gathering *to)
{
    uint32_t room = to->room ? to->room * 2 : 64;
    struct cell *cells = realloc(to->spec->cells, room * sizeof *cells);
    if (!cells)
        return out_of_memory(to->error);
    to->spec->cells = cells;
    uint32_t *slot = calloc((size_t)room * 4, sizeof *slot);
    if (!slot)
        return out_of_memory(to->error);
    free(to->slot);
    to->slot = slot;
    to->slots = room * 4;
    to->room = room;
    for (uint32_t i = 0; i < to->spec->count; i++)
        *slot_of(to, &cells[i]) = i + 1;
    return 0;
}

/* Adds the cell, or what it adds to one that is there already: the first one's ops and time count. */
static int add_cell(struct gathering *to, const struct cell *cell)
{
    if (to->spec->count == to->room && grow(to) != 0)
        return -1;
    uint32_t *slot = slot_of(to, cell);
    if (*slot) {
        to->spec->cells[*slot - 1].kinds |= cell->kinds;
        to->spec->cells[*slot - 1].named |= cell->named;
        return 0;
    }
    if (to->spec->count == PLAN_CELLS_MAX) {
        snprintf(to->error, OPTION_ERROR_MAX, "more than %u cells", PLAN_CELLS_MAX);
        return -1;
    }
    to->spec->cells[to->spec->count] = *cell;
    to->spec->cells[to->spec->count].id = to->spec->count;
    *slot = ++to->spec->count;
    return 0;
}

/* Puts one [WORKLOAD.]NAME=VALUE or MODEL.NAME=VALUE into the cell when it is about its workload or model
 * (NULL: neither). 1: it was, 0: not, -1 with `why`. */
static int apply_param(struct cell *cell, char *item, char *why)
{
    char *value = strchr(item, '=');
    *value++ = 0;
    const char *dot = strchr(item, '.'),
               *of_model = cell->model ? param_of_model(cell->model->name, item) : NULL;
    const char *of_workload = !dot             ? item
                              : cell->workload ? param_of_model(cell->workload->name, item)
                                               : NULL;
    unsigned char *params = cell->params;
    const struct tvp_param *param =
        of_workload && cell->workload ? param_find(cell->workload->params, of_workload) : NULL;
    if (!param && of_model) {
        param = param_find(cell->model->params, of_model);
        params = cell->model_params;
    }
    if (!param)
        return 0;
    return param_parse(param, value, param_place(param, params), why) == 0 ? 1 : -1;
}

static int apply_params(struct cell *cell, const struct request *request, char *error)
{
    char item[TVP_PATH_MAX], why[REASON_MAX];
    const char *rest = request->params;
    int more = params_default(cell->workload->params, cell->workload->name, cell->params, why);
    if (more == 0)
        more = params_default(cell->model->params, cell->model->name, cell->model_params, why);
    while (more == 0 && *rest) { /* every item ends in a comma, so the last rest is empty */
        if (next_item(&rest, item, why) < 0 || apply_param(cell, item, why) < 0)
            more = -1;
    }
    if (more != 0)
        snprintf(error, OPTION_ERROR_MAX, "--param: %s", why);
    return more;
}

/* An item of --param that no workload and no model of the request takes was meant for something else. */
static int check_params_used(const struct request *request, char *error)
{
    char item[TVP_PATH_MAX], parts[TVP_PATH_MAX], why[REASON_MAX];
    const char *rest = request->params;
    while (*rest && next_item(&rest, item, why) > 0) {
        int used = 0;
        const uint32_t workloads = request->workloads.count;
        for (uint32_t i = 0; i < workloads + request->models.count && !used; i++) {
            struct cell cell = {0};
            if (i < workloads)
                cell.workload = tvp_workloads[request->workloads.item[i]];
            else
                cell.model = tvp_models[request->models.item[i - workloads]];
            memcpy(parts, item, sizeof parts);
            used = apply_param(&cell, parts, why) != 0;
        }
        if (!used) {
            snprintf(error, OPTION_ERROR_MAX, "--param: %.80s: no workload of --workload%s has it", item,
                     strchr(item, '.') ? " and no model of --model" : "");
            return -1;
        }
    }
    return 0;
}

/* Nobody asked by name for what the word `all` brought. */
static int is_named(const struct gathering *to)
{
    const struct request *request = to->request;
    return !to->from_suite && !request->workloads.all && !request->sharings.all && !request->placements.all;
}

/* Whoever names a workload that no model of the request can play, or such a model, is told so; other pairs of
 * two runtimes are no cells. */
static int is_stranded(const struct gathering *to, const struct cell *cell)
{
    const struct number_list *workloads = &to->request->workloads, *models = &to->request->models;
    int is_played = workloads->all, plays = models->all;
    for (uint32_t i = 0; i < models->count; i++)
        is_played |= runtime_matches(cell->workload, tvp_models[models->item[i]]);
    for (uint32_t i = 0; i < workloads->count; i++)
        plays |= runtime_matches(tvp_workloads[workloads->item[i]], cell->model);
    return !to->from_suite && (!is_played || !plays);
}

enum dimension {
    BY_WORKLOAD,
    BY_PLACEMENT,
    BY_WORKERS,
    BY_DATA,
    BY_WRITE,
    BY_HEAP,
    BY_PAGES,
    BY_CREATOR,
    BY_TASK,
    BY_LIFETIME,
    BY_FACTOR,
    BY_SHARING = BY_FACTOR + FACTOR_COUNT,
    BY_MODEL,
    DIMENSIONS
};

/* How long a task is under lifetimes that have tasks, where nobody says. */
#define TASK_USUAL_NS 1000000u

static int any_above_zero(const struct number_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->item[i])
            return 1;
    return 0;
}

static int make_cell(struct gathering *to, const uint64_t *value)
{
    const struct request *request = to->request;
    struct cell cell;
    memset(&cell, 0, sizeof cell);
    cell.workload = tvp_workloads[value[BY_WORKLOAD]];
    cell.model = tvp_models[value[BY_MODEL]];
    if (!runtime_matches(cell.workload, cell.model) && !is_stranded(to, &cell))
        return 0;
    cell.sharing = (uint32_t)value[BY_SHARING];
    cell.workers = (uint32_t)value[BY_WORKERS];
    cell.placement = (uint32_t)value[BY_PLACEMENT];
    cell.data_bytes = value[BY_DATA];
    /* What can have no effect is not recorded as if it had one. */
    const int writes = value[BY_DATA] && cell.workload->needs & TVP_WRITES_DATA;
    cell.write_percent = writes ? (uint32_t)value[BY_WRITE] : 0;
    cell.heap_bytes = value[BY_HEAP];
    cell.pages = value[BY_DATA] || value[BY_HEAP] ? (uint32_t)value[BY_PAGES] : PLAT_PAGES_4K;
    cell.creator = (uint32_t)value[BY_CREATOR];
    cell.creator_cpu = MAP_NO_CPU;
    cell.lifetime = (uint32_t)value[BY_LIFETIME];
    cell.task_ns = value[BY_TASK] || !any_above_zero(&request->lifetimes) ? value[BY_TASK] : TASK_USUAL_NS;
    memcpy(cell.factors, &value[BY_FACTOR], sizeof cell.factors);
    to->spec->left_out |= cell_settle(request, &cell);
    cell.time_ns = request->time_ns;
    cell.placement_is_free = !request_has(request, OPTION_ID_PLACEMENT);
    cell.time_is_free = !request_has(request, OPTION_ID_TIME) && !request_has(request, OPTION_ID_OPS);
    cell.ops_asked = request_has(request, OPTION_ID_OPS) ? request->ops : 0;
    cell.batch_asked = request->batch;
    if (apply_params(&cell, request, to->error) != 0)
        return -1;
    cell.named = is_named(to) && !(request->models.all && cell_model_refuses(&cell));
    return add_cell(to, &cell);
}

/* Counts through the product of all lists, the last one fastest. */
static int multiply(struct gathering *to)
{
    const struct request *r = to->request;
    const struct number_list *lists[DIMENSIONS] = {
        [BY_WORKLOAD] = &r->workloads, [BY_PLACEMENT] = &r->placements, [BY_WORKERS] = &r->workers,
        [BY_DATA] = &r->data,          [BY_WRITE] = &r->write,          [BY_HEAP] = &r->heap,
        [BY_PAGES] = &r->pages,        [BY_CREATOR] = &r->creators,     [BY_TASK] = &r->tasks,
        [BY_LIFETIME] = &r->lifetimes, [BY_SHARING] = &r->sharings,     [BY_MODEL] = &r->models};
    for (int i = 0; i < FACTOR_COUNT; i++)
        lists[BY_FACTOR + i] = &r->factors[i];
    uint32_t at[DIMENSIONS] = {0};
    uint64_t value[DIMENSIONS];
    for (int d = 0; d < DIMENSIONS; d++)
        if (lists[d]->count == 0)
            return 0;
    for (;;) {
        for (int d = 0; d < DIMENSIONS; d++)
            value[d] = lists[d]->item[at[d]];
        if (make_cell(to, value) != 0)
            return -1;
        int d = DIMENSIONS - 1;
        while (d >= 0 && ++at[d] == lists[d]->count)
            at[d--] = 0;
        if (d < 0)
            return 0;
    }
}

static int check_pages(const struct number_list *list, const char *option, char *error)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->item[i] % plat_page_bytes()) {
            snprintf(error, OPTION_ERROR_MAX, "--%s: %llu bytes are no whole pages of %llu", option,
                     (unsigned long long)list->item[i], (unsigned long long)plat_page_bytes());
            return -1;
        }
    }
    return 0;
}

static int any_writes(const struct number_list *workloads)
{
    for (uint32_t i = 0; i < workloads->count; i++)
        if (tvp_workloads[workloads->item[i]]->needs & TVP_WRITES_DATA)
            return 1;
    return 0;
}

/* What is asked for and could have no effect on any cell. NULL for nothing. */
static const char *without_effect(const struct request *request)
{
    const int data = any_above_zero(&request->data), heap = any_above_zero(&request->heap);
    if (any_above_zero(&request->write) && !data)
        return "--write needs a dataset: add --data SIZE";
    if (any_above_zero(&request->write) && !any_writes(&request->workloads))
        return "--write: the workloads asked for write nothing to the dataset";
    if (any_above_zero(&request->pages) && !data && !heap)
        return "--pages thp needs memory to apply to: add --data SIZE or --heap SIZE";
    return NULL;
}

static int gather(struct gathering *to, const struct request *request)
{
    to->request = request;
    const char *vain = without_effect(request);
    if (vain) {
        snprintf(to->error, OPTION_ERROR_MAX, "%s", vain);
        return -1;
    }
    if (check_pages(&request->data, "data", to->error) != 0 ||
        check_pages(&request->heap, "heap", to->error) != 0)
        return -1;
    return multiply(to);
}

static int gather_suite(struct gathering *to, const struct request *command, uint32_t cpus)
{
    struct suite suite;
    char path[TVP_PATH_MAX], why[OPTION_ERROR_MAX];
    if (command_no_suite(to->error) != 0 || suite_find(command->suite, path, to->error) != 0 ||
        suite_read(path, cpus, &suite, to->error) != 0)
        return -1;
    int bad = 0;
    snprintf(to->spec->suite, sizeof to->spec->suite, "%s", suite.name);
    to->spec->run = suite.all;
    request_override(&to->spec->run, command);
    for (uint32_t i = 0; i < suite.count && !bad; i++) {
        request_override(&suite.line[i], command);
        bad = gather(to, &suite.line[i]);
        if (bad) {
            snprintf(why, sizeof why, "%s", to->error);
            snprintf(to->error, OPTION_ERROR_MAX, "%s.suite:%u: %.400s", suite.name, suite.number[i], why);
        }
    }
    suite_free(&suite);
    if (!bad && to->spec->count == 0) {
        snprintf(to->error, OPTION_ERROR_MAX, "the suite %s has no cell with what the command line asks for",
                 to->spec->suite);
        bad = 1;
    }
    return bad ? -1 : 0;
}

static int gather_command(struct gathering *to, const struct request *given)
{
    struct request *command = &to->spec->run;
    *command = *given;
    if (command_join(command, to->error) != 0)
        return -1;
    if (command->workloads.count == 0) {
        snprintf(to->error, OPTION_ERROR_MAX,
                 "nothing to run: name a suite (`tvp list suites`) or a --workload (`tvp list workloads`)");
        return -1;
    }
    return check_params_used(command, to->error) != 0 || gather(to, command) != 0 ? -1 : 0;
}

/* A trial of memory without a probe of memory would measure nothing. */
static int is_needed(const struct spec *spec, const struct tvp_probe *probe)
{
    if (probe_is_of_memory(probe))
        for (uint32_t i = 0; i < spec->count; i++)
            if (spec->cells[i].kinds & probe->kinds)
                return 1;
    return 0;
}

static void choose_probes(struct spec *spec)
{
    size_t used = 0;
    for (const struct tvp_probe *const *at = tvp_probes; *at; at++) {
        if (!(*at)->by_default && !probe_is_asked_for(spec->run.probes, (*at)->name) && !is_needed(spec, *at))
            continue;
        int length = snprintf(spec->probes + used, sizeof spec->probes - used, "%s,", (*at)->name);
        if (length > 0 && (size_t)length < sizeof spec->probes - used)
            used += (size_t)length;
        else
            spec->probes[used] = 0;
    }
}

int spec_build(const struct request *command, uint32_t cpus, struct spec *spec, char error[OPTION_ERROR_MAX])
{
    memset(spec, 0, sizeof *spec);
    struct gathering to = {.spec = spec, .from_suite = command->suite[0] != 0, .error = error};
    int bad = to.from_suite ? gather_suite(&to, command, cpus) : gather_command(&to, command);
    free(to.slot);
    if (bad != 0)
        spec_free(spec);
    else
        choose_probes(spec);
    return bad;
}

void spec_free(struct spec *spec)
{
    for (uint32_t i = 0; i < spec->count; i++)
        free(spec->cells[i].cpus);
    free(spec->cells);
    spec->cells = NULL;
    spec->count = 0;
}
