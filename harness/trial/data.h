/* SPDX-License-Identifier: MIT */
/* The dataset and the parent's extra heap, and how a worker gets at the dataset. */
#ifndef TVP_DATA_H
#define TVP_DATA_H

#include "../core/map.h"

/* Makes heap and dataset in the parent, filled and touched. 0, or tvp_fail_trial(). */
int data_make(struct tvp_trial *trial);

/* A dataset of this trial's in `to`, as the seed has it. */
void data_fill(const struct tvp_trial *trial, unsigned char *to);
/* sharing server, in the worker: connects to the owner, and looks at the data's first page and its last. 0,
 * or tvp_fail(). */
int data_ask_first(struct tvp_worker *worker);
void data_ask_no_more(struct tvp_worker *worker);
/* 0, or the trial is invalid: the region is not made of the pages asked for. */
int data_pages_are_wrong(struct tvp_trial *trial, const void *region);

/* Off the clock, before CALL: what this worker's start needs (a channel). 0, or tvp_fail_trial(). */
int data_offer(struct tvp_trial *trial);
/* After CALLED: hands the data over, where that takes the parent's work. */
int data_send(struct tvp_trial *trial);
/* After READY or a failed start: closes what data_offer opened. */
void data_withdraw(struct tvp_trial *trial);

/* In the worker: gets its view of the dataset. `fresh`: this process did not begin with the parent's memory.
 * 0, or tvp_fail(). */
int data_get(struct tvp_worker *worker, int fresh);
/* In the worker: reads a word of every page, and checks it. 0, or tvp_fail(). */
int data_touch_all(struct tvp_worker *worker);
/* In the worker, off the clock: were the pages of the size asked for? Fills worker->map->huge_bytes. */
void data_check_pages(struct tvp_worker *worker);
/* In the worker: has the data's owner answered whatever was asked so far? 0, or tvp_fail(). */
int data_is_answered(struct tvp_worker *worker);
/* In the worker, after LEAVE: gives back a copy of its own. */
void data_release(struct tvp_worker *worker);

#endif
