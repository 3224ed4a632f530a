/* SPDX-License-Identifier: MIT */
/* What can have no effect on a cell is not recorded as if it had one; what was asked for is told. */
#ifndef TVP_SPEC_SETTLE_H
#define TVP_SPEC_SETTLE_H

#include "options.h"

/* What a worker that lives for one task has no room for; and a length of tasks whose number of ops is said.
 */
enum left_out { LEFT_STARTS, LEFT_BURST, LEFT_SCRATCH, LEFT_MEMORY, LEFT_TASK, LEFT_COUNT };

/* Sets the cell's starts and kinds, and takes back from its factors. Of the cell workers, lifetime, factors
 * and data_bytes are read. Returns bits 1 << enum left_out: what was asked for and the cell has not. */
uint32_t cell_settle(const struct request *request, struct cell *cell);
/* "--starts: left out for --lifetime task: ..." */
const char *left_out_text(enum left_out what);

#endif
