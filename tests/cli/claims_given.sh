#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp claims` and what was measured elsewhere: the same samples given as another system's, what a given record says of its interpreter,
# and what the report and its commands say of trials and interpreters.
set -u
. tests/cli/lib/common.sh
. tests/cli/lib/lane.sh

"$TVP" list models --json | python3 -c 'import json,sys; sys.exit(bool([m for m in json.load(sys.stdin)["models"] if m["name"]=="py_fork"][0]["unsupported"]))' ||
    absent "no Python lane on this system"
claims() { "$TVP" claims --quiet --out "$SCRATCH/claims" "$@" 2>"$SCRATCH/error" </dev/null || fail "tvp claims $*: $(cat "$SCRATCH/error")"; }
look() { # FILE EXPRESSION, of `claim`: ID to claim, with parts and figures by name
    python3 - "$@" <<'P' || fail "$2: $(cat "$1")"
import json, sys
said = json.load(open(sys.argv[1]))
claim = {one["id"]: one for one in said["claims"]}
part = {(one["id"], item["name"]): item for one in said["claims"] for item in one["parts"]}
figure = {(one["id"], item["name"]): item for one in said["claims"] for item in one["figures"]}
sys.exit(not eval(sys.argv[2]))
P
}

# Even samples: two threads gain 1.27, which is no speed-up to be proud of, and the same on each system.
claims --only threads-consistent --trials 6 --format json >"$SCRATCH/own"
look "$SCRATCH/own" 'claim["threads-consistent"]["verdict"] == "not tested here"'
look "$SCRATCH/own" '"needs a run of another" in claim["threads-consistent"]["reason"]'
make_even() { # FOLDER SYSTEM GAIN
    python3 - "$@" <<'P'
import json, sys
folder, system, gain = sys.argv[1], sys.argv[2], float(sys.argv[3])
path = folder + "/run/trials.jsonl"
records = [json.loads(line) for line in open(path)]
for record in records:
    record.update(status="ok", reason=None)
    record["metrics"]["ops_per_s"] = 1e6 * (gain if record["workers"] == 2 else 1) * (1 + 0.001 * record["block"])
    if "runtime" in record:
        record["runtime"]["default_start_method"] = "spawn" if system == "macOS" else "fork"
open(path, "w").write("".join(json.dumps(record) + "\n" for record in records))
machine = json.load(open(folder + "/run/machine.json"))
machine["os"]["name"] = system
json.dump(machine, open(folder + "/run/machine.json", "w"))
P
}
make_even "$SCRATCH/claims" Linux 1.27
cp -r "$SCRATCH/claims" "$SCRATCH/given"
make_even "$SCRATCH/given" Windows 1.27
claims --only threads-consistent --run "$SCRATCH/given" --format json >"$SCRATCH/same"
look "$SCRATCH/same" 'claim["threads-consistent"]["verdict"] == "holds"'
look "$SCRATCH/same" 'abs(figure["threads-consistent", "native"]["estimate"] - 1) < 1e-6 and figure["threads-consistent", "native"]["trials"] == 6'
make_even "$SCRATCH/given" Windows 1.9
claims --only threads-consistent --run "$SCRATCH/given" --format json >"$SCRATCH/unlike"
look "$SCRATCH/unlike" 'claim["threads-consistent"]["verdict"] == "does not hold"'
look "$SCRATCH/unlike" 'part["threads-consistent", "native"]["asked"] == "from 0.8 to 1.25"'
ok "the same samples hold as another system's, others do not"

# What works "everywhere" does not hold by one system's records; nor is it untested.
claims --only joblib --trials 1 --format json >"$SCRATCH/one"
look "$SCRATCH/one" 'claim["joblib"]["verdict"] == "holds in part" and "another operating system" in claim["joblib"]["reason"]'
"$TVP" claims --quiet --only joblib --out "$SCRATCH/claims" </dev/null 2>/dev/null | grep -q 'work on another system too: - (it was not given)' || fail "no word of what was not given"
look "$SCRATCH/one" 'figure["joblib", "memory"]["unit"] == "ratio" and figure["joblib", "start"]["unit"] == "ns"'
claims --only joblib --trials 1 >"$SCRATCH/text"
tr -s ' \n' ' ' <"$SCRATCH/text" | grep -q 'given an array: memory_factor [0-9. ().]*, the range of 1 trial' || fail "no quantity: $(cat "$SCRATCH/text")"
ok "one system's records are a part of what holds on all"

# The default start method is what the record says, and the cell that is judged is that method's.
make_even "$SCRATCH/given" macOS 1.27
echo '{"schema":"tvp.scenario/1","interpreter":"/p","implementation":"CPython","version":"3.14","build":"b"}
{"scenario":"notebook","case":"cell/spawn/pool","outcome":"fails","detail":"made up"}
{"scenario":"notebook","case":"cell/forkserver/pool","outcome":"works","detail":"made up"}
{"scenario":"notebook","done":true,"gil":true,"default_start_method":"forkserver"}' >"$SCRATCH/given/scenario-notebook.jsonl"
claims --only mac-like-linux --run "$SCRATCH/given" --format json >"$SCRATCH/mac"
look "$SCRATCH/mac" 'part["mac-like-linux", "method"]["outcome"] == "spawn" and part["mac-like-linux", "method"]["answer"] == "no"'
look "$SCRATCH/mac" 'part["mac-like-linux", "cell"]["outcome"] == "works"'
ok "a given record tells its default start method"

# Few trials have their reason, in all formats; each claim's command has what it was measured with.
long=$SCRATCH/$(printf 'long%.0s' $(seq 12))
mkdir "$long" && printf '#!/bin/sh\nexec %s "$@"\n' "$LANE_PYTHON" >"$long/python" && chmod +x "$long/python"
claims --only pickle-limits,fork-no-pickle --trials 1 --python "$long/python" --format json >"$SCRATCH/first"
claims --only pickle-limits,fork-no-pickle --format json >"$SCRATCH/kept"
for id in pickle-limits fork-no-pickle; do
    look "$SCRATCH/kept" "\"--python $long/python\" in claim[\"$id\"][\"again\"]"
done
look "$SCRATCH/kept" '"--trials 1" in claim["fork-no-pickle"]["again"] and "--trials" not in claim["pickle-limits"]["again"]'
claims --only fork-no-pickle >"$SCRATCH/text"
grep -A1 'again: tvp claims --only fork-no-pickle \\$' "$SCRATCH/text" | grep -q '^      --python' || fail "a long command: $(cat "$SCRATCH/text")"
# Of scenarios alone, too, and of an interpreter that is not the runs'.
"$TVP" claims --quiet --only pickle-limits --out "$SCRATCH/alone" --format json >"$SCRATCH/alone.json" 2>"$SCRATCH/error" </dev/null || fail "$(cat "$SCRATCH/error")"
look "$SCRATCH/alone.json" '{"date", "machine", "system", "tvp", "python"} == {fact["name"] for fact in said["measured"]}'
look "$SCRATCH/alone.json" '[1 for fact in said["measured"] if "default start method" in fact["text"] and "interpreter lock" in fact["text"]]'
look "$SCRATCH/alone.json" 'claim["pickle-limits"]["again"] == "tvp claims --only pickle-limits"'
sed -i '1s/"version":"[^"]*"/"version":"3.99.1"/' "$SCRATCH/claims/scenario-serializers.jsonl"
claims --only pickle-limits,fork-no-pickle --format json >"$SCRATCH/mixed"
look "$SCRATCH/mixed" 'len([1 for fact in said["measured"] if fact["name"] == "python"]) == 2'
claims --only pickle-limits,fork-no-pickle >"$SCRATCH/text"
grep -q '^python *CPython 3.99.1' "$SCRATCH/text" || fail "no word of the scenario's interpreter: $(cat "$SCRATCH/text")"
ok "the head and the commands name what was measured with"

# Trials that could not tell, of both cells of a labelled ratio: the reason is told, of both.
claims --only pool-io --trials 6 --format json >"$SCRATCH/first"
python3 - "$SCRATCH/claims" <<'P'
import glob, json, sys
for path in glob.glob(sys.argv[1] + "/run*/trials.jsonl"):
    records = [json.loads(line) for line in open(path)]
    for record in records:
        if record["workload"] == "py_files":
            record.update(status="ok", reason=None)
            lost = record["block"] in {"py_thread_pool": (0,), "py_process_pool": (1, 2)}[record["model"]]
            record["metrics"]["ops_per_s"] = None if lost else 1000.0
            record["nulls"] = {"ops_per_s": "made up"} if lost else {}
    open(path, "w").write("".join(json.dumps(record) + "\n" for record in records))
P
reason='1 of 6 trials and 2 of 6 of those compared with could not tell: made up'
claims --only pool-io --format json >"$SCRATCH/lost"
look "$SCRATCH/lost" "figure[\"pool-io\", \"files\"][\"missing\"] == \"$reason\" and figure[\"pool-io\", \"files\"][\"trials\"] == 3"
for format in text markdown; do
    claims --only pool-io --format $format >"$SCRATCH/page"
    tr -s ' \n' ' ' <"$SCRATCH/page" | grep -q "the range of 3 pairs ($reason)" || fail "$format has no reason: $(cat "$SCRATCH/page")"
done
ok "few trials are explained"
