#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `--lifetime task` at tasks of 1 ms: what a task takes is what a run of its own says about a worker's start and end, and the task
# itself under `trial`, within 20 %.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

# What a busy machine disturbs least: the 10th percentile of all tasks, and of all starts, of a model.
cat >"$SCRATCH/predict.py" <<'P'
import json, sys
tasks, starts, model = sys.argv[1:]
def trials(folder):
    for record in map(json.loads, open(f"{folder}/trials.jsonl")):
        if record["model"] == model:
            yield record, json.load(open(f"{folder}/samples/{record['trial']}.json"))
def low(values):
    return sorted(values)[len(values) // 10]
walls, ready, ends = {"trial": [], "task": []}, [], []
for record, samples in trials(tasks):
    walls[record["params"]["lifetime"]] += samples["batch_ns"][0][1:]
for record, samples in trials(starts):
    for (call, _, _, at, leave, joined), in samples["starts"][1:-1]:
        ready.append(at - call)
        ends.append(joined - leave)
task, life = low(walls["trial"]), low(ready) + low(ends)
print("%.3f %.3f" % (low(walls["task"]) / (task + life), life / task))
P

mapfile -t left < <(models | tr ' ' '\n')
for attempt in {1..6}; do
    list=$(IFS=,; echo "${left[*]}")
    run_ok "tasks$attempt" --workload noop --model "$list" --lifetime trial,task --task 1ms --workers 1 --time 40ms --trials 5 --kinds time --quiet
    run_ok "starts$attempt" --workload noop --model "$list" --starts 40 --workers 1 --time 1ms --trials 5 --kinds time --quiet
    again=()
    for model in "${left[@]}"; do
        read -r seen life <<<"$(python3 "$SCRATCH/predict.py" "$SCRATCH/tasks$attempt" "$SCRATCH/starts$attempt" "$model")"
        said="$model: a task takes $seen of what the start-up run predicts; a life is $life of a task"
        if within "$seen" 0.8 1.2; then
            ok "$said"
            # So long a start must be in it, or nothing has been shown.
            [ "$model" != spawn ] || within "$life" 0.05 100 || fail "$said"
        else
            echo "# attempt $attempt: $said"
            again+=("$model")
        fi
    done
    left=("${again[@]}")
    [ "${#left[@]}" -gt 0 ] || break
done
[ "${#left[@]}" -eq 0 ] || fail "not as predicted: ${left[*]}"
