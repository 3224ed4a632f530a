/* SPDX-License-Identifier: MIT */
/* A run as tvp exported it: all its trials become one moment of each series. */
#ifndef TVP_SERIES_TVP_H
#define TVP_SERIES_TVP_H

#include "../api/tvp.h"
#include "series_csv.h"

struct series_run {
    struct series_reader *reader;
    uint64_t line;              /* for messages */
    char time[32], commit[64];  /* of the run; "": not known */
    struct series_set kinds[2]; /* a trial's figures, by enum tvp_kind */
};

void series_run_begin(struct series_run *run, struct series_reader *reader, uint64_t line);
/* One trial's figure of a cell and metric. */
int series_run_take(struct series_run *run, const char *kind, const struct series_point *point);
/* Takes the medians, unless there was a fault, and forgets the figures. The fault, or its own. */
int series_run_end(struct series_run *run, int fault);

/* 1: this is the head of tvp's CSV. */
int series_is_tvp_csv(const struct series_row *head);
/* Reads the rows behind it. */
int series_tvp_csv(struct series_reader *reader, const struct series_row *head);

#endif
