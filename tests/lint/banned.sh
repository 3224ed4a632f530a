#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Functions that are not called: without bounds, through a shell, ending the process from a library, forking the controller.
source tests/lint/lib.sh

before='(^|[^A-Za-z0-9_.>])'

no_banned_calls() {
    local files
    mapfile -t files < <(c_files "$1/harness" "$1/bench" "$1/tests")
    grep_code "$before(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|system|popen|alloca)[[:space:]]*\(" \
        nostrings "${files[@]}"
}

controller_never_forks() {
    local files
    mapfile -t files < <(c_files "$1"/harness/{cli,core,store,topo,stats})
    grep_code "$before(fork|vfork|clone|plat_fork)[[:space:]]*\(" nostrings "${files[@]}"
}

library_never_exits() {
    local files
    mapfile -t files < <(c_files "$1/harness" | grep -vE '/(main\.c|plat/.*)$')
    grep_code "$before(exit|_exit|_Exit|quick_exit|abort|die)[[:space:]]*\(" nostrings "${files[@]}"
}

holds no_banned_calls
sees no_banned_calls harness/core/planted.c 'void f(char *a, const char *b) { strcpy(a, b); }'
sees no_banned_calls bench/workloads/planted.c 'int f(const char *a) { return atoi (a); }'
sees no_banned_calls harness/cli/planted.c 'int f(const char *a) { return system(a); }'
accepts no_banned_calls harness/core/planted.c 'int f(char *a) { return snprintf(a, 9, "sprintf(") /* strcpy( */; }'

holds controller_never_forks
sees controller_never_forks harness/core/planted.c 'int f(void) { return fork(); }'
sees controller_never_forks harness/store/planted.c 'int f(struct plat_task *t) { return plat_fork(t); }'
accepts controller_never_forks harness/trial/planted.c 'int f(struct plat_task *t) { return plat_fork(t); }'

holds library_never_exits
sees library_never_exits harness/store/planted.c 'void f(void) { exit(1); }'
accepts library_never_exits harness/store/planted.c 'void f(void) { plat_exit_now(1); }'
finish
