#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The controller's commands under valgrind's memcheck: no invalid access, nothing lost. The trials run outside of it.
# TVP: the program.
set -u

command -v valgrind >/dev/null || { echo "no valgrind" && exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

watch() { # NAME ARGUMENTS...
    local name=$1
    shift
    valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect --trace-children=no \
        --log-file="$folder/$name.txt" "$TVP" "$@" >"$folder/$name.out" 2>&1
    local code=$?
    echo "valgrind: tvp $name: exit code $code"
    if ((code == 99 || code == 1)); then
        head -n 40 "$folder/$name.txt" "$folder/$name.out"
        failed=1
    fi
}

watch run run --workload noop,data_touch --model thread,spawn --sharing shm,copy --workers 2 --data 1M --trials 2 --time 5ms --out "$folder/run"
watch resume run --resume "$folder/run"
watch show show "$folder/run"
watch export export "$folder/run" --format csv
watch json export "$folder/run" --format json
watch plot plot "$folder/run"
watch list list
watch usage run --modle thread
exit $failed
