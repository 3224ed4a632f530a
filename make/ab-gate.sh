#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Did the last change of code make anything slower? Builds the commit before it in a temporary worktree and plays both
# builds interleaved (`tvp ab`). Exit code 3 for a regression that a second run confirms; 0 when there is none, and when
# there is nothing to compare with, which one line then says.
#
#   ab-gate.sh [--base REV] [--budget DURATION] [--label NAME] [AB-OPTION...]
#
#   --base REV         compare with this commit: a merge base. Default: the commit before the last one that touched code
#   --budget DURATION  of one run; 45s
#   --label NAME       written in place of the host's name; gate
#   AB-OPTION...       which cells and how, for `tvp ab`; default: the suite `gate`
#
# From the environment: BUILD (this commit's build folder, build), CC, CFLAGS, GATE_CODE (the paths that are code).
set -u

# What the lean image is made of.
code=${GATE_CODE:-Makefile bench harness}
base='' budget=45s label=gate

say() { printf 'gate: %s\n' "$*"; }
nothing() { # there is nothing to compare, and why
    say "no timings compared: $*"
    exit 0
}
usage() {
    printf 'gate: %s (see the head of %s)\n' "$1" "$0" >&2
    exit 2
}

options=()
while (($#)); do
    case $1 in
    --base | --budget | --label)
        (($# > 1)) || usage "$1 needs a value"
        printf -v "${1#--}" '%s' "$2"
        shift
        ;;
    --base=*) base=${1#*=} ;;
    --budget=*) budget=${1#*=} ;;
    --label=*) label=${1#*=} ;;
    *) options+=("$1") ;;
    esac
    shift
done
((${#options[@]})) || options=(gate)

top=$(git rev-parse --show-toplevel) || nothing "git finds no repository here"
cd "$top" || exit 1
build=${BUILD:-build}
case $build in /*) ;; *) build=$top/$build ;; esac
[[ -x $build/tvp && -x $build/tvp-trial ]] || usage "there is no build in $build: make"

# ---- which commit ----

# Words, since several paths may be given.
read -ra paths <<<"$code"

# The commit whose code this build's is to be held against.
find_base() {
    local last
    if [[ -n $base ]]; then
        git rev-parse --verify --quiet "$base^{commit}" || usage "there is no commit $base"
        return
    fi
    if [[ -n $(git status --porcelain -- "${paths[@]}") ]]; then
        git rev-parse HEAD # what is not committed yet is the change
        return
    fi
    last=$(git rev-list -1 HEAD -- "${paths[@]}")
    [[ -n $last ]] && git rev-parse --verify --quiet "$last^1"
}

git rev-parse --verify --quiet HEAD >/dev/null || nothing "there is no commit yet"
commit=$(find_base)
found=$?
((found != 2)) || exit 2
if [[ -z $commit ]]; then
    [[ $(git rev-parse --is-shallow-repository) != true ]] || nothing "a shallow clone has no earlier commit (git fetch --unshallow)"
    nothing "the first commit with code has none before it"
fi
name=${commit:0:12}
git cat-file -e "$commit^{tree}" 2>/dev/null || nothing "a shallow clone has no earlier commit (git fetch --unshallow)"

# ---- its build ----

work=$(mktemp -d "${TMPDIR:-/tmp}/tvp-gate.XXXXXX") || exit 1
cleanup() {
    trap '' INT TERM HUP # a second interrupt must not leave half of it
    git worktree remove --force "$work/base" >/dev/null 2>&1
    rm -rf "$work"
    git worktree prune >/dev/null 2>&1
}
trap cleanup EXIT
trap 'stop 130' INT
trap 'stop 143' TERM
trap 'stop 129' HUP

# A trap has to wait for what runs in the foreground, so that nothing does.
child=''
attended() { # COMMAND...
    "$@" &
    child=$!
    wait "$child"
    local code=$?
    child=''
    return $code
}
stop() {
    [[ -z $child ]] || { kill -TERM "$child" && wait "$child"; } 2>/dev/null
    exit "$1"
}

git worktree add --detach --quiet "$work/base" "$commit" >"$work/log" 2>&1 || {
    tail -n 3 "$work/log" >&2
    nothing "no worktree of $name can be made"
}
say "building $name ($(git log -1 --format=%s "$commit" | cut -c 1-60))"
# The same commit is compiled into both, so that equal code gives equal images.
flags=("BUILD=$work/$name" "COMMIT=$(git rev-parse --short=12 HEAD)" ${CC:+"CC=$CC"} ${CFLAGS:+"CFLAGS=$CFLAGS"})
attended env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -j"$(nproc 2>/dev/null || echo 2)" -C "$work/base" "${flags[@]}" "$work/$name/tvp-trial" >"$work/log" 2>&1 </dev/null || {
    tail -n 5 "$work/log" >&2
    nothing "$name does not build here"
}

# Debugging information and the build's id tell folders apart, not code.
bare() { strip -s -R .note.gnu.build-id -o "$2" "$1" 2>/dev/null || cp "$1" "$2"; }
bare "$work/$name/tvp-trial" "$work/bare-a" && bare "$build/tvp-trial" "$work/bare-b" || exit 1
cmp -s "$work/bare-a" "$work/bare-b" && nothing "the lean images of $name and of this build are the same"

# ---- both, interleaved ----

# Plays once; the report on standard output, the regressions in $work/NAME.worse.
play() { # NAME
    attended "$build/tvp" ab "${options[@]}" --a "$work/$name/tvp-trial" --b "$build/tvp-trial" --budget "$budget" --label "$label" \
        --out "$work/$1" --quiet 2>"$work/$1.err" </dev/null
    status=$?
    cat "$work/$1.err" >&2
    "$build/tvp" compare "$work/$1" --format junit 2>/dev/null </dev/null | grep '<failure' | sed 's/">.*//' | sort >"$work/$1.worse"
}

play first
case $status in
0 | 5)
    say "no regression against $name"
    exit 0
    ;;
3 | 4) ;;
*)
    # The base's image refused the mapping: this change moved what controller and image share.
    grep -qE '^tvp: --a .*(cannot be compared by this tvp|is no lean image of tvp)' "$work/first.err" &&
        nothing "the images do not fit together (above)"
    exit "$status"
    ;;
esac

say "once more, to be sure"
wanted=$status
play second
if ((wanted == 4 && status == 4)); then
    say "trials go wrong"
    exit 4
fi
again=$(comm -12 "$work/first.worse" "$work/second.worse")
if [[ -n $again ]]; then
    say "slower than $name, twice:"
    sed 's/.*classname="/  /; s/" name="/: /' <<<"$again"
    exit 3
fi
case $status in
0 | 3 | 4 | 5) say "no regression against $name: the second run does not agree with the first" ;;
*) exit "$status" ;;
esac
