#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tests/run.sh gives a script of TWICE that fails a second attempt, and shows the first; any other fails at once.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tests/some"
cp tests/run.sh "$work/tests/"
# Each fails as often as the number in its name says.
for times in 1 2; do
    cat >"$work/tests/some/fails_$times.sh" <<END
n=\$(cat "$work/seen_$times" 2>/dev/null || echo 0)
echo "attempt \$n"
echo \$((n + 1)) >"$work/seen_$times"
[ "\$n" -ge $times ]
END
done

wrong() {
    echo "tests/run.sh: $*: $(cat "$work/out")"
    exit 1
}
runs() { # TWICE
    rm -f "$work"/seen_*
    TWICE=$1 KINDS=some FILTER='' WITHOUT='' bash "$work/tests/run.sh" >"$work/out" 2>&1 </dev/null
}

runs '' && wrong "what fails at first passes"
grep -q '^0 passed, 2 failed$' "$work/out" || wrong "not two failures without TWICE"
runs 'fails_1 fails_2' && wrong "what fails twice passes"
grep -q '^1 passed, 1 failed$' "$work/out" || wrong "not one failure with TWICE"
grep -q '^AGAIN some/fails_1 ' "$work/out" || wrong "a second attempt is not told"
grep -q '| attempt 0$' "$work/out" || wrong "what failed at first is not shown"
