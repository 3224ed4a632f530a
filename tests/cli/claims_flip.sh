#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every claim's verdict follows the records: made up so that each part is answered yes, and no, and yes again. What they are made
# of is the plan of a run of all claims, ended as soon as it has one.
set -u
. tests/cli/lib/common.sh
. tests/cli/lib/lane.sh

"$TVP" list models --json | python3 -c 'import json,sys; sys.exit(bool([m for m in json.load(sys.stdin)["models"] if m["name"]=="py_fork"][0]["unsupported"]))' ||
    absent "no Python lane on this system"
"$TVP" claims --quiet --trials 6 --out "$SCRATCH/claims" </dev/null >/dev/null 2>"$SCRATCH/error" &
all=$!
for _ in $(seq 4000); do
    [ -s "$SCRATCH/claims/run/trials.jsonl" ] && break
    kill -0 $all 2>/dev/null || fail "tvp claims ended: $(tail -n 2 "$SCRATCH/error")"
    sleep .1
done
kill -INT $all
wait $all
code=$?
[ "$code" -eq 130 ] || fail "tvp claims, interrupted: $code: $(tail -n 2 "$SCRATCH/error")"
nothing_left "interrupted claims"
ok "claims, interrupted"
python3 tests/cli/lib/flip.py "$TVP" bench/claims "$SCRATCH/claims" "$SCRATCH" >"$SCRATCH/said" 2>&1 || fail "verdicts: $(cat "$SCRATCH/said")"
grep -q "^$(find bench/claims -name '*.claim' | wc -l) claims$" "$SCRATCH/said" || fail "not all claims: $(cat "$SCRATCH/said")"
ok "every claim holds, does not hold, and holds again"
