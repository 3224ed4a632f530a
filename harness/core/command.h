/* SPDX-License-Identifier: MIT */
/* `--exec 'CMD ...'`: the command that a run's workers are, of workloads with TVP_IS_COMMAND. */
#ifndef TVP_COMMAND_H
#define TVP_COMMAND_H

#include "options.h"
#include "words.h"

struct command {
    char text[COMMAND_BYTES_MAX];      /* as given */
    char path[TVP_PATH_MAX];           /* of its program's file, as seen from the folder tvp runs in */
    char escaped[COMMAND_ESCAPED_MAX]; /* as it stands in plans and records */
};

/* The run's command; of ARM_B: the other arm's, once the run has one. Splits it and looks for its program. 0,
 * or -1 with `why`. */
int command_set(enum arm arm, const char *text, char why[REASON_MAX]);
/* Of a cell whose workload is a command; NULL: there is none, or it is another workload's. */
const struct command *command_of(const struct cell *cell);
/* Where a command is given: makes its workload that of the request, if it names none. 0, or -1 with `error`:
 * it names others alone. */
int command_join(struct request *request, char error[OPTION_ERROR_MAX]);
/* 0, or -1 with `error`: a command is given, and a suite would not play it. */
int command_no_suite(char error[OPTION_ERROR_MAX]);
/* Why no worker of this model can be a command; NULL: it can. */
const char *command_model_refuses(const struct tvp_model *model);
/* Why the cell cannot be played, whose workload is a command; NULL: it can. */
const char *command_refuses(const struct cell *cell);

#endif
