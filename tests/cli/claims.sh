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
for bad in ',' ',pickle-limits' 'pickle-limits,,gil-io'; do
    refused "--only '$bad'" 2 "a claim's name is missing in" "$TVP" claims --quiet --only "$bad" --out "$SCRATCH/claims"
done
echo kept >"$SCRATCH/file"
refused "a file as --out" 2 "claims: .*/file: " "$TVP" claims --out "$SCRATCH/file" --only pickle-limits
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
python3 -c 'import json,sys; sys.exit({p["answer"] for p in json.load(open(sys.argv[1]))["claims"][0]["parts"] if "figure" in p} != {"undecided"})' "$SCRATCH/five" || fail "five trials decide: $(cat "$SCRATCH/five")"
ok "five trials decide nothing"

# A scenario's file tells its interpreter, and stays until another one is asked for.
kept=$SCRATCH/claims/scenario-serializers.jsonl
grep -q '"case":"pickle/thread","outcome":"refused"' "$kept" || fail "a thread object is not tried: $(cat "$kept")"
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
undated() { sed 's/"date":"[^"]*"//' "$1"; }
[ "$(undated "$kept")" = "$(undated "$SCRATCH/kept")" ] || fail "not played again: $(diff "$kept" "$SCRATCH/kept")"
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

# What is missing in a folder is measured; what is there is not measured again, unless with other trials or another interpreter.
claims --only threads-consistent --trials 6 --format json >"$SCRATCH/more" || fail "another claim, same folder: $(tail -n 2 "$SCRATCH/error")"
python3 - "$SCRATCH/more" <<'P' || fail "what was missing is not measured: $(cat "$SCRATCH/more")"
import json, sys
parts = {part["name"]: part for part in json.load(open(sys.argv[1]))["claims"][0]["parts"]}
figures = {figure["name"]: figure for figure in json.load(open(sys.argv[1]))["claims"][0]["figures"]}
sys.exit(figures["here"]["estimate"] is None or not figures["there"]["missing"] or parts["native"]["answer"] != "missing")
P
{ [ -f "$SCRATCH/claims/run-2/plan.jsonl" ] && [ ! -e "$SCRATCH/claims/run-3" ]; } || fail "runs: $(ls "$SCRATCH/claims")"
claims --only manager-cost,threads-consistent >/dev/null || fail "both, as they are there: $(tail -n 2 "$SCRATCH/error")"
[ ! -e "$SCRATCH/claims/run-3" ] || fail "measured again what is there"
claims --only threads-consistent --trials 2 >"$SCRATCH/text" || fail "fewer trials: $(tail -n 2 "$SCRATCH/error")"
[ -f "$SCRATCH/claims/run-3/plan.jsonl" ] || fail "another --trials is not measured"
tr -s ' \n' ' ' <"$SCRATCH/text" | grep -q 'range of 2 pairs' || fail "no word of the few trials: $(cat "$SCRATCH/text")"
grep -q -e '--only threads-consistent --trials 2' "$SCRATCH/text" || fail "the command that shows it again: $(cat "$SCRATCH/text")"
# A run that was ended before it had a plan has nothing, and is no hindrance.
mkdir -p "$SCRATCH/ended/run" && : >"$SCRATCH/ended/run/machine.json"
"$TVP" claims --quiet --only threads-consistent --trials 2 --out "$SCRATCH/ended" >/dev/null 2>"$SCRATCH/error" || fail "after a run that was ended: $(cat "$SCRATCH/error")"
ok "what is missing is measured, once"
for bad in '--python a=/usr/bin/python3,b=/usr/bin/python3' '--trials 0' '--trials abc' '--trials -3'; do
    code=0
    # shellcheck disable=SC2086 # an option and its value
    claims --only pickle-limits $bad >/dev/null || code=$?
    { [ "$code" -eq 2 ] && [ "$(wc -l <"$SCRATCH/error")" -eq 1 ]; } || fail "$bad: exit $code: $(cat "$SCRATCH/error")"
done
ok "what cannot be measured so is refused"

# The page says on what, and has its figures.
claims --only manager-cost --trials 6 --format markdown >"$SCRATCH/page" || fail "markdown: $(tail -n 2 "$SCRATCH/error")"
for word in 'machine' 'CPython' 'default start method' 'of time'; do
    grep -q "^| .*$word" "$SCRATCH/page" || fail "the page does not tell of: $word"
done
if command -v gnuplot >/dev/null; then
    grep -q "(<$SCRATCH/claims/figures/manager-cost.svg>)" "$SCRATCH/page" || fail "the page has no figure: $(cat "$SCRATCH/error" "$SCRATCH/page")"
    grep -q '(<figures/manager-cost.svg>)' "$SCRATCH/claims/claims.md" || fail "the page that is kept has none"
    python3 -c 'import sys, xml.dom.minidom as d; sys.exit("each access costs" not in d.parse(sys.argv[1]).toxml())' "$SCRATCH/claims/figures/manager-cost.svg" || fail "the figure has not the part"
    ok "a page of its own, with figures"
fi
mkdir "$SCRATCH/empty"
"$TVP" claims --quiet --only manager-cost --format markdown --out "$SCRATCH/claims" >"$SCRATCH/page" 2>"$SCRATCH/error" </dev/null || fail "markdown again"
(PATH=$SCRATCH/empty "$(realpath "$TVP")" claims --quiet --only fork-linux-only --format markdown --out "$SCRATCH/claims") >"$SCRATCH/page" 2>"$SCRATCH/error" </dev/null || fail "without gnuplot: $(cat "$SCRATCH/error")"
! grep -q '!\[' "$SCRATCH/page" || fail "a figure that is not there"

# A record of Windows answers what needs one, and no other: not this system's.
"$TVP" run --workload noop --model thread,fork --ops 1000 --batch 1000 --trials 1 --out "$SCRATCH/other" --quiet >/dev/null 2>&1 || fail "a run to alter"
claims --only fork-linux-only,mac-like-linux --run "$SCRATCH/other" --format json >"$SCRATCH/third" || fail "--run: $(tail -n 2 "$SCRATCH/error")"
for id in fork-linux-only mac-like-linux; do
    [ "$(verdict "$SCRATCH/third" $id)" = 'not tested here' ] || fail "$id by a record of this system: $(cat "$SCRATCH/third")"
done
grep -q 'none of the claims needs a run of Linux' "$SCRATCH/error" || fail "no word of a run that answers nothing: $(cat "$SCRATCH/error")"
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
machine = json.load(open(sys.argv[1] + "/machine.json"))
machine["os"]["name"] = "Windows"
json.dump(machine, open(sys.argv[1] + "/machine.json", "w"))
path = sys.argv[1] + "/trials.jsonl"
lines = [json.loads(line) for line in open(path)]
for record in lines:
    if record["model"] == "fork":
        record.update(status="unsupported", reason="Windows has no fork")
open(path, "w").write("".join(json.dumps(record) + "\n" for record in lines))
P
claims --only fork-linux-only,mac-like-linux --run "$SCRATCH/other" --format json >"$SCRATCH/third" || fail "--run: $(tail -n 2 "$SCRATCH/error")"
[ "$(verdict "$SCRATCH/third" fork-linux-only)" = holds ] || fail "fork-linux-only with a record: $(cat "$SCRATCH/third")"
[ "$(verdict "$SCRATCH/third" mac-like-linux)" = 'not tested here' ] || fail "mac-like-linux by a record of Windows: $(cat "$SCRATCH/third")"
ok "a record of another system answers what needs one of it"
