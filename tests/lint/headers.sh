#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every header compiles alone, as C11; those of harness/api as C++ too, since a user's own workload may include them.
source tests/lint/lib.sh

CC=${CC:-cc}
CXX=${CXX:-c++}
command -v "${CXX%% *}" >/dev/null || { echo "no C++ compiler" && exit 77; }

# $CC may hold options: it is split into words.
# shellcheck disable=SC2086
headers_compile_as_c() {
    local header compiler
    for header in $(find "$1/harness" "$1/bench" "$1/tests" -name '*.h' ! -path '*/freebsd/include/*' | sort); do
        compiler=$CC
        # Another system's layer by that system's compiler, where there is one.
        [[ $header != */plat/windows/* ]] || compiler=x86_64-w64-mingw32-gcc
        command -v "${compiler%% *}" >/dev/null || continue
        $compiler -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only -x c "$header" 2>"$TMPDIR/said" ||
            { echo "$header: does not compile alone" && head -n 3 "$TMPDIR/said"; }
    done
}

# shellcheck disable=SC2086
api_compiles_as_cpp() {
    local header
    for header in "$1"/harness/api/*.h; do
        printf '#include "%s"\nint main() { return 0; }\n' "$(realpath "$header")" >"$TMPDIR/api.cc"
        $CXX -std=c++17 -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only "$TMPDIR/api.cc" 2>"$TMPDIR/said" ||
            { echo "$header: does not compile as C++" && head -n 3 "$TMPDIR/said"; }
    done
}

holds headers_compile_as_c
sees headers_compile_as_c harness/core/planted.h 'uint32_t planted(void);'
accepts headers_compile_as_c harness/core/planted.h '#include <stdint.h>
uint32_t planted(void);'

holds api_compiles_as_cpp
sees api_compiles_as_cpp harness/api/planted.h 'int planted(int class);'
finish
