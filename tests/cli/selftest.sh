#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp selftest --aa`: slowdowns that no noise can hide are found, identical arms raise no alarm, the known size is what is estimated;
# what is printed, kept and drawn; refusals.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
TVP_DATADIR=$(cd "$(dirname "$0")/../.." && pwd)
export TVP_DATADIR

# selftest NAME OPTIONS...: exit code in $code
selftest() {
    local name=$1
    shift
    code=0
    "$TVP" selftest --quiet --out "$SCRATCH/$name" "$@" >"$SCRATCH/$name.out" 2>"$SCRATCH/$name.err" </dev/null || code=$?
}

selftest one --aa --shift 40%,100% --workload cpu_hash,noop --time 2ms --trials 32 --budget 6s --seed 3 --json
[ "$code" -eq 0 ] || fail "exit $code: $(cat "$SCRATCH/one.err")"
cmp <(python3 -m json.tool "$SCRATCH/one.out") <(python3 -m json.tool "$SCRATCH/one/selftest.json") >/dev/null ||
    python3 -c 'import json, sys; a, b = (json.load(open(f)) for f in sys.argv[1:]); sys.exit(a != b)' "$SCRATCH/one.out" "$SCRATCH/one/selftest.json" ||
    fail "what is printed is not what is kept"
python3 - "$SCRATCH/one" <<'P' || fail "the numbers are not what they must be"
import json, sys
folder = sys.argv[1]
found = json.load(open(folder + "/selftest.json"))
series = {s["series"]: s for s in found["series"]}
assert {s["cell"].split(",")[0] for s in series.values()} == {"cpu_hash", "noop"} and len(series) == 6, series
assert {s["metric"] for s in series.values()} == {"op_p10_ns"}
assert found["runs"] >= 3 and found["rates"]["runs_with_alarm"]["count"] >= 1
for row in found["power"]:
    shift, name = row["shift"], series[row["series"]]["cell"]
    assert any(abs(shift - s) < 1e-3 for s in (0, 0.4, 1)), row
    if shift == 0:
        assert row["found"] == 0, row
    else:
        assert row["found"] == row["count"], row
        assert abs(row["estimate"] - shift) < 0.15, row
    assert row["low"] <= row["rate"] <= row["high"] and 8 <= row["trials"] <= 32, row
assert len(found["power"]) == 6 * 3
identical = [c for c in found["comparisons"] if c["shift"] == 0]
assert found["rates"]["alarms"]["count"] == len(identical) == found["rates"]["p_below_5_percent"]["count"]
assert found["rates"]["p_of_known_below_5_percent"]["count"] == len(found["comparisons"]) - len(identical)
assert found["rates"]["wrong_verdicts"]["hits"] == 0
last = None
for row in found["resolution"]:
    assert row["sees"] > 0.01, row
    if last and last["series"] == row["series"]:
        assert row["minutes"] > last["minutes"] and row["sees"] <= last["sees"] and row["trials"] > last["trials"]
    last = row
assert last
# The slowed arms did more ops than they counted: that is what their cells say, and their batches take longer.
lines = [json.loads(line) for line in open(folder + "/plan.jsonl")]
cells = [line for line in lines if line["type"] == "cell"]
assert lines[0]["selftest"]["shifts_ppm"] == [400000, 1000000] and lines[0]["selftest"]["pairs"] == 6
for cell in cells:
    extra = cell["params"].get("extra_ppm", 0)
    assert extra == (0 if cell["params"]["arm"] == "a" else [0, 400000, 1000000][cell["cell"] // 12]), cell
import os
assert os.listdir(folder + "/samples") == []
records = [json.loads(line) for line in open(folder + "/trials.jsonl")]
assert len({r["ops"] for r in records if r["workload"] == "noop"}) == 1
P
ok "planted slowdowns are found and measured, identical arms raise no alarm"

for python in /usr/bin/python3 python3; do
    "$python" -W ignore -c 'import jsonschema' 2>/dev/null || continue
    "$python" -W ignore - "$TVP_DATADIR/results/schema" "$SCRATCH/one" <<'P' || fail "selftest.json or plan.jsonl does not keep its schema"
import json, os, sys
import jsonschema
schemas, run = sys.argv[1:]
store = {name: json.load(open(os.path.join(schemas, name))) for name in os.listdir(schemas)}
for name, documents in (("selftest.json", [json.load(open(run + "/selftest.json"))]),
                        ("plan-line.json", [json.loads(line) for line in open(run + "/plan.jsonl")][:30]),
                        ("record.json", [json.loads(line) for line in open(run + "/trials.jsonl")][:30])):
    validator = jsonschema.Draft7Validator(store[name], resolver=jsonschema.RefResolver("", store[name], store=store))
    for document in documents:
        validator.validate(document)
P
    ok "the schemas hold"
    break
done

# As text; with starts their figure is tested too, and is never slowed.
selftest two --aa --shift 60% --workload noop --model fork --starts 5 --time 1ms --trials 16 --budget 2s
[ "$code" -eq 0 ] || fail "exit $code: $(cat "$SCRATCH/two.err")"
awk 'length > 80 { bad = 1; print } END { exit bad }' "$SCRATCH/two.out" || fail "over 80 columns"
for words in 'how often it is wrong' 'identical arms: p < .05' 'op_p10_ns' 'enter_p10_ns' '60.00 %' 'minutes  trials an arm' '--figure selftest'; do
    grep -qF -- "$words" "$SCRATCH/two.out" || fail "no \"$words\": $(cat "$SCRATCH/two.out")"
done
"$TVP" show "$SCRATCH/two" >/dev/null && "$TVP" export "$SCRATCH/two" --format csv | grep -q 'extra_ppm=600000' ||
    fail "show or export does not know the run folder"
"$TVP" compare "$SCRATCH/two" 2>"$SCRATCH/e" && fail "compare takes it for a run of ab"
[ "$(wc -l <"$SCRATCH/e")" -eq 1 ] || fail "compare: $(cat "$SCRATCH/e")"
"$TVP" run --resume "$SCRATCH/two" 2>"$SCRATCH/e" && fail "a selftest is resumed"
ok "as text, and for start-up"

if command -v gnuplot >/dev/null; then
    "$TVP" plot "$SCRATCH/one" --figure selftest >"$SCRATCH/o" 2>"$SCRATCH/e" || fail "plot: $(cat "$SCRATCH/e")"
    [ ! -s "$SCRATCH/e" ] || fail "plot speaks: $(cat "$SCRATCH/e")"
    grep -q 'smallest slowdown\|Smallest slowdown' "$SCRATCH/one/figures/selftest.svg" || fail "the figure lacks its title"
    [ -s "$SCRATCH/one/figures/selftest.png" ] || fail "no PNG"
    echo '{"series": [' >"$SCRATCH/one/selftest.json"
    "$TVP" plot "$SCRATCH/one" --figure selftest >"$SCRATCH/o" 2>"$SCRATCH/e" && fail "a torn selftest.json is drawn"
    grep -q 'selftest.json:[12]: ' "$SCRATCH/e" && [ "$(wc -l <"$SCRATCH/e")" -eq 1 ] || fail "torn: $(cat "$SCRATCH/e")"
    ok "drawn"
fi

# Interrupted: what there is so far is told and kept.
"$TVP" selftest --quiet --aa --shift 50% --time 2ms --trials 16 --budget 2m --out "$SCRATCH/cut" >"$SCRATCH/cut.out" 2>"$SCRATCH/cut.err" </dev/null &
pid=$!
for _ in $(seq 300); do
    [ "$(wc -l 2>/dev/null <"$SCRATCH/cut/trials.jsonl" || echo 0)" -gt 64 ] && break
    sleep 0.1
done
kill -INT "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 130 ] || fail "interrupted: exit $code: $(cat "$SCRATCH/cut.err")"
grep -q 'how often it is wrong' "$SCRATCH/cut.out" && [ -s "$SCRATCH/cut/selftest.json" ] || fail "interrupted: nothing is told"
ok "interrupted"

refused() { # WORDS ARGUMENTS...
    local words=$1
    shift
    selftest refused "$@"
    [ "$code" -eq 2 ] || fail "selftest $*: exit $code"
    [ "$(wc -l <"$SCRATCH/refused.err")" -eq 1 ] || fail "selftest $*: not one line: $(cat "$SCRATCH/refused.err")"
    grep -qF -- "$words" "$SCRATCH/refused.err" || fail "selftest $*: $(cat "$SCRATCH/refused.err")"
    rm -rf "$SCRATCH/refused"
}
refused "which test?" --budget 5s
refused "not a share" --aa --shift 3
refused "not a share" --aa --shift 1%,
refused "not a share" --aa --shift 0
refused "there twice" --aa --shift 1%,0.01
refused "for \`tvp ab\`" --aa --b build/tvp-trial
refused "for \`tvp ab\`" --aa --format json
refused "for \`tvp run\`" --aa --dry-run
refused "unknown option --shfit" --aa --shfit 3%
refused "a number from 8" --aa --trials 4
refused "too short for a slowdown" --aa --workload io_request --model thread --time 2ms --quiet
ok "refusals"
