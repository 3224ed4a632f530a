/* SPDX-License-Identifier: MIT */
/* The lean image's roles: the trial's parent, a fresh worker, a workload's server. */
#ifndef TVP_TRIAL_H
#define TVP_TRIAL_H

#include "../core/map.h"
#include "../core/registry.h"

/* Each is a main of its own; argv[1] is the role. */
int trial_main(int argc, char **argv);
int worker_main(int argc, char **argv, uint64_t enter_ns);
int serve_main(int argc, char **argv);
int owner_main(int argc, char **argv);
int janitor_main(int argc, char **argv);
int scenario_main(int argc, char **argv);

/* Maps the mapping and finds the workload by its name. One that comes from a library is loaded now or later:
 * until then it is trial_workload_later, which does nothing. 0, or an exit code after one line on stderr. */
int trial_attach(struct tvp_trial *trial, int loads_now);
extern const struct tvp_workload trial_workload_later;
/* plugin.c. 0: there is nothing to load, or not now, or it is loaded; -1 with *why. */
int trial_load(const struct map_head *map, int now, const char **why);
/* In a worker, off the clock: the workload, if it has still to be loaded. 0, or tvp_fail(). */
int trial_load_late(struct tvp_worker *worker);
/* The role of the lean image that only looks at a library. */
int look_main(int argc, char **argv);
/* The model of this trial. Never NULL after trial_attach. */
const struct tvp_model *trial_model(const struct tvp_trial *trial);

/* ballast.c: the parent's mappings, descriptors, threads; are the libraries there? 0, or tvp_fail_trial(). */
int ballast_make(struct tvp_trial *trial);
/* scratch.c: what the worker takes from malloc for itself, touched, and given back. 0, or tvp_fail(). */
int scratch_take(struct tvp_worker *worker, void **pieces);
void scratch_give(void *pieces);

/* Starts the workload's server and waits until it can be reached. 0, or tvp_fail_trial(). */
int server_start(struct tvp_trial *trial);
void server_end(void);

/* The same of the process that owns the data, under sharing server. */
int owner_start(struct tvp_trial *trial);
void owner_end(void);

/* values.c: what a function of a case returned. 0, or -1 with the status set: where the function gave no
 * reason for what is not 0, that is the reason. */
int worker_answer(struct tvp_worker *worker, const char *function, int returned);
int trial_answer(struct tvp_trial *trial, const char *function, int returned);
/* The workload's check, if it has one. 0, or tvp_fail_trial(). */
int trial_check(struct tvp_trial *trial);

/* What the first worker that has something to say against the trial says becomes the trial's. */
void trial_collect(struct tvp_trial *trial);

/* Starts, works (the last one only), joins and reaps one crew. 0, or -1 with the trial's status set; then
 * every worker that could still be there has been ended. */
int crew_play(struct tvp_crew *crew, const struct tvp_model *model);

/* Is a probe of this trial? */
int probe_is_on(const struct tvp_trial *trial, const struct tvp_probe *probe);
/* Calls a hook of every probe that is on. */
void probes_plateau(struct tvp_trial *trial, enum tvp_plateau which);
void probes_finish(struct tvp_trial *trial);
/* latency.c: brings the worker's histogram into its memory, off the clock. */
void latency_touch(struct tvp_worker *worker);
/* values.c: a metric of the trial from those of its workers (struct tvp_probe.sums). */
void values_sum(struct tvp_trial *trial, const struct tvp_probe *probe, uint32_t metric);
/* Null, with this reason, for what a probe that cannot work here would have said. */
void probes_explain(struct tvp_trial *trial);
/* The same for every figure of a worker, of probes that are on: until one of them says otherwise. */
void probes_blind(struct tvp_trial *trial, const char *why);

#endif
