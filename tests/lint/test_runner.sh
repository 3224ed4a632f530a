#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/run.sh: a script that fails has failed, but for one that judges times (ALONE) or ran beside another (JOBS): that one is
# shown and has a second attempt by itself, which counts. What judges times runs beside nothing.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tests/some"
cp tests/run.sh "$work/tests/"
# Each fails as often as the number in its name says, and notes when it begins and ends.
for times in 0 1 2; do
    cat >"$work/tests/some/fails_$times.sh" <<END
n=\$(cat "$work/seen_$times" 2>/dev/null || echo 0)
echo "attempt \$n"
echo \$((n + 1)) >"$work/seen_$times"
echo "$times" >>"$work/order"
sleep 0.5
echo "$times" >>"$work/order"
[ "\$n" -ge $times ]
END
done

wrong() {
    echo "tests/run.sh: $*: $(cat "$work/out") order: $(tr '\n' ' ' <"$work/order")"
    exit 1
}
runs() { # VARIABLE=VALUE...
    rm -f "$work"/seen_* "$work/order"
    env -u ALONE -u JOBS KINDS=some FILTER= WITHOUT= "$@" bash "$work/tests/run.sh" >"$work/out" 2>&1 </dev/null
}
told() { # LAST-LINE
    [ "$(tail -n 1 "$work/out")" = "$1" ] || wrong "not '$1'"
}

runs && wrong "what fails at first passes"
told '1 passed, 2 failed'
runs ALONE='fails_1 fails_2' && wrong "what fails twice passes"
told '2 passed, 1 failed'
grep -q '^AGAIN some/fails_1 ' "$work/out" || wrong "a second attempt is not told"
grep -q '| attempt 0$' "$work/out" || wrong "what failed at first is not shown"
runs JOBS=3 && wrong "what fails twice passes beside others"
told '2 passed, 1 failed'
[ "$(head -n 3 "$work/order" | sort -u | wc -l)" -eq 3 ] || wrong "three scripts do not run at once"
runs JOBS=3 ALONE='fails_1'
told '2 passed, 1 failed'
# each of those at the end begins and ends by itself
[ "$(tail -n 6 "$work/order" | uniq -c | awk '$1 % 2 == 0' | wc -l)" -ge 2 ] || wrong "what judges times runs beside others"
