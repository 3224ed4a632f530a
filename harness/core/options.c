/* SPDX-License-Identifier: MIT */
/* The one table of options, and the reading of arguments with it. */
#include "options.h"

#include <string.h>

#include "nearest.h"
#include "option_values.h"

#define FIELD_BYTES(field) sizeof(((struct request *)0)->field)

const struct option run_options[OPTION_ID_COUNT] = {
#define X(id, name_, argument_, kind_, scope_, field, words_, least_, most_, help_)                          \
    {.name = name_,                                                                                          \
     .argument = argument_,                                                                                  \
     .help = help_,                                                                                          \
     .kind = OPTION_##kind_,                                                                                 \
     .scope = SCOPE_##scope_,                                                                                \
     .offset = offsetof(struct request, field),                                                              \
     .bytes = FIELD_BYTES(field),                                                                            \
     .words = words_,                                                                                        \
     .least = least_,                                                                                        \
     .most = most_},
    RUN_OPTIONS(X)
#undef X
};

static void list_one(struct number_list *list, uint64_t item)
{
    list->count = 1;
    list->item[0] = item;
}

/* As if by `all`: nobody has named them. */
static void list_usual_models(struct number_list *list)
{
    list_all(list, &vocabulary_models);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++)
        if (tvp_models[list->item[i]]->by_default)
            list->item[kept++] = list->item[i];
    list->count = kept;
}

void request_default(struct request *request)
{
    memset(request, 0, sizeof *request);
    list_usual_models(&request->models);
    list_one(&request->sharings, SHARING_SHM);
    list_one(&request->workers, 1);
    list_one(&request->placements, PLACE_COMPACT);
    list_one(&request->data, 0);
    list_one(&request->write, 0);
    list_one(&request->heap, 0);
    list_one(&request->pages, PLAT_PAGES_4K);
    list_one(&request->creators, CREATOR_SAME);
    list_one(&request->lifetimes, LIFETIME_TRIAL);
    list_one(&request->tasks, 0);
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        list_one(&request->factors[i], factors[i].usual);
    request->starts = 1;
    request->time_ns = 100000000u;
    request->timeout_ns = 30000000000u;
}

static const char *option_name_at(size_t i, const void *context)
{
    (void)context;
    return run_options[i].name;
}

static int option_unknown(const char *argument, size_t length, char *error)
{
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(length < 60 ? length : 60), argument);
    const char *bare = word + strspn(word, "-");
    const char *nearest = nearest_name(bare, OPTION_ID_COUNT, option_name_at, NULL);
    if (nearest)
        snprintf(error, OPTION_ERROR_MAX, "unknown option %s (did you mean --%s?)", word, nearest);
    else
        snprintf(error, OPTION_ERROR_MAX, "unknown option %s", word);
    return -1;
}

static int option_place(const struct option *option, enum option_source source, char *error)
{
    if (source == SOURCE_COMMAND || option->scope == SCOPE_CELLS)
        return 0;
    if (option->scope == SCOPE_USER)
        snprintf(error, OPTION_ERROR_MAX, "--%s is for the command line, not for a suite", option->name);
    else if (source == SOURCE_SUITE_LINE)
        snprintf(error, OPTION_ERROR_MAX, "--%s is about the whole run: put it on a line `all: --%s ...`",
                 option->name, option->name);
    else
        return 0;
    return -1;
}

static int option_value(const struct option *option, struct request *request, const char *text, uint32_t cpus,
                        char why[REASON_MAX])
{
    switch (option->kind) {
    case OPTION_NAMES:
        return value_names(option, request, text, why);
    case OPTION_WORKERS:
        return value_workers(option, request, text, cpus, why);
    case OPTION_SIZES:
    case OPTION_PERCENTS:
    case OPTION_DURATIONS:
    case OPTION_COUNTS:
        return value_numbers(option, request, text, why);
    case OPTION_COUNT:
    case OPTION_DURATION:
    case OPTION_SHARE:
        return value_number(option, request, text, why);
    case OPTION_TEXT:
        return value_text(option, request, text, why);
    case OPTION_LABEL:
        return value_label(option, request, text, why);
    case OPTION_PARAMS:
        return value_params(option, request, text, why);
    case OPTION_PROBES:
        return value_probes(option, request, text, why);
    case OPTION_FLAG:
        break;
    }
    return -1;
}

/* The option that "--name" or "--name=value" names. */
static enum option_id option_find(const char *argument, size_t *length)
{
    *length = strcspn(argument, "=");
    for (unsigned id = 0; id < OPTION_ID_COUNT; id++) {
        const char *name = run_options[id].name;
        if (strlen(name) == *length - 2 && memcmp(name, argument + 2, *length - 2) == 0)
            return (enum option_id)id;
    }
    return OPTION_ID_COUNT;
}

/* Reads the option at argv[*at] and moves *at past it. */
static int parse_one(struct request *request, int argc, char *const *argv, int *at, enum option_source source,
                     uint32_t cpus, char *error)
{
    const char *argument = argv[(*at)++];
    size_t length;
    enum option_id id = option_find(argument, &length);
    if (id == OPTION_ID_COUNT)
        return option_unknown(argument, length, error);
    const struct option *option = &run_options[id];
    if (option_place(option, source, error) != 0)
        return -1;
    const char *value = argument[length] == '=' ? argument + length + 1 : NULL;
    request->given |= 1ull << id;
    if (option->kind == OPTION_FLAG) {
        uint64_t on = 1;
        memcpy((unsigned char *)request + option->offset, &on, sizeof on);
        if (value)
            snprintf(error, OPTION_ERROR_MAX, "--%s takes no value", option->name);
        return value ? -1 : 0;
    }
    if (!value && *at < argc)
        value = argv[(*at)++];
    if (!value) {
        snprintf(error, OPTION_ERROR_MAX, "--%s needs a value: --%s %s", option->name, option->name,
                 option->argument);
        return -1;
    }
    char why[REASON_MAX] = "";
    if (option_value(option, request, value, cpus, why) == 0)
        return 0;
    snprintf(error, OPTION_ERROR_MAX, "--%s: %s", option->name, why);
    return -1;
}

static int take_suite(struct request *request, const char *argument, enum option_source source, char *error)
{
    if (source != SOURCE_COMMAND)
        snprintf(error, OPTION_ERROR_MAX, "%.80s is not an option", argument);
    else if (argument[0] == '-' && argument[1])
        return option_unknown(argument, strlen(argument), error);
    else if (request->suite[0])
        snprintf(error, OPTION_ERROR_MAX, "one suite at a time: %.80s, and then %.80s", request->suite,
                 argument);
    else if (!argument[0] || strlen(argument) >= sizeof request->suite)
        snprintf(error, OPTION_ERROR_MAX, "%.80s is not the name of a suite", argument);
    else {
        memcpy(request->suite, argument, strlen(argument) + 1);
        return 0;
    }
    return -1;
}

int options_parse(struct request *request, int argc, char *const *argv, enum option_source source,
                  uint32_t cpus, char error[OPTION_ERROR_MAX])
{
    for (int at = 0; at < argc;) {
        int bad = strncmp(argv[at], "--", 2) == 0 ? parse_one(request, argc, argv, &at, source, cpus, error)
                                                  : take_suite(request, argv[at++], source, error);
        if (bad)
            return -1;
    }
    return 0;
}

/* The items of `list` that `only` has too; the count may become 0. */
static void list_narrow(struct number_list *list, const struct number_list *only)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++)
        for (uint32_t j = 0; j < only->count; j++)
            if (list->item[i] == only->item[j]) {
                list->item[kept++] = list->item[i];
                break;
            }
    list->count = kept;
}

static int narrows(enum option_id id)
{
    return id == OPTION_ID_WORKLOAD || id == OPTION_ID_MODEL || id == OPTION_ID_SHARING ||
           id == OPTION_ID_PLACEMENT;
}

uint64_t request_rivals(uint64_t given)
{
    static const enum option_id pairs[][2] = {{OPTION_ID_TIME, OPTION_ID_OPS},
                                              {OPTION_ID_BUDGET, OPTION_ID_TRIALS}};
    uint64_t rivals = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (given >> pairs[i][0] & 1u)
            rivals |= 1ull << pairs[i][1];
        if (given >> pairs[i][1] & 1u)
            rivals |= 1ull << pairs[i][0];
    }
    return rivals;
}

static void override_one(struct request *line, const struct request *command, enum option_id id)
{
    const struct option *option = &run_options[id];
    unsigned char *to = (unsigned char *)line + option->offset;
    const unsigned char *from = (const unsigned char *)command + option->offset;
    if (narrows(id) && request_has(line, id)) {
        list_narrow((struct number_list *)(void *)to, (const struct number_list *)(const void *)from);
    } else if (option->kind == OPTION_PARAMS || option->kind == OPTION_PROBES) {
        size_t used = strlen((char *)to);
        snprintf((char *)to + used, option->bytes - used, "%s", (const char *)from);
    } else {
        memcpy(to, from, option->bytes);
    }
    line->given = (line->given & ~request_rivals(1ull << id)) | 1ull << id;
}

void request_override(struct request *line, const struct request *command)
{
    for (unsigned id = 0; id < OPTION_ID_COUNT; id++)
        if (request_has(command, (enum option_id)id))
            override_one(line, command, (enum option_id)id);
}

static int exclude(const struct request *request, enum option_id a, enum option_id b, char *error)
{
    if (!request_has(request, a) || !request_has(request, b))
        return 0;
    snprintf(error, OPTION_ERROR_MAX, "--%s and --%s exclude each other", run_options[a].name,
             run_options[b].name);
    return -1;
}

/* --resume and --plan take everything about the cells from a plan. */
static int alone(const struct request *request, enum option_id which, uint64_t with, char *error)
{
    if (!request_has(request, which))
        return 0;
    uint64_t others =
        request->given & ~with & ~(1ull << which) & ~(1ull << OPTION_ID_LOAD | 1ull << OPTION_ID_EXEC);
    for (unsigned id = 0; id < OPTION_ID_COUNT; id++) {
        if (others >> id & 1u) {
            snprintf(error, OPTION_ERROR_MAX, "--%s cannot go with --%s: the plan says it already",
                     run_options[id].name, run_options[which].name);
            return -1;
        }
    }
    if (request->suite[0]) {
        snprintf(error, OPTION_ERROR_MAX, "a suite cannot go with --%s: the plan says it already",
                 run_options[which].name);
        return -1;
    }
    return 0;
}

int request_check(const struct request *request, char error[OPTION_ERROR_MAX])
{
#define BIT(id) (1ull << OPTION_ID_##id)
    const uint64_t view = BIT(QUIET) | BIT(VERBOSE) | BIT(DRY_RUN);
    if (exclude(request, OPTION_ID_TIME, OPTION_ID_OPS, error) != 0 ||
        (!request->two_bounds && exclude(request, OPTION_ID_BUDGET, OPTION_ID_TRIALS, error) != 0) ||
        exclude(request, OPTION_ID_EXEC, OPTION_ID_EXEC_WRAPPER, error) != 0 ||
        exclude(request, OPTION_ID_QUIET, OPTION_ID_VERBOSE, error) != 0 ||
        alone(request, OPTION_ID_RESUME, view | BIT(FORCE) | BIT(REFERENCE), error) != 0 ||
        alone(request, OPTION_ID_PLAN, view | BIT(LABEL) | BIT(OUT) | BIT(TIMEOUT) | BIT(REFERENCE), error) !=
            0)
        return -1;
    if (request_has(request, OPTION_ID_FORCE) && !request_has(request, OPTION_ID_RESUME)) {
        snprintf(error, OPTION_ERROR_MAX, "--force is for --resume");
        return -1;
    }
    return 0;
#undef BIT
}
