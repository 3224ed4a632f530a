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

# of_tests: processes whose environment names this test's folder.
of_test() {
    local found=''
    for environ in /proc/[0-9]*/environ; do
        { tr '\0' '\n' <"$environ"; } 2>/dev/null | grep -q "^TVP_TRIAL=.*$SCRATCH" && found+=" ${environ//[^0-9]/}"
    done
    echo "$found"
}

nothing_left() { # WHAT
    local left=''
    for _ in $(seq 100); do
        left=$(of_test)
        [ -z "$left" ] && return
        sleep .1
    done
    fail "$1: still there:$left"
}
