# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Shared by the tests of builds for another Linux: what tests/cli/ has, and this system's own tvp beside the other one.
NATIVE=$(realpath "${NATIVE:-build/tvp}")
native() { env -u TVP_EXEC_WRAPPER "$NATIVE" "$@"; }
. tests/cli/lib/common.sh

PYTHON=
for python in /usr/bin/python3 python3; do
    [ -n "$PYTHON" ] || ! "$python" -W ignore -c 'import jsonschema' 2>/dev/null || PYTHON=$python
done
[ -n "$PYTHON" ] || { echo "not ok - python3-jsonschema is missing" && exit 1; }

# holds NAME STATUSES: every file of the run keeps the schemas, and its trials have these statuses.
holds() {
    local counts
    counts=$("$PYTHON" -W ignore tests/cli/lib/validate.py results/schema "$SCRATCH/$1" 2>"$SCRATCH/problem") ||
        fail "$1: $(cat "$SCRATCH/problem")"
    [ "$(cat "$SCRATCH/problem")" = "$2" ] ||
        fail "$1 has trials of status '$(cat "$SCRATCH/problem")', not '$2': $(grep -v '"status":"ok"' "$SCRATCH/$1/trials.jsonl" | head -n 1 | cut -c 1-400)"
    ok "$1: $counts, valid ($2)"
}

# Processes of the build under test that are still there, by the path of its programs.
processes() { pgrep -f "$(realpath "$BUILD")/tvp" | grep -vx $$; }
expect_nothing_left() {
    local left
    for _ in {1..100}; do
        left=$(processes)
        [ -n "$left" ] || return 0
        sleep 0.1
    done
    fail "processes are left: $(ps -o pid,args -p "${left//$'\n'/,}")"
}
