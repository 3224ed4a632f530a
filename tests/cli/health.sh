#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Real trials beside a busy loop on their CPU are told as disturbed, and others are not, where the machine is quiet; a warm-up
# that is planted is found; each time trial has every sign of health, or a reason.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v taskset >/dev/null || skip "taskset is not installed"
command -v python3 >/dev/null || skip "python3 is not installed"
cpu=$(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')

# on_cpu NAME OPTIONS...: a run that has but that CPU
on_cpu() {
    local name=$1
    shift
    taskset -c "$cpu" "$TVP" run --out "$SCRATCH/$name" --quiet "$@" >"$SCRATCH/$name.log" 2>&1 </dev/null ||
        fail "tvp run $*: $(tail -n 3 "$SCRATCH/$name.log")"
    "$TVP" export "$SCRATCH/$name" --format json >"$SCRATCH/$name.json" || fail "tvp export $name"
}

# disturbed NAME SIGN: how many trials were, by that sign
disturbed() {
    python3 -c 'import json, sys
print(sum(sys.argv[2] in trial["by"] for trial in json.load(open(sys.argv[1]))["health"]["disturbed"]))' "$SCRATCH/$1.json" "$2"
}

# calm: nobody has waited for a CPU lately
calm() {
    [ ! -r /proc/pressure/cpu ] || awk '/^some/ { sub("avg10=", "", $2); exit !($2 < 3) }' /proc/pressure/cpu
}

work=(--workload cpu_hash --model 'thread,fork' --workers 1 --time 50ms --trials 5)
before=1 after=1
calm || before=0
on_cpu quiet "${work[@]}"
calm || after=0

taskset -c "$cpu" sh -c 'while :; do :; done' &
loop=$!
trap 'kill $loop 2>/dev/null; rm -rf "$SCRATCH"' EXIT
on_cpu busy "${work[@]}"
kill $loop
wait $loop 2>/dev/null

busy=$(disturbed busy run_delay)
[ "$busy" -ge 9 ] || fail "beside a busy loop on the same CPU $busy of 10 trials have run_delay"
ok "beside a busy loop on the same CPU $busy of 10 trials have run_delay"
if [ -r /proc/pressure/cpu ]; then
    [ "$(disturbed busy pressure)" -ge 9 ] || fail "the pressure of a busy loop is not seen"
    ok "the pressure of a busy loop is seen"
fi
"$TVP" show "$SCRATCH/busy" | grep -q '^DISTURBED: .* of 10 trials of time' || fail "show does not tell"
quiet=$(disturbed quiet run_delay)
if [ $before$after = 11 ]; then
    [ "$quiet" -le 4 ] || fail "on a quiet machine $quiet of 10 trials have run_delay"
    ok "on a quiet machine $quiet of 10 trials have run_delay"
else
    echo "# the machine is busy: that a quiet one is called quiet is not tested ($quiet of 10 trials have run_delay)"
fi

# every sign is there, or why it is not
python3 - "$SCRATCH/quiet.json" <<'P' || fail "signs of health are missing"
import json, sys
export = json.load(open(sys.argv[1]))
metrics = [limit["metric"] for limit in export["health"]["limits"]]
assert len(metrics) >= 7, metrics
for trial in export["trials"]:
    for metric in metrics:
        value = trial["metrics"][metric]
        assert value is not None or trial["nulls"][metric], (trial["trial"], metric)
    assert trial["metrics"]["reference_spin_ns"] > 0 and trial["metrics"]["batch_ops"] == trial["batch"]
    assert trial["inside"]["course"] in ("flat", "warm-up", "slowdown", "unsteady"), trial["inside"]
    assert sum(ops for _, ops in trial["inside"]["op_ps"]) == trial["ops"] * trial["workers"]
P
ok "each trial has every sign of health, and all its ops in the histogram"

# the first million ops, of four, take four times as long
courses() { # NAME: how many trials warmed up
    python3 -c 'import json, sys
print(sum(entry["course"]["warm-up"] for entry in json.load(open(sys.argv[1]))["noise"]))' "$SCRATCH/$1.json"
}
# A neighbour that comes and goes makes a course unsteady, whatever was planted: what is wrong with us spoils every attempt.
tell_apart() {
    for kind in warm none; do
        rm -rf "${SCRATCH:?}/$kind"
        on_cpu "$kind" --workload fault --param "kind=$kind" --ops 4000000 --batch 20000 --model thread,fork --trials 8
    done
    warm=$(courses warm) none=$(courses none)
    [ "$warm" -ge 10 ] && [ "$none" -le 5 ]
}
said() { echo "$warm of 16 trials with a planted warm-up are said to warm up, and $none of 16 without"; }
for attempt in 1 2 3 4 5 6 7 8; do
    if tell_apart; then
        ok "$(said)"
        break
    fi
    [ "$attempt" -lt 8 ] || fail "$(said)"
    echo "attempt $attempt: $(said)"
done
