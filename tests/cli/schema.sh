#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every file of real runs, with a trial of every status in them, keeps the JSON Schemas of results/schema, as an independent
# validator reads them.
set -u
. "$(dirname "$0")/lib/common.sh"

PYTHON=
for python in /usr/bin/python3 python3; do
    [ -n "$PYTHON" ] || ! "$python" -W ignore -c 'import jsonschema' 2>/dev/null || PYTHON=$python
done
if [ -z "$PYTHON" ]; then
    [ -z "${CI:-}" ] || fail "python3-jsonschema is missing (make setup)"
    skip "python3-jsonschema is missing (make setup)"
fi
SCHEMAS=$(cd "$(dirname "$0")/../../results/schema" && pwd)

validate() { # NAME: of a run in $SCRATCH
    "$PYTHON" -W ignore tests/cli/lib/validate.py "$SCHEMAS" "$SCRATCH/$1" 2>"$SCRATCH/problem"
}

holds() { # NAME STATUSES
    local counts
    counts=$(validate "$1") || fail "$1: $(cat "$SCRATCH/problem")"
    [ "$(cat "$SCRATCH/problem")" = "$2" ] || fail "$1 has trials of status '$(cat "$SCRATCH/problem")', not '$2'"
    ok "$1: $counts, valid ($2)"
}

common=(--workers '1,2' --time 10ms --trials 2 --timeout 20s)
run plain --workload noop,counter,data_touch --data 1M --model thread,fork,spawn --sharing all --starts 3 "${common[@]}" \
    --label schema-test
case $code in 0 | 4) ;; *) fail "tvp run ended with $code: $(tail -n 3 "$SCRATCH/plain.log")" ;; esac
holds plain "ok unsupported"
! grep -q "\"$(hostname)\"" "$SCRATCH/plain/machine.json" || fail "the host's name stands in machine.json in spite of --label"
ok "the label stands for the host's name"

"$TVP" ab --quiet --b-env A=1 --workload noop --model thread --time 1ms --trials 4 --label schema-test --out "$SCRATCH/arms" \
    >"$SCRATCH/arms.log" 2>&1 || fail "tvp ab: $(tail -n 3 "$SCRATCH/arms.log")"
holds arms ok

run lives --workload noop,counter --model thread,fork --lifetime all --task 200us --workers 2 --time 2ms --trials 1 --label schema-test
[ "$code" -eq 0 ] || fail "tvp run --lifetime ended with $code: $(tail -n 3 "$SCRATCH/lives.log")"
holds lives ok
grep -q '"lifetime":"task"' "$SCRATCH/lives/plan.jsonl" || fail "the plan does not tell the lifetime"

run shared --workload noop,counter --model thread,fork --time 2ms --budget 1500ms --label schema-test
[ "$code" -eq 0 ] || fail "tvp run --budget ended with $code: $(tail -n 3 "$SCRATCH/shared.log")"
holds shared ok
run enough --workload data_touch --data 1M --kinds memory --model thread,fork --time 2ms --target 50% --trials 12 --label schema-test
[ "$code" -eq 0 ] || fail "tvp run --target ended with $code: $(tail -n 3 "$SCRATCH/enough.log")"
holds enough ok
grep -q '"type":"group".*"estimates":\[{' "$SCRATCH/shared/plan.jsonl" || fail "the plan does not say by what the budget was shared out"

for fault in crash:crashed wrong:failed exit:failed hang:timeout; do
    run "${fault%:*}" --workload fault --param "kind=${fault%:*}" --model thread,fork,spawn --workers 1,2 --ops 1000 --trials 1 --timeout 2s
    [ "$code" -eq 4 ] || fail "tvp run with ${fault%:*} ended with $code: $(tail -n 3 "$SCRATCH/${fault%:*}.log")"
    holds "${fault%:*}" "${fault#*:}"
done
if [ "$(nproc)" -ge 2 ]; then
    run unpin --workload fault --param kind=unpin --model fork --placement same-cpu --workers 1 --ops 1000 --trials 1
    holds unpin invalid
fi

# A validator that accepts everything proves nothing.
spoil_in() { # RUN FILE SED-EXPRESSION
    cp -r "$SCRATCH/$1" "$SCRATCH/spoilt"
    sed -i -e "$3" "$SCRATCH/spoilt/$2"
    cmp -s "$SCRATCH/$1/$2" "$SCRATCH/spoilt/$2" && fail "$3 changes nothing in $2"
    validate spoilt >"$SCRATCH/out" && fail "the schemas accept $2 after $3"
    rm -r "$SCRATCH/spoilt"
}
spoil() { # FILE SED-EXPRESSION
    spoil_in crash "$@"
}
spoil trials.jsonl 's/"status":"crashed"/"status":"sad"/'
spoil trials.jsonl 's/"status":"crashed"/"status":"ok"/'
spoil trials.jsonl 's/"cell":/"zell":/'
spoil trials.jsonl 's/"wall_ns":/"wall_ns":-/'
spoil plan.jsonl 's/"image_hash":"/"image_hash":"x/'
spoil_in enough decisions.jsonl 's/"from":/"form":/'
spoil machine.json 's/"online": /"online": -/'
ok "the schemas refuse what is wrong"
