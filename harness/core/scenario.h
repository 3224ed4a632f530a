/* SPDX-License-Identifier: MIT */
/* How a scenario came to its end, in the exit code of its role; others are its script's own. */
#ifndef TVP_SCENARIO_H
#define TVP_SCENARIO_H

#define SCENARIO_LATE   124 /* its time was over */
#define SCENARIO_KILLED 125 /* its script was killed */

#endif
