#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `make help` lists every target, `make setup X` sets up before it compiles also with -j, what is built is not built again,
# and another compiler's build does not disturb this one.
set -u

broken=0
complain() {
    echo "$*"
    broken=1
}

# Inside `make test` the outer make's flags (-j with its token pipe) are not ours to use; its variables are kept.
variables=()
for word in ${MAKEFLAGS:-}; do [[ $word == *=* ]] && variables+=("$word"); done
unset MAKEFLAGS MFLAGS MAKELEVEL
dry() { make --no-print-directory -n "${variables[@]+"${variables[@]}"}" "$@" 2>&1; }

help=$(make --no-print-directory help)
for target in all bench clean test plots setup lint sanitize install uninstall help format-check cppcheck tidy shellcheck; do
    grep -qE "^  $target +[a-z]" <<<"$help" || complain "make help does not list $target"
done
while read -r target; do
    grep -qE "^  $target " <<<"$help" || complain "$target is phony and not in make help"
done < <(sed -n 's/^\.PHONY: //p' Makefile make/*.mk | tr ' ' '\n' | grep -vE '^(FORCE|test-programs|contract-programs)$')

first=$(dry -j8 BUILD="$TMPDIR/fresh" setup test | grep -nE 'make/setup\.sh| -c |tests/run\.sh' | cut -c 1-1000)
head -n 1 <<<"$first" | grep -q 'make/setup\.sh' || complain "make -j setup test does not set up first: $(head -n 1 <<<"$first")"
tail -n 1 <<<"$first" | grep -q 'tests/run\.sh' || complain "make -j setup test does not test last: $(tail -n 1 <<<"$first")"
dry BUILD="$TMPDIR/fresh" test | grep -q 'make/setup\.sh' && complain "make test sets up unasked"

one=$(dry CC=one BUILD="$TMPDIR/fresh" all | grep -o 'obj-[0-9]*' | sort -u)
two=$(dry CC=two BUILD="$TMPDIR/fresh" all | grep -o 'obj-[0-9]*' | sort -u)
three=$(dry CC=one CFLAGS=-O0 BUILD="$TMPDIR/fresh" all | grep -o 'obj-[0-9]*' | sort -u)
[[ $(printf '%s\n' "$one" "$two" "$three" | sort -u | wc -l) -eq 3 ]] || complain "compilers or flags share objects: $one $two $three"
dry CC=one LDFLAGS=-Wl,--as-asked BUILD="$TMPDIR/fresh" all | grep -E '^one .*-o [^ ]*/tvp-trial$' | grep -q -- '-Wl,--as-asked' ||
    complain "LDFLAGS are not honoured"
dry CC=one LDFLAGS=-Wl,--as-asked LDLIBS=-lasked BUILD="$TMPDIR/fresh" all | tr -d '\\\n' |
    grep -qF -- '-DTVP_LDFLAGS='"'"'"-Wl,--as-asked -lasked"' || complain "LDFLAGS are not recorded"
exit $broken
