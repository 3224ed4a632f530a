#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp doctor`: findings that are whole, figures that others confirm, lines of 80 columns, a bounded time, nothing left behind.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

mkdir "$SCRATCH/empty" && cd "$SCRATCH/empty" || fail "no scratch folder"
start=$(date +%s)
code=0
"$TVP" doctor >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
[ "$code" -eq 0 ] || fail "doctor ended with $code: $(cat "$SCRATCH/err")"
[ $(($(date +%s) - start)) -lt 30 ] || fail "it took $(($(date +%s) - start)) s" # 3 s, but for this machine's load
[ ! -s "$SCRATCH/err" ] || fail "it speaks on stderr: $(cat "$SCRATCH/err")"
[ -z "$(ls -A .)" ] || fail "it leaves files: $(ls -A .)"
long=$(awk 'length($0) > 80' "$SCRATCH/out")
[ -z "$long" ] || fail "wider than 80 columns: $long"
ok "text"

for id in clock_source clock_read clock_order pinning cpu_quota cpuset lost_time run_delay steal governor turbo thp_enabled \
    thp_shmem thp_defrag aslr timer_slack timer_latency swap pressure_memory pressure_cpu load virtualization cpuid smt \
    limit_tasks limit_files limit_address_space limit_stack perf_events memory_available page_fault fork_floor; do
    grep -qE "^(ok  |note|warn|bad )  *$id " "$SCRATCH/out" || fail "no finding $id"
done
ok "every check has its line"

cat >"$SCRATCH/check.py" <<'END'
import json, os, re, sys
whole = json.load(open(sys.argv[1]))
findings = {f["id"]: f for f in whole["findings"]}
levels = ["ok", "note", "warn", "bad"]
assert len(findings) == len(whole["findings"]), "an id twice"
assert whole["worst"] == max((f["level"] for f in findings.values()), key=levels.index), whole["worst"]
for level in levels:
    assert whole["counts"][level] == sum(f["level"] == level for f in findings.values()), level
assert whole["counts"]["unknown"] == sum(not f["known"] for f in findings.values())
order = [levels.index(f["level"]) for f in whole["findings"]]
assert order == sorted(order, reverse=True), "the worst do not come first"
for f in findings.values():
    assert f["fact"], f
    assert f["known"] != f["fact"].startswith("unknown: "), f
    assert f["known"] or f["level"] == "note", f
    assert (f["unit"] is None) == (f["value"] is None), f
    if f["level"] == "ok":
        assert f["consequence"] is None and f["remedy"] is None and f["metrics"] == [], f
    else:
        assert f["consequence"] and f["remedy"], f

# What others say of the same machine.
def read(path):
    try:
        with open(path) as file: return file.read()
    except OSError: return None

def bracketed(path):
    text = read(path)
    return text and re.search(r"\[(.*)\]", text).group(1)

checked = 0
def same(name, ours, theirs):
    global checked
    assert ours == theirs, "%s: %r, and the system says %r" % (name, ours, theirs)
    checked += 1

source = read("/sys/devices/system/clocksource/clocksource0/current_clocksource")
if source: same("clock_source", findings["clock_source"]["fact"], source.strip())
thp = bracketed("/sys/kernel/mm/transparent_hugepage/enabled")
if thp: same("thp_enabled", findings["thp_enabled"]["fact"], thp)
same("cpus_allowed", findings["cpus_allowed"]["value"], len(os.sched_getaffinity(0)))
same("pinning", findings["pinning"]["level"], "ok")
slack = read("/proc/self/timerslack_ns")
if slack: same("timer_slack", findings["timer_slack"]["value"], float(slack))
swap = re.search(r"SwapTotal: +(\d+)", read("/proc/meminfo") or "")
if swap: same("swap", findings["swap"]["fact"] == "none", int(swap.group(1)) == 0)
for id, path in (("governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
                 ("pressure_cpu", "/proc/pressure/cpu"), ("ksm", "/sys/kernel/mm/ksm/run")):
    same(id + " is known", findings[id]["known"], read(path) is not None)
print(checked)
END
"$TVP" doctor --json >"$SCRATCH/json" </dev/null || fail "doctor --json ended with $?"
checked=$(python3 "$SCRATCH/check.py" "$SCRATCH/json" 2>"$SCRATCH/err") || fail "$(tail -n 1 "$SCRATCH/err")"
ok "the JSON is whole, $checked facts are the system's"

"$TVP" doctor --json --strict >"$SCRATCH/json" </dev/null
code=$?
grep -q '"worst": "bad"' "$SCRATCH/json" && wanted=5 || wanted=0
[ $code -eq "$wanted" ] || fail "--strict ended with $code, not $wanted"
"$TVP" doctor --json --strict=warn >"$SCRATCH/json" </dev/null
code=$?
grep -qE '"worst": "(bad|warn)"' "$SCRATCH/json" && wanted=5 || wanted=0
[ $code -eq "$wanted" ] || fail "--strict=warn ended with $code, not $wanted"
ok "strictness"

# A machine made worse in ways that an ordinary user can: its doctor sees it, and is strict about it.
first=$(python3 -c 'import os; print(min(os.sched_getaffinity(0)))')
if command -v taskset >/dev/null; then
    taskset -c "$first" "$TVP" doctor --json >"$SCRATCH/json" </dev/null || fail "on one CPU: $?"
    python3 - "$SCRATCH/json" <<'END' || fail "one CPU is not seen"
import json, sys
findings = {f["id"]: f for f in json.load(open(sys.argv[1]))["findings"]}
assert findings["cpus_allowed"]["value"] == 1 and findings["cpus_allowed"]["level"] == "warn"
assert findings["clock_order"]["level"] == "ok" and "only one CPU" in findings["clock_order"]["fact"]
END
    ok "one CPU"
fi
if setarch -R true 2>/dev/null; then
    setarch -R "$TVP" doctor --strict=warn >"$SCRATCH/out" </dev/null
    [ $? -eq 5 ] || fail "a fixed layout is no warning to --strict=warn"
    grep -q '^warn  aslr .*for this process' "$SCRATCH/out" || fail "setarch -R is not seen"
    ok "a fixed layout"
fi
(
    ulimit -n 100
    "$TVP" doctor </dev/null
) | grep -q '^warn  limit_files  *100 open files' || fail "ulimit -n 100 is not seen"
ok "few files"
(
    ulimit -v 4000000
    "$TVP" doctor </dev/null
) >"$SCRATCH/out"
if grep -q Sanitizer "$SCRATCH/out" || [ ! -s "$SCRATCH/out" ]; then
    ok "a sanitizer needs more memory than that"
else
    grep -q '^warn  limit_address_space  *3.81 GiB' "$SCRATCH/out" || fail "ulimit -v 4000000 is not seen: $(cat "$SCRATCH/out")"
    ok "little memory to map"
fi

# With every run the same facts, measured by a process of its own.
run_ok run --workload noop --model thread --ops 100 --trials 1 --label test
"$TVP" doctor --json >"$SCRATCH/json" </dev/null || fail "doctor --json ended with $?"
python3 - "$SCRATCH/json" "$SCRATCH/run/machine.json" <<'END' || fail "machine.json has other findings than the doctor"
import json, sys
asked = {f["id"]: f for f in json.load(open(sys.argv[1]))["findings"]}
found = json.load(open(sys.argv[2]))["doctor"]
assert set(asked) == set(found), set(asked) ^ set(found)
for id in ("clock_source", "cpus_allowed", "aslr", "limit_stack", "virtualization"):
    assert asked[id]["fact"] == found[id]["fact"] and asked[id]["level"] == found[id]["level"], (asked[id], found[id])
assert found["lost_time"]["unit"] == "%" and " ms spin lost" in found["lost_time"]["fact"], found["lost_time"]
END
[ -z "$(ls -A "$SCRATCH/run/tmp" 2>/dev/null)" ] || fail "the doctor leaves files in the run folder"
ok "with every run"

for words in --jsn --strict=all extra; do
    code=0
    "$TVP" doctor $words >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
    { [ $code -eq 2 ] && [ ! -s "$SCRATCH/out" ] && [ "$(wc -l <"$SCRATCH/err")" -eq 1 ]; } || fail "doctor $words: $code, $(cat "$SCRATCH/err")"
done
"$TVP" doctor >/dev/full 2>"$SCRATCH/err" </dev/null
[ $? -eq 1 ] || fail "a full output is not noticed"
ok "wrong use"
