#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp detect`: what it reads, what it writes, what it refuses and how it says so.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
here=$(cd "$(dirname "$0")" && pwd)
cd "$SCRATCH" || exit 1

# Three series of 120 points from a fixed seed: a step up at 60, none, a step down at 50; the last without an id, with holes.
cat >make.py <<'P'
import json, random
R = random.Random(11)
def noise(n): return [round(100 + R.gauss(0, 1), 3) for _ in range(n)]
up, flat, down = [v + (3 if i >= 60 else 0) for i, v in enumerate(noise(120))], noise(120), \
    [v - (8 if i >= 50 else 0) for i, v in enumerate(noise(120))]
holes = [None if i in (3, 40, 90) else v for i, v in enumerate(down)]
series = [
    {"id": 7, "values": up, "truth": [60], "tags": {"deep": [1, 0.1, "ü\n", None, True]}, "noise": "syn-normal"},
    {"name": "flat, \"quoted\"", "values": flat, "changepoints": ["mine"], "big": 1e300, "truth": [], "noise": "syn-normal"},
    {"values": holes, "truth": [50], "noise": "syn-normal"},
]
with open("all.jsonl", "w") as f:
    for s in series: f.write(json.dumps(s, ensure_ascii=False) + "\n")
json.dump(series[0], open("one.json", "w"), indent=2)
with open("plain.csv", "w") as f: f.write("".join(f"{v}\n" for v in up))
with open("table.csv", "w") as f:
    f.write("\ufeffwhen,\"time, ms\",note\r\n")
    for i, v in enumerate(down): f.write(f"{i},\"{v if i % 30 else 'NaN'}\",\"a \"\"b\"\"\"\r\n")
P
python3 make.py || fail "make.py"

"$TVP" detect all.jsonl >all.out || fail "detect all.jsonl"
cat >check.py <<'P'
import json, statistics
given, got = ([json.loads(line) for line in open(name)] for name in ("all.jsonl", "all.out"))
assert len(given) == len(got) == 3
assert [g["id"] for g in got] == [7, "flat, \"quoted\"", "all.jsonl:3"], got
assert [len(g["changepoints"]) for g in got] == [1, 0, 1], got
assert abs(got[0]["changepoints"][0] - 60) <= 2 and abs(got[2]["changepoints"][0] - 50) <= 1
assert "missing" not in got[0] and got[2]["missing"] == 3
for s, g in zip(given, got):
    assert list(g)[:3] == ["id", "changepoints", "segments"]
    for key in s:
        assert key in ("id", "values", "changepoints") or g[key] == s[key], (key, g)
    assert "values" not in g
    edges = [0] + g["changepoints"] + [len(s["values"])]
    for (a, b), part in zip(zip(edges, edges[1:]), g["segments"], strict=True):
        present = [v for v in s["values"][a:b] if v is not None]
        assert (part["from"], part["to"], part["n"]) == (a, b, len(present)), part
        median = statistics.median(present)
        assert abs(part["median"] - median) < 1e-9
        assert abs(part["mad"] - statistics.median(abs(v - median) for v in present)) < 1e-9
P
python3 check.py || fail "the answer for all.jsonl"
ok "indices, segments, ids, holes and what is passed through"

"$TVP" detect - <all.jsonl | sed 's/"-:3"/"all.jsonl:3"/' | cmp - all.out || fail "standard input differs"
"$TVP" detect all.jsonl all.jsonl | cmp - <(cat all.out all.out) || fail "two files, or twice the same"
tr -d '\n' <all.jsonl | "$TVP" detect - | wc -l | grep -qx ' *3' || fail "objects without lines"
[ "$("$TVP" detect one.json)" = "$(head -n 1 all.out)" ] || fail "an object over many lines"
ok "files, standard input, an object over many lines: the same answer every time"

first=$(python3 -c 'import json; print(json.loads(open("all.out").readline())["changepoints"][0])')
last=$(python3 -c 'import json; print(json.loads(open("all.out").readlines()[2])["changepoints"][0])')
"$TVP" detect --format csv all.jsonl >all.csv || fail "--format csv"
cat >want.csv <<W
id,values,missing,changes,changepoints
7,120,0,1,$first
"flat, ""quoted""",120,0,0,
all.jsonl:3,117,3,1,$last
W
cmp all.csv want.csv || fail "--format csv: $(cat all.csv)"
"$TVP" detect --format=text all.jsonl >all.text || fail "--format text"
grep -q "^7: 120 values, changes at $first (.*%)$" all.text || fail "text: $(cat all.text)"
grep -q '^flat, "quoted": 120 values, no change$' all.text || fail "text: $(cat all.text)"
ok "text and CSV"

[ "$("$TVP" detect --format csv plain.csv | tail -n 1)" = "plain.csv,120,0,1,$first" ] || fail "CSV without a header"
(echo ms && cat plain.csv) >headed.csv
[ "$("$TVP" detect --format csv headed.csv | tail -n 1)" = "headed.csv,120,0,1,$first" ] || fail "CSV with a header"
[ "$("$TVP" detect --format csv --column 'time, ms' table.csv | tail -n 1)" = "table.csv,116,4,1,$last" ] ||
    fail "CSV with quotes, byte order mark and CR LF: $("$TVP" detect --format csv --column 'time, ms' table.csv)"
sed 's/"values"/"ms"/' all.jsonl | "$TVP" detect --column ms - | wc -l | grep -qx ' *3' || fail "--column for JSON"
ok "CSV"

count() { # OPTIONS...: change points in the first series
    "$TVP" detect --format csv "$@" all.jsonl | awk -F, '$1 == 7 { print $4 }'
}
[ "$(count --min-effect 5)" = 0 ] || fail "--min-effect"
[ "$(count --min-effect=2)" = 1 ] || fail "--min-effect="
[ "$(count --penalty 80)" = 0 ] || fail "--penalty"
[ "$(count --p 1e-250)" = 0 ] || fail "--p"
ok "options"

# refused INPUT WHERE WHAT OPTIONS...: exit code 2, exactly one line. INPUT as printf's %b takes it.
refused() {
    local input=$1 where=$2 what=$3 code=0
    shift 3
    printf '%b' "$input" | "$TVP" detect "$@" - >out 2>err || code=$?
    [ "$code" -eq 2 ] || fail "exit code $code for $input"
    [ "$(wc -l <err)" -eq 1 ] || fail "not one line for $input: $(cat err)"
    grep -q "^tvp: -:$where: .*$what" err || fail "for $input: $(cat err)"
}
refused '' 1 'nothing'
refused ' \n\n' 3 'nothing'
refused '{"values":[1]}\n\n{"values":[1,nul]}\n' 3 'nul'
refused '{"values":[1,NaN]}' 1 'token'
refused '{"values":\n[1,2,\n"x"]}' 1 'element 2 of values'
refused '{"values":[1' 1 'end'
refused '{"value":[1]}' 1 'values'
refused '{"values":7}' 1 'values'
refused '{"values":[1e999]}' 1 'real'
refused '{"values":[1e301]}' 1 'range'
refused '{"values":[]} x' 1 'object'
refused '[1,2' 1 'no end'
refused '[1,{}]' 1 'element 1 of the array is no number'
refused '[{"values":[]},\n1]' 2 'element 1 of the array is no object'
refused '1\n2\nx\n' 3 'number'
refused '1\n0x10\n' 2 'number'
refused '1\ninf\n' 2 'number'
refused '1\n2\0000\n' 2 'zero byte'
refused '1\n2,3\n' 2 'fields'
refused 'a,b\n1,2\n' 1 'column'
refused 'a,b\n1,2\n' 1 'column' --column c
refused '[1,2]' 1 'no objects' --column c
refused '# TYPE c gauge\nc 1\n' 1 'no column named c' --column c
refused '"a\n1\n' 1 'quote'
refused '\0357\0200\0200' 1 'CSV'
refused 'a\n1\n\0033[31mred\n' 3 'number: ?.31mred'
ok "bad input: one line, with where and what"

# wrong WHAT ARGUMENTS...
wrong() {
    local what=$1 code=0
    shift
    "$TVP" detect "$@" >out 2>err </dev/null || code=$?
    [ "$code" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "^tvp: .*$what" err || fail "$*: $code $(cat err)"
}
wrong 'which file'
wrong 'No such file' missing.json
wrong 'directory' .
wrong 'is for csv and json' --column x --from gbench all.jsonl
wrong 'did you mean --format' --fromat json all.jsonl
wrong 'json, text or csv' --format xml all.jsonl
wrong 'needs a value' --p
wrong 'number' --p 1 all.jsonl
wrong 'number' --p 0 all.jsonl
wrong 'number' --penalty -3 all.jsonl
wrong 'number' --penalty nan all.jsonl
wrong 'number' --min-effect 5x all.jsonl
[ "$("$TVP" detect all.jsonl missing.json 2>/dev/null | wc -l)" -eq 3 ] || fail "what came before a bad file is lost"
[ "$(echo '[1,null,2]' | "$TVP" detect --format csv - | tail -n 1)" = '-,2,1,0,' ] || fail "a bare array"
[ "$(echo '{"values":[]}' | "$TVP" detect -)" = '{"id":"-:1","changepoints":[],"segments":[]}' ] || fail "no values"
"$TVP" detect all.jsonl >/dev/full 2>err && fail "a full disk is not noticed"
ok "bad usage"

awk 'BEGIN { printf "{\"values\":["; for (i = 0; i < 1000000; i++) printf "1,"; print "1]}" }' >long.json
code=0
"$TVP" detect long.json >out 2>err || code=$?
[ "$code" -eq 2 ] && grep -q '^tvp: long.json:1: a series of more than 1000000 values$' err || fail "too long: $code $(cat err)"
awk 'BEGIN { for (i = 0; i < 1000000; i++) print i % 7 + (i >= 500000) * 5 }' | "$TVP" detect --format csv - | tail -n 1 >out
grep -q '^-,1000000,0,1,500000$' out || fail "a million values: $(cat out)"
ok "a million values, and no more"

# Whatever is done to the input, it ends with an answer or one line.
cat >mutate.py <<'P'
import random, subprocess, sys
R, tvp = random.Random(3), sys.argv[1]
seeds = [open(n, "rb").read() for n in ("one.json", "table.csv", "plain.csv")] + [b"".join(open("all.jsonl", "rb").readlines()[2:])]
parts = [b"{", b"}", b"[", b"]", b'"', b",", b"\\", b"\n", b"null", b"1e308", b"-1e-320", b"\x00", b"\xff", b"{" * 5000, b"[" * 3000]
for turn in range(400):
    data = bytearray(R.choice(seeds))
    for _ in range(R.randint(1, 6)):
        at, what = R.randrange(len(data) + 1), R.random()
        if what < .3: del data[at:at + R.choice((1, 7, 900))]
        elif what < .7: data[at:at] = R.choice(parts)
        elif at < len(data): data[at] = R.randrange(256)
    got = subprocess.run([tvp, "detect"] + ["--column", "time, ms"] * (turn % 2) + ["-"], input=bytes(data), capture_output=True)
    fine = got.returncode == 0 and not got.stderr
    refused = got.returncode == 2 and got.stderr.startswith(b"tvp: -:") and got.stderr.count(b"\n") == 1
    if not fine and not refused:
        open("finding", "wb").write(data)
        sys.exit(f"turn {turn}: {got.returncode} {got.stderr[:300]}")
P
python3 mutate.py "$TVP" || fail "mutated input"
ok "mutated input"

"$here/../tools/score_detect.py" --at-least all=1 --at-most all=0 all.out >out || fail "score_detect.py: $(cat out)"
sed 's/"truth":\[50\]/"truth":[70]/' all.out | "$here/../tools/score_detect.py" --at-least all=.51 >out 2>err &&
    fail "score_detect.py sees no miss: $(cat out)"
ok "the scores"
