# SPDX-License-Identifier: MIT
"""A worker's first statement, under every model."""
from time import CLOCK_MONOTONIC, clock_gettime_ns


def enter(index, crew, handed):
    entered = clock_gettime_ns(CLOCK_MONOTONIC)
    from tvp_lane.worker import live

    live(index, crew, handed, entered)
