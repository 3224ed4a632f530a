#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp detect` on made noise of many kinds, with and without steps. The floors lie below what it reaches (docs/detect.md).
set -u
. "$(dirname "$0")/lib/common.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
command -v python3 >/dev/null || skip "python3 is not installed"
make=$root/tests/tools/make_series.py score=$root/tests/tools/score_detect.py

"$make" --seed 11 --rounds 6 >"$SCRATCH/made" || fail "make_series.py"
"$make" --seed 11 --rounds 6 | cmp - "$SCRATCH/made" || fail "make_series.py: another answer the second time"
"$TVP" detect - <"$SCRATCH/made" | "$score" --at-least syn=.86 --at-least other=.76 --at-most syn=.5 --at-most other=1.8 ||
    fail "the scores"
ok "made noise, 24 kinds"
