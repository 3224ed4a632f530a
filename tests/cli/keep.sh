#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing of another language's trial or scenario outlives kill -9 of tvp and of all its images at once: no process, no name in
# shared memory, no file.
set -u
. tests/cli/lib/common.sh
. tests/cli/lib/lane.sh

"$TVP" list models --json | python3 -c 'import json,sys; sys.exit(bool([m for m in json.load(sys.stdin)["models"] if m["name"]=="py_fork"][0]["unsupported"]))' ||
    absent "no Python lane on this system"
mkdir "$SCRATCH/tmp"
export TMPDIR=$SCRATCH/tmp

names() { find /dev/shm -name '*tvp-lane*' -o -name 'sem.loky-*' 2>/dev/null | sort; }
children() { pgrep -P "$1" -f "$2" | paste -sd ' '; }

# killed TVP WITH_KEEPER ROLE: tvp and its images die before any of them can notice that another one has; the keeper too, if asked
# for.
killed() {
    local pids=$1 played
    pids+=" $(children "$1" 'tvp-trial janitor')"
    played=$(children "$1" "tvp-trial $3")
    pids+=" $played"
    [ "$2" = no ] || pids+=" $(children "$played" 'tvp-trial keep')"
    # shellcheck disable=SC2086 # several
    kill -STOP $pids && kill -9 $pids
    wait "$1" 2>/dev/null
}

kill_trial() { # MODEL OPTIONS...: MODEL with 2 workers that work without end
    local model=$1 with_keeper pid
    shift
    for with_keeper in no yes; do
        rm -rf "$SCRATCH/killed"
        KEEP_TEST=$SCRATCH "$TVP" run --out "$SCRATCH/killed" --model "$model" --workers 2 --ops 1000000000 --batch 1000 --trials 1 --kinds memory --quiet "$@" >"$SCRATCH/log" 2>&1 </dev/null &
        pid=$!
        at_work "$model"
        [ "$(of_test KEEP_TEST | wc -w)" -ge 7 ] || fail "$model: its processes are not seen: $(of_test KEEP_TEST) $(cat "$SCRATCH/log")"
        killed "$pid" "$with_keeper" trial
        nothing_left "$model, killed with its keeper: $with_keeper" KEEP_TEST
    done
    ok "$model $*: nothing is left"
}

# Until tvp, its janitor, the trial, its keeper, the program and two workers are there, and no more of them come.
at_work() {
    local count=0 now
    for _ in $(seq 60); do
        now=$(of_test KEEP_TEST | wc -w)
        [ "$now" -lt 7 ] || [ "$now" -ne "$count" ] || return
        count=$now
        sleep .3
    done
}

names >"$SCRATCH/names"
for model in py_fork py_spawn py_forkserver py_process_pool py_joblib_multiprocessing py_loky py_dask; do
    if [ -z "${TVP_NEEDS_PYTHON:-}" ]; then
        case $model in
        *joblib* | *loky*) "$LANE_PYTHON" -c 'import joblib' 2>/dev/null || continue ;;
        *dask*) "$LANE_PYTHON" -c 'import distributed' 2>/dev/null || continue ;;
        esac
    fi
    kill_trial $model --workload py_loop
done
kill_trial py_spawn --workload py_list --sharing server --data 1M
kill_trial py_spawn --workload py_array --sharing shm --data 1M
if command -v node >/dev/null; then
    kill_trial node_fork --workload node_loop
    kill_trial node_cluster --workload node_loop
fi
left=$(names | comm -13 "$SCRATCH/names" -)
[ -z "$left" ] || fail "left in shared memory, before any sweep: $left"
ok "no name is left in shared memory"

# ---- scenarios ----

scenario_ends() { # CLAIM WHO
    local count=0 pid=$!
    for _ in $(seq 300); do # tvp, the scenario, its keeper, the script, and what it starts
        count=$(of_test KEEP_TEST | wc -w)
        [ "$count" -lt 6 ] || break
        sleep .03
    done
    [ "$count" -ge 6 ] || fail "$1: its processes are not seen:$(of_test KEEP_TEST)"
    case $2 in
    interrupted) kill -INT "$pid" ;;
    tvp) kill -9 "$pid" ;;
    scenario) kill -9 "$(children "$pid" 'tvp-trial scenario')" ;;
    all) killed "$pid" no scenario ;;
    keeper) killed "$pid" yes scenario ;;
    esac
    wait "$pid" 2>/dev/null
    for _ in $(seq 100); do
        left="$(of_test KEEP_TEST)$(find "$TMPDIR" -mindepth 1)"
        [ -n "$left" ] || return
        sleep .1
    done
    fail "$1, $2: still there: $left"
}

for claim in script-guard notebook-spawn; do
    [ $claim != notebook-spawn ] || "$LANE_PYTHON" -c 'import nbclient, ipykernel' 2>/dev/null || continue
    for who in interrupted tvp tvp tvp scenario all keeper; do
        rm -rf "${SCRATCH:?}/$claim-$who"
        KEEP_TEST=$SCRATCH "$TVP" claims --quiet --only $claim --out "$SCRATCH/$claim-$who" >/dev/null 2>&1 &
        scenario_ends $claim $who
        [ -z "$(find "$SCRATCH/$claim-$who" -name 'scenario-*')" ] || fail "$claim, $who: a scenario that was cut off was kept"
    done
    ok "$claim: nothing is left"
done
left=$(names | comm -13 "$SCRATCH/names" -)
[ -z "$left" ] || fail "left in shared memory by scenarios: $left"
ok "scenarios leave no name in shared memory"
