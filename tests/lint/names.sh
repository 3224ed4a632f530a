#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing that is committed names a home folder, and no result names the host it was measured on: `--label` is for that.
source tests/lint/lib.sh

# What git would commit, or in a copy without git everything.
committed() { # ROOT FOLDER
    if [[ -e $1/.git ]]; then
        git -C "$1" ls-files -co --exclude-standard -- "$2"
    else
        (cd "$1" && find "$2" -type f 2>/dev/null)
    fi
}

# grep -n with the options and pattern given in what is committed below a folder; deleted files do not matter.
grep_committed() { # ROOT FOLDER GREP-ARGUMENTS...
    local root=$1 folder=$2
    shift 2
    committed "$root" "$folder" | (cd "$root" && tr '\n' '\0' | xargs -0 grep -sIn "$@" /dev/null)
}

no_home_paths() {
    grep_committed "$1" . -E '(^|[^A-Za-z0-9_.~-])/(home|root|work|Users)/[A-Za-z0-9_.]'
}

# A name that is a common word may stand anywhere: it is looked for as a whole quoted string or as part of a file's name.
results_name_no_host() {
    local host
    for host in "$(uname -n)" "$(uname -n | cut -d. -f1)"; do
        [[ -z $host || $host == localhost ]] && continue
        grep_committed "$1" results -F "\"$host\""
        committed "$1" results | grep -F -- "-$host-" | sed 's/$/: named after the host/'
        ((${#host} < 6)) || grep_committed "$1" results -Fw "$host"
    done
}

holds no_home_paths
sees no_home_paths docs/planted.md "see /ho""me/someone/tvp"
sees no_home_paths results/baseline/planted.json "{\"path\":\"/ro""ot/results\"}"
accepts no_home_paths docs/planted.md 'harness/work/hot.c ~/results'
holds results_name_no_host
sees results_name_no_host results/baseline/planted.json "{\"host\":\"$(uname -n)\"}"
sees results_name_no_host "results/baseline/20260101-$(uname -n)-1/plan.jsonl" 'x'
finish
