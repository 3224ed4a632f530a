# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Shared by the tests of the command line: a private folder, results that are said aloud, figures out of a run.

TVP=${TVP:-build/tvp}
TVP=$(cd "$(dirname "$TVP")" && pwd)/$(basename "$TVP")
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/tvp-test.XXXXXX") || exit 1
trap 'rm -rf "$SCRATCH"' EXIT

ok() { echo "ok - $*"; }
fail() {
    echo "not ok - $*"
    exit 1
}
skip() {
    echo "skip - $*"
    exit 77
}

# run NAME OPTIONS...: tvp run into $SCRATCH/NAME, quiet; its exit code in $code, its words in $SCRATCH/NAME.log.
run() {
    local name=$1
    shift
    code=0
    "$TVP" run --out "$SCRATCH/$name" "$@" >"$SCRATCH/$name.log" 2>&1 </dev/null || code=$?
}

# run_ok NAME OPTIONS...: the same, and everything must be well.
run_ok() {
    run "$@"
    [ "$code" -eq 0 ] || fail "tvp run $* ended with $code: $(tail -n 3 "$SCRATCH/$1.log")"
    "$TVP" export "$SCRATCH/$1" --format csv >"$SCRATCH/$1.csv" || fail "tvp export $1"
}

# models: the names of those that can be had here, but for those of other languages' runtimes, whose workloads are theirs.
models() {
    "$TVP" list models --json | python3 -c 'import json, sys; print(*(m["name"] for m in json.load(sys.stdin)["models"] if not m["unsupported"] and not m["name"].startswith(("py_", "node_"))))'
}

# values NAME METRIC [COLUMN=VALUE...]: the metric's values, one a line. Columns by their names in the export.
values() {
    local name=$1 metric=$2
    shift 2
    awk -F, -v metric="$metric" -v wanted="$*" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; count = split(wanted, want, " "); next }
        $column["metric"] != metric || $column["value"] == "" { next }
        {
            for (i = 1; i <= count; i++) {
                at = index(want[i], "=")
                name = substr(want[i], 1, at - 1); value = substr(want[i], at + 1)
                if (name in column) { if ($column[name] != value) next }
                else if (index(";" $column["params"] ";", ";" want[i] ";") == 0) next
            }
            print $column["value"]
        }' "$SCRATCH/$name.csv"
}

# median: of the numbers on standard input; nothing of nothing.
median() {
    sort -g | awk '{ v[NR] = $1 } END { if (NR) printf "%.17g\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# within VALUE LOW HIGH
within() { awk -v v="$1" -v low="$2" -v high="$3" 'BEGIN { exit !(v != "" && v >= low && v <= high) }'; }

# ratio A B
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b + 0 == 0) exit 1; printf "%.4f\n", a / b }'; }

# A command that must be refused with that exit code, in one line that matches the pattern.
refused() { # what, exit code, pattern, command...
    local what=$1 expected=$2 pattern=$3 code=0
    shift 3
    "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
    [ "$code" -eq "$expected" ] || fail "$what: exit $code, not $expected: $(cat "$SCRATCH/err")"
    [ "$(wc -l <"$SCRATCH/err")" -eq 1 ] || fail "$what: not one line: $(cat "$SCRATCH/err")"
    grep -qE "$pattern" "$SCRATCH/err" || fail "$what: '$(cat "$SCRATCH/err")' lacks /$pattern/"
    ok "$what: $(cat "$SCRATCH/err")"
}

# What `tvp history check` says, each sentence on one line; in the file itself. At most 80 columns are wide.
unwrap() { # FILE
    awk 'length > 80 { bad = 1; print } END { exit bad }' "$1" || fail "over 80 columns"
    sed -i -e ':a' -e 'N' -e '$!ba' -e 's/\n  *\([^ ]\)/ \1/g' "$1"
}
