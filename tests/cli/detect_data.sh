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
"$score" --at-least vm+ci=.72 --at-least syn=.89 --at-least all=.83 --at-most all=.5 "$SCRATCH/out" || fail "the scores"
ok "injected steps"
"$TVP" detect "$data"/rocksdb-*.json "$data"/vm-*.json | "$score" --at-most rocksdb=0 --at-most vm=1.5 || fail "false alarms"
ok "no change where there is none"
"$TVP" detect "$data/injected-dev.jsonl" | cmp - "$SCRATCH/out" || fail "another answer the second time"
ok "the same answer every time"

"$root/tests/tools/make_series.py" --kind real --rounds 2 --noise "$data"/vm-*.json | "$TVP" detect - |
    "$score" --at-least all=.55 --at-most all=2 || fail "steps in measured noise"
ok "steps in the noise of a virtual machine"

cat >"$SCRATCH/ratio.py" <<'P'
import json, sys
read = lambda name: json.load(open(f"{sys.argv[1]}/vm-{name}-median.json"))["values"]
for kind in ("thread", "fork", "spawn", "memwalk"):
    for arm, other in (("d", "n"), ("e", "n"), ("d", "e")):
        values = [a / b for a, b in zip(read(f"{kind}-{arm}"), read(f"{kind}-{other}"))]
        print(json.dumps({"id": f"same-{kind}-{arm}/{other}", "values": values}))
for kind in ("thread", "fork", "spawn"):
    for arm in "den":
        values = [a / b for a, b in zip(read(f"{kind}-{arm}"), read(f"memwalk-{arm}"))]
        print(json.dumps({"id": f"walk-{kind}-{arm}", "values": values}))
P
python3 "$SCRATCH/ratio.py" "$data" | "$TVP" detect - | "$score" --at-most same=0 --at-most walk=0 || fail "ratios"
ok "no change in ratios to an interleaved run, of the same or of another program"
