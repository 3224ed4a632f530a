#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# harness/stats is pure: its objects hold no variable that can change, and call nothing that does I/O.
source tests/lint/lib.sh

# Without position independence, constant tables of pointers are read-only data like all other constants.
stats_is_pure() {
    local file object=$TMPDIR/stats.o
    for file in "$1"/harness/stats/*.c; do
        "${CC:-cc}" -std=c11 -D_GNU_SOURCE -fno-pic -O1 -w -c "$file" -o "$object" || echo "$file: does not compile"
        nm "$object" | awk -v file="$file" '
            $(NF - 1) ~ /^[BbDdCGgSs]$/ { print file ": variable " $NF }
            $(NF - 1) == "U" && $NF !~ /^(mem(cpy|move|set|cmp)|str(len|cmp)|malloc|calloc|realloc|free|qsort|__stack_chk_fail|__assert_fail|[a-z_]*_[a-z_0-9]+|(f|l|ll)?(abs|labs|atan|floor|ceil|round|rint|sqrt|exp|exp2|expm1|log|log2|log10|log1p|pow|erf|erfc|lgamma|tgamma|min|max|mod|ma)f?)$/ {
                print file ": calls " $NF }'
    done
}

holds stats_is_pure
sees stats_is_pure harness/stats/planted.c 'static int calls; int planted_count(void) { return ++calls; }'
sees stats_is_pure harness/stats/planted.c '#include <stdio.h>
void planted_print(double x); void planted_print(double x) { printf("%g\n", x); }'
sees stats_is_pure harness/stats/planted.c '#include <stdlib.h>
char *planted_where(void); char *planted_where(void) { return getenv("HOME"); }'
accepts stats_is_pure harness/stats/planted.c '#include <math.h>
static const char *const names[] = {"a", "b"};
const char *planted_name(double x); const char *planted_name(double x) { return names[sqrt(x) > 2]; }'
finish
