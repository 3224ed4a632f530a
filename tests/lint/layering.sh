#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Who may know whom: bench/ knows harness/api alone, the harness names no case, operating systems stay in harness/plat.
source tests/lint/lib.sh

bench_includes_only_the_api() {
    local files
    mapfile -t files < <(c_files "$1/bench")
    grep_code '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' '' "${files[@]}" |
        grep -vE '"(\.\./\.\./harness/api/(tvp|plat(_[a-z]+)?)|[a-z0-9_]+)\.h"' # or a header of its own folder
}

harness_names_no_case() {
    local names files
    names=$(find "$1/bench/workloads" "$1/bench/plugins" "$1/bench/models" -name '*.c' -exec basename {} .c \; | paste -sd '|')
    mapfile -t files < <(c_files "$1/harness/core" "$1/harness/trial" "$1/harness/topo" "$1/harness/plat")
    grep_code "\"($names)\"" '' "${files[@]}"
}

os_only_in_plat() {
    local files
    mapfile -t files < <(c_files "$1/harness" "$1/bench" | grep -v '/harness/plat/')
    grep_code '^[[:space:]]*#[[:space:]]*(el)?if.*(_linux|_APPLE_|_MACH_|_WIN32|_WIN64|_FreeBSD|_unix|_MINGW|_CYGWIN|_GLIBC)' '' \
        "${files[@]}"
}

api_knows_nobody() {
    local files
    mapfile -t files < <(c_files "$1/harness/api")
    grep_code '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' '' "${files[@]}" | grep -vE '"(plat(_[a-z]+)?|tvp(_probe)?)\.h"'
}

holds bench_includes_only_the_api
sees bench_includes_only_the_api bench/workloads/planted.c '#include "../../harness/core/map.h"'
sees bench_includes_only_the_api bench/models/planted.c '# include "../../harness/trial/hot.h"'
accepts bench_includes_only_the_api bench/workloads/planted.c '#include "../../harness/api/tvp.h"'

holds harness_names_no_case
sees harness_names_no_case harness/core/planted.c 'int f(const char *n) { return strcmp(n, "noop"); }'
sees harness_names_no_case harness/trial/planted.c 'const char *n = /* the first */ "fork";'
accepts harness_names_no_case harness/core/planted.c '/* such as "noop" */ const char *n = "no operation";'

holds os_only_in_plat
sees os_only_in_plat harness/core/planted.c '#ifdef __linux__'
sees os_only_in_plat bench/workloads/planted.c '#if defined(_WIN32)'
accepts os_only_in_plat harness/plat/posix/planted.c '#ifdef __APPLE__'

holds api_knows_nobody
sees api_knows_nobody harness/api/planted.h '#include "../core/map.h"'
finish
