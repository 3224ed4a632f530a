# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Shared by the tests of other languages' runtimes.
LANE_PYTHON=/usr/bin/python3
[ -x "$LANE_PYTHON" ] || LANE_PYTHON=$(command -v python3)

# absent REASON...: skipped, unless the lane has to be there.
absent() {
    [ -z "${TVP_NEEDS_PYTHON:-}" ] || fail "the lane is needed here: $*"
    skip "$*"
}

# of_test [VARIABLE]: processes whose environment names this test's folder in it.
of_test() {
    grep -lzs "^${1:-TVP_TRIAL}=.*$SCRATCH" /proc/[0-9]*/environ | tr -cd '0-9\n' | paste -sd ' '
}

nothing_left() { # WHAT [VARIABLE]
    local left=''
    for _ in $(seq 100); do
        left=$(of_test "${2:-}")
        [ -z "$left" ] && return
        sleep .1
    done
    fail "$1: still there:$left"
}
