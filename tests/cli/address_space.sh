#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A limited address space: what does not fit is refused with the figure, what fits is run. A sanitizer takes terabytes of it.
set -u
. "$(dirname "$0")/lib/common.sh"

refused() { # what, exit code, pattern, command...
    local what=$1 expected=$2 pattern=$3 code=0
    shift 3
    "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
    [ "$code" -eq "$expected" ] || fail "$what: exit $code, not $expected: $(cat "$SCRATCH/err")"
    [ "$(wc -l <"$SCRATCH/err")" -eq 1 ] || fail "$what: not one line: $(cat "$SCRATCH/err")"
    grep -qE "$pattern" "$SCRATCH/err" || fail "$what: '$(cat "$SCRATCH/err")' lacks /$pattern/"
    ok "$what: $(cat "$SCRATCH/err")"
}

refused "more address space than allowed" 2 'address space .*ulimit -v' bash -c 'ulimit -v 2000000; exec "$@"' _ \
    "$TVP" run --workload data_touch --data 600M --sharing copy --workers 4 --model thread --dry-run
(ulimit -v 2000000 && run fits --workload data_touch --data 64M --sharing copy --workers 4 --trials 1 --ops 16384 --quiet && [ "$code" -eq 0 ]) ||
    fail "what fits into the address space is not run: $(cat "$SCRATCH/fits.log")"
ok "what fits into the address space is run"
