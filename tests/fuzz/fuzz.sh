#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Plays each fuzz target in turn for its share of SECONDS_ALL, from the committed inputs and what earlier calls found
# (BUILD/fuzz-found). What breaks one is kept as BUILD/fuzz-broken/NAME-* and named. Ends with one line "N passed, N failed".
#   BUILD  folder of the fuzzers' build      FUZZ  only the target of this name
set -u

cd "$(dirname "$0")/../.." || exit 1
BUILD=$(realpath "${BUILD:?}")
names=()
for program in "$BUILD"/fuzz/*; do
    [[ -n ${FUZZ:-} && ${program##*/} != "$FUZZ" ]] || names+=("${program##*/}")
done
((${#names[@]} > 0)) || {
    echo "fuzz: there is no target ${FUZZ:-}" >&2
    exit 2
}
((share = ${SECONDS_ALL:-60} / ${#names[@]})) || share=1
jobs=$(nproc 2>/dev/null || echo 1)
broken=$BUILD/fuzz-broken
mkdir -p "$broken"

# Inputs are made up as files thousands of times a second: in memory, where there is such a place.
place=${TMPDIR:-/tmp}
[[ ! -w /dev/shm ]] || place=/dev/shm
work=$(mktemp -d "$place/tvp-fuzz.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
# What runs in the background hears nothing of a Ctrl-C.
children=()
stop() {
    for child in "${children[@]}"; do kill "${child%%:*}" 2>/dev/null; done
    wait
    exit 130
}
trap stop INT TERM HUP

play() { # NAME: its log in $work/NAME.log
    trap - EXIT INT TERM HUP
    local name=$1 found=$BUILD/fuzz-found/$1
    mkdir -p "$found" "$work/$name" "tests/fuzz/corpus/$name"
    TMPDIR=$work/$name exec "$BUILD/fuzz/$name" -max_total_time="$share" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -max_len=65536 -dict=tests/fuzz/words.dict -artifact_prefix="$broken/$name-" "$found" "tests/fuzz/corpus/$name" >"$work/$name.log" 2>&1 </dev/null
}

# As many at a time as there are processors, so that each gets its share times that many.
((share *= jobs > ${#names[@]} ? ${#names[@]} : jobs))
passed=0 failed=0
for ((i = 0; i < ${#names[@]}; i += jobs)); do
    children=()
    for name in "${names[@]:i:jobs}"; do
        play "$name" &
        children+=("$!:$name")
    done
    for child in "${children[@]}"; do
        name=${child#*:}
        if wait "${child%%:*}"; then
            passed=$((passed + 1))
            printf 'ok    fuzz/%s: %s inputs tried, %s s\n' "$name" \
                "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.log")" "$share"
        else
            failed=$((failed + 1))
            printf 'FAIL  fuzz/%s\n' "$name"
            grep -aE '^fuzz:|ERROR: |SUMMARY|Test unit written|runtime error' "$work/$name.log" | sed 's/^/      | /'
        fi
    done
done
echo "$passed passed, $failed failed"
((failed == 0))
