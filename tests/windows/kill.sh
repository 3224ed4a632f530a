#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# kill -9 of the controller and of a trial leaves no process and no file outside the run folder; a killed trial costs its own
# record; --resume completes the run, on Windows.
set -u
. tests/windows/lib/common.sh

RUN=$SCRATCH/run
OPTIONS=(--workload 'noop,data_touch,io_file,io_request' --data 2M --model 'thread,spawn' --sharing shm --workers 2 --time 60ms --trials 6 --seed 7
    --timeout 30s --quiet)

start() { # OPTIONS...
    "$TVP" run "$@" >"$SCRATCH/log" 2>&1 </dev/null &
    controller=$!
}

# The process that plays the role: a trial, a worker, or the controller.
pid_of() { windows_processes | awk -v role="$1" '$3 == role { print $1; exit }'; }

wait_for() { # ROLE
    local pid
    for _ in {1..300}; do
        pid=$(pid_of "$1")
        [ -z "$pid" ] || return 0
        sleep 0.05
    done
    return 1
}

killed=0
start --out "$RUN" "${OPTIONS[@]}"
for pause in 0.0 0.3 1.1; do
    wait_for trial || fail "no trial began: $(tail -n 3 "$SCRATCH/log")"
    sleep $pause
    victim=$(pid_of run)
    [ -n "$victim" ] || break
    kill -9 "$victim"
    wait "$controller" 2>/dev/null
    killed=$((killed + 1))
    expect_nothing_left
    if tail -n 1 "$RUN/plan.jsonl" 2>/dev/null | grep -q '"type":"end"'; then
        start --resume "$RUN" --quiet
    else
        rm -rf "$RUN"
        start --out "$RUN" "${OPTIONS[@]}"
    fi
done
[ $killed -ge 2 ] || fail "the run was over after $killed kills: no test"
wait "$controller" || fail "the last --resume ended with $?: $(tail -n 3 "$SCRATCH/log"; grep -v '"status":"ok"' "$RUN/trials.jsonl" | cut -c 1-600)"
ok "$killed times kill -9 of the controller left no process"
planned=$(grep -c '"type":"trial"' "$RUN/plan.jsonl")
recorded=$(sed -n 's/.*"trial":\([0-9]*\),"session".*/\1/p' "$RUN/trials.jsonl" | sort -n | uniq | wc -l)
[ "$planned" -eq "$recorded" ] && [ "$recorded" -eq "$(wc -l <"$RUN/trials.jsonl")" ] || fail "$planned trials are planned, $recorded recorded"
holds run ok
[ ! -e "$RUN/tmp" ] || fail "tmp/ is left"
ok "--resume completed it: $planned trials, one record each"

rm -rf "$RUN"
start --out "$RUN" --workload 'noop,data_touch' --data 2M --model 'thread,spawn' --sharing shm --workers 2 --time 150ms --trials 3 --seed 8 --quiet
shots=0
while [ $shots -lt 3 ] && kill -0 "$controller" 2>/dev/null; do
    tail -n 1 "$RUN/plan.jsonl" 2>/dev/null | grep -q '"type":"end"' || { sleep 0.1 && continue; }
    victim=$(pid_of trial)
    [ -z "$victim" ] || { kill -9 "$victim" 2>/dev/null && shots=$((shots + 1)); }
    sleep 0.4
done
code=0
wait "$controller" || code=$?
expect_nothing_left
planned=$(grep -c '"type":"trial"' "$RUN/plan.jsonl")
lost=$(grep -c '"status":"\(crashed\|failed\)"' "$RUN/trials.jsonl")
[ "$(wc -l <"$RUN/trials.jsonl")" -eq "$planned" ] || fail "not every trial has a record"
within "$lost" 1 "$shots" || fail "$shots trials were killed, $lost are recorded so (exit code $code)"
[ $code -eq 4 ] || fail "exit code $code in spite of killed trials"
ok "$shots times kill -9 of a trial: $lost recorded so, the other $((planned - lost)) are well, nothing is left"

rm -rf "$RUN"
start --out "$RUN" --workload noop --model thread --time 300ms --trials 20 --quiet
while ! tail -n 1 "$RUN/plan.jsonl" 2>/dev/null | grep -q '"type":"end"'; do sleep 0.1; done
"$TVP" run --resume "$RUN" >"$SCRATCH/second" 2>&1 </dev/null
code=$?
within $code 1 2 && grep -q 'another tvp works on this run' "$SCRATCH/second" || fail "a second tvp ended with $code: $(cat "$SCRATCH/second")"
kill -9 "$(pid_of run)"
wait "$controller" 2>/dev/null
expect_nothing_left
ok "a second tvp on the same run is refused"
