/* SPDX-License-Identifier: MIT */
/* The parts of `tvp run`: all that one call of it holds. */
#ifndef TVP_CAMPAIGN_H
#define TVP_CAMPAIGN_H

#include "../core/budget.h"
#include "../core/spec.h"
#include "../store/plan_file.h"
#include "../store/run.h"
#include "cli.h"
#include "progress.h"

struct campaign {
    struct request request; /* the command line */
    const char **command;   /* it as the plan records it; owned, not its words */
    struct topo *topo;
    struct limits limits;
    uint64_t began_ns; /* the budget counts from here */
    uint64_t image_hash;
    struct executor executor;
    int executor_is_open;
    int is_new, is_begun; /* the folder was made by us; it has a plan */
    struct plan plan;     /* being made; of a new run */
    struct pilot_set pilots;
    struct budget budget;   /* how the blocks were shared out; no shares without a budget or a target */
    struct plan_file other; /* --plan */
    struct plan_file file;  /* the plan of the run folder, from which trials are taken */
    struct run run;
    struct progress progress;
    uint64_t troubles;     /* notes about trials that went wrong */
    int named_unsupported; /* a cell that was asked for by name could not run */
    const json_t *ab;      /* of `tvp ab`: for the plan's head */
    /* Called before each planned trial that has no record: may decide that it and others are not needed
     * (run_decide). 0, or -1 with `error`. NULL for none. */
    int (*gate)(struct campaign *c, const struct planned *planned, char *error);
    struct enough *enough; /* what such decisions of `tvp run` go by; not owned */
    const json_t *selftest;
    /* Called after each recorded trial; NULL for none. */
    void (*after)(struct campaign *c, const struct planned *planned, const struct outcome *out);
    void *context;                                            /* theirs */
    char reference_path[TVP_PATH_MAX];                        /* of the pinned image, when the plan has one */
    char image_words[PLAN_IMAGES_MAX * (TVP_NAME_MAX + 20u)]; /* "--image=NAME=HASH,..." */
    char reference_words[32];                                 /* "--reference=HASH" */
};

/* 1: a run that another command makes for itself, which has the standard output. Set by that command. */
extern int campaign_is_inner;

/* Each returns EXIT_OK, or another exit code with its line said. */

/* ---- cmd_run.c: from the command line to the spec, and the end ---- */
/* The command line as the plan records it: without the folder, which is nobody's business, and without a
 * suite's path. `suite`: its name, or "". */
int campaign_command(struct campaign *c, int argc, char **argv, const char *suite);
/* The cells of c->request, placed and within the machine's limits; spec_free it in any case. */
int campaign_make_spec(struct campaign *c, struct spec *spec);
/* Moves the cells of the spec, and how to run them, into the plan. */
void campaign_take_spec(struct campaign *c, struct spec *spec);
/* Frees all, and *c itself. */
void campaign_end(struct campaign *c);

/* ---- run_begin.c: from the spec to a run folder with a plan ---- */
int campaign_image(struct campaign *c);
/* --exec-wrapper: from now on every image is started by it. EXIT_OK, or an exit code with its line said. */
int campaign_wrapper(const struct request *request);
/* --exec, and --b-exec (NULL: none): the command that workers are. Likewise. */
int campaign_exec(const struct request *request, const char *other);
/* A new folder, its machine and topology, and the executor. */
int campaign_folder(struct campaign *c, const char *label);
/* run_doctor.c: replaces what `machine` has of the doctor by what is measured now, in under a tenth of a
 * second where there is nobody else; as it was when that does not work. */
void campaign_examine(const struct campaign *c, json_t *machine);
/* Pilots and blocks of c->plan. */
int campaign_calibrate(struct campaign *c);
/* Writes the plan, its trials from `next`, and opens it as c->file; `decided` may be NULL. */
int campaign_plan(struct campaign *c, plan_source *next, void *context, const json_t *decided);
/* Opens c->executor. */
int campaign_executor(struct campaign *c);

/* ---- run_trials.c: the plan's trials that have no record yet, and the end ---- */
int campaign_trials(struct campaign *c);
/* One trial and its record: 0, 1: interrupted, or -1 with `error`. */
int campaign_play(struct campaign *c, const struct planned *planned, char *error);
/* The folder as a user would name it: below the current folder without its path. */
void campaign_shown_path(const struct campaign *c, char path[TVP_PATH_MAX]);

/* ---- run_dry.c ---- */
void dry_run(const struct spec *spec, const struct limits *limits);
void dry_run_plan(const struct plan *plan, const struct limits *limits);

#endif
