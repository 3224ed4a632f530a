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

cat >"$SCRATCH/validate.py" <<'END'
"""validate.py SCHEMAS RUN: prints how many of each kind of document were valid; the first that is not ends it."""
import json, os, sys
import jsonschema

schemas, run = sys.argv[1:]
store = {name: json.load(open(os.path.join(schemas, name))) for name in sorted(os.listdir(schemas))}
counts = {}

def check(schema, where, text):
    document = json.loads(text)
    resolver = jsonschema.RefResolver("", store[schema], store=store)
    problems = list(jsonschema.Draft7Validator(store[schema], resolver=resolver).iter_errors(document))
    if problems:
        sys.exit("%s: %s: %s" % (where, "/".join(map(str, problems[0].absolute_path)), problems[0].message[:300]))
    counts[schema] = counts.get(schema, 0) + 1
    return document

for schema in store.values():
    jsonschema.Draft7Validator.check_schema(schema)
check("machine.json", "machine.json", open(run + "/machine.json").read())
statuses, planned = set(), {}
for number, line in enumerate(open(run + "/plan.jsonl"), 1):
    document = check("plan-line.json", "plan.jsonl:%d" % number, line)
    planned[document["type"]] = planned.get(document["type"], 0) + 1
for number, line in enumerate(open(run + "/trials.jsonl"), 1):
    record = check("record.json", "trials.jsonl:%d" % number, line)
    statuses.add(record["status"])
    null = {name for name, value in record["metrics"].items() if value is None}
    null |= {name for name, values in record["worker_metrics"].items() if None in values}
    if null != set(record["nulls"]):
        sys.exit("trials.jsonl:%d: the reasons are not those of the nulls: %s" % (number, null ^ set(record["nulls"])))
    if any(len(values) != record["workers"] for values in record["worker_metrics"].values()):
        sys.exit("trials.jsonl:%d: not one value a worker" % number)
for name in sorted(os.listdir(run + "/samples")):
    check("samples.json", name, open(run + "/samples/" + name).read())
if planned.get("trial") != counts.get("record.json"):
    sys.exit("%s trials are planned, %s recorded" % (planned.get("trial"), counts.get("record.json")))
print(", ".join("%d of %s" % (counts[name], name) for name in sorted(counts)))
print(" ".join(sorted(statuses)), file=sys.stderr)
END

validate() { # NAME: of a run in $SCRATCH
    "$PYTHON" -W ignore "$SCRATCH/validate.py" "$SCHEMAS" "$SCRATCH/$1" 2>"$SCRATCH/problem"
}

holds() { # NAME STATUSES
    local counts
    counts=$(validate "$1") || fail "$1: $(cat "$SCRATCH/problem")"
    [ "$(cat "$SCRATCH/problem")" = "$2" ] || fail "$1 has trials of status '$(cat "$SCRATCH/problem")', not '$2'"
    ok "$1: $counts, valid ($2)"
}

common=(--workers '1,2' --time 10ms --trials 2 --timeout 20s)
run plain --workload noop,counter,data_touch --data 1M --model thread,fork,spawn --sharing inherit,copy,shm --starts 3 "${common[@]}" \
    --label schema-test
case $code in 0 | 4) ;; *) fail "tvp run ended with $code: $(tail -n 3 "$SCRATCH/plain.log")" ;; esac
holds plain "ok unsupported"
! grep -q "\"$(hostname)\"" "$SCRATCH/plain/machine.json" || fail "the host's name stands in machine.json in spite of --label"
ok "the label stands for the host's name"

"$TVP" ab --quiet --b-env A=1 --workload noop --model thread --time 1ms --trials 4 --label schema-test --out "$SCRATCH/arms" \
    >"$SCRATCH/arms.log" 2>&1 || fail "tvp ab: $(tail -n 3 "$SCRATCH/arms.log")"
holds arms ok

run shared --workload noop,counter --model thread,fork --time 2ms --budget 1500ms --label schema-test
[ "$code" -eq 0 ] || fail "tvp run --budget ended with $code: $(tail -n 3 "$SCRATCH/shared.log")"
holds shared ok
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
spoil() { # FILE SED-EXPRESSION
    cp -r "$SCRATCH/crash" "$SCRATCH/spoilt"
    sed -i -e "$2" "$SCRATCH/spoilt/$1"
    cmp -s "$SCRATCH/crash/$1" "$SCRATCH/spoilt/$1" && fail "$2 changes nothing in $1"
    validate spoilt >"$SCRATCH/out" && fail "the schemas accept $1 after $2"
    rm -r "$SCRATCH/spoilt"
}
spoil trials.jsonl 's/"status":"crashed"/"status":"sad"/'
spoil trials.jsonl 's/"status":"crashed"/"status":"ok"/'
spoil trials.jsonl 's/"cell":/"zell":/'
spoil trials.jsonl 's/"wall_ns":/"wall_ns":-/'
spoil plan.jsonl 's/"image_hash":"/"image_hash":"x/'
spoil machine.json 's/"online": /"online": -/'
ok "the schemas refuse what is wrong"
