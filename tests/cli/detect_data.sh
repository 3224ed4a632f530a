#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp detect` on series with known answers that are not part of the project: docs/detect.md has the figures. The floors
# are what other detectors do not reach.
set -u
. "$(dirname "$0")/lib/common.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
data=$root/../shared/data/changepoints
[ -e "$data/injected-dev.jsonl" ] || skip "no ../shared/data/changepoints beside the project"
command -v python3 >/dev/null || skip "python3 is not installed"
score=$root/tests/tools/score_detect.py

"$TVP" detect "$data/injected-dev.jsonl" >"$SCRATCH/out" || fail "detect"
"$score" --at-least vm+ci=.70 --at-least syn=.88 --at-least all=.80 --at-most all=.9 "$SCRATCH/out" || fail "the scores"
ok "injected steps"
"$TVP" detect "$data"/rocksdb-*.json "$data"/vm-*.json | "$score" --at-most rocksdb=0 --at-most vm=3 || fail "false alarms"
ok "no change where there is none"
"$TVP" detect "$data/injected-dev.jsonl" | cmp - "$SCRATCH/out" || fail "another answer the second time"
ok "the same answer every time"
