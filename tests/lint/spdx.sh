#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every source says its licence in its first two lines, and, unless it is a suite, what it is for in the line after that.
source tests/lint/lib.sh

sources_of() {
    (cd "$1" && find . \( -name .git -o -name build -o -path ./results \) -prune -o -type f \
        \( -name '*.[ch]' -o -name '*.sh' -o -name '*.mk' -o -name '*.gp' -o -name '*.py' -o -name '*.suite' -o -name Makefile \
        -o -path ./.ci/run \) -print)
}

says_its_licence() {
    (cd "$1" && sources_of . | xargs grep -nF 'SPDX-License-Identifier: MIT' /dev/null | grep -E '^[^:]*:[12]:' | cut -d : -f 1 | sort -u) \
        >"$TMPDIR/licensed"
    sources_of "$1" | sort -u | comm -23 - "$TMPDIR/licensed" | sed 's/$/: no SPDX line/'
}

says_what_it_is_for() {
    # shellcheck disable=SC2016 # they are awk's
    (cd "$1" && sources_of . | grep -v '\.suite$' | xargs awk '
        FNR == 1 { told = 0 }
        told == 1 { told = 2; if ($0 !~ /^(\/\*|#|;) .|^"""./) print FILENAME ": does not say what it is for" }
        !told && /SPDX-License-Identifier/ { told = 1 }')
}

holds says_its_licence
sees says_its_licence harness/core/planted.c 'int planted;'
accepts says_its_licence harness/core/planted.c '/* SPDX-License-Identifier: MIT */'
holds says_what_it_is_for
sees says_what_it_is_for harness/core/planted.c '/* SPDX-License-Identifier: MIT */
#include <stdio.h>'
accepts says_what_it_is_for make/planted.mk '# SPDX-License-Identifier: MIT
# For nothing.'
finish
