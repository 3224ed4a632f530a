#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# make/ab-gate.sh: which commit it compares with, what it says when there is none, what fails it, and that it leaves nothing
# behind. A made-up project with a `tvp` whose answers are planned; the real one is played by docs_ci.sh.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v git >/dev/null || skip "git is not installed"
gate=$(cd "$(dirname "$0")/../../make" && pwd)/ab-gate.sh

export HOME=$SCRATCH GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.org
export GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.org TMPDIR=$SCRATCH/tmp PLANNED=$SCRATCH/planned
unset GIT_DIR GIT_WORK_TREE BUILD CC CFLAGS MAKEFLAGS
mkdir "$TMPDIR"

project() { # DIR
    git init -q -b main "$1" && cd "$1" && mkdir -p harness build || fail "git init"
    echo 1 >harness/image
    # shellcheck disable=SC2016 # they are make's
    printf '%s\n\t%s\n' '$(BUILD)/tvp-trial: harness/image' 'mkdir -p $(@D) && test ! -e harness/broken && sleep $${SLOWLY:-0} && cp $< $@' >Makefile
    echo build >.gitignore
    # Each call of `ab` takes a planned line: the exit code, then the cells that are slower, or what it says.
    cat >build/tvp <<'END'
#!/usr/bin/env bash
out=''
[ "$1" = ab ] && {
    while [ $# -gt 0 ]; do [ "$1" = --out ] && out=$2; [ "$1" = --a ] && cat "$2" >>"$PLANNED.seen"; shift; done
    mkdir -p "$out"
    read -r code words <"$PLANNED"
    sed -i 1d "$PLANNED"
    case $code in 2) echo "tvp: $words" >&2 ;; *) echo "$words" >"$out/slower" ;; esac
    exit "$code"
}
for cell in $(cat "$2/slower"); do
    echo "  <testcase classname=\"$cell\" name=\"op_p10_ns\"><failure message=\"+9 %\" type=\"REGRESSED\"/><system-out>x</system-out></testcase>"
done
END
    chmod +x build/tvp
    commit first
}
commit() {
    git add -A && git commit -qm "$1" || fail "git commit"
}
change() { # TEXT: a commit that changes code
    echo "$1" >harness/image
    commit "$1"
}
# play EXIT PATTERN [ARGUMENT...]
play() {
    local wanted=$1 pattern=$2 code=0
    shift 2
    : >"$PLANNED.seen"
    cp harness/image build/tvp-trial
    chmod +x build/tvp-trial
    bash "$gate" "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null || code=$?
    [ $code -eq "$wanted" ] || fail "gate $*: exit $code, not $wanted: $(cat "$SCRATCH/out" "$SCRATCH/err")"
    cat "$SCRATCH/out" "$SCRATCH/err" | grep -qE "$pattern" || fail "gate $*: no '$pattern' in: $(cat "$SCRATCH/out" "$SCRATCH/err")"
    left_alone
}
left_alone() {
    [ -z "$(ls -A "$TMPDIR")" ] || fail "it leaves $(ls -A "$TMPDIR")"
    [ "$(git worktree list 2>/dev/null | wc -l)" -le 1 ] || fail "it leaves a worktree: $(git worktree list)"
}
seen() { # TEXT: the image that was compared with
    [ "$(cat "$PLANNED.seen")" = "$1" ] || fail "compared with '$(cat "$PLANNED.seen")', not '$1'"
}

project "$SCRATCH/project"
play 0 'no timings compared: the first commit with code has none before it'
change 2
echo 0 >"$PLANNED" && play 0 'no regression against'
seen 1
echo text >README && commit "only words"
echo 0 >"$PLANNED" && play 0 'no regression against'
seen 1
echo 3 >harness/image # not committed
echo 0 >"$PLANNED" && play 0 'no regression against'
seen 2
commit three
echo 0 >"$PLANNED" && play 0 'no regression against' --base HEAD~3
seen 1
play 2 'there is no commit nonsense' --base nonsense
play 0 'the same' --base HEAD
ok "which commit"

printf '%s\n' '3 a b' '3 b c' >"$PLANNED" && play 3 '^  b: op_p10_ns'
! grep -qE '^  [ac]:' "$SCRATCH/out" || fail "what was slower once is told"
printf '%s\n' '3 a' '3 b' >"$PLANNED" && play 0 'does not agree'
printf '%s\n' '3 a' 0 >"$PLANNED" && play 0 'does not agree'
printf '%s\n' 4 0 >"$PLANNED" && play 0 'no regression'
printf '%s\n' 4 4 >"$PLANNED" && play 4 'trials go wrong'
echo 5 >"$PLANNED" && play 0 'no regression'
echo '2 --a x cannot be compared by this tvp: another layout' >"$PLANNED" && play 0 'do not fit together'
echo '2 --b x is no lean image of tvp' >"$PLANNED" && play 2 'no lean image'
echo '2 no such option' >"$PLANNED" && play 2 'no such option' --nonsense
ok "what fails it"

touch harness/broken && commit broken && rm harness/broken && change 4
play 0 'does not build here'
git clone -q --depth 1 "file://$SCRATCH/project" "$SCRATCH/shallow" && cd "$SCRATCH/shallow" || fail "git clone"
mkdir build && cp "$SCRATCH/project/build/tvp" build/
play 0 'a shallow clone has no earlier commit'
mkdir -p "$SCRATCH/bare/build" && cd "$SCRATCH/bare" && cp "$SCRATCH/project/build/tvp" build/ && mkdir harness && echo 1 >harness/image
play 0 'no timings compared: git finds no repository here'
cd "$SCRATCH/project" && rm build/tvp
play 2 'there is no build'
ok "what there may be none of"

cp "$SCRATCH/shallow/build/tvp" build/ && change 5
for signal in TERM INT HUP; do
    SLOWLY=30 python3 - "$gate" "$signal" "$SCRATCH/out" <<'END' || fail "SIG$signal"
import os, signal, subprocess, sys, time
def usual(): # the shell that runs this test may ignore them
    for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(s, signal.SIG_DFL)
gate, name, out = sys.argv[1:]
process = subprocess.Popen(["bash", gate], stdout=open(out, "w"), stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=usual)
while "building" not in open(out).read(): time.sleep(.05)
time.sleep(.2)
os.kill(process.pid, getattr(signal, "SIG" + name))
assert process.wait(20) == 128 + getattr(signal, "SIG" + name), process.returncode
END
    left_alone
done
ok "interrupted, it leaves nothing"
