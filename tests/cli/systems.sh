#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Several systems side by side: `tvp show A B` and `tvp plot A B` over a Linux run and the same made out to be Windows' and musl's:
# factors without verdicts, figures that are defined differently without factors, what a system does not have, in 80 columns.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
fake() { python3 "$(dirname "$0")/lib/fakerun.py" "$@" || fail "fakerun.py $*"; }

fake --noisy "$SCRATCH/linux"
cp -r "$SCRATCH/linux" "$SCRATCH/windows"
cp -r "$SCRATCH/linux" "$SCRATCH/musl"
python3 - "$SCRATCH" <<'P' || fail "the runs cannot be made out to be other systems'"
import json, sys
top = sys.argv[1]

def machine(run, **facts):
    path = f"{top}/{run}/machine.json"
    with open(path) as file:
        value = json.load(file)
    for name, fact in facts.items():
        if isinstance(fact, dict):
            value[name] = {**(value.get(name) or {}), **fact}
        else:
            value[name] = fact
    with open(path, "w") as file:
        json.dump(value, file)

def lines(run, name, change):
    path = f"{top}/{run}/{name}"
    with open(path) as file:
        kept = [change(json.loads(line)) for line in file]
    with open(path, "w", newline="") as file:
        file.writelines(json.dumps(line) + ("\r\n" if run == "windows" else "\n") for line in kept)

OTHER = {"family_pss_bytes": "family_ws_bytes", "worker_pss_bytes": "worker_private_ws_bytes", "memory_factor": "ws_factor"}

def windows_plan(line):
    if line["type"] == "plan":
        for metric in line["metrics"]:
            metric["name"] = OTHER.get(metric["name"], metric["name"])
            metric["brief"] = "by working sets" if metric["name"].endswith("ws_bytes") else metric.get("brief", "")
    if line["type"] == "cell" and line["model"] == "fork":
        line.update(unsupported="Windows has no fork", ops=None, batch=None)
    return line

def windows_record(record):
    if record["model"] == "fork":
        record.update(status="unsupported", reason="Windows has no fork", metrics={}, worker_metrics={})
    record["metrics"] = {OTHER.get(name, name): value for name, value in record["metrics"].items()}
    times = record["worker_metrics"]
    for name in times:
        if name.startswith("enter"):
            times[name] = [value and 7 * value for value in times[name]]
    return record

machine("windows", os={"name": "Windows", "distribution": "Windows 11", "page_bytes": 16384}, libc={"name": "ucrt"}, emulator="wine-8.0")
machine("linux", os={"page_bytes": 4096}, libc={"name": "glibc 2.36", "linkage": "dynamic"})
machine("musl", os={"page_bytes": 4096}, libc={"name": "musl", "linkage": "static"})
lines("windows", "plan.jsonl", windows_plan)
lines("windows", "trials.jsonl", windows_record)
P

"$TVP" show "$SCRATCH/linux" "$SCRATCH/windows" "$SCRATCH/musl" >"$SCRATCH/all" 2>"$SCRATCH/err" || fail "show: $(cat "$SCRATCH/err")"
grep -q '^SYSTEMS side by side' "$SCRATCH/all" || fail "runs of three systems are not put side by side"
[ "$(grep -c '^THROUGHPUT of all' "$SCRATCH/all")" -eq 3 ] || fail "the tables of each run are gone"
"$TVP" show --systems "$SCRATCH/linux" "$SCRATCH/windows" "$SCRATCH/musl" >"$SCRATCH/only" || fail "show --systems"
sed -n '/^SYSTEMS side/,$p' "$SCRATCH/all" | cmp - "$SCRATCH/only" || fail "--systems shows something else"
awk 'length > 80 { print; bad = 1 } END { exit bad }' "$SCRATCH/only" || fail "over 80 columns"
for line in 'A  Linux, glibc 2.36: ' 'B  Windows, wine-8.0, ucrt: ' 'C  Linux, musl: ' 'not on B *fork: Windows has no fork' 'page *A 4096 bytes; B 16384 bytes; C 4096' \
    'spawn *A posix_spawn; B CreateProcessW' 'family *A family_pss_bytes'; do
    grep -qE "^ *$line" "$SCRATCH/only" || fail "lacks /$line/: $(cat "$SCRATCH/only")"
done
grep -qE 'REGRESSED|IMPROVED|EQUIVALENT' "$SCRATCH/only" && fail "verdicts between systems"
ok "three systems side by side, named by what tells them apart, with what is not the same"

# The factor of what takes 7 times as long is 7; of what is defined differently there is none.
grep -E '^thread/shm +call ' "$SCRATCH/only" | head -n 1 | grep -qE ' x1\.00 .* x1\.00$' || fail "the same calls: $(grep call "$SCRATCH/only")"
grep -E '^ +enter cold ' "$SCRATCH/only" | head -n 1 | grep -qE ' x7\.00 .* x1\.00$' || fail "7 times: $(grep 'enter cold' "$SCRATCH/only")"
grep -E '^[a-z]+/[a-z]+ +family ' "$SCRATCH/only" | grep -vE 'fork|spawn' | head -n 1 | grep -qE ' def\. .* x1\.00$' ||
    fail "family, defined differently: $(grep family "$SCRATCH/only")"
grep -E '^fork/shm +call ' "$SCRATCH/only" | head -n 1 | grep -qE ' - .* x1\.00$' || fail "fork on Windows: $(grep fork "$SCRATCH/only")"
ok "factors where figures mean the same, none where they do not"

"$TVP" show "$SCRATCH/linux" "$SCRATCH/linux" | grep -q '^SYSTEMS' && fail "one system is compared with itself unasked"
refused "--systems of one run" 2 '2 to 16 runs side by side, not 1' "$TVP" show --systems "$SCRATCH/linux"
code=0
"$TVP" compare "$SCRATCH/linux" "$SCRATCH/windows" >"$SCRATCH/compared" 2>&1 || code=$?
[ "$code" -eq 0 ] || fail "compare of two systems: exit $code"
grep -q 'not comparable' "$SCRATCH/compared" && ! grep -qE 'REGRESSED|IMPROVED' "$SCRATCH/compared" || fail "compare judges systems"
ok "compare gives no verdict, exit 0"

command -v gnuplot >/dev/null || skip "gnuplot is not installed"
TVP_DATADIR=$(pwd) "$TVP" plot "$SCRATCH/linux" "$SCRATCH/windows" "$SCRATCH/musl" --out "$SCRATCH/figures" >"$SCRATCH/out" 2>"$SCRATCH/err" ||
    fail "plot: $(cat "$SCRATCH/err")"
[ ! -s "$SCRATCH/err" ] || fail "plot speaks on stderr: $(head "$SCRATCH/err")"
while read -r figure; do
    [ -s "$SCRATCH/figures/$figure.png" ] || fail "$figure was not drawn: $(cat "$SCRATCH/out")"
    python3 - "$SCRATCH/figures/$figure.svg" <<'P' || fail "$figure.svg does not name the systems"
import sys
import xml.etree.ElementTree as tree
text = "".join(tree.parse(sys.argv[1]).getroot().itertext())
assert all(word in text for word in ("Windows, wine-8.0, ucrt", "Linux, musl", "thread", "spawn")), text
P
done < <(grep -l '^# of: systems' plots/*.gp | sed 's|.*/||; s|\.gp$||')
refused "a figure of several runs from one" 1 'tvp plot RUN RUN' env TVP_DATADIR="$(pwd)" "$TVP" plot "$SCRATCH/linux" --figure systems_startup
refused "a figure of one run from several" 1 'it is of one run' env TVP_DATADIR="$(pwd)" "$TVP" plot "$SCRATCH/linux" "$SCRATCH/musl" --figure startup
ok "figures of several systems"
