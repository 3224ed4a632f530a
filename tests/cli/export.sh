#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp export`: the header and rows that docs/format.md promises, read back by other tools' own readers.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
machine='{"machine":"a \"quoted\", name\nof two lines"}'
python3 "$(dirname "$0")/lib/fakerun.py" --machine "$machine" "$SCRATCH/run" || fail "fakerun.py"

"$TVP" export "$SCRATCH/run" >"$SCRATCH/run.csv" || fail "export"
"$TVP" export "$SCRATCH/run" --format json --output "$SCRATCH/run.json" || fail "export json"
"$TVP" export --format=csv "$SCRATCH/run" --output="$SCRATCH/same.csv" || fail "export --output="
cmp "$SCRATCH/run.csv" "$SCRATCH/same.csv" || fail "--output differs from standard output"

header='run,machine,os,libc,emulator,trial,session,block,kind,workload,version,params,model,sharing,workers,placement,worker,status,metric,unit,value'
[ "$(head -n 1 "$SCRATCH/run.csv")" = "$header" ] || fail "the header is not that of docs/format.md"
ok "header"

cat >"$SCRATCH/check.py" <<'P'
import csv, json, sys
folder, table, document = sys.argv[1:]
records = [json.loads(line) for line in open(folder + "/trials.jsonl")]
head, *plan = [json.loads(line) for line in open(folder + "/plan.jsonl")]
units = {m["name"]: m["unit"] for m in head["metrics"]}
rows = list(csv.DictReader(open(table, newline="")))
wanted = []
for r in records:
    front = {"run": "run", "machine": 'a "quoted", name\nof two lines', "os": "Linux", "libc": "glibc 2.36", "emulator": "",
             "trial": str(r["trial"]), "session": "0", "block": str(r["block"]), "kind": r["kind"],
             "workload": r["workload"], "version": "1", "model": r["model"], "sharing": r["sharing"],
             "params": ";".join(f"{k}={v}" for k, v in sorted(r["params"].items())),
             "workers": str(r["workers"]), "placement": r["placement"], "status": r["status"]}
    values = [("", name, value) for name, value in r["metrics"].items()]
    values += [(str(i), name, v) for name, each in r["worker_metrics"].items() for i, v in enumerate(each)]
    for worker, name, value in values or [("", "", None)]:
        wanted.append(dict(front, worker=worker, metric=name, unit=units.get(name, ""), value=value))
assert len(rows) == len(wanted), (len(rows), len(wanted))
for row, want in zip(rows, wanted):
    value = want.pop("value")
    text = row.pop("value")
    assert row == want, (row, want)
    if value is None:
        assert text == "", (row, text)
        continue
    assert float(text) == value and (isinstance(value, float) or text == str(value)), (row, text, value)
    # as few digits as any writer of exact numbers needs
    digits = lambda t: len(t.lower().split("e")[0].replace(".", "").lstrip("-0").rstrip("0"))
    assert digits(text) <= digits(repr(value)), (text, value)
assert any(w["status"] == "crashed" and w["metric"] == "" for w in wanted)
assert any(w["metric"] == "family_cgroup_bytes" for w in wanted)

whole = json.load(open(document))
assert whole["trials"] == records
assert whole["machine"] == json.load(open(folder + "/machine.json"))
assert whole["plan"] == head and whole["cells"] == [p for p in plan if p["type"] == "cell"]
assert whole["run"] == "run"
P
python3 "$SCRATCH/check.py" "$SCRATCH/run" "$SCRATCH/run.csv" "$SCRATCH/run.json" || fail "the rows are not the records"
ok "every value of every record, exactly once, and nothing else"
ok "the JSON document holds the records as they are"

# Memory does not grow with the records: 40 times as many, at most 1 MiB more.
if [ -x /usr/bin/time ] && ! grep -q __asan_init "$TVP"; then # ASan keeps what was freed
    peak() { /usr/bin/time -f %M "$TVP" export "$1" 2>&1 >/dev/null | tail -n 1; }
    before=$(peak "$SCRATCH/run")
    cp -r "$SCRATCH/run" "$SCRATCH/long"
    for _ in $(seq 40); do cat "$SCRATCH/run/trials.jsonl"; done >"$SCRATCH/long/trials.jsonl"
    after=$(peak "$SCRATCH/long")
    [ $((after - before)) -lt 1024 ] || fail "memory grows with the records: $before KiB, then $after KiB"
    ok "constant memory"
fi

refused() { # EXIT WORDS ARGUMENTS...
    local wanted=$1 words=$2 code=0
    shift 2
    "$TVP" export "$@" >"$SCRATCH/o" 2>"$SCRATCH/e" || code=$?
    [ "$code" -eq "$wanted" ] || fail "export $*: exit $code, not $wanted"
    [ "$(wc -l <"$SCRATCH/e")" -eq 1 ] || fail "export $*: not one line: $(cat "$SCRATCH/e")"
    grep -qF -- "$words" "$SCRATCH/e" || fail "export $*: $(cat "$SCRATCH/e")"
}
refused 2 "which run?"
refused 2 "did you mean --format?" --fromat csv "$SCRATCH/run"
refused 2 "csv or json, not xml" --format xml "$SCRATCH/run"
refused 2 "one run at a time" "$SCRATCH/run" "$SCRATCH/run"
refused 2 "$SCRATCH/absent" "$SCRATCH/absent"
refused 1 "cannot write to $SCRATCH/no/where" "$SCRATCH/run" --output "$SCRATCH/no/where"
[ ! -e /dev/full ] || refused 1 "No space left" "$SCRATCH/run" --output /dev/full
ok "refusals"
