# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Shared by the tests of the Windows build: what tests/cli/ has, and the tvp of this system beside the Windows one.

[ -n "${WRAPPER:-}" ] || { echo "not ok - this is run by make test-windows" && exit 1; }
NATIVE=$(realpath "${NATIVE:-build/tvp}")
. tests/cli/lib/common.sh

PYTHON=
for python in /usr/bin/python3 python3; do
    [ -n "$PYTHON" ] || ! "$python" -W ignore -c 'import jsonschema' 2>/dev/null || PYTHON=$python
done

# holds NAME STATUSES: every file of the run keeps the schemas, and its trials have these statuses.
holds() {
    local counts
    [ -n "$PYTHON" ] || fail "python3-jsonschema is missing (make setup-windows)"
    counts=$("$PYTHON" -W ignore tests/cli/lib/validate.py results/schema "$SCRATCH/$1" 2>"$SCRATCH/problem") ||
        fail "$1: $(cat "$SCRATCH/problem")"
    [ "$(cat "$SCRATCH/problem")" = "$2" ] || fail "$1 has trials of status '$(cat "$SCRATCH/problem")', not '$2'"
    ok "$1: $counts, valid ($2)"
}

# windows_processes: of this Wine, without Wine's own; "PID NAME ROLE" a line.
windows_processes() {
    local pid words
    for pid in $(pgrep -f 'tvp(-trial|-empty)?\.exe'); do
        grep -qzxF "WINEPREFIX=$WINEPREFIX" "/proc/$pid/environ" 2>/dev/null || continue
        mapfile -d '' -t words 2>/dev/null <"/proc/$pid/cmdline" || continue
        case ${words[0]:-} in *tvp*.exe) echo "$pid ${words[0]##*[/\\]} ${words[1]:-}" ;; esac
    done
}

expect_nothing_left() {
    local waited left
    for waited in {1..100}; do
        left=$(windows_processes)
        [ -n "$left" ] || return 0
        sleep 0.1
    done
    fail "processes are left after $((waited / 10)) s: $left"
}
