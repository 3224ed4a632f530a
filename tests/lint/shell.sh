#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every shell script passes shellcheck, and what make runs with sh keeps to what dash knows.
source tests/lint/lib.sh

command -v shellcheck >/dev/null || { echo "no shellcheck" && exit 77; }

scripts_of() {
    find "$1/harness" "$1/make" "$1/tests" -name '*.sh'
    [[ ! -e $1/.ci/run ]] || echo "$1/.ci/run"
}

shellcheck_has_no_objection() {
    scripts_of "$1" | sort | xargs shellcheck -f gcc
}

holds shellcheck_has_no_objection
sees shellcheck_has_no_objection make/planted.sh '#!/bin/sh
cd somewhere'
sees shellcheck_has_no_objection make/planted.sh '#!/bin/sh
[[ -e x ]] && echo x'
finish
