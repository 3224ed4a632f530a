#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp history`: what is added is there once and whole, changes are found and have the right cause, and whatever is wrong
# with the database or a file is one line.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
lib=$(cd "$(dirname "$0")/lib" && pwd)
cd "$SCRATCH" || exit 1
python3 "$lib/fakerun.py" base || fail "fakerun.py"

history() { # EXIT ARGUMENTS...: its words in out and err
    local wanted=$1 code=0
    shift
    "$TVP" history "$@" >out 2>err || code=$?
    [ "$code" -eq "$wanted" ] || fail "history $*: exit $code, not $wanted: $(head -c 500 err out)"
    case $* in
    *--json*) ;;
    check*) unwrap out ;;
    esac
}
refused() { # EXIT WORDS ARGUMENTS...: and one line on stderr with these words
    local wanted=$1 words=$2
    shift 2
    history "$wanted" "$@"
    [ "$(wc -l <err)" -eq 1 ] || fail "history $*: not one line: $(cat err)"
    grep -qF -- "$words" err || fail "history $*: $(cat err)"
}
runs() { python3 "$lib/fakehistory.py" base "$@" || fail "fakehistory.py $*"; }
# What sqlite has to say, through Python's own copy of it.
sql() {
    python3 -c 'import sqlite3, sys; print(*[r[0] for r in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])])' "$@"
}

# ---- adding ----
runs code 40 --slow 25:1.08:noop
history 0 add --db a.db code/*
grep -qx 'a.db: 40 added' out || fail "add: $(cat out)"
history 0 add --db a.db code/*
grep -qx 'a.db: 0 added, 40 there already' out || fail "added again: $(cat out)"
[ "$(sql a.db 'select count(*) from run')" = 40 ] || fail "not 40 runs"
[ "$(sql a.db 'pragma journal_mode')" = wal ] || fail "not in WAL mode"
cp -r code/0003 elsewhere
history 0 add --db a.db elsewhere
grep -q '1 there already' out || fail "a copied run is another one: $(cat out)"
head -n 20 code/0003/trials.jsonl >elsewhere/trials.jsonl
history 0 add --db a.db elsewhere
[ "$(sql a.db 'select count(*) from run')" = 40 ] || fail "a run that went on is there twice"
history 0 add --db a.db code/0003
ok "a run is there once, however often it is added"

cat >values.py <<'P'
import json, math, statistics, sys
shown = [json.loads(line) for line in open("out")]
assert len(shown) == 1 and shown[0]["points"] == 40, len(shown)
plan = [json.loads(line) for line in open("code/0000/plan.jsonl")]
for i, value in enumerate(shown[0]["values"]):
    records = [json.loads(line) for line in open(f"code/{i:04d}/trials.jsonl")]
    def of(cell):
        return {r["block"]: r["metrics"]["ops_per_s"] for r in records if r["cell"] == cell and r["status"] == "ok"}
    mine, reference = of(0), of(4)  # noop thread; cpu_hash thread w1
    ratio = statistics.median(math.log(mine[b] / reference[b]) for b in mine)
    assert value["run"] == f"code-{i:04d}" and value["commit"] == f"{i:012x}", value
    assert value["n"] == len(mine) and math.isclose(value["value"], statistics.median(mine.values())), value
    assert math.isclose(value["log_ratio"], ratio, abs_tol=1e-12), (value, ratio)
    assert math.isclose(value["low"], min(mine.values())) and math.isclose(value["high"], max(mine.values())), value
P
history 0 show --db a.db --cell noop/thread/ --metric ops_per_s --json
python3 values.py || fail "show is not what the records say"
history 0 show --db a.db --cell cpu_hash/ --metric ops_per_s --json
[ "$(grep -c '"log_ratio": *null' out)" -ge 1 ] && ! grep -q '"log_ratio": *[-0-9]' out || fail "cpu_hash is a ratio to cpu_hash: $(head -c 300 out)"
history 0 list --db a.db --json
python3 -c 'import json; r = json.load(open("out"))["runs"]; assert [x["commit"] for x in r] == [f"{i:012x}" for i in range(40)]' || fail "list"
ok "median, interval, count and ratio are those of the records, in the order of time"

# ---- checking ----
history 3 check --db a.db --metric enter_ns
[ "$(grep -c '^FAIL noop/' out)" -eq 3 ] || fail "code: $(cat out)"
grep -q 'point 25 of 40.*: code: .*worse), commit 000000000018 -> 000000000019' out || fail "code: $(cat out)"
if grep -q '^.....cpu_hash' out; then fail "found where nothing changed: $(cat out)"; fi
history 0 check --db a.db --metric enter_ns --last 10
history 0 check --db a.db --cell cpu_hash --metric ops_per_s
history 0 show --db a.db --cell noop/thread --metric enter_ns --last 20
[ "$(grep -c '^--- code' out)" -eq 1 ] && grep -q '(20 points before)' out || fail "show: $(cat out)"
ok "a slower cell is a regression by code"

runs faster 40 --slow 25:0.92:noop
history 0 add --db b.db faster/*
history 0 check --db b.db --metric enter_ns
grep -q 'better' out || fail "faster: $(cat out)"
ok "a faster one is told and does not fail"

runs machine 40 --slow 25:1.08
history 0 add --db c.db machine/*
history 0 check --db c.db
grep -q 'environment (the reference cpu_hash' out || fail "machine: $(cat out)"
if grep -q ': code:' out; then fail "machine: $(cat out)"; fi
ok "a slower machine is the environment"

runs kernel 40 --slow 25:1.08:noop --kernel 25:6.9.1
history 0 add --db d.db kernel/*
history 0 check --db d.db --metric enter_ns
grep -q 'environment (kernel 6.1, glibc 2.36 -> kernel 6.9, glibc 2.36)' out || fail "kernel: $(cat out)"
ok "so is another kernel"

# Without a pinned reference cpu_hash stands for the machine, and the other workloads for it where it is itself looked at.
runs slowhash 40 --slow 33:1.2:cpu_hash --noise .003
history 0 add --db e.db slowhash/*
history 3 check --db e.db
[ "$(grep -c '^FAIL cpu_hash/' out)" -ge 4 ] || fail "a slower cpu_hash does not fail: $(cat out)"
if grep -qE 'noop.*: code' out; then fail "what did not move is a change: $(cat out)"; fi
[ "$(grep -c '^FAIL cpu_hash/thread/shm/w1/' out)" -eq 1 ] || fail "a change is told once a metric: $(cat out)"
ok "cpu_hash is no reference of itself, and a change is told once a cell"

# Others' load is no regression of the code, however clearly it changed.
python3 - <<'P'
import sqlite3
db = sqlite3.connect("b.db")
db.execute("update point set median = 9 * median + 200, low = null, high = null where run > 20 and series in "
           "(select id from series where metric in ('ctxsw_involuntary', 'start_skew_ns'))")
db.commit()
P
history 0 check --db b.db --metric ctxsw_involuntary,start_skew_ns
grep -q 'point 20 of 40' out || fail "more switches are not seen: $(cat out)"
ok "health is told and fails nothing"

# A figure that is none was not written by us.
cp b.db words.db
python3 -c 'import sqlite3; db = sqlite3.connect("words.db"); db.execute("update point set median = \"much\" where run = 3"); db.commit()'
refused 1 'words.db is broken' check --db words.db
ok "words where figures belong: broken, and how to make it anew"

# ---- a pinned reference ----
# Sessions that differ by 5 %, and a change of 4 %: only the ratio to the twin in the same blocks shows it.
runs pinned 40 --session 0.05 --noise 0.005 --slow 25:1.04:noop --pin 00000000000000aa
history 0 add --db p.db pinned/*
history 3 check --db p.db --metric enter_ns
[ "$(grep -c '^FAIL noop/.*point 2[3-7] of 40.*: code: .* of the ratio, worse)' out)" -eq 3 ] || fail "pinned: $(cat out)"
grep -q '3 judged by the ratio to a pinned image' out || fail "pinned: $(cat out)"
history 2 show --db p.db --cell arm=reference # twins are no series of their own
history 0 list --db p.db --json
grep -q '"reference": "00000000000000aa"' out || fail "the image's hash is not kept: $(head -n 20 out)"
history 3 check --db p.db --metric enter_ns --json
[ "$(grep -c '"reference":"pinned".*"failing":true' out)" -eq 3 ] || fail "pinned: $(cat out)"
runs moved 40 --noise 0.005 --slow 25:1.2 --pin 00000000000000aa
history 0 add --db q.db moved/*
history 0 check --db q.db --metric enter_ns
[ "$(grep -c 'environment (the reference image 00000000000000aa moved too): .*+20' out)" -eq 3 ] || fail "moved: $(cat out)"
runs repinned 20 --noise 0.005 --slow 0:1.3:noop --pin 00000000000000bb --seed 2
sed -i 's/"utc": "2026/"utc": "2027/' repinned/*/machine.json
history 0 add --db q.db repinned/001*
history 0 check --db q.db --metric enter_ns
grep -qE '^- +noop.*point 25 of 50' out || fail "another image pinned, and what was found before is gone: $(cat out)"
if grep -q 'code:' out; then fail "another image pinned is a change: $(cat out)"; fi
ok "the ratio to a pinned image, cell by cell; another image is no change"

# ---- schema 1 ----
python3 - <<'P'
import sqlite3
old, new = sqlite3.connect("old.db"), sqlite3.connect("c.db")
for line in new.iterdump():
    if line not in ("BEGIN TRANSACTION;", "COMMIT;") and "sqlite_sequence" not in line:
        old.execute(line)
old.execute("alter table point drop column reference")
old.execute("pragma application_id=%d" % 0x74767068)
old.execute("pragma user_version=1")
old.commit()
P
history 0 show --db c.db --cell noop --json
cp out before
history 0 show --db old.db --cell noop --json
cmp out before || fail "schema 1 is read in another way"
[ "$(sql old.db 'pragma user_version')" = 1 ] || fail "a reader writes"
history 0 add --db old.db pinned/0000 machine/0000
grep -q '1 added, 1 there already' out && [ "$(sql old.db 'pragma user_version')" = 2 ] || fail "schema 1 is not brought up: $(cat out)"
history 0 show --db old.db --cell noop --json
ok "a database of schema 1 is read, and brought up by whoever writes"

# ---- rebuilding ----
history 0 show --db a.db --json
cp out before
rm -rf code/0039
history 0 rebuild --db a.db code
[ "$(sql a.db 'select count(*) from run')" = 39 ] || fail "rebuild keeps a run that is gone"
history 0 rebuild --db new.db code
history 0 show --db new.db --json
cp out fresh
history 0 show --db a.db --json
cmp out fresh || fail "a database rebuilt and a new one differ"
ok "a rebuilt database is as a new one"

head -c 20000 /dev/zero | tr '\0' 'x' >broken.db
refused 1 'broken.db is broken' list --db broken.db
refused 1 'broken.db is broken' add --db broken.db code/0001
history 0 rebuild --db broken.db code
cp a.db torn.db
python3 -c 'f = open("torn.db", "r+b"); f.seek(8192); f.write(b"\xff" * 200000)'
refused 1 'torn.db is broken' check --db torn.db
history 0 rebuild --db torn.db code
history 0 show --db torn.db --json
cmp out fresh || fail "rebuilt after damage, and not the same"
for change in 'drop table point' 'alter table run rename column image to picture'; do
    cp a.db torn.db
    sql torn.db "$change" >/dev/null
    refused 1 'torn.db is broken' check --db torn.db
    refused 1 'torn.db is broken' add --db torn.db faster/0001
    history 0 rebuild --db torn.db code
    history 0 show --db torn.db --json
    cmp out fresh || fail "rebuilt after $change, and not the same"
done
sql new.db 'pragma user_version=99' >/dev/null
refused 1 'use a newer tvp' list --db new.db
sql new.db 'pragma user_version=2' >/dev/null
ok "a broken database is one line, and is rebuilt"

# ---- what can go wrong ----
refused 2 'there is no history at none.db' check --db none.db
sql other.db 'create table x(y)' >/dev/null
refused 1 'of something else' add --db other.db code/0001
chmod 444 new.db
refused 1 'read-only' add --db new.db code/0001
history 0 list --db new.db
python3 - <<'P' &
import sqlite3, time
hold = sqlite3.connect("a.db")
hold.execute("begin exclusive")
open("held", "w")
time.sleep(20)
P
holder=$!
while [ ! -e held ]; do sleep 0.1; done
refused 1 'a.db is locked' add --db a.db --wait 1 faster/0001
kill "$holder"
wait "$holder" 2>/dev/null
ok "missing, foreign, read-only, locked: one line"

refused 2 'it has no plan.jsonl: nothing' add --db a.db nothing
cp -r faster/0002 bad
sed -i '7s/"metrics": {/"metrics": {"x": "y",/' bad/trials.jsonl
refused 2 'bad/trials.jsonl:7: ' add --db a.db bad
refused 2 'which?' add --db a.db
refused 2 'did you mean --metric?' show --db a.db --metrc x
refused 2 'did you mean check?' chek
refused 2 'no series that was asked for' show --db a.db --metric nothing
ok "a folder or a word at fault is one line"

for sub in add list show plot check rebuild import; do
    "$TVP" history "$sub" --help >out || fail "$sub --help"
    [ "$(grep -c '^usage: ' out)" -eq 1 ] && grep -q "^usage: tvp history $sub " out || fail "$sub --help: $(cat out)"
    [ "$(grep -c 'tvp history [a-z]' out)" -eq 1 ] || fail "$sub --help tells of others: $(cat out)"
    awk 'length > 80 { bad = 1; print } END { exit bad }' out || fail "$sub --help: over 80 columns"
    while read -r option; do
        [ "$sub" = check ] && [ "$option" = --b ] && continue
        history 2 "$sub" "$option"
        ! grep -q 'unknown option' err || fail "$sub --help lists $option, which it does not take"
    done < <(grep -oE '^  --[a-z-]+ +[A-Z]' out | awk '{ print $1 }')
done
history 0 --help
grep -q 'tvp history check ' out && grep -q 'tvp history add ' out || fail "--help: $(cat out)"
ok "each subcommand's help is its own"

# ---- several at once, and killed ----
for part in 1 2 3; do
    "$TVP" history add --db many.db "faster/00$part"* machine/00* >"many.$part" 2>&1 &
    eval "pid$part=$!"
done
# shellcheck disable=SC2154 # set above
for pid in "$pid1" "$pid2" "$pid3"; do wait "$pid" || fail "one of several at once: $(cat many.[123])"; done
[ "$(sql many.db 'select count(*) from run')" = 70 ] || fail "several at once: not 70 runs"
ok "several at once all succeed"

series=$(sql many.db 'select count(*) from point where run = 1')
for delay in 0.05 0.1 0.2; do
    "$TVP" history add --db killed.db machine/00* kernel/00* >/dev/null 2>&1 &
    victim=$!
    sleep "$delay"
    kill -9 "$victim" 2>/dev/null
    wait "$victim" 2>/dev/null
    [ -e killed.db ] || continue
    [ "$(sql killed.db 'pragma integrity_check')" = ok ] || fail "killed: not whole"
    [ -z "$(sql killed.db "select name from sqlite_master where name = 'run'")" ] ||
        [ -z "$(sql killed.db "select count(*) from run r left join point p on p.run = r.id group by r.id having count(p.run) <> $series")" ] ||
        fail "killed: a run is there in part"
done
history 0 add --db killed.db machine/00* kernel/00*
[ "$(sql killed.db 'select count(*) from run')" = 80 ] || fail "killed, and not to be completed"
ok "a killed add leaves whole runs"

# ---- imports ----
python3 - <<'P'
import json, random
rng = random.Random(4)
step = [round(rng.gauss(100 if i < 60 else 108, 1), 3) for i in range(100)]
flat = [round(rng.gauss(100, 1), 3) for i in range(100)]
with open("wide.csv", "w") as to:
    print("date,commit,branch,step,flat", file=to)
    for i in range(100): print(f'day {i},c{i},"ma""in, x",{step[i]},{flat[i] if i != 7 else ""}', file=to)
with open("long.csv", "w") as to:
    print("series,value,commit,unit,better", file=to)
    for i in range(100): print(f"step,{step[i]},c{i},ns,lower\nflat,{flat[i]},c{i},ns,lower", file=to)
json.dump([{"id": "step", "values": step, "better": "higher"}, {"id": "flat", "values": flat[:7] + [None] + flat[8:]}], open("all.json", "w"))
with open("lines.jsonl", "w") as to:
    for name, values in (("step", step), ("flat", flat)):
        print(json.dumps({"name": name, "values": values, "commits": [f"c{i}" for i in range(100)]}), file=to)
json.dump(step, open("step.json", "w"))
with open("step.csv", "w") as to: print(*step, sep="\n", file=to)
P
for file in wide.csv long.csv lines.jsonl; do
    rm -f i.db
    history 0 import --db i.db "$file"
    history 0 import --db i.db "$file"
    history 3 check --db i.db
    grep -qE '^FAIL step value, point 60 of 100.*: code: .*, commit c59 -> c60' out || fail "$file: $(cat out)"
    grep -q '^2 series, 1 change points' out || fail "$file: $(cat out)"
done
history 0 import --db i.db all.json
history 0 check --db i.db
grep -q ', better)' out || fail "all.json: $(cat out)"
for file in step.json step.csv; do
    rm -f i.db
    history 0 import --db i.db "$file" --unit ns --better lower --machine mine
    history 3 check --db i.db --machine mine
    grep -q '^FAIL step value, point 60 of 100: code: .* ns (.*, worse)' out || fail "$file: $(cat out)"
done
ok "CSV, JSON and JSON lines, once however often they are imported"

at_fault() { # WORDS TEXT
    printf '%b' "$2" >fault
    refused 2 "$1" import --db i.db fault
}
at_fault 'fault:3: not a number: x' 'a,b\n1,2\n3,x\n'
at_fault 'fault:4: not as many columns' 'a,b\n"1",2\n\n3\n'
at_fault 'fault:2: a quoted field has no end' 'a\n"1\n2\n'
at_fault 'fault:2: a NUL byte' 'a\n\00001\n'
at_fault 'fault:3: element 1 of values is no number' '{"values":[1]}\n\n{"values":[1,"x"]}'
at_fault 'fault:2: ' '{"values":[1]}\n{"values":[1,}'
at_fault 'fault:1: an object without an array' '{"value":1}'
at_fault 'no figures' ''
history 3 check --db i.db
ok "a file at fault is one line with its position, and changes nothing"
