/* SPDX-License-Identifier: MIT */
/* A crew of commands: programs of a user's that talk to the creator in lines. docs/exec.md has the protocol.
 */
#ifndef TVP_TRIAL_COMMAND_H
#define TVP_TRIAL_COMMAND_H

#include "trial.h"

/* In place of what a crew of tvp's own workers does. 0, or -1 with the trial's status set; then processes may
 * be left to be ended. */
int commands_play(struct tvp_crew *crew, const struct tvp_model *model);

/* command_line.c: what the program of one worker says. */
enum said { SAID_NOTHING, SAID_READY, SAID_DONE };
struct command_line {
    int64_t end;    /* the creator's, or -1 */
    enum said said; /* so far */
    int told_go;    /* it may say that it is done */
    int ended;      /* reaped; `how` tells */
    struct plat_exit how;
    uint32_t have; /* bytes of a line that has not ended */
    char text[64];
};
/* Takes what has come in, which stamps READY or DONE as of `now`. 0, or -1 with the trial's status set: it is
 * not what was to be said, or nobody is there any more. To be called when something can be received. */
int command_hear(struct tvp_crew *crew, uint32_t i, struct command_line *line, uint64_t now);
/* Has worker i ended by itself? Keeps how. 1, 0, or -1 with the trial's status set. */
int command_has_ended(struct tvp_crew *crew, uint32_t i, struct command_line *line);
/* 1: something can be received from it, within that time. */
int command_can_be_heard(const struct command_line *line, uint64_t timeout_ns);

/* guard.c: a process that ends the trial's group when the trial has ended, however that came: what a command
 * starts dies with it. 0, or tvp_fail_trial(). */
int guard_start(struct tvp_trial *trial);
void guard_end(void);
int guard_main(int argc, char **argv);

#endif
