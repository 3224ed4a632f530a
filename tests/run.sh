#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs the tests that `make test` has built and ends with one line "N passed, N failed[, N skipped]".
#   BUILD    build folder                      KINDS   which of: unit contract cli lint windows
#   FILTER   only names that contain this      TVP     the program (default: $BUILD/tvp)
#   WITHOUT  words; scripts named so are not run   EXE      what programs' names end in
#   JOBS     scripts at a time (1); one that fails beside another is shown and tried again by itself, which counts
#   ALONE    words; scripts named so judge times: they run by themselves, and one that fails has a second attempt too
#   WRAPPER  what runs the contract's programs where this system cannot (an emulator)
# A script of tests/cli or tests/lint passes with exit code 0, is skipped with 77 (its last line says why), else fails.
# It finds TVP, BUILD, OBJ, CC and a TMPDIR of its own, and runs in the top folder. lib*.sh are not tests.
set -u

cd "$(dirname "$0")/.." || exit 1
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$PWD" "$1" ;; esac }
# Not every system has timeout: there nothing ends a test that hangs.
limited() { # [-k SECONDS] SECONDS COMMAND...
    if command -v timeout >/dev/null; then
        timeout "$@"
        return
    fi
    [[ $1 != -k ]] || shift 2
    shift
    "$@"
}
BUILD=$(absolute "${BUILD:-build}")
TVP=$(absolute "${TVP:-$BUILD/tvp}")
OBJ=$(absolute "${OBJ:-$BUILD}")
CC=${CC:-cc}
export BUILD TVP OBJ CC
KINDS=${KINDS:-unit contract cli lint}
FILTER=${FILTER:-}
WITHOUT=${WITHOUT:-} ALONE=${ALONE:-} JOBS=${JOBS:-1}
SCRIPT_SECONDS=${SCRIPT_SECONDS:-600} # after which a test that hangs has failed

passed=0 failed=0 skipped=0 failures=''
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Counts a result and shows the output of what failed.
result() { # pass|skip|fail NAME SECONDS [OUTPUT-FILE]
    case $1 in
    pass) passed=$((passed + 1)) ;;
    skip) skipped=$((skipped + 1)) ;;
    fail)
        failed=$((failed + 1))
        failures+=" $2"
        ;;
    esac
    case $1 in
    pass) printf 'ok    %s (%s s)\n' "$2" "$3" ;;
    skip) printf 'skip  %s: %s\n' "$2" "$(tail -n 1 "$4")" ;;
    fail)
        printf 'FAIL  %s (%s s)\n' "$2" "$3"
        sed 's/^/      | /' "$4"
        ;;
    esac
}

wanted() { # NAME
    [[ (-z $FILTER || $1 == *"$FILTER"*) && " $WITHOUT " != *" ${1#*/} "* ]]
}

# Criterion counts its own tests; its last line has the figures.
run_unit() {
    local program=$BUILD/tests/unit out=$work/unit start=$SECONDS code line
    if [[ ! -x $program ]]; then
        echo "$program is not built" >"$out"
        result fail unit 0 "$out"
        return
    fi
    limited "$SCRIPT_SECONDS" "$program" ${FILTER:+--filter "*$FILTER*/*"} >"$out" 2>&1 </dev/null
    code=$?
    line=$(sed 's/\x1b\[[0-9;]*m//g' "$out" | grep 'Synthesis: Tested:' | tail -n 1)
    if [[ ! $line =~ Tested:\ *([0-9]+)\ *\|\ *Passing:\ *([0-9]+) ]]; then
        echo "exit code $code and no count" >>"$out"
        result fail unit $((SECONDS - start)) "$out"
        return
    fi
    local good=${BASH_REMATCH[2]} bad=$((BASH_REMATCH[1] - BASH_REMATCH[2])) # crashes are among them
    passed=$((passed + good)) failed=$((failed + bad))
    if ((code != 0 || bad > 0)); then
        ((bad > 0)) || failed=$((failed + 1))
        failures+=" unit"
        printf 'FAIL  unit: %d of %d (exit code %d)\n' "$bad" $((good + bad)) "$code"
        sed 's/^/      | /' "$out"
    elif ((good > 0)); then
        printf 'ok    unit: %d tests (%d s)\n' "$good" $((SECONDS - start))
    fi
}

# Contract programs print one line a check: "ok - name", "not ok - name: why", "ok - name # SKIP why".
run_contract() {
    local program name out start code line wrapper=()
    read -ra wrapper <<<"${WRAPPER:-}"
    for program in tests/contract/*.c; do
        name=contract/$(basename "$program" .c)
        wanted "$name" || continue
        out=$work/contract start=$SECONDS
        limited "$SCRIPT_SECONDS" ${wrapper[@]+"${wrapper[@]}"} "$BUILD/tests/$name${EXE:-}" >"$out" 2>&1 </dev/null
        code=$?
        local good=0 bad=0 absent=0
        while read -r line; do
            line=${line%$'\r'}
            case $line in
            'not ok - '*) bad=$((bad + 1)) ;;
            'ok - '*'# SKIP'*)
                absent=$((absent + 1))
                printf 'skip  %s: %s\n' "$name" "${line#ok - }"
                ;;
            'ok - '*) good=$((good + 1)) ;;
            esac
        done <"$out"
        ((good + bad + absent > 0 && (code == 0 || bad > 0))) || bad=$((bad + 1))
        passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + absent))
        if ((bad > 0)); then
            failures+=" $name"
            printf 'FAIL  %s: %d checks (exit code %d)\n' "$name" "$bad" "$code"
            sed 's/^/      | /' "$out"
        else
            printf 'ok    %s: %d checks (%d s)\n' "$name" "$good" $((SECONDS - start))
        fi
    done
}

run_script() { # FILE OUTPUT-FILE: its exit code
    local code
    mkdir "$2.d"
    TMPDIR=$2.d limited -k 10 "$SCRIPT_SECONDS" bash "$1" >"$2" 2>&1 </dev/null
    code=$?
    ((code != 124)) || echo "stopped after $SCRIPT_SECONDS s" >>"$2"
    rm -rf "$2.d"
    return $code
}

name_of() { # FILE
    local folder=${1%/*}
    printf '%s/%s' "${folder##*/}" "$(basename "$1" .sh)"
}

judge() { # FILE CODE SECONDS OUTPUT-FILE
    case $2 in
    0) result pass "$(name_of "$1")" "$3" ;;
    77) result skip "$(name_of "$1")" "$3" "$4" ;;
    *) result fail "$(name_of "$1")" "$3" "$4" ;;
    esac
}

again() { # WHY FILE SECONDS OUTPUT-FILE
    printf 'AGAIN %s (%s s): %s\n' "$(name_of "$2")" "$3" "$1"
    sed 's/^/      | /' "$4"
}

# Each in turn.
run_alone() { # FILE...
    local script start code
    for script in "$@"; do
        start=$SECONDS
        run_script "$script" "$work/0"
        code=$?
        if ((code != 0 && code != 77)) && [[ " $ALONE " == *" $(basename "$script" .sh) "* ]]; then
            again 'it judges times, and a neighbour may have spoilt it' "$script" $((SECONDS - start)) "$work/0"
            run_script "$script" "$work/0"
            code=$?
        fi
        judge "$script" "$code" $((SECONDS - start)) "$work/0"
    done
}

# Judges what has ended; what failed is shown and joins retry=().
collect() {
    local ended code seconds script
    for ended in "$work"/*.end; do
        [[ -e $ended ]] || continue
        read -r code seconds script <"$ended"
        if ((code == 0 || code == 77)); then
            judge "$script" "$code" "$seconds" "${ended%.end}"
        else
            again 'it will have a second attempt by itself' "$script" "$seconds" "${ended%.end}"
            retry+=("$script")
        fi
        rm "$ended"
    done
}

# JOBS at a time.
run_beside() { # FILE...
    local script number=0 start
    for script in "$@"; do
        while (($(jobs -rp | wc -l) >= JOBS)); do wait -n; done
        collect
        number=$((number + 1)) start=$SECONDS
        (
            run_script "$script" "$work/$number"
            echo "$? $((SECONDS - start)) $script" >"$work/$number.part"
            mv "$work/$number.part" "$work/$number.end"
        ) &
    done
    wait
    collect
}

run_scripts() { # a folder of tests
    local script alone=() beside=() retry=()
    for script in tests/"$1"/*.sh; do
        [[ -e $script && $script != */lib* ]] || continue
        wanted "$(name_of "$script")" || continue
        if ((JOBS <= 1)) || [[ " $ALONE " == *" $(basename "$script" .sh) "* ]]; then
            alone+=("$script")
        else
            beside+=("$script")
        fi
    done
    ((${#beside[@]} == 0)) || run_beside "${beside[@]}"
    run_alone ${retry[@]+"${retry[@]}"} ${alone[@]+"${alone[@]}"}
}

for kind in $KINDS; do
    case $kind in
    unit) run_unit ;;
    contract) run_contract ;;
    *) run_scripts "$kind" ;;
    esac
done

[[ -z $failures ]] || echo "failed:$failures"
if ((passed + failed == 0)); then
    echo "no test has run"
    failed=1
fi
tail=''
((skipped == 0)) || tail=", $skipped skipped"
echo "$passed passed, $failed failed$tail"
((failed == 0))
