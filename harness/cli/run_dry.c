/* SPDX-License-Identifier: MIT */
/* `tvp run --dry-run`: what would be run. */
#include <string.h>

#include "../core/params.h"
#include "../core/sizes.h"
#include "campaign.h"

#define COLUMNS 80u

/* Words after a margin, in lines of at most 80 columns. */
static void wrap(const char *margin, const char *text)
{
    unsigned column = 0;
    while (*text) {
        unsigned length = (unsigned)strcspn(text, " ");
        if (column && column + 1 + length > COLUMNS) {
            putchar('\n');
            column = 0;
        }
        column += (unsigned)printf("%s%.*s", column ? " " : margin, (int)length, text);
        text += length + strspn(text + length, " ");
    }
    putchar('\n');
}

static void add_word(char *text, size_t room, const char *name, const char *value)
{
    size_t used = strlen(text);
    snprintf(text + used, room - used, "%s%s=%s", used ? " " : "", name, value);
}

static void own_value(const struct tvp_param *param, uint64_t value, char text[TVP_NAME_MAX])
{
    char number[SIZE_TEXT_MAX];
    if (param->type == TVP_PARAM_CHOICE && param_choice(param, value, text) == 0)
        return;
    if (param->type == TVP_PARAM_SIZE)
        size_text(value, number);
    else if (param->type == TVP_PARAM_DURATION)
        duration_text(value, number);
    else
        snprintf(number, sizeof number, "%llu", (unsigned long long)value);
    snprintf(text, TVP_NAME_MAX, "%s", number);
}

/* The parameters of a list, `model`'s or a workload's (NULL), that are not as by default. */
static void special_own(const struct tvp_param *list, const char *model, const unsigned char *params,
                        char *text, size_t room)
{
    char word[TVP_NAME_MAX], name[PARAM_NAME_MAX], why[REASON_MAX];
    _Alignas(8) unsigned char usual[TVP_PARAMS_MAX], own[TVP_PARAMS_MAX];
    if (params_default(list, "", usual, why) != 0)
        return;
    memcpy(own, params, sizeof own);
    for (const struct tvp_param *param = list; param && param->name; param++) {
        if (*param_place(param, own) == *param_place(param, usual))
            continue;
        own_value(param, *param_place(param, own), word);
        snprintf(name, sizeof name, "%s", param->name);
        if (model)
            param_model_name(model, param, name);
        add_word(text, room, name, word);
    }
}

/* What is not as by default: "write=10 starts=50 delay=1ms". */
static void special(const struct cell *cell, char *text, size_t room)
{
    char number[SIZE_TEXT_MAX];
    text[0] = 0;
    if (cell->arm != ARM_NONE)
        add_word(text, room, "arm", arm_name(cell->arm));
    if (cell->image[0])
        add_word(text, room, "image", cell->image);
    if (cell->write_percent) {
        snprintf(number, sizeof number, "%u", cell->write_percent);
        add_word(text, room, "write", number);
    }
    if (cell->heap_bytes)
        add_word(text, room, "heap", size_text(cell->heap_bytes, number));
    if (cell->pages != PLAT_PAGES_4K)
        add_word(text, room, "pages", pages_name(cell->pages));
    if (cell->starts != 1) {
        snprintf(number, sizeof number, "%u", cell->starts);
        add_word(text, room, "starts", number);
    }
    if (cell->lifetime != LIFETIME_TRIAL)
        add_word(text, room, "lifetime", lifetime_name(cell->lifetime));
    if (cell->task_ns)
        add_word(text, room, "task", duration_text(cell->task_ns, number));
    for (size_t i = 0; i < FACTOR_COUNT; i++) {
        snprintf(number, sizeof number, "%llu", (unsigned long long)cell->factors[i]);
        if (cell->factors[i] > factors[i].usual)
            add_word(text, room, factors[i].name,
                     factors[i].is_size ? size_text(cell->factors[i], number) : number);
    }
    if (cell->creator != CREATOR_SAME)
        add_word(text, room, "creator", creator_name(cell->creator));
    special_own(cell->workload->params, NULL, cell->params, text, room);
    special_own(cell->model->params, cell->model->name, cell->model_params, text, room);
}

static void show_cell(const struct cell *cell)
{
    char data[SIZE_TEXT_MAX], need[SIZE_TEXT_MAX], text[512];
    const char *kinds = cell->kinds == 3u ? "time, memory" : cell->kinds == 2u ? "memory" : "time";
    printf("%4u  %-12s %-8s %-8s %4u  %-9s %6s %6s  %s\n", cell->id, cell->workload->name, cell->model->name,
           sharing_name(cell->sharing), cell->workers, placement_name(cell->placement),
           size_text(cell->data_bytes, data), size_rounded(limits_memory_need(cell), need),
           cell->unsupported[0] ? "not here" : kinds);
    special(cell, text, sizeof text);
    if (text[0])
        wrap("      ", text);
    if (cell->unsupported[0])
        wrap("      unsupported: ", cell->unsupported);
}

static void show_cells(const struct cell *cells, uint32_t count, const struct limits *limits)
{
    char allowed[SIZE_TEXT_MAX];
    uint32_t runnable = 0;
    printf("cell  %-12s %-8s %-8s work  %-9s %6s %6s  %s\n", "workload", "model", "sharing", "placement",
           "data", "need", "kinds");
    for (uint32_t i = 0; i < count; i++) {
        show_cell(&cells[i]);
        runnable += !cells[i].unsupported[0];
    }
    printf("\n%u cells, %u of them can run here", count, runnable);
    if (limits->memory_bytes != LIMITS_NONE)
        printf("; %s of memory allowed (%s)", size_rounded(limits->memory_bytes, allowed), limits->memory_by);
    putchar('\n');
}

void dry_run(const struct spec *spec, const struct limits *limits)
{
    char text[SIZE_TEXT_MAX];
    const struct request *run = &spec->run;
    show_cells(spec->cells, spec->count, limits);
    char left[SIZE_TEXT_MAX];
    const int has_budget = request_has(run, OPTION_ID_BUDGET);
    if (request_has(run, OPTION_ID_TARGET)) {
        if (has_budget)
            snprintf(left, sizeof left, "%s are over", duration_text(run->budget_ns, text));
        else
            snprintf(left, sizeof left, "%llu are played", (unsigned long long)run->trials);
        printf("blocks: of each group of cells that are compared, until the 95 %% interval of\n"
               "each cell is within +-%s, or until %s\n",
               share_text(run->target_millionths, text), left);
    } else if (has_budget) {
        printf("blocks: as fit into %s by noise and cost, which a rehearsal finds out: the\n"
               "noisier and the cheaper a group of cells that are compared, the more; %u or more\n"
               "where that fits, at least one of each kind\n",
               duration_text(run->budget_ns, text), BLOCKS_LEAST);
    } else {
        printf("blocks: %llu of each kind\n", (unsigned long long)run->trials);
    }
}

void dry_run_plan(const struct plan *plan, const struct limits *limits)
{
    show_cells(plan->cells, plan->cell_count, limits);
    printf("blocks: %u of time, %u of memory; %llu trials\n", plan->blocks_time, plan->blocks_memory,
           (unsigned long long)plan->trials);
}
