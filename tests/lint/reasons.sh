#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A probe's reason for having no value is at most 63 bytes, which is what a trial keeps of it: none is cut.
source tests/lint/lib.sh

# Statements that name such a reason, each literal of theirs with its neighbours joined.
reasons_are_not_cut() {
    local files
    mapfile -t files < <(find "$1/bench/probes" -name '*.c' | sort)
    awk '
        function look(text,    word) {
            gsub(/" *"/, "", text)
            while (match(text, /"[^"]*"/)) {
                word = substr(text, RSTART + 1, RLENGTH - 2)
                if (length(word) > 63) print FILENAME ":" FNR ": " length(word) " bytes: " word
                text = substr(text, RSTART + RLENGTH)
            }
        }
        FNR == 1 { open = 0; text = "" }
        /tvp_set_null\(|why( =|\[|,)/ { open = 1 }
        open { text = text $0; if ($0 ~ /; *$/) { look(text); open = 0; text = "" } }' "${files[@]}"
}

holds reasons_are_not_cut
long="aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaa"
sees reasons_are_not_cut bench/probes/clock.c "tvp_set_null(trial, 0, me, 0, \"$long\");"
sees reasons_are_not_cut bench/probes/clock.c "const char *why = \"${long%a a*}\"
    \"$long\";"
accepts reasons_are_not_cut bench/probes/clock.c "tvp_set_null(trial, 0, me, 0, \"${long%a}\");"
finish
