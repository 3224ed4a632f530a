#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp compare` of two runs with known values (lib/fakerun.py): exact metrics get verdicts, times do not, what is of another
# machine or version gets factors alone; the formats are what they say they are.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
lib=$(cd "$(dirname "$0")/lib" && pwd)
fake() { python3 "$lib/fakerun.py" "$@" || fail "fakerun.py $*"; }

fake "$SCRATCH/base"
cp -r "$SCRATCH/base" "$SCRATCH/new"
# the fake run names no exact metrics: memory is
sed -i '1s/\("name": *"\(family\|parent\|memory\)[^}]*"exact": *\)false/\1true/g' "$SCRATCH/base/plan.jsonl" "$SCRATCH/new/plan.jsonl"
grep -q '"exact": *true' "$SCRATCH/base/plan.jsonl" || fail "no exact metric in the fake run"
# edit NAME METRIC FACTOR: all its values times that
edit() {
    python3 - "$SCRATCH/$1/trials.jsonl" "$2" "$3" <<'P'
import json, sys
path, metric, factor = sys.argv[1], sys.argv[2], float(sys.argv[3])
records = [json.loads(line) for line in open(path)]
for record in records:
    if isinstance(record["metrics"].get(metric), (int, float)):
        record["metrics"][metric] *= factor
open(path, "w").write("".join(json.dumps(r) + "\n" for r in records))
P
}
# compare EXIT ARGUMENTS...
compare() {
    local wanted=$1 code=0
    shift
    "$TVP" compare "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
    [ "$code" -eq "$wanted" ] || fail "compare $*: exit $code, not $wanted: $(cat "$SCRATCH/out" "$SCRATCH/err")"
}

compare 0 "$SCRATCH/base" "$SCRATCH/base"
! grep -qE 'REGRESSED|IMPROVED' "$SCRATCH/out" || fail "a run differs from itself"
grep -qE 'family_pss_bytes .*EQUIVALENT' "$SCRATCH/out" || fail "exact metrics have no verdict: $(cat "$SCRATCH/out")"
grep -qE 'op_ns .*INCONCLUSIVE' "$SCRATCH/out" || fail "times have a verdict"
grep -q 'not interleaved: use tvp ab' "$SCRATCH/out" || fail "no hint"
awk 'length > 80 { bad = 1; print } END { exit bad }' "$SCRATCH/out" || fail "over 80 columns"
ok "a run against itself"

cp -r "$SCRATCH/base" "$SCRATCH/below"
edit below family_pss_bytes -1
compare 0 "$SCRATCH/base" "$SCRATCH/below"
grep -q 'negative: there is no ratio' "$SCRATCH/out" || fail "a ratio to something negative: $(cat "$SCRATCH/out")"
! grep -qE 'family_pss_bytes .*(REGRESSED|IMPROVED|EQUIVALENT)' "$SCRATCH/out" || fail "a verdict on something negative"
ok "nothing is a share of something negative"

# Trials that went wrong in NEW, a cell that it cannot run, trials that it has not.
python3 - "$SCRATCH" <<'P'
import json, shutil, sys
top = sys.argv[1]
def change(name, of):
    shutil.copytree(f"{top}/base", f"{top}/{name}")
    path = f"{top}/{name}/trials.jsonl"
    records = [of(r) for r in map(json.loads, open(path))]
    open(path, "w").write("".join(json.dumps(r) + "\n" for r in records if r))
def crash(r):
    if r["cell"] == 0 and r["block"] % 3 == 0 and r["status"] == "ok":
        r.update(status="crashed", reason="worker 0: killed by SIGSEGV at run", metrics={}, worker_metrics={})
    return r
change("crashes", crash)
change("missing", lambda r: None if r["cell"] == 0 else r)
P
compare 3 "$SCRATCH/base" "$SCRATCH/crashes"
grep -qE '^  trials_ok .*REGRESSED' "$SCRATCH/out" && grep -q 'trials of B went wrong: worker 0: killed by SIGSEGV' "$SCRATCH/out" ||
    fail "crashes are no regression: $(cat "$SCRATCH/out")"
compare 3 --format junit "$SCRATCH/base" "$SCRATCH/crashes"
grep -q 'name="trials_ok"><failure' "$SCRATCH/out" || fail "crashes in JUnit: $(grep -A1 trials_ok "$SCRATCH/out")"
compare 0 "$SCRATCH/crashes" "$SCRATCH/base"
grep -qE '^  trials_ok .*IMPROVED' "$SCRATCH/out" || fail "no more crashes: $(cat "$SCRATCH/out")"
compare 0 "$SCRATCH/crashes" "$SCRATCH/crashes"
grep -qE '^  trials_ok .*INCONCLUSIVE' "$SCRATCH/out" || fail "crashes in both: $(cat "$SCRATCH/out")"
compare 5 --require-verdict "$SCRATCH/base" "$SCRATCH/missing"
grep -q 'B has no trials of it' "$SCRATCH/out" || fail "missing trials: $(cat "$SCRATCH/out")"
ok "trials that went wrong are a regression, missing ones are said"

edit new family_pss_bytes 1.2
compare 3 "$SCRATCH/base" "$SCRATCH/new"
grep -qE 'family_pss_bytes .*REGRESSED' "$SCRATCH/out" || fail "20 % more memory: $(cat "$SCRATCH/out")"
compare 0 "$SCRATCH/new" "$SCRATCH/base"
grep -qE 'family_pss_bytes .*IMPROVED' "$SCRATCH/out" || fail "less memory is no improvement"
echo 'default 1%
family_pss_bytes 50%' >"$SCRATCH/wide.txt"
compare 0 --thresholds "$SCRATCH/wide.txt" "$SCRATCH/base" "$SCRATCH/new"
grep -qE 'family_pss_bytes .*EQUIVALENT' "$SCRATCH/out" || fail "the threshold does not count"
compare 5 --require-verdict "$SCRATCH/base" "$SCRATCH/base"
ok "exact metrics, thresholds, exit codes"

edit new ops_per_s 0.1
compare 3 "$SCRATCH/base" "$SCRATCH/new"
! grep -E ' (op_ns|ops_per_s|enter_ns) ' "$SCRATCH/out" | grep -qv INCONCLUSIVE || fail "a time of another run has a verdict"
ok "times of two runs never"

compare 3 --format json "$SCRATCH/base" "$SCRATCH/new"
python3 - "$SCRATCH/out" <<'P' || fail "JSON"
import json, sys
report = json.load(open(sys.argv[1]))
rows = [r for r in report["rows"] if r["metric"] == "family_pss_bytes"]
assert rows and all(r["verdict"] == "REGRESSED" and abs(r["ratio"] - 1.2) < 1e-9 and r["low"] > 1.19 for r in rows), rows
assert sum(report["verdicts"].values()) == len(report["rows"]) > 10
assert report["verdicts"]["REGRESSED"] == len(rows)
P
compare 3 --format junit "$SCRATCH/base" "$SCRATCH/new"
python3 - "$SCRATCH/out" <<'P' || fail "JUnit"
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()
cases = suite.findall("testcase")
assert suite.tag == "testsuite" and int(suite.get("tests")) == len(cases)
assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) > 0
assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped")) > 0
P
compare 3 --format md "$SCRATCH/base" "$SCRATCH/new"
grep -qE "^\\| cpu.{1,2}hash, .* \\| .op_ns. \\|" "$SCRATCH/out" || fail "Markdown: $(head -n 12 "$SCRATCH/out")"
awk -F'[^\\\\][|]' '/^\|/ { if (columns && NF != columns) bad = 1; columns = NF } END { exit bad || !columns }' "$SCRATCH/out" || fail "the table is ragged"
ok "JSON, JUnit, Markdown"

# A run that did not end: three trials of cell 1 have no record.
cp -r "$SCRATCH/base" "$SCRATCH/ended"
python3 - "$SCRATCH/ended/trials.jsonl" <<'P'
import json, sys
records = [json.loads(line) for line in open(sys.argv[1])]
open(sys.argv[1], "w").writelines(json.dumps(r) + "\n" for r in records if r["cell"] != 1 or r["block"] < 4)
P
compare 0 "$SCRATCH/base" "$SCRATCH/ended"
grep -A2 -E '^  trials_ok .* 7\+4 +INCONCLUSIVE' "$SCRATCH/out" | grep -q '3 of 7 trials of B are missing: it did not end' ||
    fail "missing trials: $(cat "$SCRATCH/out")"
compare 0 "$SCRATCH/ended" "$SCRATCH/base"
grep -q '3 of 7 trials of A are missing: it did not end' "$SCRATCH/out" || fail "missing trials of A: $(cat "$SCRATCH/out")"
ok "trials that are missing"

# ---- annotations, read as the runner reads them: ::name key=value,...::message, unescaped ----
cp -r "$SCRATCH/new" "$SCRATCH/strange"
# A parameter of no known workload, with all that means something to a workflow command, in the name of a cell.
sed -i '/"cell": *9/s/"write": *10/"write":10,"odd":"a%0Ab::c,d=e%\\n::error::"/' "$SCRATCH/strange/plan.jsonl"
cp -r "$SCRATCH/strange" "$SCRATCH/strange2"
cp -r "$SCRATCH/strange" "$SCRATCH/base2"
python3 - "$SCRATCH" <<'P'
import json, sys
path = sys.argv[1] + "/strange/trials.jsonl"
records = [json.loads(line) for line in open(path)]
for r in records:
    for name in list(r["metrics"]):
        if name == "family_pss_bytes" and r["metrics"][name]:
            r["metrics"][name] *= 1.3
        if name == "family_uss_bytes" and r["metrics"][name]:
            r["metrics"][name] *= 0.5
open(path, "w").write("".join(json.dumps(r) + "\n" for r in records))
P
compare 3 --format github "$SCRATCH/strange2" "$SCRATCH/strange"
cp "$SCRATCH/out" "$SCRATCH/github"
compare 3 --format json "$SCRATCH/strange2" "$SCRATCH/strange"
python3 - "$SCRATCH/github" "$SCRATCH/out" <<'P' || fail "GitHub: $(cat "$SCRATCH/github")"
import json, re, sys
raw = open(sys.argv[1], "rb").read()
report = json.load(open(sys.argv[2]))
def data(text):
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
def of_property(text):
    return data(text.replace("%3A", ":").replace("%2C", ","))
found = []
for line in raw.decode().split("\n")[:-1]:
    match = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line)
    assert match, line
    name, properties, message = match.groups()
    assert re.fullmatch(r"title=[^,:\r\n]*", properties), properties
    assert not re.search(r"%(?!25|0D|0A)", message), message
    found.append((name, of_property(properties[6:]), data(message)))
errors = [(title, message) for name, title, message in found if name == "error"]
regressed = [r for r in report["rows"] if r["verdict"] == "REGRESSED"]
assert [t for t, _ in errors] == ["REGRESSED: " + r["cell"] for r in regressed] and len(errors) == 3, (errors, regressed)
assert any("a%0Ab::c,d=e%\n::error::" in t for t, _ in errors), errors
assert all(m.startswith("family_pss_bytes +30.0 % (+") for _, m in errors), errors
assert [n for n, *_ in found] == ["error"] * 3 + ["warning", "notice"], found
verdicts = report["verdicts"]
assert found[3][1] == f"INCONCLUSIVE: {verdicts['INCONCLUSIVE']} of {len(report['rows'])} comparisons", found[3]
assert found[3][2].endswith(f"... and {verdicts['INCONCLUSIVE'] - 5} more") and found[3][2].count("\n") == 5, found[3]
assert found[4][1] == f"IMPROVED: 3 of {len(report['rows'])} comparisons", found[4]
P
compare 3 --format gitlab "$SCRATCH/strange2" "$SCRATCH/strange"
cp "$SCRATCH/out" "$SCRATCH/gitlab"
compare 3 --format gitlab "$SCRATCH/strange2" "$SCRATCH/strange"
cmp "$SCRATCH/out" "$SCRATCH/gitlab" || fail "fingerprints are not stable"
python3 - "$SCRATCH/gitlab" <<'P' || fail "GitLab: $(cat "$SCRATCH/gitlab")"
import json, re, sys
issues = json.load(open(sys.argv[1]))
assert isinstance(issues, list) and len(issues) > 3
for issue in issues:
    assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}, issue
    assert issue["severity"] in ("info", "minor", "major", "critical", "blocker"), issue
    assert re.fullmatch("[0-9a-f]{32}", issue["fingerprint"]) and issue["check_name"].startswith("tvp/"), issue
    assert re.fullmatch(r"bench/workloads/\w+\.c", issue["location"]["path"]), issue
    assert issue["location"]["lines"]["begin"] == 1 and issue["description"], issue
assert len({i["fingerprint"] for i in issues}) == len(issues)
assert sum(i["severity"] == "major" for i in issues) == 3
P
compare 0 --format gitlab "$SCRATCH/base2" "$SCRATCH/base2"
compare 0 --format github "$SCRATCH/base2" "$SCRATCH/base2"
! grep -q '^::error' "$SCRATCH/out" || fail "an error where nothing regressed"
ok "annotations of GitHub, code quality of GitLab"

# Whatever else the machine, the system or the workload is: factors, no verdict, exit 0.
# other WORDS JSON: machine.json of NEW with these fields changed
other() {
    rm -rf "$SCRATCH/other"
    cp -r "$SCRATCH/new" "$SCRATCH/other"
    python3 - "$SCRATCH/other/machine.json" "$2" <<'P'
import json, sys
path, changes = sys.argv[1], json.loads(sys.argv[2])
machine = json.load(open(path))
for key, value in changes.items():
    at = machine
    *groups, last = key.split(".")
    for group in groups:
        at = at.setdefault(group, {})
    at[last] = value
json.dump(machine, open(path, "w"))
P
    compare 0 --require-verdict "$SCRATCH/base" "$SCRATCH/other"
    ! grep -qE 'REGRESSED|IMPROVED|EQUIVALENT|INCONCLUSIVE' "$SCRATCH/out" || fail "a verdict although $1: $(cat "$SCRATCH/out")"
    grep -qF "$1" "$SCRATCH/out" || fail "it is not said why, $1: $(cat "$SCRATCH/out")"
    grep -qE 'family_pss_bytes +x1\.20 .*not comparable' "$SCRATCH/out" || fail "no factors, $1: $(cat "$SCRATCH/out")"
}
other 'other machine (example : other)' '{"machine":"other"}'
other 'other CPU' '{"cpu.model":"Another CPU"}'
other 'other number of CPUs' '{"cpu.online":64}'
other 'other memory size' '{"memory.total_bytes":1}'
other 'other system' '{"os.name":"FreeBSD"}'
other 'other kernel' '{"os.kernel":"6.1.0-19-amd64"}'
other 'other build of the kernel' '{"os.kernel_build":"#2 SMP"}'
other 'other distribution' '{"os.distribution":"Another 1"}'
other 'other page size' '{"os.page_bytes":65536}'
other 'other number of CPUs allowed' '{"cpu.allowed":1}'
other 'other architecture' '{"os.arch":"aarch64"}'
other 'other emulator (none : qemu-user)' '{"emulator":"qemu-user"}'
other 'other libc' '{"libc.name":"musl 1.2"}'
other 'other libc' '{"libc.name":null}'
"$TVP" history add --db "$SCRATCH/all.db" "$SCRATCH/base" "$SCRATCH/other" >/dev/null || fail "history add"
compare 0 --db "$SCRATCH/all.db" "$SCRATCH/base" "$SCRATCH/other"
cp -r "$SCRATCH/new" "$SCRATCH/version"
sed -i 's/"version": *1/"version":2/' "$SCRATCH/version/plan.jsonl" "$SCRATCH/version/trials.jsonl"
compare 0 "$SCRATCH/base" "$SCRATCH/version"
! grep -qE 'REGRESSED|IMPROVED|EQUIVALENT|INCONCLUSIVE' "$SCRATCH/out" || fail "a verdict between versions of a workload"
grep -q 'other version of the workload (1 : 2)' "$SCRATCH/out" || fail "it is not said why"
for format in json junit md; do
    compare 0 --require-verdict --format "$format" "$SCRATCH/base" "$SCRATCH/version"
    ! grep -qE '"(REGRESSED|IMPROVED|EQUIVALENT|INCONCLUSIVE)": [1-9]|<failure|\| (REGRESSED|IMPROVED)' "$SCRATCH/out" || fail "a verdict as $format"
done
ok "other machines and versions: factors alone"

# ---- times, when the history knows how much sessions differ ----
cd "$SCRATCH" || exit 1
runs() { python3 "$lib/fakehistory.py" base "$@" || fail "fakehistory.py $*"; }
add() { "$TVP" history add "$@" >log 2>&1 || fail "history add: $(cat log)"; }
runs sessions 9 --session 0.005 --noise 0.001 --slow 8:1.2:noop
add --db h.db sessions/000[0-7]
compare 3 --db h.db sessions/0007 sessions/0008
[ "$(grep -cE '^  (enter|op)_ns .*REGRESSED' out)" -eq 6 ] || fail "20 % slower against 8 sessions: $(cat out)"
grep -q 'from 8 sessions of A' out || fail "it is not said from how many sessions: $(cat out)"
if grep -A3 '^cpu_hash' out | grep -q 'REGRESSED'; then fail "what did not change: $(cat out)"; fi
awk 'length > 80 { bad = 1; print } END { exit bad }' out || fail "over 80 columns"
compare 0 --db h.db sessions/0006 sessions/0007
compare 3 --format json --db h.db sessions/0007 sessions/0008
python3 - sessions <<'P' || fail "the interval is not that of the sessions"
import json, math, statistics, sys
sys.path.insert(0, sys.argv[1])
report = json.load(open("out"))
def throughput(run, cell):
    return math.log(statistics.median(r["metrics"]["ops_per_s"] for r in map(json.loads, open(f"sessions/000{run}/trials.jsonl"))
                                      if r["cell"] == cell and r["status"] == "ok"))
row = next(r for r in report["rows"] if r["cell"].startswith("cpu_hash, fork/shm, 1 ") and r["metric"] == "ops_per_s")
# cpu_hash is the reference of the others, and judged by its value itself
deviation = statistics.stdev(throughput(i, 6) for i in range(8))
assert math.isclose(math.log(row["ratio"]), throughput(8, 6) - throughput(7, 6), abs_tol=1e-9), row
assert "the value itself" in row["hint"], row
reach = (math.log(row["high"]) - math.log(row["low"])) / 2
t = reach / (deviation * math.sqrt(2))
assert 3.4 < t < 30 and row["confidence"] > 0.99, (t, row)  # at most 1 % in all; 3.4995 is t of 7 at 1 %
P
# What stands for the machine is slower itself: it is told of it, and nobody else is judged by it.
runs hash 40 --slow 33:1.2:cpu_hash --noise .003
add --db hash.db hash/*
compare 3 --db hash.db hash/0000 hash/0039
[ "$(grep -A9 '^cpu_hash' out | grep -cE '^  (ops_per_s|op_ns) .*REGRESSED')" -ge 2 ] || fail "cpu_hash, 20 % slower: $(cat out)"
if grep -q 'IMPROVED' out; then fail "what did not change is better than a slower cpu_hash: $(cat out)"; fi
grep -q 'cpu_hash, which stands for the machine here, moved itself' out || fail "it is not said why: $(cat out)"
runs slower 40 --slow 33:1.2 --noise .003
add --db slower.db slower/*
compare 0 --db slower.db slower/0000 slower/0039
if grep -qE '(op_ns|ops_per_s|enter_ns) .*(REGRESSED|IMPROVED)' out; then fail "a slower machine is a regression: $(cat out)"; fi
grep -q 'the other workloads moved as well' out || fail "it is not said why: $(cat out)"
ok "the reference is judged by its value, and nothing by a reference that moved"

rm h.db*
add --db h.db sessions/000[4-7]
compare 0 --db h.db sessions/0007 sessions/0008
grep -q 'the history has 4 sessions' out || fail "4 sessions are no 5: $(cat out)"
add --db h.db sessions/000[0-3] sessions/0008
compare 3 --db h.db sessions/0007 sessions/0008
grep -q 'from 8 sessions of A' out || fail "NEW counts as one of A's sessions: $(cat out)"
ok "times get a verdict from 5 sessions of the history on"

# Sessions that differ by 5 %: only the ratio to a pinned image sees 4 %.
runs pinned 21 --session 0.05 --noise 0.001 --slow 20:1.04:noop --pin 00000000000000aa
add --db p.db pinned/00[01]?
compare 3 --db p.db pinned/0019 pinned/0020
grep -q 'ratio to the pinned image: from 20 sessions' out || fail "pinned: $(cat out)"
[ "$(grep -cE '^  (enter|op)_ns .*REGRESSED' out)" -eq 6 ] || fail "4 % by the ratio: $(cat out)"
sed -i 's/00000000000000aa/00000000000000bb/' pinned/0020/plan.jsonl
compare 0 --db p.db pinned/0019 pinned/0020
grep -q 'the value itself: from 20 sessions' out || fail "another image pinned: $(cat out)"
mkdir -p here/results
cp p.db here/results/history.db
(cd here && "$TVP" compare ../pinned/0018 ../pinned/0019 >../out) || fail "the usual history"
grep -q 'from 19 sessions' out || fail "the usual history is not looked at: $(cat out)"
head -c 3000 /dev/urandom >here/results/history.db
(cd here && "$TVP" compare ../pinned/0018 ../pinned/0019 >../out) || fail "a broken usual history ends the comparison"
tr '\n' ' ' <out | grep -q 'No history: results/history.db is broken' || fail "it is not said: $(cat out)"
compare 1 --db here/results/history.db pinned/0018 pinned/0019
grep -q 'is broken' err || fail "a broken history that was named: $(cat err)"
compare 2 --db none.db pinned/0018 pinned/0019
ok "by the ratio to a pinned image; a history that cannot be read"

# refused WORDS ARGUMENTS...
refused() {
    local words=$1
    shift
    compare 2 "$@"
    [ "$(wc -l <"$SCRATCH/err")" -eq 1 ] || fail "compare $*: not one line: $(cat "$SCRATCH/err")"
    grep -qF -- "$words" "$SCRATCH/err" || fail "compare $*: $(cat "$SCRATCH/err")"
}
refused "which runs?"
refused "is no run of \`tvp ab\`" "$SCRATCH/base"
refused "$SCRATCH/absent" "$SCRATCH/base" "$SCRATCH/absent"
refused "did you mean --format?" --fromat md "$SCRATCH/base" "$SCRATCH/new"
refused "text, md, json, junit, github or gitlab" --format csv "$SCRATCH/base" "$SCRATCH/new"
echo 'op_ns 3' >"$SCRATCH/bad.txt"
refused "bad.txt:1:" --thresholds "$SCRATCH/bad.txt" "$SCRATCH/base" "$SCRATCH/new"
sed '1s/"type": *"plan"/"ab":{"looks":[3]},&/' "$SCRATCH/base/plan.jsonl" >"$SCRATCH/new/plan.jsonl"
refused "plan.jsonl:2: the cells from here on are not pairs of arms" "$SCRATCH/new"
ok "refusals"
