#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A history that is cut off, written over, full or killed: every command says one line or works, nothing crashes, and rebuild makes it
# again as it was.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
lib=$(cd "$(dirname "$0")/lib" && pwd)
cd "$SCRATCH" || exit 1
python3 "$lib/fakerun.py" base || fail "fakerun.py"
python3 "$lib/fakehistory.py" base runs 10 --slow 5:1.1 || fail "fakehistory.py"
python3 "$lib/fakehistory.py" base more 12 --pin 00000000000000aa --seed 3 || fail "fakehistory.py"
"$TVP" history add --db whole.db runs/* >/dev/null || fail "history add"
"$TVP" history show --db whole.db --json >whole || fail "history show"
whole_db() { python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])' "$@"; }

cat >damage.py <<'P'
"""damage.py TVP SEED COUNT: damages whole.db in many ways; each command must live with each."""
import random, shutil, subprocess, sys
tvp, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
whole = open("whole.db", "rb").read()
page = 4096
def damaged(way):
    data = bytearray(whole)
    if way == 0:  # cut off, anywhere or at a page
        at = rng.randrange(len(data))
        return data[: at if rng.random() < 0.5 else at // page * page]
    if way == 1:  # single bytes
        for _ in range(rng.randrange(1, 40)):
            data[rng.randrange(len(data))] = rng.randrange(256)
    elif way == 2:  # a stretch of random bytes
        at = rng.randrange(100, len(data))
        data[at : at + rng.randrange(1, 3 * page)] = rng.randbytes(rng.randrange(1, 3 * page))
        return data[: len(whole)]
    elif way == 3:  # pages that are another page, or nothing
        pages = len(data) // page
        for _ in range(rng.randrange(1, 4)):
            a, b = rng.randrange(1, pages), rng.randrange(pages)
            data[a * page : (a + 1) * page] = whole[b * page : (b + 1) * page] if rng.random() < 0.7 else bytes(page)
    elif way == 4:  # the head alone is ours
        return data[:100] + rng.randbytes(rng.randrange(5 * page))
    elif way == 5:  # nothing is
        return rng.randbytes(rng.randrange(3 * page))
    elif way == 6:  # the head: sizes, counts, versions
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(16, 100)] = rng.randrange(256)
    return data
told = {}
for i in range(count):
    way = i % 7
    open("damaged.db", "wb").write(damaged(way))
    for end in ("-wal", "-shm", ".broken"):
        shutil.rmtree("damaged.db" + end, ignore_errors=True)
    for words in (["history", "check"], ["history", "show", "--json"], ["history", "list"], ["compare", "runs/0001", "runs/0002"],
                  ["history", "add", "more/0000"]):
        command = [tvp, *words, "--db", "damaged.db"]
        done = subprocess.run(command, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
        lines = done.stderr.decode(errors="replace").splitlines()
        told[done.returncode] = told.get(done.returncode, 0) + 1
        if done.returncode not in (0, 1, 2, 3) or len(lines) != (done.returncode in (1, 2)):
            shutil.copy("damaged.db", "fault.db")
            sys.exit(f"{i} (way {way}): {' '.join(command)}: exit {done.returncode}: {lines[-12:]}")
        if lines and "damaged.db" not in lines[0]:
            sys.exit(f"{i} (way {way}): {' '.join(command)}: the file is not named: {lines}")
    done = subprocess.run([tvp, "history", "rebuild", "--db", "damaged.db", "runs"], capture_output=True, timeout=60)
    if done.returncode != 0:
        # a number of somebody else's, or of a newer tvp: it is not ours to throw away
        if done.returncode == 1 and (b"something else than tvp" in done.stderr or b"use a newer tvp" in done.stderr):
            continue
        sys.exit(f"{i} (way {way}): rebuild: exit {done.returncode}: {done.stderr.decode()}")
    shown = subprocess.run([tvp, "history", "show", "--db", "damaged.db", "--json"], capture_output=True, timeout=60)
    if shown.stdout != open("whole", "rb").read():
        sys.exit(f"{i} (way {way}): rebuilt, and not the same")
    for name in ("damaged.db", "damaged.db.broken", "damaged.db-wal", "damaged.db-shm"):
        subprocess.run(["rm", "-f", name])
print(told)
P
python3 damage.py "$TVP" 11 "${TVP_DAMAGE:-84}" >told || fail "$(cat told)"
grep -q '1: [0-9]' told || fail "no damage was seen: $(cat told)"
ok "damaged in seven ways: one line, and rebuilt: $(cat told)"

# ---- killed ----
cat >killed.py <<'P'
"""killed.py TVP: kills `history add` at many moments; what is there is whole, and it can be completed."""
import glob, random, sqlite3, subprocess, sys, time
tvp = sys.argv[1]
rng = random.Random(5)
runs = sorted(glob.glob("runs/*")) + sorted(glob.glob("more/*"))
began = time.monotonic()
subprocess.run([tvp, "history", "add", "--db", "time.db", *runs], stdout=subprocess.DEVNULL, check=True)
takes = time.monotonic() - began
expected = dict(sqlite3.connect("time.db").execute("select r.key, count(*) from run r join point p on p.run = r.id group by r.key"))
seen = set()
for i in range(40):
    victim = subprocess.Popen([tvp, "history", "add", "--db", "killed.db", *rng.sample(runs, len(runs))], stdout=subprocess.DEVNULL)
    time.sleep(rng.random() * takes * (0.3 if i < 30 else 1.2))
    victim.kill()
    victim.wait()
    db = sqlite3.connect("file:killed.db?mode=rwc", uri=True)
    try:
        tables = [row[0] for row in db.execute("select name from sqlite_master where type = 'table'")]
        assert db.execute("pragma integrity_check").fetchone() == ("ok",), "not whole"
        if "run" in tables:
            there = dict(db.execute("select r.key, count(p.run) from run r left join point p on p.run = r.id group by r.key"))
            assert all(expected[key] == count for key, count in there.items()), "a run is there in part"
            seen.add(len(there))
            if len(there) == len(runs) and i < 30:  # begin anew
                db.executescript("delete from run; delete from point;")
        else:
            assert tables == [], tables
    finally:
        db.close()
subprocess.run([tvp, "history", "add", "--db", "killed.db", *runs], stdout=subprocess.DEVNULL, check=True)
db = sqlite3.connect("killed.db")
assert dict(db.execute("select r.key, count(*) from run r join point p on p.run = r.id group by r.key")) == expected
print(f"40 kills, {len(seen)} different numbers of runs seen")
P
python3 killed.py "$TVP" >told || fail "killed: $(cat told)"
ok "killed at any moment: whole runs ($(cat told))"

# ---- several at once ----
for i in 1 2 3 4; do
    "$TVP" history add --db many.db runs/* more/* >"many.$i" 2>&1 &
    eval "pid$i=$!"
done
# shellcheck disable=SC2154 # set above
for pid in "$pid1" "$pid2" "$pid3" "$pid4"; do wait "$pid" || fail "one of four at once: $(cat many.[1234])"; done
[ "$(whole_db many.db 'select count(*) from run')" = 22 ] || fail "four at once: not 22 runs"
"$TVP" history add --db two.db runs/* >two.1 2>&1 &
one=$!
"$TVP" history rebuild --db two.db runs more >two.2 2>&1 || fail "rebuild beside add: $(cat two.2)"
wait "$one" || fail "add beside rebuild: $(cat two.1)"
[ "$(whole_db two.db 'pragma integrity_check')" = ok ] || fail "rebuild beside add: not whole"
ok "four at once all succeed, add beside rebuild too"

# ---- no room, no right ----
one_line() { # EXIT WORDS COMMAND...
    local wanted=$1 words=$2 code=0
    shift 2
    "$@" >out 2>err || code=$?
    [ "$code" -eq "$wanted" ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$words" err || fail "$*: exit $code: $(cat err)"
}
code=0
(ulimit -f 60 && exec "$TVP" history add --db small.db runs/*) >out 2>err || code=$?
[ "$code" -eq 1 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q '^tvp: small.db: ' err || fail "a full disk: exit $code: $(cat err)"
"$TVP" history add --db small.db runs/* >/dev/null || fail "a full disk, then room"
"$TVP" history show --db small.db --json | cmp - whole || fail "a full disk, then room: not the same"
# In a place that everybody can reach: root does not heed modes, so that nobody has to try.
place=$(mktemp -d /tmp/tvp-test.XXXXXX) || skip "no folder in /tmp"
trap 'rm -rf "$SCRATCH" "$place"' EXIT
chmod 755 "$place"
"$TVP" history add --db "$place/ro/h.db" runs/* >/dev/null || fail "history add"
chmod 555 "$place/ro"
as=()
if [ "$(id -u)" -eq 0 ]; then
    command -v setpriv >/dev/null || skip "setpriv is not installed"
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    "${as[@]}" "$TVP" help >/dev/null 2>&1 || skip "nobody may not run $TVP"
fi
for words in list check 'show --json'; do
    # shellcheck disable=SC2086 # words
    "${as[@]}" "$TVP" history $words --db "$place/ro/h.db" >out 2>err || [ $? -eq 3 ] || fail "$words of a read-only folder: $(cat err)"
    [ ! -s err ] || fail "$words of a read-only folder: $(cat err)"
done
cmp out whole || fail "another history in a read-only folder"
one_line 1 'ro/h.db cannot be written: it is read-only here' "${as[@]}" "$TVP" history add --db "$place/ro/h.db" more/0000
one_line 1 'ro/h.db cannot be written: it is read-only here' "${as[@]}" "$TVP" history rebuild --db "$place/ro/h.db" runs
one_line 1 'ro/new.db' "${as[@]}" "$TVP" history add --db "$place/ro/new.db" runs/0000
one_line 1 'ro/sub/new.db' "${as[@]}" "$TVP" history add --db "$place/ro/sub/new.db" runs/0000
chmod 755 "$place/ro"
one_line 1 'is no file' "$TVP" history list --db runs
one_line 1 'runs/0000/plan.jsonl is broken' "$TVP" history list --db runs/0000/plan.jsonl
ok "no room, read-only folders, what is no database"

# ---- what is no run ----

cp whole.db kept.db
mkdir nothing
one_line 2 'there is no run folder at or in nothing: what is in kept.db stays as it is' "$TVP" history rebuild --db kept.db nothing
set -- runs/*
cp -r "$1" torn
: >torn/plan.jsonl
"$TVP" history rebuild --db kept.db torn >/dev/null 2>&1 && fail "a torn run is no fault"
"$TVP" history show --db kept.db --json >kept || fail "history show"
cmp -s whole kept || fail "rebuild of nothing, or of a torn run, loses what was there"
ok "rebuild loses nothing to a folder without runs, or that it cannot read"

if mkfifo torn/pipe 2>/dev/null; then
    cp -r base piped && rm piped/trials.jsonl && mv torn/pipe piped/trials.jsonl
    for command in show export; do
        timeout 20 "$TVP" "$command" piped >out 2>&1
        code=$?
        [ $code -eq 2 ] && [ "$(wc -l <out)" -eq 1 ] || fail "$command of a run with a pipe in it: exit $code: $(cat out)"
    done
    ok "a pipe in a run folder is no file"
fi
