#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp run --reference`: a pinned image plays a twin of each timed cell in every block, is kept by its hash and found again; what
# cannot be one is refused in one line.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
image=$(dirname "$TVP")/tvp-trial
cd "$SCRATCH" || exit 1

# As an earlier build: the same program, and bytes behind it that make it another file.
mkdir earlier
cp "$image" earlier/tvp-trial
echo earlier >>earlier/tvp-trial
cp "$(dirname "$TVP")/tvp-empty" earlier/

run_ok pinned --reference earlier/tvp-trial --workload noop,data_touch --data 1M --model thread,fork --starts 3 --time 2ms --trials 3 \
    --seed 7 --quiet --probe memory
hash=$(ls results/images)
[[ $hash =~ ^[0-9a-f]{16}$ ]] && cmp -s earlier/tvp-trial "results/images/$hash/tvp-trial" || fail "the image is not kept: $hash"
[ -x "results/images/$hash/tvp-trial" ] && [ -x "results/images/$hash/tvp-empty" ] || fail "what is kept is no program"
python3 - pinned "$hash" <<'P' || fail "the twins"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1] + "/plan.jsonl")]
head, cells = lines[0], [l for l in lines if l["type"] == "cell"]
assert head["reference"] == {"image_hash": sys.argv[2]} and head["image_hash"] != sys.argv[2], head
assert head["command"][head["command"].index("--reference") + 1] == sys.argv[2], head["command"]
own = [c for c in cells if "arm" not in c["params"]]
twins = [c for c in cells if c["params"].get("arm") == "reference"]
assert len(own) == len(twins) == 4 and all("memory" in c["kinds"] for c in own), cells
def key(cell):
    rest = {k: v for k, v in cell["params"].items() if k != "arm"}
    return json.dumps([cell["workload"], cell["model"], cell["sharing"], cell["workers"], cell["placement"], cell["cpus"], cell["ops"],
                       cell["batch"], rest], sort_keys=True)
assert [key(c) for c in own] == [key(c) for c in twins]
assert all(c["kinds"] == ["time"] and not c["named"] for c in twins)
records = [json.loads(line) for line in open(sys.argv[1] + "/trials.jsonl")]
assert all(r["status"] == "ok" for r in records)
for block in range(3):
    cells = sorted(r["cell"] for r in records if r["block"] == block and r["kind"] == "time")
    assert cells == list(range(8)), (block, cells)
assert sorted(r["cell"] for r in records if r["kind"] == "memory") == sorted([0, 1, 2, 3] * 3)
P
ok "each timed cell has a twin in every block, which does the same work"

cat >ratio.py <<'P'
import json, math, statistics
records = [json.loads(line) for line in open("pinned/trials.jsonl")]
plan = [json.loads(line) for line in open("pinned/plan.jsonl")]
shown = [json.loads(line) for line in open("shown")]
metrics = {s["metric"] for s in shown}
assert {"ops_per_s", "enter_ns", "enter_cold_ns", "op_ns", "family_pss_bytes"} <= metrics, metrics
for metric in "ops_per_s", "crew_ready_ns":
    series = [s for s in shown if s["metric"] == metric and s["kind"] == "time"]
    assert len(series) == 4, series
    for one in series:
        cell = next(c["cell"] for c in plan if c["type"] == "cell" and one["cell"].startswith(f"{c['workload']}/{c['model']}/"))
        def of(cell):
            return {r["block"]: r["metrics"][metric] for r in records if r["cell"] == cell and r["kind"] == "time"}
        mine, twin = of(cell), of(cell + 4)
        ratio = statistics.median(math.log(mine[b] / twin[b]) for b in mine)
        value = one["values"][0]
        assert math.isclose(value["log_ratio"], ratio, abs_tol=1e-12), (value, ratio)
        assert math.isclose(value["reference"], statistics.median(twin.values())), value
assert all(s["values"][0]["log_ratio"] is None for s in shown if s["kind"] == "memory")
P
"$TVP" history add --db h.db pinned >log && "$TVP" history show --db h.db --json >shown || fail "history: $(cat log)"
python3 ratio.py || fail "the history's ratios are not those of the records"
ok "the history has the ratio to the twin in the same blocks"

"$TVP" show pinned >shown || fail "show"
[ "$(sed -n '/^THROUGHPUT/,/^$/p' shown | grep -c '^thread/shm ')" -eq 2 ] || fail "twins are shown: $(cat shown)"
"$TVP" export pinned --format bencher >bencher.json || fail "export"
! grep -q 'arm=reference' bencher.json || fail "twins are exported to other tools"
[ "$(values pinned ops_per_s arm=reference | wc -l)" -eq 12 ] || fail "the CSV has not every record"
ok "who reads figures does not meet them, who reads records does"

run_ok byhash --reference "$hash" --workload noop --model thread --time 2ms --trials 2 --quiet
head -n 5 pinned/trials.jsonl >some && mv some pinned/trials.jsonl
"$TVP" run --resume pinned --quiet >log 2>&1 || fail "resume: $(cat log)"
[ "$(wc -l <pinned/trials.jsonl)" -eq "$(grep -c '"type":"trial"' pinned/plan.jsonl)" ] || fail "resumed, and not complete"
run_ok byplan --plan pinned/plan.jsonl --quiet
grep -q "\"reference\":{\"image_hash\":\"$hash\"}" byplan/plan.jsonl || fail "--plan forgets the reference"
mv results/images elsewhere
run missing --plan pinned/plan.jsonl --quiet
[ "$code" -eq 2 ] && grep -q "no lean image $hash is kept in results/images" missing.log || fail "missing: $code, $(cat missing.log)"
run_ok told --plan pinned/plan.jsonl --reference "elsewhere/$hash/tvp-trial" --quiet
mv elsewhere results/images
ok "it is found again by its hash: by a run, --resume and --plan"

for i in 1 2; do
    "$TVP" run --out "both$i" --reference "$image" --workload noop --model thread --time 2ms --trials 2 --quiet >"both$i.log" 2>&1 &
    eval "pid$i=$!"
done
# shellcheck disable=SC2154 # set above
wait "$pid1" && wait "$pid2" || fail "two that keep the same image at once: $(cat both1.log both2.log)"
[ -z "$(find results/images -name 'tmp-*')" ] || fail "temporary folders are left in results/images"
ok "two at once keep the same image"

refused() { # WORDS OPTIONS...
    local words=$1
    shift
    run refused "$@" --quiet
    rm -rf refused
    [ "$code" -eq 2 ] && [ "$(wc -l <refused.log)" -eq 1 ] && grep -qF -- "$words" refused.log || fail "$*: $code, $(cat refused.log)"
}
run_ok plain --workload noop --model thread --time 1ms --trials 1 --quiet
printf '#!/bin/sh\necho "tvp-trial: tvp and tvp-trial are of different versions: build both anew" >&2\nexit 2\n' >older
chmod +x older
refused 'cannot be the reference by this tvp: tvp and tvp-trial are of different versions' --reference ./older --workload noop
refused 'is no lean image of tvp' --reference "$(type -P true)" --workload noop
refused 'no such file' --reference nothing --workload noop
refused 'no lean image 0123456789abcdef is kept' --reference 0123456789abcdef --workload noop
refused 'no cell that can run here measures any' --reference "$image" --workload data_touch --data 1M --kinds memory
refused 'the plan has no cells for it' --plan plain/plan.jsonl --reference "$image"
refused "the plan's is $hash" --plan pinned/plan.jsonl --reference "$image"
[ "$(find results/images -mindepth 1 -maxdepth 1 | wc -l)" -eq 2 ] || fail "what was refused is kept"
echo >>"results/images/$hash/tvp-trial"
refused 'has changed since it was kept' --reference "$hash" --workload noop
"$TVP" ab --reference "$hash" --b "$image" --workload noop >log 2>&1 && fail "ab takes --reference"
grep -qF -- '--reference, --target and --image are for' log || fail "ab: $(cat log)"
ok "refusals"
