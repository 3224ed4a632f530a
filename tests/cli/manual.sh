#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The manual page knows what the program knows: commands, suites, the options of a synopsis; and says nothing twice.
set -u
. "$(dirname "$0")/lib/common.sh"
page=$(dirname "$0")/../../docs/tvp.1.scd
tr '\n\t' '  ' <"$page" >"$SCRATCH/flat"

"$TVP" help >"$SCRATCH/help" || fail "help"
mapfile -t commands < <(sed -n 's/^  \([a-z]*\)  .*/\1/p' "$SCRATCH/help")
[ "${#commands[@]}" -ge 10 ] || fail "help lists ${#commands[@]} commands"
for command in "${commands[@]}"; do
    grep -q "^\*tvp $command\*" "$page" || fail "the synopsis lacks $command"
    grep -q "^\*$command\*$" "$page" || fail "no paragraph on $command"
done
for suite in $(cd "$(dirname "$page")/.." && ls bench/suites); do
    sed 's/# OPTIONS OF RUN.*//' "$SCRATCH/flat" | grep -qF "*${suite%.suite}*" || fail "the suite $suite is not named"
done
ok "commands and suites"

"$TVP" ab --help | sed '/^$/q' >"$SCRATCH/usage"
for way in --b --b-env --b-load --b-exec; do
    grep -qE -- "$way [A-Z]" "$SCRATCH/usage" || fail "the usage of ab lacks $way"
    grep -E '^\*tvp ab\*' "$page" | grep -qF -- "*$way* _" || fail "the synopsis of ab lacks $way"
done
for command in run ab show plot export compare; do
    "$TVP" "$command" --help >"$SCRATCH/help" || fail "$command --help"
    mapfile -t options < <(grep -oE -e '--[a-z]+(-[a-z]+)*' "$SCRATCH/help" | sort -u)
    [ "${#options[@]}" -gt 0 ] || fail "$command --help lists no options"
    for option in "${options[@]}"; do
        [ "$option" = --help ] || grep -qF -- "*$option" "$page" || fail "$command has $option, the page has not"
    done
done
ok "options"

twice=$(sed 's/^[[:space:]]*//' "$page" | awk 'length >= 40' | cut -c1-60 | sort | uniq -d)
[ -z "$twice" ] || fail "said twice: $twice"
ok "nothing is said twice"
