#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The image that plays trials and workers needs libc alone: each library more would be measured as start-up.
source tests/lint/lib.sh

needs_libc_alone() { # PROGRAM
    local needed
    needed=$(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p')
    printf '%s\n' "$needed" | grep -vE '^(libc\.so\..*|libc\.musl-.*|ld-musl-.*)?$' | sed "s|^|$1 needs |"
}

found=$(needs_libc_alone "$BUILD/tvp-trial")
[[ -z $found ]] || { echo "$found" && broken=1; }
needs_libc_alone "$BUILD/tvp" | grep -qE 'hwloc|jansson' || { echo "the rule does not see what $BUILD/tvp needs" && broken=1; }
finish
