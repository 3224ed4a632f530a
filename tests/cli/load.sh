#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --load: the example of docs/own-workload.md under every model, verified; resumed; what is wrong with a library is one line.
set -u
. "$(dirname "$0")/lib/common.sh"

root=$(cd "$(dirname "$0")/../.." && pwd)
command -v "${CC:-cc}" >/dev/null || skip "needs a C compiler"
build() { # NAME SOURCE [OPTION...]
    local name=$1 source=$2
    shift 2
    # shellcheck disable=SC2086 # $CC may hold options
    ${CC:-cc} -std=c11 -Wall -Wextra -Werror -shared -fPIC -O2 -I"$root/harness/api" "$@" -o "$SCRATCH/$name.so" "$source" || fail "$name does not compile"
}
build primes "$root/docs/examples/primes.c"
"$TVP" list workloads --load "$SCRATCH/primes.so" >"$SCRATCH/list" 2>"$SCRATCH/err" || {
    grep -q 'can load none' "$SCRATCH/err" && skip "this build loads nothing: $(cat "$SCRATCH/err")"
    fail "tvp list: $(cat "$SCRATCH/err")"
}
grep -q '^  primes ' "$SCRATCH/list" || fail "tvp list does not show it"
ok "tvp list shows it, with its parameters"
"$TVP" selftest --aa --quiet --shift 100% --load "$SCRATCH/primes.so" --workload primes --model thread --trials 8 --time 1ms --budget 2s --json --out "$SCRATCH/self" >"$SCRATCH/self.json" 2>"$SCRATCH/err" </dev/null ||
    fail "tvp selftest --load: $(cat "$SCRATCH/err")"
grep -q '"primes,' "$SCRATCH/self.json" || fail "tvp selftest does not play it: $(cat "$SCRATCH/self.json")"
refused "an arm of its own in a self-test" 2 'are for .tvp ab' "$TVP" selftest --aa --load "$SCRATCH/primes.so" --b-load "$SCRATCH/primes.so" --workload primes --out "$SCRATCH/none"
ok "tvp selftest plays it"

run_ok every --load "$SCRATCH/primes.so" --workload primes --model all --workers 1,3 --starts 2 --time 5ms --trials 2 --param from=9
run_ok tasks --load "$SCRATCH/primes.so" --workload primes --model thread,fork,spawn --lifetime pool --task 100us --workers 2 --time 2ms --trials 1
ok "every model plays it, from one source, and every lifetime"
grep -q '"load":"[0-9a-f]\{16\}"' "$SCRATCH/every/trials.jsonl" || fail "records do not tell which file it was loaded from"
"$TVP" show "$SCRATCH/every" >"$SCRATCH/shown" || fail "tvp show needs the library"
! awk 'length > 80' "$SCRATCH/shown" | grep -q . || fail "tvp show is wider than 80 columns"
ok "records tell the file's hash; tvp show needs no library"

# A run that was broken off goes on with the same file, and with no other.
head -n 1 "$SCRATCH/every/trials.jsonl" >"$SCRATCH/first" && cp "$SCRATCH/first" "$SCRATCH/every/trials.jsonl"
refused "resumed without its library" 2 'add --load FILE' "$TVP" run --resume "$SCRATCH/every"
build other "$root/docs/examples/primes.c" -O1 -DOTHER
refused "resumed with another build" 2 'another build' "$TVP" run --resume "$SCRATCH/every" --load "$SCRATCH/other.so"
"$TVP" run --resume "$SCRATCH/every" --load "$SCRATCH/primes.so" --quiet >"$SCRATCH/out" 2>"$SCRATCH/err" || fail "resumed: exit $?: $(cat "$SCRATCH/err")"
grep -qE 'trials: [0-9]+ ok(, [0-9]+ unsupported)?$' <(head -n 1 "$SCRATCH/out") || fail "resumed: $(cat "$SCRATCH/out")"
ok "resumed: $(head -n 1 "$SCRATCH/out")"

# ---- what is wrong with it -------------------------------------------------------------------------------------------------

try() { # WHAT PATTERN NAME SOURCE-TEXT: the example with something else after it or before it
    printf '%s\n' "$4" >"$SCRATCH/$3.c"
    build "$3" "$SCRATCH/$3.c"
    refused "$1" 2 "$2" "$TVP" run --load "$SCRATCH/$3.so" --workload noop --trials 1 --out "$SCRATCH/never"
}
usual='#include <tvp.h>
#include <stdlib.h>
static void run(struct tvp_worker *worker, uint64_t ops) { (void)worker; (void)ops; }'
described='.brief = "b", .op = "o", .doc = "d", .version = 1, .run = run'
try "no tvp_plugin" 'exports no tvp_plugin' bare "$usual
void use(void); void use(void) { run(0, 0); }"
try "another version" 'version 9999 of tvp.h' version "$usual
static const struct tvp_workload mine = {.name = \"mine\", $described};
const struct tvp_plugin tvp_plugin = {9999, sizeof mine, &mine};"
try "a missing symbol" 'nobody_has_this' symbol "$usual
void nobody_has_this(void);
static int verify(struct tvp_worker *worker) { (void)worker; nobody_has_this(); return 0; }
static const struct tvp_workload mine = {.name = \"mine\", $described, .verify = verify};
TVP_PLUGIN(mine);"
try "a name that is taken" 'of its own: choose another name' taken "$usual
static const struct tvp_workload mine = {.name = \"noop\", $described};
TVP_PLUGIN(mine);"
try "a bad name" 'lower-case letters' name "$usual
static const struct tvp_workload mine = {.name = \"../mine\", $described};
TVP_PLUGIN(mine);"
try "no run" 'lacks brief' norun "#include <tvp.h>
static const struct tvp_workload mine = {.name = \"mine\", .brief = \"b\", .op = \"o\", .doc = \"d\", .version = 1};
TVP_PLUGIN(mine);"
try "a constructor that crashes" 'loading it ends in SIG' crash "$usual
__attribute__((constructor)) static void begin(void) { abort(); }
static const struct tvp_workload mine = {.name = \"mine\", $described};
TVP_PLUGIN(mine);"
try "a constructor that exits" 'with exit code 3' leave "$usual
__attribute__((constructor)) static void begin(void) { _Exit(3); }
static const struct tvp_workload mine = {.name = \"mine\", $described};
TVP_PLUGIN(mine);"
try "shared_bytes that crashes" 'loading it ends in SIG' shared "$usual
static size_t shared_bytes(const void *params, uint32_t workers) { (void)params; (void)workers; abort(); }
static const struct tvp_workload mine = {.name = \"mine\", $described, .shared_bytes = shared_bytes};
TVP_PLUGIN(mine);"
printf 'no library' >"$SCRATCH/text.so"
cp "$SCRATCH/primes.so" "$SCRATCH/again.so"
refused "two of one name" 2 '/again\.so: it has the workload primes, and so has .*/primes\.so: choose another name$' \
    "$TVP" run --load "$SCRATCH/primes.so" --load "$SCRATCH/again.so" --workload primes --trials 1
refused "no library at all" 2 'text.so' "$TVP" run --load "$SCRATCH/text.so" --workload noop --trials 1
refused "no file" 2 'no such file' "$TVP" run --load "$SCRATCH/nothing.so" --workload noop --trials 1

printf '%s\n' "$usual
static const struct tvp_workload mine = {.name = \"mine\", $described};
TVP_PLUGIN(mine);" >"$SCRATCH/good.c"
build good "$SCRATCH/good.c"
run_ok lives --load "$SCRATCH/good.so" --workload mine --model thread,fork,spawn --lifetime task --ops 1000 --batch 100 --workers 2 --trials 1
ok "a new worker for each task loads it too"

# A crash in its run is a crashed trial, as any.
printf '%s\n' "#include <tvp.h>
#include <stdlib.h>
static void run(struct tvp_worker *worker, uint64_t ops) { (void)worker; (void)ops; abort(); }
static const struct tvp_workload mine = {.name = \"mine\", $described};
TVP_PLUGIN(mine);" >"$SCRATCH/abort.c"
build abort "$SCRATCH/abort.c"
run aborted --load "$SCRATCH/abort.so" --workload mine --model fork,spawn --ops 10 --batch 10 --trials 1
[ "$code" -eq 4 ] && [ "$(grep -c '"status":"crashed"' "$SCRATCH/aborted/trials.jsonl")" -eq 2 ] || fail "a crash in run: exit $code, $(cat "$SCRATCH/aborted/trials.jsonl")"
ok "a crash in its run is a crashed trial"

# A function that says no and not why: a failed trial that tells which it was, wherever and for however long its workers live.
printf '%s\n' '#include <tvp.h>
struct params { uint64_t where; };
static const struct tvp_param list[] = {{"where", TVP_PARAM_CHOICE, offsetof(struct params, where), "none", "none|prepare|setup|verify|check", 0, 0, "says no"}, {.name = NULL}};
static int no(const struct tvp_trial *trial, uint64_t where) { return ((const struct params *)trial->params)->where == where ? -7 : 0; }
static int prepare(struct tvp_trial *trial) { return no(trial, 1); }
static int setup(struct tvp_worker *worker) { return worker->index == 1 ? no(worker->trial, 2) : 0; }
static void run(struct tvp_worker *worker, uint64_t ops) { (void)worker; (void)ops; }
static int verify(struct tvp_worker *worker) { return worker->index == 1 ? no(worker->trial, 3) : 0; }
static int check(struct tvp_trial *trial) { return no(trial, 4); }
static const struct tvp_workload mute = {.name = "mute", .brief = "b", .op = "o", .doc = "d", .version = 1, .params = list, .params_bytes = sizeof(struct params),
    .prepare = prepare, .setup = setup, .run = run, .verify = verify, .check = check};
TVP_PLUGIN(mute);' >"$SCRATCH/mute.c"
build mute "$SCRATCH/mute.c"
for where in none prepare setup verify check; do
    run mute-$where --load "$SCRATCH/mute.so" --workload mute --param where=$where --model all --lifetime all --task 100us --workers 2 --ops 400 --batch 100 \
        --trials 1 --kinds time --timeout 20s
    said=$(python3 - "$SCRATCH/mute-$where/trials.jsonl" $where <<'PY'
import json, sys
count, where = 0, sys.argv[2]
for line in open(sys.argv[1]):
    record = json.loads(line)
    if record["status"] == "unsupported":
        continue
    count += 1
    told = f"{where} returned -7 and gave no reason"
    if record["status"] != ("ok" if where == "none" else "failed") or where != "none" and told not in record["reason"]:
        sys.exit(f"{record['model']}, {record['params']['lifetime']}: {record['status']}: {record['reason']}")
if not count:
    sys.exit("nothing ran")
PY
    ) || fail "a silent $where: $said"
done
ok "a function that returns a failure without a reason is told, under every model and lifetime"

# Whatever it writes, a reason is one line without controls of the terminal.
printf '%s\n' "#include <tvp.h>
static void run(struct tvp_worker *worker, uint64_t ops) { (void)worker; (void)ops; }
static int verify(struct tvp_worker *worker) { return tvp_fail(worker, \"one\\ntwo\\033[31mred\"); }
static const struct tvp_workload mine = {.name = \"mine\", $described, .verify = verify};
TVP_PLUGIN(mine);" >"$SCRATCH/loud.c"
build loud "$SCRATCH/loud.c"
run loud --load "$SCRATCH/loud.so" --workload mine --model thread --ops 10 --batch 10 --trials 1
[ "$code" -eq 4 ] && grep -q '"reason":"worker 0: one two \[31mred"' "$SCRATCH/loud/trials.jsonl" || fail "a reason of two lines: $(cat "$SCRATCH/loud/trials.jsonl")"
ok "a reason is one line"

# ---- two of them as the arms of ab -------------------------------------------------------------------------------------------

sed 's/by += 2/by += 1/' "$root/docs/examples/primes.c" >"$SCRATCH/slower.c"
build slower "$SCRATCH/slower.c"
"$TVP" ab --load "$SCRATCH/primes.so" --b-load "$SCRATCH/slower.so" --workload primes --model thread,spawn --out "$SCRATCH/ab" --quiet >"$SCRATCH/out" 2>&1
[ $? -eq 3 ] && grep -q '2 REGRESSED' "$SCRATCH/out" || fail "twice the work in b: $(cat "$SCRATCH/out")"
[ "$(grep -o '"arm":"[ab]"[^}]*"load":"[0-9a-f]*"' "$SCRATCH/ab/trials.jsonl" | sed 's/"creator.*"load"/ /' | sort -u | wc -l)" -eq 2 ] || fail "the arms' files"
head -n 6 "$SCRATCH/out" | tr -s ' \n' ' ' | grep -q "^A $SCRATCH/primes.so, by tvp-trial ([0-9a-f]*) B $SCRATCH/slower.so, by tvp-trial ([0-9a-f]*)" ||
    fail "the arms are not told apart: $(head -n 3 "$SCRATCH/out")"
"$TVP" compare "$SCRATCH/ab" >"$SCRATCH/out" 2>&1
grep -q '^A  *primes.so ([0-9a-f]*), by ' "$SCRATCH/out" && grep -q '^B  *slower.so ([0-9a-f]*), by ' "$SCRATCH/out" || fail "compare does not tell the arms apart: $(head -n 3 "$SCRATCH/out")"
ok "ab finds a slower build of the workload, and names both files"
refused "b is not the same workload" 2 'not another build of primes' "$TVP" ab --load "$SCRATCH/primes.so" --b-load "$SCRATCH/good.so" --workload primes --model thread
refused "b without a" 2 'other arm' "$TVP" ab --b-load "$SCRATCH/good.so" --workload noop --model thread

# ---- those that come with tvp --------------------------------------------------------------------------------------------------

# Without the files of its plug-ins tvp has them all the same, and says why not.
mkdir -p "$SCRATCH/bare/plugins"
cp "$TVP" "$(dirname "$TVP")/tvp-trial" "$SCRATCH/bare/"
reasons() { # the reason of each plug-in of tvp without its files
    "$SCRATCH/bare/tvp" list "$@" --json | python3 -c '
import json, sys
print(*sorted({w["name"] + ": " + w["unsupported"] for w in json.load(sys.stdin)["workloads"] if w["name"] in ("cpu_deflate", "io_sqlite")}), sep="\n")'
}
[ "$(reasons workloads | grep -c 'its library was not there')" -eq 2 ] || fail "plug-ins that are not there: $(reasons workloads)"
code=0
"$SCRATCH/bare/tvp" run --workload cpu_deflate --model thread --trials 1 --quiet --out "$SCRATCH/lacking" >"$SCRATCH/out" 2>&1 || code=$?
[ "$code" -eq 4 ] && grep -q '"status":"unsupported","reason":"its library was not there' "$SCRATCH/lacking/trials.jsonl" ||
    fail "a plug-in that is not there: exit $code, $(cat "$SCRATCH/out" "$SCRATCH/lacking/trials.jsonl")"
echo 'no library' >"$SCRATCH/bare/plugins/cpu_deflate.so"
reasons workloads | grep -q 'cpu_deflate: .*cpu_deflate.so' || fail "a plug-in that is no library: $(reasons workloads)"
ok "a plug-in that cannot be had is listed and recorded, with its reason"

own=
for name in cpu_deflate io_sqlite; do
    if [ -e "$(dirname "$TVP")/plugins/$name.so" ]; then
        own=$own${own:+,}$name
    else
        ok "$name is not built here: its library is missing"
    fi
done
[ -n "$own" ] || exit 0
run_ok own --workload "$own" --model all --workers 1,3 --time 5ms --trials 1
run_ok own-lives --workload "$own" --model thread,fork,spawn --lifetime pool,task --task 1ms --workers 3 --time 10ms --trials 1
! grep -q '"load":' "$SCRATCH/own/trials.jsonl" || fail "what comes with tvp is known by its version, not by its file's hash"
head -n 1 "$SCRATCH/own/trials.jsonl" >"$SCRATCH/first" && cp "$SCRATCH/first" "$SCRATCH/own/trials.jsonl"
"$TVP" run --resume "$SCRATCH/own" --quiet >"$SCRATCH/out" 2>&1 || fail "resumed: exit $?: $(cat "$SCRATCH/out")"
ok "$own under every model and lifetime, resumed, by their names alone"
run imaged --workload "${own%%,*}" --image "same=$(dirname "$TVP")/tvp-trial" --model thread --trials 1
[ "$code" -eq 4 ] && grep -q "loaded by tvp's own image alone" "$SCRATCH/imaged/trials.jsonl" || fail "by another image: exit $code: $(cat "$SCRATCH/imaged.log")"
ok "another image plays none of them, and says so"
[ "${own%io_sqlite}" != "$own" ] || exit 0

# SQLite's own wait for the right to write is no queue: some writers never had it, and the trial timed out.
for writes in 0 5 95 100; do
    run_ok writers-$writes --workload io_sqlite --model all --workers 2,8 --param writes=$writes --time 10ms --trials 1 --timeout 10s
done
[ -z "$(ls -A "$SCRATCH/writers-100/tmp" 2>/dev/null)" ] || fail "io_sqlite leaves files: $(ls "$SCRATCH/writers-100/tmp")"
ok "io_sqlite: readers and writers, more of them than CPUs; no file is left"
run_ok synced --workload io_sqlite --model thread,fork --workers 2 --param writes=50,sync=full --ops 20 --batch 10 --trials 1
ok "io_sqlite: writes that wait for the disk"
