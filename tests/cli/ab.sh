#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp ab`: a start-up that is made slower is found, the same image is not; what the run folder then holds; refusals.
set -u
. "$(dirname "$0")/lib/common.sh"
lib=$(dirname "$0")/lib
image=$(dirname "$TVP")/tvp-trial

# ab NAME OPTIONS...: exit code in $code, output in $SCRATCH/NAME.out
ab() {
    local name=$1
    shift
    code=0
    "$TVP" ab --quiet --out "$SCRATCH/$name" "$@" >"$SCRATCH/$name.out" 2>"$SCRATCH/$name.err" </dev/null || code=$?
}

"${CC:-cc}" -shared -fPIC -O1 -o "$SCRATCH/slow.so" "$lib/slow_start.c" || fail "slow_start.c does not compile"
ab slow --b-env LD_PRELOAD="$SCRATCH/slow.so" --workload noop --model spawn --starts 5 --time 1ms --trials 32
[ "$code" -eq 3 ] || fail "2 ms more a start: exit $code: $(cat "$SCRATCH/slow.out" "$SCRATCH/slow.err")"
grep -q 'enter_p10_ns .*REGRESSED' "$SCRATCH/slow.out" || fail "the start-up is not what regressed: $(cat "$SCRATCH/slow.out")"
[ "$(wc -l <"$SCRATCH/slow/trials.jsonl")" -le 128 ] || fail "more trials than asked for"
ok "a slower environment is found, exit 3"

"$TVP" compare "$SCRATCH/slow" >"$SCRATCH/again.out" && fail "compare of it does not exit with 3"
head -n -1 "$SCRATCH/slow.out" | sed 1,2d >"$SCRATCH/one"
sed 1,2d "$SCRATCH/again.out" >"$SCRATCH/two"
cmp "$SCRATCH/one" "$SCRATCH/two" || fail "compare says something else than ab did"
ok "compare of the run folder says the same"

ab same --b "$image" --workload noop,counter --model thread --workers 1 --time 2ms --trials 8
[ "$code" -eq 0 ] || fail "the same image against itself: exit $code: $(cat "$SCRATCH/same.out" "$SCRATCH/same.err")"
# Eight trials an arm can never do at 1 % what 3 looks could; nor may they alarm.
! grep -qE 'REGRESSED|IMPROVED' "$SCRATCH/same.out" || fail "an alarm between identical images"
awk 'length > 80 { bad = 1; print } END { exit bad }' "$SCRATCH/same.out" "$SCRATCH/slow.out" || fail "over 80 columns"
ab strict --b "$image" --workload noop --model spawn --starts 3 --time 1ms --trials 2 --require-verdict
[ "$code" -eq 5 ] || fail "--require-verdict on two trials an arm: exit $code"
ok "identical images: no alarm, and 5 where a verdict is required"

"$TVP" export "$SCRATCH/same" --format csv >"$SCRATCH/same.csv" || fail "export"
[ "$(values same ops_per_s arm=a | wc -l)" -eq 16 ] && [ "$(values same ops_per_s arm=b | wc -l)" -eq 16 ] ||
    fail "not 8 trials of each arm and cell"
[ "$(values same ops arm=a workload=counter | sort -u)" = "$(values same ops arm=b workload=counter | sort -u)" ] ||
    fail "the arms do not do the same work"
"$TVP" show "$SCRATCH/same" >/dev/null || fail "show"
ok "the run folder tells the arms apart, which do the same ops"

# Four side by side of one cell are ABBA or BAAB.
python3 - "$SCRATCH/same/plan.jsonl" <<'P' || fail "the order is not ABBA or BAAB"
import json, sys
cells = [line["cell"] for line in map(json.loads, open(sys.argv[1])) if line["type"] == "trial"]
assert len(cells) == 32
for i in range(0, len(cells), 4):
    a, b, c, d = cells[i : i + 4]
    assert a == d and b == c and a // 2 == b // 2 and a != b, cells[i : i + 4]
P
ok "ABBA"

# Each trial, and every worker of it, is played from a new copy of its arm's image.
"${CC:-cc}" -shared -fPIC -O1 -o "$SCRATCH/which.so" "$lib/which_image.c" || fail "which_image.c does not compile"
ab copies --b-env LD_PRELOAD="$SCRATCH/which.so" --b-env WHICH_IMAGE="$SCRATCH/which" --workload noop --model spawn --time 1ms --trials 8
[ "$code" -eq 0 ] || fail "with copies told: exit $code: $(cat "$SCRATCH/copies.err")"
grep -vE '/copies/tmp/arm-b/tvp-(trial|empty) [0-9]+\.[0-9]+$' "$SCRATCH/which" && fail "not played from a copy"
made=$(grep tvp-trial "$SCRATCH/which" | sort | uniq -c | awk '{ print $1 }')
[ "$(wc -l <<<"$made")" -ge 8 ] || fail "fewer copies than trials: $(cat "$SCRATCH/which")"
[ "$(sort -n <<<"$made" | head -n 1)" -ge 2 ] || fail "the worker is of another copy than its trial"
[ ! -e "$SCRATCH/copies/tmp/arm-b" ] || fail "copies are left behind"
# One that is too large to be copied each time is played where it is.
cp "$image" "$SCRATCH/large-image" && truncate -s 17M "$SCRATCH/large-image"
ab large --b "$SCRATCH/large-image" --workload noop --model spawn --time 1ms --trials 2
[ "$code" -eq 0 ] || fail "a large image: exit $code: $(cat "$SCRATCH/large.err")"
grep -q 'played where they are' "$SCRATCH/large.err" || fail "nobody says that there are no copies: $(cat "$SCRATCH/large.err")"
ok "a fresh copy of the image for each trial"

# refused EXIT WORDS ARGUMENTS...
refused() {
    local wanted=$1 words=$2
    shift 2
    ab "refused-$RANDOM" "$@"
    local name
    name=$(find "$SCRATCH" -name 'refused-*.err' | head -n 1)
    [ "$code" -eq "$wanted" ] || fail "ab $*: exit $code, not $wanted: $(cat "$name")"
    [ "$(wc -l <"$name")" -eq 1 ] || fail "ab $*: not one line: $(cat "$name")"
    grep -qF -- "$words" "$name" || fail "ab $*: $(cat "$name")"
    rm -rf "$SCRATCH"/refused-*
}
refused 2 "what against what?" --workload noop
refused 2 "no such file" --b "$SCRATCH/absent" --workload noop
refused 2 "is no lean image of tvp" --b "$(type -P true)" --workload noop --model thread
refused 2 "not NAME=VALUE" --b-env MALLOC --workload noop
refused 2 "did you mean --workload?" --b "$image" --wurkload noop
refused 2 "--b needs a value" --workload noop --b
refused 2 "text, md, json, junit, github or gitlab" --b "$image" --format xml --workload noop
refused 2 "not a probability" --b "$image" --level 99 --workload noop
refused 2 "for \`tvp run\`" --b "$image" --target 2% --workload noop
refused 2 "for \`tvp run\`" --b "$image" --plan "$SCRATCH/same/plan.jsonl"
refused 2 "memory needs no interleaving" --b "$image" --workload data_touch --data 1M --kinds memory
"$TVP" run --resume "$SCRATCH/same" 2>"$SCRATCH/e" && fail "an ab run is resumed"
grep -q 'tvp ab' "$SCRATCH/e" || fail "resume: $(cat "$SCRATCH/e")"
ok "refusals"

# ---- an image that crashes ----

cat >"$SCRATCH/crash.c" <<'END'
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
int main(int count, char **words)
{
    (void)count;
    if (getpid() % 3 == 0)
        raise(SIGKILL);
    execv(getenv("TVP_TEST_IMAGE"), words);
    return 1;
}
END
if ${CC:-cc} -D_GNU_SOURCE -O2 "$SCRATCH/crash.c" -o "$SCRATCH/crash"; then
    code=0
    TVP_TEST_IMAGE=$(dirname "$TVP")/tvp-trial "$TVP" ab --b "$SCRATCH/crash" --workload noop --model thread --ops 1000 --batch 100 --trials 16 \
        --quiet --out "$SCRATCH/crashes" >"$SCRATCH/out" 2>&1 || code=$?
    if [ "$code" -eq 2 ]; then
        ok "an image that crashes at its first start is refused: $(tail -n 1 "$SCRATCH/out")"
    else
        [ "$code" -eq 4 ] || fail "an image that crashes: exit $code: $(cat "$SCRATCH/out")"
        tr '\n' ' ' <"$SCRATCH/out" | tr -s ' ' | grep -q 'WENT WRONG' || fail "nobody says that trials crashed: $(cat "$SCRATCH/out")"
        code=0
        "$TVP" compare "$SCRATCH/crashes" --format junit >"$SCRATCH/out" || code=$?
        [ "$code" -eq 4 ] && grep -q 'errors="1"' "$SCRATCH/out" || fail "compare: exit $code: $(cat "$SCRATCH/out")"
        ok "trials that crash are told, by compare too"
    fi
fi
