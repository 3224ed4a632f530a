#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# kill -9 of the controller and of trials at any moment leaves no process, no shared segment, no cgroup, no file outside the run
# folder; --resume completes exactly the missing trials and leaves earlier records as they were, byte for byte.
#   KILLS=N   how many times the controller is killed (default 12)    SEED=N   of the moments (default: random, printed)
set -u
. "$(dirname "$0")/lib/common.sh"

KILLS=${KILLS:-12}
SEED=${SEED:-$RANDOM}
RANDOM=$SEED
MARK=TVP_TEST_MARK=$$-$SEED # in the environment of all that a run starts: how its processes are known from others'
RUN=$SCRATCH/run
mkdir "$SCRATCH/cwd" "$SCRATCH/tmp"

MODELS=$(models | tr ' ' '\n' | grep -xE 'thread|fork|spawn|forkserver|hybrid|clone_vm' | paste -sd ,)
OPTIONS=(--workload 'noop,data_touch,io_file' --data 2M --model "$MODELS" --workers 3 --time 5ms --trials 8
    --seed 7 --timeout 20s --quiet)

# Processes of ours, "PID ROLE" a line; zombies have no environment and are found by their parent.
ours() {
    local folder words
    for folder in /proc/[0-9]*; do
        grep -qzxF "$MARK" "$folder/environ" 2>/dev/null || continue
        mapfile -d '' -t words <"$folder/cmdline" 2>/dev/null
        echo "${folder#/proc/} ${words[1]:-}"
    done
}

# Starts a run in the background, its id in $controller.
start() { # OPTIONS...
    (cd "$SCRATCH/cwd" && exec env "$MARK" TMPDIR="$SCRATCH/tmp" "$TVP" run "$@") >"$SCRATCH/log" 2>&1 </dev/null &
    controller=$!
}

pause_ms() { # MILLISECONDS
    sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
}

# Nothing of the controller $1 is there any more; its family gets some seconds to die.
expect_nothing_left() { # PID
    local waited left
    for waited in {1..80}; do
        left=$(ours)
        [ -n "$left" ] || break
        pause_ms 100
    done
    [ -z "$left" ] || fail "processes are left ${waited} times 100 ms after kill -9: $left"
    left=$(find /dev/shm -maxdepth 1 -name "tvp-$1-*" 2>/dev/null)
    [ -z "$left" ] || fail "segments are left: $left"
    left=$(find /sys/fs/cgroup -type d -name "tvp-$1-*" 2>/dev/null)
    [ -z "$left" ] || fail "cgroups are left: $left"
    left=$(find "$SCRATCH/cwd" "$SCRATCH/tmp" -mindepth 1)
    [ -z "$left" ] || fail "files are left outside the run folder: $left"
}

# Kills the trial that the controller plays now.
shoot() {
    local child children=() words
    read -ra children 2>/dev/null <"/proc/$controller/task/$controller/children" # no newline ends it
    for child in "${children[@]}"; do
        mapfile -d '' -t words 2>/dev/null <"/proc/$child/cmdline" || continue
        [ "${words[1]:-}" = trial ] || continue
        kill -9 "$child" 2>/dev/null && return 0
    done
    return 1
}

# Whole lines of the records so far.
keep_records() {
    [ ! -e "$RUN/trials.jsonl" ] || head -n "$(wc -l <"$RUN/trials.jsonl")" "$RUN/trials.jsonl" >"$SCRATCH/before"
}

expect_records_kept() {
    [ ! -s "$SCRATCH/before" ] || cmp -s <(head -c "$(wc -c <"$SCRATCH/before")" "$RUN/trials.jsonl") "$SCRATCH/before" ||
        fail "earlier records were changed"
}

plan_is_whole() {
    tail -n 1 "$RUN/plan.jsonl" 2>/dev/null | grep -q '"type":"end"'
}

# ---- the controller is killed, again and again -------------------------------------------------------------------

echo "seed $SEED"
begun=$(date +%s%N)
start --out "$SCRATCH/whole" "${OPTIONS[@]}"
wait $controller || fail "the run ended with $?: $(tail -n 3 "$SCRATCH/log")"
whole_ms=$((($(date +%s%N) - begun) / 1000000))
expect_nothing_left $controller
ok "a run of $whole_ms ms that nobody kills leaves nothing"

killed=0 in_plan=0
: >"$SCRATCH/before"
while [ $killed -lt "$KILLS" ]; do
    # The first quarter falls into the making of the folder, the pilots and the plan; the others share the trials.
    window_ms=$((whole_ms * 2 / KILLS + 20))
    [ $killed -ge $((KILLS / 4)) ] || window_ms=300
    if plan_is_whole; then
        start --resume "$RUN" --quiet
    else
        rm -rf "$RUN"
        start --out "$RUN" "${OPTIONS[@]}"
    fi
    pause_ms $((RANDOM % window_ms))
    kill -9 $controller 2>/dev/null || break
    wait $controller 2>/dev/null
    [ $? -eq 137 ] || break
    killed=$((killed + 1))
    expect_nothing_left $controller
    plan_is_whole || in_plan=$((in_plan + 1))
    expect_records_kept
    keep_records
done
[ $killed -ge $((KILLS / 2)) ] || fail "the run was over after $killed kills: no test"
ok "$killed times kill -9 of the controller ($in_plan times before the plan was whole) left nothing"

if plan_is_whole; then
    keep_records
    start --resume "$RUN" --quiet
else
    rm -rf "$RUN"
    : >"$SCRATCH/before"
    start --out "$RUN" "${OPTIONS[@]}"
fi
wait $controller || fail "the last --resume ended with $?: $(tail -n 3 "$SCRATCH/log")"
expect_nothing_left $controller
expect_records_kept
planned=$(grep -c '"type":"trial"' "$RUN/plan.jsonl")
recorded=$(sed -n 's/.*"trial":\([0-9]*\),"session".*/\1/p' "$RUN/trials.jsonl" | sort -n | uniq | wc -l)
[ "$planned" -eq "$recorded" ] || fail "$planned trials are planned, $recorded recorded"
[ "$recorded" -eq "$(wc -l <"$RUN/trials.jsonl")" ] || fail "a trial has two records"
[ ! -e "$RUN/tmp" ] || [ -z "$(ls -A "$RUN/tmp")" ] || fail "tmp/ is not empty"
ok "--resume made it $planned trials with one record each, earlier ones byte for byte as they were"

cp "$RUN/trials.jsonl" "$SCRATCH/before"
start --resume "$RUN" --quiet
wait $controller || fail "--resume of a complete run ended with $?: $(tail -n 3 "$SCRATCH/log")"
cmp -s "$SCRATCH/before" "$RUN/trials.jsonl" || fail "--resume of a complete run changed it"
ok "--resume of a complete run changes nothing"

# ---- trials are killed: each costs its own record, and no more ------------------------------------------------------

rm -rf "$RUN"
start --out "$RUN" --workload 'noop,data_touch' --data 2M --model 'thread,fork,spawn' --workers 2 --time 60ms --trials 3 --seed 8 --quiet
while ! plan_is_whole; do
    kill -0 $controller 2>/dev/null || fail "the run ended early: $(tail -n 3 "$SCRATCH/log")"
    pause_ms 50
done
[ -n "$(ours)" ] || fail "the processes of a run cannot be seen: this test would prove nothing"
shots=0
while kill -0 $controller 2>/dev/null && [ $shots -lt 6 ]; do
    shoot && shots=$((shots + 1))
    pause_ms $((40 + RANDOM % 80))
done
code=0
wait $controller || code=$?
[ $code -eq 4 ] || [ $code -eq 0 ] || fail "the run whose trials were killed ended with $code: $(tail -n 3 "$SCRATCH/log")"
expect_nothing_left $controller
planned=$(grep -c '"type":"trial"' "$RUN/plan.jsonl")
crashed=$(grep -c '"status":"crashed"' "$RUN/trials.jsonl")
[ "$(wc -l <"$RUN/trials.jsonl")" -eq "$planned" ] || fail "not every trial has a record"
within "$crashed" 1 "$shots" || fail "$shots trials were killed, $crashed are recorded as crashed"
[ "$(grep '"status":"crashed"' "$RUN/trials.jsonl" | grep -c '"reason":"killed by SIGKILL')" -eq "$crashed" ] ||
    fail "a killed trial has another reason: $(grep '"status":"crashed"' "$RUN/trials.jsonl" | grep -o '"reason":"[^"]*"' | sort -u)"
[ "$(grep -c '"status":"ok"' "$RUN/trials.jsonl")" -eq $((planned - crashed)) ] || fail "another trial was hurt"
[ $code -eq 4 ] || fail "exit code $code in spite of crashed trials"
ok "$shots times kill -9 of a trial: $crashed recorded as crashed, the other $((planned - crashed)) are well"

# ---- one run, one tvp -----------------------------------------------------------------------------------------------

rm -rf "$RUN"
start --out "$RUN" --workload noop --model thread --time 300ms --trials 20 --quiet
while ! plan_is_whole; do pause_ms 50; done
first=$controller
"$TVP" run --resume "$RUN" >"$SCRATCH/second" 2>&1 </dev/null
code=$?
within $code 1 2 || fail "a second tvp on the same run ended with $code"
grep -q 'another tvp works on this run' "$SCRATCH/second" || fail "a second tvp said: $(cat "$SCRATCH/second")"
[ "$(wc -l <"$SCRATCH/second")" -eq 1 ] || fail "a second tvp said more than one line: $(cat "$SCRATCH/second")"
kill -INT "$first"
code=0
wait "$first" || code=$?
[ $code -eq 130 ] || fail "an interrupted run ended with $code"
expect_nothing_left "$first"
ok "a second tvp on the same run is refused in one line; Ctrl-C ends the first with 130"
