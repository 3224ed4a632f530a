#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Planning by variance: a budget gives a planted noisy cell more blocks than a quiet one; a target ends the quiet one early and
# the noisy one not; what was not played is recorded, survives kill -9 and --resume; bad values are refused.
set -u
. "$(dirname "$0")/lib/common.sh"

# Trials of the noisy cells take 1 to 32 times as long as those of the quiet ones, as their seeds say.
cat >"$SCRATCH/planted.suite" <<'END_SUITE'
--workload fault --model thread,fork --param fault.kind=none --ops 3000000 --batch 300000
--workload fault --model thread,fork --param fault.kind=noisy --ops 3000000 --batch 300000
END_SUITE

# about RUN WHAT: what plan, records and decisions of a run say, by an independent reader.
cat >"$SCRATCH/about.py" <<'END_PY'
import collections, json, math, statistics, sys

run, what = sys.argv[1:3]
lines = [json.loads(line) for line in open(run + "/plan.jsonl")]
cells = {line["cell"]: line for line in lines if line["type"] == "cell"}
groups = [line for line in lines if line["type"] == "group"]
planned = [line for line in lines if line["type"] == "trial"]
records = [json.loads(line) for line in open(run + "/trials.jsonl")]
try:
    decisions = [json.loads(line) for line in open(run + "/decisions.jsonl")]
except FileNotFoundError:
    decisions = []

def noisy(cell):
    return cells[cell]["params"].get("kind") == "noisy"

def half_width(values):
    """Of the median's 95 % interval by order statistics, on its wider side, relative."""
    values, n = sorted(values), len(values)
    tail, rank = 0, 0
    for k in range(n // 2):
        tail += math.comb(n, k) / 2**n
        if 1 - 2 * tail < 0.95:
            break
        rank = k + 1
    if not rank:
        return math.inf
    middle = statistics.median(values)
    return max(values[n - rank] - middle, middle - values[rank - 1]) / middle

if what == "blocks":  # of the quiet and of the noisy group; each cell has as many trials as its group has blocks
    for group in groups:
        for cell in group["cells"]:
            played = [t["block"] for t in planned if t["cell"] == cell and t["kind"] == group["kind"]]
            assert len(played) == len(set(played)) == group["blocks"], (cell, played)
        assert len({noisy(cell) for cell in group["cells"]}) == 1
    blocks = {noisy(g["cells"][0]): {t["block"] for t in planned if t["cell"] == g["cells"][0]} for g in groups}
    assert blocks[False] <= blocks[True], "the blocks of the quiet ones are not among those of the noisy ones"
    print(len(blocks[False]), len(blocks[True]))
    assert all(e["between"] is not None and e["cost_ns"] > 0 for g in groups for e in g["estimates"] if e["trials"] > 1)
elif what == "accounted":  # each planned trial has a record, or a decision says that it is not needed
    have = collections.Counter(r["trial"] for r in records)
    assert not have or max(have.values()) == 1, "a trial has two records"
    for t in planned:
        spared = any(t["trial"] >= d["from"] and t["kind"] == d["kind"] and t["cell"] in d["cells"] for d in decisions)
        assert spared or t["trial"] in have, "trial %d has neither record nor decision" % t["trial"]
        assert not (spared and t["trial"] in have), "trial %d was not needed and was played" % t["trial"]
    print(len(planned), len(records), len(decisions))
elif what == "widths":  # trials and half-width of each cell: "quiet 8 0.12"
    for cell in cells:
        values = [statistics.median(w / o for w, o in zip(r["worker_metrics"]["work_ns"], r["worker_metrics"]["ops"]))
                  for r in records if r["cell"] == cell and r["status"] == "ok"]
        print("noisy" if noisy(cell) else "quiet", len(values), half_width(values))
END_PY
about() { python3 "$SCRATCH/about.py" "$SCRATCH/$1" "$2" || fail "$1: $2"; }

# ---- a budget ----------------------------------------------------------------------------------------------------------

run shared "$SCRATCH/planted.suite" --budget 8s --seed 3
[ "$code" -eq 0 ] || fail "a run with a budget ended with $code: $(tail -n 3 "$SCRATCH/shared.log")"
read -r quiet noisy < <(about shared blocks)
[ "$noisy" -gt "$quiet" ] || fail "$quiet blocks for the quiet cells, $noisy for the noisy ones"
[ "$quiet" -ge 6 ] || fail "less than six blocks for the quiet cells: $quiet"
about shared accounted >/dev/null
grep -q "groups of cells that are compared get $quiet to $noisy blocks" "$SCRATCH/shared.log" || fail "the progress does not say so"
"$TVP" show "$SCRATCH/shared" >"$SCRATCH/shared.out" || fail "show"
grep -q "^blocks *$quiet to $noisy of time" "$SCRATCH/shared.out" || fail "show does not say so: $(grep ^blocks "$SCRATCH/shared.out")"
grep -q '^PRECISION' "$SCRATCH/shared.log" && grep -q 'sees' "$SCRATCH/shared.log" || fail "no summary of what could be seen"
awk 'length > 80 { bad = 1; print } END { exit bad }' <(grep -v '^tvp' "$SCRATCH/shared.log") || fail "over 80 columns"
ok "blocks follow the variance: $quiet for the quiet cells, $noisy for the noisy ones"

"$TVP" run "$SCRATCH/planted.suite" --budget 8s --dry-run | grep -q 'noise and cost' || fail "--dry-run does not say how blocks are shared out"
"$TVP" run "$SCRATCH/planted.suite" --target 5% --dry-run | grep -q -- '+-5%' || fail "--dry-run does not tell the target"
ok "--dry-run tells it"

# The budget ends by the clock, too, and nobody loses its first block.
run late --workload fault --model thread,fork --param kind=noisy --ops 40000000 --batch 4000000 --budget 1s --seed 3
[ "$code" -eq 0 ] || fail "a run over its budget ended with $code: $(tail -n 3 "$SCRATCH/late.log")"
about late accounted >/dev/null
[ "$(sed -n 's/.*"block":0,.*"cell":\([0-9]*\),.*/\1/p' "$SCRATCH/late/trials.jsonl" | sort -u | wc -l)" -eq 2 ] || fail "a model was dropped"
ok "what does not fit is dropped by blocks, never by models"

# Where nobody asks for a time, the rehearsal settles it; where somebody does, it stays.
run timed --workload cpu_hash --model thread,fork,spawn --budget 5s
run asked --workload cpu_hash --model thread,fork --budget 5s --time 30ms
for name in timed asked; do
    grep '"type":"pilot"' "$SCRATCH/$name/plan.jsonl" | grep -q '"best_time_ns":' || fail "$name: the plan does not tell the best time"
done
grep '"type":"pilot"' "$SCRATCH/asked/plan.jsonl" | grep -q '"time_ns":30000000,' || fail "--time 30ms did not stay"
time_ns=$(sed -n 's/.*"type":"pilot".*[^_]time_ns":\([0-9]*\),.*/\1/p' "$SCRATCH/timed/plan.jsonl")
within "$time_ns" 25000000 100000000 || fail "trials work $time_ns ns"
ok "trials work $time_ns ns by the rehearsal, 30 ms where that was asked for"

# Too little time to learn the noise of many cells: short trials, and a line that says so.
run short --workload cpu_hash,counter,io_request,io_file --model thread,fork,spawn --budget 2s --seed 3
[ "$code" -eq 0 ] || fail "a short budget: $code: $(tail -n 3 "$SCRATCH/short.log")"
grep -q 'as the budget is too short to learn their noise' "$SCRATCH/short.log" || fail "a short budget says nothing: $(cat "$SCRATCH/short.log")"
ok "a budget too short to learn the noise makes trials short, and says so"

# ---- a target ----------------------------------------------------------------------------------------------------------

run aimed "$SCRATCH/planted.suite" --target 45% --trials 64 --seed 5
[ "$code" -eq 0 ] || fail "a run with a target ended with $code: $(tail -n 3 "$SCRATCH/aimed.log")"
about aimed accounted >/dev/null
about aimed widths >"$SCRATCH/widths"
while read -r kind trials width; do
    case $kind in
    quiet) [ "$trials" -lt 64 ] && within "$width" 0 0.45 || fail "a quiet cell: $trials trials, +-$width" ;;
    noisy) [ "$trials" -eq 64 ] || fail "a noisy cell has $trials trials of 64, and +-$width" ;;
    esac
done <"$SCRATCH/widths"
grep -q '"why":"target"' "$SCRATCH/aimed/decisions.jsonl" || fail "no decision is recorded"
"$TVP" show "$SCRATCH/aimed" | grep -q 'not needed (target reached: 1)' || fail "show does not say why trials were not played"
grep -q 'planned trials were not needed' "$SCRATCH/aimed.log" || fail "the summary does not say so"
grep -q 'wider than the target of 45 %: inconclusive' "$SCRATCH/aimed.log" || fail "the summary does not tell the wide ones"
ok "a target of 45 %: $(tr '\n' ';' <"$SCRATCH/widths")"

cp "$SCRATCH/aimed/trials.jsonl" "$SCRATCH/before"
cp "$SCRATCH/aimed/decisions.jsonl" "$SCRATCH/decided"
"$TVP" run --resume "$SCRATCH/aimed" --quiet >/dev/null || fail "--resume of a complete run with a target"
cmp -s "$SCRATCH/before" "$SCRATCH/aimed/trials.jsonl" && cmp -s "$SCRATCH/decided" "$SCRATCH/aimed/decisions.jsonl" ||
    fail "--resume of a complete run changed it"
ok "--resume of such a run changes nothing"

run replayed --plan "$SCRATCH/aimed/plan.jsonl" --quiet
[ "$code" -eq 0 ] || fail "--plan of a run with a target ended with $code: $(cat "$SCRATCH/replayed.log")"
about replayed accounted >/dev/null
cmp -s <(grep '"type":"[gt]' "$SCRATCH/aimed/plan.jsonl") <(grep '"type":"[gt]' "$SCRATCH/replayed/plan.jsonl") || fail "--plan changed groups or trials"
ok "--plan takes over groups, target and order"

# kill -9 at any moment, a torn decision: the resumed run comes to the same decisions as the whole one would have.
for ms in 150 400 700 1000; do
    rm -rf "$SCRATCH/killed"
    "$TVP" run "$SCRATCH/planted.suite" --target 45% --trials 64 --seed 5 --quiet --out "$SCRATCH/killed" >/dev/null 2>&1 </dev/null &
    killed=$!
    until tail -n 1 "$SCRATCH/killed/plan.jsonl" 2>/dev/null | grep -q '"type":"end"'; do sleep 0.02; done
    sleep "0.$(printf %03d $((ms % 1000)))"
    kill -9 $killed 2>/dev/null
    wait $killed 2>/dev/null
    [ ! -e "$SCRATCH/killed/decisions.jsonl" ] || printf '{"schema":1,"sess' >>"$SCRATCH/killed/decisions.jsonl"
    "$TVP" run --resume "$SCRATCH/killed" --quiet >/dev/null 2>"$SCRATCH/err" || fail "--resume after kill -9: $(cat "$SCRATCH/err")"
    about killed accounted >/dev/null
    while read -r kind trials width; do
        [ "$kind" = noisy ] || within "$width" 0 0.45 || fail "after kill -9: $kind $trials +-$width"
    done < <(about killed widths)
done
ok "killed and resumed, each trial has a record or a decision"

# Decisions that are wrong are told with their line.
cp -r "$SCRATCH/aimed" "$SCRATCH/wrong"
printf '{"schema":1,"session":0,"why":"mood","kind":"time","cells":[0],"from":3}\n' >>"$SCRATCH/wrong/decisions.jsonl"
"$TVP" show "$SCRATCH/wrong" >/dev/null 2>"$SCRATCH/err" && fail "a wrong decision is accepted"
grep -q 'decisions.jsonl:2: a decision that this tvp does not know' "$SCRATCH/err" || fail "wrong decision: $(cat "$SCRATCH/err")"
ok "a wrong decision is refused with its line"

# ---- an ab run says its decisions in the same way --------------------------------------------------------------------------

"$TVP" ab --quiet --b-env A=1 --workload fault --ops 300000 --model thread --thresholds <(echo 'default 900%') --level 20% --trials 32 \
    --out "$SCRATCH/arms" >"$SCRATCH/arms.log" 2>&1 || fail "tvp ab: $(tail -n 3 "$SCRATCH/arms.log")"
about arms accounted >/dev/null
grep -q '"why":"verdict"' "$SCRATCH/arms/decisions.jsonl" || fail "an early verdict is not recorded as a decision"
"$TVP" show "$SCRATCH/arms" | tr -s ' \n' ' ' | grep -q 'not needed (verdict clear: 1)' || fail "show of a run of ab"
ok "tvp ab records its early stops in the same file"

# ---- bad values ------------------------------------------------------------------------------------------------------------

refused() { # WORDS OPTIONS...
    local words=$1
    shift
    "$TVP" run --workload noop "$@" --dry-run >/dev/null 2>"$SCRATCH/err"
    local code=$?
    [ $code -eq 2 ] && [ "$(wc -l <"$SCRATCH/err")" -eq 1 ] && grep -qF -- "$words" "$SCRATCH/err" ||
        fail "$*: exit $code: $(cat "$SCRATCH/err")"
}
refused '--target: 0: must be 0.1% to 50%' --target 0
refused '--target: abc is not a percentage such as 2% or 0.5%' --target abc
refused '(did you mean 2%?)' --target 0.02
refused '--target: 60%: must be 0.1% to 50%' --target 60%
refused '--target: -2 is not a percentage' --target -2
"$TVP" run --workload noop --target 2>"$SCRATCH/err" >/dev/null && fail "--target without a value"
grep -q -- '--target needs a value' "$SCRATCH/err" || fail "--target without a value: $(cat "$SCRATCH/err")"
refused 'did you mean --target' --taget 2%
"$TVP" run --plan "$SCRATCH/aimed/plan.jsonl" --target 2% --dry-run 2>"$SCRATCH/err" && fail "--plan with --target"
grep -q -- "--target cannot go with --plan" "$SCRATCH/err" || fail "--plan with --target: $(cat "$SCRATCH/err")"
ok "bad targets are refused in one line"
