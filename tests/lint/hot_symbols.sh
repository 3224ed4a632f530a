#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The measured path calls the clock and the workload, nothing else: no allocation, no lock, no stdio, no system call.
# What workloads do is watched at run time by another test.
source tests/lint/lib.sh

# shellcheck disable=SC2086 # $CC may hold options
hot_calls_only_the_clock() {
    ${CC:-cc} -std=c11 -D_GNU_SOURCE -O2 -w -c "$1/harness/trial/hot.c" -o "$TMPDIR/hot.o" || echo "$1/harness/trial/hot.c: does not compile"
    nm -u "$TMPDIR/hot.o" | awk -v file="$1/harness/trial/hot.c" \
        '$NF !~ /^(plat_now_ns|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail)$/ { print file ": calls " $NF }'
}

built_hot_calls_only_the_clock() {
    nm -u "$OBJ/harness/trial/hot.o" | awk '$NF !~ /^(plat_now_ns|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail)$/ { print "hot.o: calls " $NF }'
}

[[ -e $OBJ/harness/trial/hot.o ]] || { echo "$OBJ/harness/trial/hot.o is not built" && exit 1; }
holds hot_calls_only_the_clock
holds built_hot_calls_only_the_clock
sees hot_calls_only_the_clock harness/trial/hot.c '#include <stdlib.h>
void *planted(void); void *planted(void) { return malloc(9); }'
sees hot_calls_only_the_clock harness/trial/hot.c '#include <stdio.h>
void planted(void); void planted(void) { printf("%d", 1); }'
finish
