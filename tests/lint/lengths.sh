#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Files, workloads and functions stay short: under 400 and 120 lines, at most 70, and half of all functions at most 15.
source tests/lint/lib.sh

files_are_short() {
    find "$1/harness" "$1/bench" "$1/tests" "$1/make" \( -name '*.[ch]' -o -name '*.sh' \) -exec wc -l {} + |
        awk '$2 != "total" && $1 >= 400 { print $2 ": " $1 " lines" }
             $2 ~ /bench\/workloads\/.*\.c$/ && $1 >= 120 { print $2 ": a workload of " $1 " lines" }'
}

# "FILE:LINE LINES" of each function: its braces stand alone in the first column.
functions_of() {
    c_files "$1/harness" "$1/bench" | xargs awk '
        FNR == 1 { start = 0 }
        /^{$/ { start = FNR }
        /^}$/ && start { print FILENAME ":" start, FNR - start + 1; start = 0 }'
}

functions_are_short() {
    functions_of "$1" | awk '$2 > 70 { print $1 ": a function of " $2 " lines" }'
}

half_of_the_functions_are_very_short() {
    functions_of "$1" | sort -n -k 2,2 | awk '{ lines[NR] = $2; longest = $1 }
        END { if (NR == 0 || lines[int((NR + 1) / 2)] > 15) print "the median function has " lines[int((NR + 1) / 2)] " lines, the longest is " longest }'
}

lines() { # COUNT
    yes '    x++;' | head -n "$1"
}

holds files_are_short
sees files_are_short harness/core/planted.c "$(lines 400)"
sees files_are_short bench/workloads/planted.c "$(lines 120)"
accepts files_are_short bench/workloads/planted.c "$(lines 119)"

holds functions_are_short
sees functions_are_short harness/core/planted.c "$(printf 'void f(void)\n{\n%s\n}\n' "$(lines 69)")"
accepts functions_are_short harness/core/planted.c "$(printf 'void f(void)\n{\n%s\n}\n' "$(lines 68)")"

holds half_of_the_functions_are_very_short
long=$(printf 'void f(void)\n{\n%s\n}\n' "$(lines 70)")
# As many again, each of them long.
sees half_of_the_functions_are_very_short harness/core/planted.c \
    "$(for _ in $(seq "$(functions_of . | wc -l)"); do echo "$long"; done)"
finish
