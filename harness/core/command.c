/* SPDX-License-Identifier: MIT */
/* The command of a run, and what cells can be played with one. */
#include "command.h"

#include <string.h>

#include "../api/plat_command.h"

static struct command commands[2]; /* of all cells; of arm b, where it has its own */

/* A path is taken as it is, links and all, since a program may look at how it was called; a name is looked
 * for. */
static int find_program(const char *word, char path[TVP_PATH_MAX], char *why)
{
    const int named = !strchr(word, '/');
    int error = named ? plat_program_find(word, path, TVP_PATH_MAX) : 0;
    if (!named)
        snprintf(path, TVP_PATH_MAX, "%s", word);
    if (error == 0)
        error = plat_command_runnable(path);
    if (error < 0)
        snprintf(why, REASON_MAX, "%.100s: %s", word,
                 error == -PLAT_ENOENT && named ? "no folder of PATH has such a program"
                                                : plat_error_text(error));
    return error;
}

int command_set(enum arm arm, const char *text, char why[REASON_MAX])
{
    struct command *one = &commands[arm == ARM_B];
    struct command_words words = {.count = 0};
    if (arm == ARM_B && !commands[0].text[0]) {
        snprintf(why, REASON_MAX, "the other arm has no command: add --exec");
        return -1;
    }
    const char *unsupported = plat_command_unsupported();
    if (unsupported)
        snprintf(why, REASON_MAX, "%s", unsupported);
    if (unsupported || command_split(text, &words, why) != 0 ||
        find_program(words.word[0], one->path, why) != 0)
        return -1;
    memcpy(one->text, text, strlen(text) + 1);
    command_escape(text, one->escaped);
    return 0;
}

const struct command *command_of(const struct cell *cell)
{
    if (!(cell->workload->needs & TVP_IS_COMMAND) || !commands[0].text[0])
        return NULL;
    return &commands[cell->arm == ARM_B && commands[1].text[0]];
}

/* The place of the workload that the command is of; below 0: no command is given. */
static int command_workload(void)
{
    for (int i = 0; commands[0].text[0] && tvp_workloads[i]; i++)
        if (tvp_workloads[i]->needs & TVP_IS_COMMAND)
            return i;
    return -1;
}

int command_join(struct request *request, char error[OPTION_ERROR_MAX])
{
    struct number_list *list = &request->workloads;
    const int workload = command_workload();
    if (workload < 0)
        return 0;
    if (list->count == 0)
        list->item[list->count++] = (uint64_t)workload;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->item[i] == (uint64_t)workload)
            return 0;
    snprintf(error, OPTION_ERROR_MAX, "--exec: the workload %s is none of --workload",
             tvp_workloads[workload]->name);
    return -1;
}

int command_no_suite(char error[OPTION_ERROR_MAX])
{
    if (command_workload() < 0)
        return 0;
    snprintf(error, OPTION_ERROR_MAX, "--exec cannot go with a suite: no suite plays a command");
    return -1;
}

const char *command_model_refuses(const struct tvp_model *model)
{
    if (model->provides & TVP_FRESH_IMAGE)
        return NULL;
    if (!(model->provides & TVP_PROCESSES))
        return "a command is a process: it cannot run as a thread";
    return model->provides & TVP_ONE_ADDRESS_SPACE
               ? "a command is a program: it cannot share its parent's memory"
               : "a command is a program: it cannot be a copy of its parent";
}

const char *command_refuses(const struct cell *cell)
{
    const char *why = plat_command_unsupported();
    if (why)
        return why;
    if (!command_of(cell))
        return "needs a command: add --exec 'CMD ...'";
    if (!cell->ops_asked && !cell->ops)
        return "a command is told its ops before it starts: add --ops N";
    if (cell->batch_asked)
        return "a command's ops are one batch: no --batch";
    if (cell->lifetime != LIFETIME_TRIAL || cell->task_ns)
        return "a command is told its ops once: it takes no tasks";
    if (cell->starts > 1)
        return "a command starts once a trial: --trials instead of --starts";
    if (cell->data_bytes)
        return "a command gets no dataset from tvp: no --data";
    if (cell->factors[FACTOR_SCRATCH])
        return "a command's memory is its own: no --scratch";
    if (cell->creator == CREATOR_OTHER || cell->factors[FACTOR_BURST] > 1)
        return "a command is bound by being born on its CPU: no --creator other, no --burst";
    return NULL;
}
