#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp compare` of two runs with known values (lib/fakerun.py): exact metrics get verdicts, times do not, what is of another
# machine or version gets factors alone; the formats are what they say they are.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
fake() { python3 "$(dirname "$0")/lib/fakerun.py" "$@" || fail "fakerun.py $*"; }

fake "$SCRATCH/base"
cp -r "$SCRATCH/base" "$SCRATCH/new"
# the fake run names no exact metrics: memory is
sed -i '1s/\("name": *"\(family\|parent\|memory\)[^}]*"exact": *\)false/\1true/g' "$SCRATCH/base/plan.jsonl" "$SCRATCH/new/plan.jsonl"
grep -q '"exact": *true' "$SCRATCH/base/plan.jsonl" || fail "no exact metric in the fake run"
# edit NAME METRIC FACTOR: all its values times that
edit() {
    python3 - "$SCRATCH/$1/trials.jsonl" "$2" "$3" <<'P'
import json, sys
path, metric, factor = sys.argv[1], sys.argv[2], float(sys.argv[3])
records = [json.loads(line) for line in open(path)]
for record in records:
    if isinstance(record["metrics"].get(metric), (int, float)):
        record["metrics"][metric] *= factor
open(path, "w").write("".join(json.dumps(r) + "\n" for r in records))
P
}
# compare EXIT ARGUMENTS...
compare() {
    local wanted=$1 code=0
    shift
    "$TVP" compare "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
    [ "$code" -eq "$wanted" ] || fail "compare $*: exit $code, not $wanted: $(cat "$SCRATCH/out" "$SCRATCH/err")"
}

compare 0 "$SCRATCH/base" "$SCRATCH/base"
! grep -qE 'REGRESSED|IMPROVED' "$SCRATCH/out" || fail "a run differs from itself"
grep -qE 'family_pss_bytes .*EQUIVALENT' "$SCRATCH/out" || fail "exact metrics have no verdict: $(cat "$SCRATCH/out")"
grep -qE 'op_ns .*INCONCLUSIVE' "$SCRATCH/out" || fail "times have a verdict"
grep -q 'not interleaved: use tvp ab' "$SCRATCH/out" || fail "no hint"
awk 'length > 80 { bad = 1; print } END { exit bad }' "$SCRATCH/out" || fail "over 80 columns"
ok "a run against itself"

edit new family_pss_bytes 1.2
compare 3 "$SCRATCH/base" "$SCRATCH/new"
grep -qE 'family_pss_bytes .*REGRESSED' "$SCRATCH/out" || fail "20 % more memory: $(cat "$SCRATCH/out")"
compare 0 "$SCRATCH/new" "$SCRATCH/base"
grep -qE 'family_pss_bytes .*IMPROVED' "$SCRATCH/out" || fail "less memory is no improvement"
echo 'default 1%
family_pss_bytes 50%' >"$SCRATCH/wide.txt"
compare 0 --thresholds "$SCRATCH/wide.txt" "$SCRATCH/base" "$SCRATCH/new"
grep -qE 'family_pss_bytes .*EQUIVALENT' "$SCRATCH/out" || fail "the threshold does not count"
compare 5 --require-verdict "$SCRATCH/base" "$SCRATCH/base"
ok "exact metrics, thresholds, exit codes"

edit new ops_per_s 0.1
compare 3 "$SCRATCH/base" "$SCRATCH/new"
! grep -E ' (op_ns|ops_per_s|enter_ns) ' "$SCRATCH/out" | grep -qv INCONCLUSIVE || fail "a time of another run has a verdict"
ok "times of two runs never"

compare 3 --format json "$SCRATCH/base" "$SCRATCH/new"
python3 - "$SCRATCH/out" <<'P' || fail "JSON"
import json, sys
report = json.load(open(sys.argv[1]))
rows = [r for r in report["rows"] if r["metric"] == "family_pss_bytes"]
assert rows and all(r["verdict"] == "REGRESSED" and abs(r["ratio"] - 1.2) < 1e-9 and r["low"] > 1.19 for r in rows), rows
assert sum(report["verdicts"].values()) == len(report["rows"]) > 10
assert report["verdicts"]["REGRESSED"] == len(rows)
P
compare 3 --format junit "$SCRATCH/base" "$SCRATCH/new"
python3 - "$SCRATCH/out" <<'P' || fail "JUnit"
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()
cases = suite.findall("testcase")
assert suite.tag == "testsuite" and int(suite.get("tests")) == len(cases)
assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) > 0
assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped")) > 0
P
compare 3 --format md "$SCRATCH/base" "$SCRATCH/new"
grep -qE "^\\| cpu.{1,2}hash, .* \\| .op_ns. \\|" "$SCRATCH/out" || fail "Markdown: $(head -n 12 "$SCRATCH/out")"
awk -F'[^\\\\][|]' '/^\|/ { if (columns && NF != columns) bad = 1; columns = NF } END { exit bad || !columns }' "$SCRATCH/out" || fail "the table is ragged"
ok "JSON, JUnit, Markdown"

fake --machine '{"machine":"other"}' "$SCRATCH/other"
compare 0 "$SCRATCH/base" "$SCRATCH/other"
! grep -qE 'REGRESSED|IMPROVED|EQUIVALENT|INCONCLUSIVE' "$SCRATCH/out" || fail "a verdict between machines"
grep -q 'other machine' "$SCRATCH/out" || fail "it is not said why: $(cat "$SCRATCH/out")"
cp -r "$SCRATCH/new" "$SCRATCH/version"
sed -i 's/"version": *1/"version":2/' "$SCRATCH/version/plan.jsonl" "$SCRATCH/version/trials.jsonl"
compare 0 "$SCRATCH/base" "$SCRATCH/version"
! grep -qE 'REGRESSED|IMPROVED|EQUIVALENT|INCONCLUSIVE' "$SCRATCH/out" || fail "a verdict between versions of a workload"
grep -q 'other version of the workload (1 : 2)' "$SCRATCH/out" || fail "it is not said why"
ok "other machines and versions: factors alone"

# refused WORDS ARGUMENTS...
refused() {
    local words=$1
    shift
    compare 2 "$@"
    [ "$(wc -l <"$SCRATCH/err")" -eq 1 ] || fail "compare $*: not one line: $(cat "$SCRATCH/err")"
    grep -qF -- "$words" "$SCRATCH/err" || fail "compare $*: $(cat "$SCRATCH/err")"
}
refused "which runs?"
refused "is no run of \`tvp ab\`" "$SCRATCH/base"
refused "$SCRATCH/absent" "$SCRATCH/base" "$SCRATCH/absent"
refused "did you mean --format?" --fromat md "$SCRATCH/base" "$SCRATCH/new"
refused "text, md, json or junit" --format csv "$SCRATCH/base" "$SCRATCH/new"
echo 'op_ns 3' >"$SCRATCH/bad.txt"
refused "bad.txt:1:" --thresholds "$SCRATCH/bad.txt" "$SCRATCH/base" "$SCRATCH/new"
sed '1s/"type": *"plan"/"ab":{"looks":[3]},&/' "$SCRATCH/base/plan.jsonl" >"$SCRATCH/new/plan.jsonl"
refused "not pairs of arms" "$SCRATCH/new"
ok "refusals"
