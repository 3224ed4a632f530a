#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp claims`: measures, judges, and judges otherwise when the samples are others.
set -u
. tests/cli/lib/common.sh
. tests/cli/lib/lane.sh

claims() { "$TVP" claims --quiet --out "$SCRATCH/claims" "$@" 2>"$SCRATCH/error"; }
code=0
claims --only gil-cpuu >/dev/null || code=$?
{ [ "$code" -eq 2 ] && grep -q 'did you mean gil-cpu' "$SCRATCH/error"; } || fail "a claim that is none: $code $(cat "$SCRATCH/error")"
code=0
claims --format html >/dev/null || code=$?
[ "$code" -eq 2 ] || fail "a format that is none: $code"
"$TVP" list models --json | python3 -c 'import json,sys; sys.exit(bool([m for m in json.load(sys.stdin)["models"] if m["name"]=="py_fork"][0]["unsupported"]))' ||
    absent "no Python lane on this system"

only=manager-cost,fork-linux-only,pickle-limits
claims --only "$only" --trials 6 --format json >"$SCRATCH/first" || fail "tvp claims: $(tail -n 2 "$SCRATCH/error")"
verdict() { # FILE ID
    python3 -c 'import json,sys; print(*(c["verdict"] for c in json.load(open(sys.argv[1]))["claims"] if c["id"] == sys.argv[2]))' "$1" "$2"
}
# missing: a figure or outcome is asked for by its part, and is not there.
[ "$(verdict "$SCRATCH/first" fork-linux-only)" = 'not tested here' ] || fail "fork-linux-only: $(verdict "$SCRATCH/first" fork-linux-only)"
case $(verdict "$SCRATCH/first" manager-cost) in
'holds' | 'holds in part') ;;
*) fail "manager-cost: $(verdict "$SCRATCH/first" manager-cost)" ;;
esac
claims --only "$only" --trials 6 | awk 'length > 80 { exit 1 }' || fail "lines of more than 80 columns"
claims --only "$only" --trials 6 --format markdown | grep -q '^| \[manager-cost\](#manager-cost)' || fail "no page of Markdown"

# Five trials have a range and no interval: they decide nothing, however clear they look.
"$TVP" claims --quiet --only manager-cost --trials 5 --out "$SCRATCH/few" --format json >"$SCRATCH/five" 2>/dev/null || fail "tvp claims --trials 5"
[ "$(verdict "$SCRATCH/five" manager-cost)" = 'not tested here' ] || fail "five trials decide: $(verdict "$SCRATCH/five" manager-cost)"
ok "five trials decide nothing"

# A scenario's file tells its interpreter, and stays until another one is asked for.
kept=$SCRATCH/claims/scenario-serializers.jsonl
cp "$kept" "$SCRATCH/kept"
claims --only pickle-limits >/dev/null || fail "tvp claims: $(tail -n 2 "$SCRATCH/error")"
cmp -s "$kept" "$SCRATCH/kept" || fail "a scenario that is there was played again"
printf '#!/bin/sh\nexec %s "$@"\n' "$LANE_PYTHON" >"$SCRATCH/python" && chmod +x "$SCRATCH/python"
claims --only pickle-limits --python "$SCRATCH/python" >/dev/null || fail "--python: $(tail -n 2 "$SCRATCH/error")"
head -n 1 "$kept" | grep -q "\"interpreter\":\"$SCRATCH/python\".*\"version\":\"3" || fail "the interpreter is not in $(head -n 1 "$kept")"
ok "a scenario is played again by another interpreter"

# One that has no end, or whose script is killed, is not kept.
for how in no-end killed; do
    [ $how = no-end ] && sed -i '$d' "$kept" || rm "$kept"
    # shellcheck disable=SC2016 # for the other sh
    printf '#!/bin/sh\ncase $2 in *serializers*) kill -9 $$ ;; esac\nexec %s "$@"\n' "$LANE_PYTHON" >"$SCRATCH/python"
    claims --only pickle-limits --python "$SCRATCH/python" --format json >"$SCRATCH/cut" || fail "a scenario that is cut off: $?"
    [ "$(grep -c 'was cut off: its script was killed' "$SCRATCH/error")" -eq 1 ] || fail "what was said: $(cat "$SCRATCH/error")"
    grep -q 'cut off: its script' "$SCRATCH/cut" || fail "no reason in $(cat "$SCRATCH/cut")"
    ! grep -q '"done"' "$kept" 2>/dev/null || fail "a scenario that was cut off is kept as complete"
done
rm -f "$kept"
claims --only pickle-limits >/dev/null || fail "tvp claims: $(tail -n 2 "$SCRATCH/error")"
cmp -s "$kept" "$SCRATCH/kept" || fail "not played again: $(diff "$kept" "$SCRATCH/kept")"
ok "a scenario that was cut off is told, and played again"
for python in /nonexistent /bin/true; do
    refused "an interpreter that is none" 2 "$python" "$TVP" claims --quiet --only pickle-limits --out "$SCRATCH/none" --python "$python"
done
cat >"$SCRATCH/python" <<E
#!/bin/sh
shift 2
exec $LANE_PYTHON -I -c 'import sys; sys.version_info = (2, 7, 18); exec(open("$PWD/bench/runtimes/python/about.py").read())' "\$@"
E
refused "an old interpreter" 2 'Python 2.7: the lane needs 3.8' "$TVP" claims --quiet --only pickle-limits --out "$SCRATCH/none" --python "$SCRATCH/python"

# Other samples, another verdict: a Manager as quick as memory has no overhead.
python3 - "$SCRATCH/claims" <<'P'
import json, sys
path = sys.argv[1] + "/run/trials.jsonl"
lines = []
for line in open(path):
    record = json.loads(line)
    if record["sharing"] == "server" and record["status"] == "ok":
        record["metrics"]["ops_per_s"] *= 1e6
    lines.append(json.dumps(record))
open(path, "w").write("\n".join(lines) + "\n")
path = sys.argv[1] + "/scenario-serializers.jsonl"
text = open(path).read().replace('"refused"', '"taken"')
open(path, "w").write(text)
P
claims --only "$only" --trials 6 --format json >"$SCRATCH/second" || fail "tvp claims again: $(tail -n 2 "$SCRATCH/error")"
[ "$(verdict "$SCRATCH/second" manager-cost)" = 'holds in part' ] || fail "manager-cost does not follow the samples"
[ "$(verdict "$SCRATCH/second" pickle-limits)" != "$(verdict "$SCRATCH/first" pickle-limits)" ] || fail "pickle-limits does not follow the records"
ok "verdicts follow the samples"

# A record of Windows answers what needs one.
"$TVP" run --workload noop --model thread,fork --ops 1000 --batch 1000 --trials 1 --out "$SCRATCH/other" --quiet >/dev/null 2>&1 || fail "a run to alter"
python3 - "$SCRATCH/other" <<'P'
import json, sys
path = sys.argv[1] + "/plan.jsonl"
lines = []
for line in open(path):
    record = json.loads(line)
    if record.get("type") == "cell" and record["model"] == "fork":
        record["unsupported"] = "Windows has no fork"
    lines.append(json.dumps(record))
open(path, "w").write("\n".join(lines) + "\n")
P
claims --only fork-linux-only --run "$SCRATCH/other" --format json >"$SCRATCH/third" || fail "--run: $(tail -n 2 "$SCRATCH/error")"
[ "$(verdict "$SCRATCH/third" fork-linux-only)" = holds ] || fail "fork-linux-only with a record: $(cat "$SCRATCH/third")"
ok "a record of another system answers what needs one"
