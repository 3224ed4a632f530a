/* SPDX-License-Identifier: MIT */
/* The process that clears up after a controller. */
#ifndef TVP_JANITOR_H
#define TVP_JANITOR_H

/* `tvp-trial janitor FD PREFIX`: argv as main had it. Returns the exit code. */
int janitor_main(int argc, char **argv);

#endif
