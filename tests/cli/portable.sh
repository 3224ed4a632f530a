#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Portable baselines: a run agrees with its own, each kind of change gets the verdict that docs/ci.md says, what holds elsewhere
# gets none, broken files are told with their position; the committed one knows every workload, model and sharing.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

cat >"$SCRATCH/tiny.suite" <<'END'
all: --trials 2 --probe allocations
--workload noop,counter --sharing inherit,shm --workers 2 --ops 2000 --batch 100
--workload data_touch --data 16M --write 50 --model thread,fork --sharing inherit --workers 2 --ops 40 --kinds memory
END
run new "$SCRATCH/tiny.suite" --label test
[ "$code" -eq 0 ] || fail "the run ended with $code: $(cat "$SCRATCH/new.log")"
"$TVP" export "$SCRATCH/new" --format portable --output "$SCRATCH/base.json" || fail "export --format portable"

# edit FROM TO EXPRESSION: changes the document `d`, whose cells are found with c(workload, model, sharing).
edit() {
    python3 - "$1" "$2" "$3" <<'END' || fail "cannot edit $1"
import json, sys
d = json.load(open(sys.argv[1]))
def c(*names):
    return next(x for x in d["cells"] if (x["workload"], x["model"], x["sharing"]) == names)
exec(sys.argv[3])
json.dump(d, open(sys.argv[2], "w"), indent=1)
END
}
# compare EXIT [OPTION...] BASE NEW
compare() {
    local wanted=$1 code=0
    shift
    "$TVP" compare "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
    [ "$code" -eq "$wanted" ] || fail "compare $*: exit $code, not $wanted: $(cat "$SCRATCH/out" "$SCRATCH/err")"
}
# changed EXIT PATTERN EXPRESSION: the base, so changed, against the run.
changed() {
    edit "$SCRATCH/base.json" "$SCRATCH/other.json" "$3"
    compare "$1" "$SCRATCH/other.json" "$SCRATCH/new"
    tr '\n' ' ' <"$SCRATCH/out" | tr -s ' ' | grep -qE "$2" || fail "after $3: no '$2' in $(cat "$SCRATCH/out")"
    awk 'length > 80 { bad = 1; print } END { exit bad }' "$SCRATCH/out" || fail "over 80 columns"
}

compare 0 "$SCRATCH/base.json" "$SCRATCH/new"
grep -qE '^[0-9]+ EQUIVALENT$' "$SCRATCH/out" || fail "a run is not equivalent to its own baseline: $(cat "$SCRATCH/out")"
! grep -q status "$SCRATCH/out" || fail "equivalent rows are listed unasked"
compare 0 --all "$SCRATCH/base.json" "$SCRATCH/new"
grep -qE 'status .*EQUIVALENT' "$SCRATCH/out" || fail "--all lists nothing"
grep -qE 'memory_factor .*EQUIVALENT' "$SCRATCH/out" || fail "no memory factor"
python3 - "$SCRATCH/base.json" <<'END' || fail "the baseline is not as it should be"
import json, sys
d = json.load(open(sys.argv[1]))
cells = {(c["workload"], c["model"], c["sharing"]): c for c in d["cells"]}
models = {c["model"] for c in d["cells"]}
assert {"thread", "fork", "spawn"} <= models and len(cells) == len(d["cells"]) >= 4 * len(models), len(d["cells"])
assert cells["noop", "spawn", "inherit"]["status"] == "unsupported" and cells["noop", "spawn", "inherit"]["reason"]
for key, c in cells.items():
    assert c["for"] and (c["status"] == "unsupported" or c["metrics"]), c
    if c["workload"] == "noop" and c["status"] == "ok":
        assert c["metrics"]["ops"] == {"value": 2000, "tolerance": 0, "unit": "count", "better": "neither", "for": "any"}, c
factor = {m: cells["data_touch", m, "inherit"]["metrics"]["memory_factor"]["value"] for m in ("thread", "fork")}
assert factor["thread"] < 1.05 and 1.9 < factor["fork"] < 2.1, factor
END
ok "a run against its own baseline"

changed 3 'status .* REGRESSED .* ok : unsupported' 'c("noop", "spawn", "inherit")["status"] = "ok"'
changed 0 'status .* IMPROVED' 'c("noop", "fork", "shm")["status"] = "unsupported"'
changed 0 'status .* IMPROVED' 'c("noop", "fork", "shm")["status"] = "crashed"'
changed 3 'memory_factor .* REGRESSED .* beyond the tolerance of 2 %' \
    'c("data_touch", "fork", "inherit")["metrics"]["memory_factor"]["value"] *= .9'
changed 0 'memory_factor .* IMPROVED' 'c("data_touch", "fork", "inherit")["metrics"]["memory_factor"]["value"] *= 1.1'
changed 0 '[0-9]+ EQUIVALENT $' 'f = c("data_touch", "fork", "inherit")["metrics"]["memory_factor"]; f["value"] *= .9; f["tolerance"] = .2'
changed 3 'ops +-50.0 % .* REGRESSED .* no tolerance' 'c("counter", "fork", "shm")["metrics"]["ops"]["value"] = 4000'
changed 3 'ops .* REGRESSED' 'c("counter", "fork", "shm")["metrics"]["ops"]["value"] = 1999'
changed 3 'noop, thread/copy.* REGRESSED .* the run has no such cell' 'x = dict(c("noop", "thread", "shm"), sharing="copy"); d["cells"].append(x)'
changed 0 '1 INCONCLUSIVE' 'x = dict(c("noop", "thread", "shm"), sharing="copy"); d["cells"].append(x); d["suite"] = "another"'
compare 5 --require-verdict "$SCRATCH/other.json" "$SCRATCH/new"
changed 0 '1 cells of B are not in A' 'd["cells"].remove(c("noop", "fork", "shm"))'
changed 0 'status .* not comparable .* other version of the workload \(7 : 1\)' 'c("noop", "fork", "shm")["version"] = 7'
changed 0 'status .* not comparable .* holds for plan9' 'c("noop", "fork", "shm").update({"for": "plan9", "status": "crashed"})'
changed 3 'ops .* REGRESSED' 'x = c("noop", "fork", "shm"); x["for"] = "plan9"; x["metrics"]["ops"]["value"] = 1'
changed 0 'memory_factor .* not comparable .* holds for linux/vax' \
    'c("data_touch", "fork", "inherit")["metrics"]["memory_factor"].update({"for": "linux/vax", "value": 1})'
changed 0 'allocations .* INCONCLUSIVE .* no counting allocator' \
    'c("noop", "fork", "shm")["metrics"]["allocations"] = {"value": 0, "tolerance": 0, "unit": "count", "better": "lower", "for": "linux"}'
ok "verdicts"

# trials that went wrong: wrong work speaks for its cell, one that was late does not
wrong() { # STATUS: of one trial of noop/fork/shm
    rm -rf "$SCRATCH/wrong" && cp -r "$SCRATCH/new" "$SCRATCH/wrong"
    python3 - "$SCRATCH/wrong/trials.jsonl" "$1" <<'END' || fail "cannot edit the run"
import json, sys
records = [json.loads(line) for line in open(sys.argv[1])]
one = next(r for r in records if (r["workload"], r["model"], r["sharing"]) == ("noop", "fork", "shm"))
one.update(status=sys.argv[2], reason="as a test wants it", metrics={}, worker_metrics={}, nulls={})
open(sys.argv[1], "w").write("".join(json.dumps(r) + "\n" for r in records))
END
}
for status in failed crashed; do
    wrong $status
    compare 3 "$SCRATCH/base.json" "$SCRATCH/wrong"
    grep -q "ok : $status: as a test wants it" "$SCRATCH/out" || fail "$status: $(cat "$SCRATCH/out")"
done
wrong timeout
compare 0 "$SCRATCH/base.json" "$SCRATCH/wrong"
head -n 3 "$SCRATCH/new/trials.jsonl" >"$SCRATCH/wrong/trials.jsonl"
compare 0 "$SCRATCH/base.json" "$SCRATCH/wrong"
grep -q 'the run has not come to it' "$SCRATCH/out" || fail "an unfinished run"
"$TVP" export "$SCRATCH/wrong" --format portable >/dev/null 2>"$SCRATCH/err" && fail "an unfinished run as a baseline"
grep -q 'no record' "$SCRATCH/err" || fail "an unfinished run: $(cat "$SCRATCH/err")"
ok "trials that went wrong"

# a count that a pilot found is this machine's
run_ok calibrated --workload noop --model thread --time 1ms --trials 1 --label test
"$TVP" export "$SCRATCH/calibrated" --format portable | grep -q '"ops"' && fail "calibrated ops are in a baseline"
run_ok fixed --workload noop --model thread --ops 2000 --batch 100 --trials 1 --label test
"$TVP" export "$SCRATCH/fixed" --format portable | grep -q '"ops"' || fail "fixed ops are not in a baseline"
ok "ops that are portable"

for format in json junit md; do
    changed 3 REGRESSED 'c("noop", "fork", "shm")["metrics"]["ops"]["value"] = 1'
    compare 3 --format $format "$SCRATCH/other.json" "$SCRATCH/new"
    grep -q REGRESSED "$SCRATCH/out" || fail "$format"
done
python3 -c 'import sys, xml.etree.ElementTree as e; r = e.parse(sys.argv[1]).getroot(); assert int(r.get("failures")) == 1' <(
    "$TVP" compare --format junit "$SCRATCH/other.json" "$SCRATCH/new"
) || fail "junit"
ok "formats"

# refuse PATTERN: the file broken.json, in one line
refuse() {
    local code=0
    "$TVP" compare "$SCRATCH/broken.json" "$SCRATCH/new" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
    { [ $code -eq 2 ] && [ ! -s "$SCRATCH/out" ] && [ "$(wc -l <"$SCRATCH/err")" -eq 1 ] && grep -qE "$1" "$SCRATCH/err"; } ||
        fail "not refused with '$1': $code, $(cat "$SCRATCH/out" "$SCRATCH/err")"
}
head -c 700 "$SCRATCH/base.json" >"$SCRATCH/broken.json"
refuse 'broken\.json:[0-9]+: '
: >"$SCRATCH/broken.json"
refuse 'broken\.json:1: '
echo '[]' >"$SCRATCH/broken.json"
refuse 'broken\.json:1: not a JSON object'
echo '{"schema":1}' >"$SCRATCH/broken.json"
refuse 'broken\.json:1: this is no portable baseline'
while IFS='|' read -r pattern expression; do
    edit "$SCRATCH/base.json" "$SCRATCH/broken.json" "$expression"
    refuse "$pattern"
done <<'END'
:1: another schema|d["schema"] = 99
:1: no cells|d["cells"] = []
: cells\[2\]: .*workload|d["cells"][2]["workload"] = 5
: cells\[3\]: .*version|d["cells"][3]["version"] = 0
: cells\[3\]: .*workers|d["cells"][3]["workers"] = 10**6
: cells\[0\]: .*status|d["cells"][0]["status"] = "fine"
: cells\[0\]: .*parameter|d["cells"][0]["params"]["heap"] = []
: cells\[0\]: .*workload|d["cells"][0]["model"] = "a\033[31mred"
: cells\[0\]: .*value|d["cells"][0]["metrics"]["ops"]["value"] = None
: cells\[0\]: .*tolerance|d["cells"][0]["metrics"]["ops"]["tolerance"] = -1
: cells\[0\]: .*better|d["cells"][0]["metrics"]["ops"]["better"] = "up"
: cells\[0\]: .*name of a metric|d["cells"][0]["metrics"]["o" * 40] = d["cells"][0]["metrics"]["ops"]
: cells\[0\]: .*name of a metric|d["cells"][0]["metrics"]["a\"<b"] = d["cells"][0]["metrics"]["ops"]
END
compare 2 "$SCRATCH/nowhere.json" "$SCRATCH/new"
compare 2 "$SCRATCH/base.json" "$SCRATCH/nowhere"
ok "broken baselines"

committed=$(dirname "$0")/../../results/baseline/portable.json
python3 - "$committed" <(for what in workloads models; do "$TVP" list $what --json | tr '\n' ' '; echo; done) <<'END' || fail "results/baseline/portable.json is not complete: make portable"
import json, sys
d = json.load(open(sys.argv[1]))
lists = [json.loads(line) for line in open(sys.argv[2])]
def names(document, key):
    return [r["name"] for r in document[key] if r.get("in_suites", True)]
have = {(c["workload"], c["model"], c["sharing"]) for c in d["cells"]}
of_data = "noop", "data_touch", "cpu_stream"
want = {(w, m, s) for w in names(lists[0], "workloads") for m in names(lists[1], "models") if not m.startswith(("py_", "node_"))
        for s in (("inherit", "copy", "shm", "load", "seed", "server") if w in of_data else ("shm",))}
assert want <= have, want - have
END
ok "the committed baseline has every workload and model, and every sharing of what has to do with data"
