#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# emulated.sh COMMAND...: runs a command that finds programs of another processor as if they were this one's: TVP is a script that runs
# tvp by WRAPPER, which every image is started by as well.
set -u

read -ra words <<<"${WRAPPER:?}"
program=$(type -P "${words[0]}") || { echo "there is no ${words[0]}: make setup-aarch64" >&2 && exit 1; }
words[0]=$program
home=$(mktemp -d "${TMPDIR:-/tmp}/tvp-emulated.XXXXXX") || exit 1
trap 'rm -rf "$home"' EXIT
export WRAPPER="${words[*]}" TVP_EXEC_WRAPPER="${words[*]}" TVP=$home/tvp
printf '#!/bin/sh\nexec %s "%s/tvp" "$@"\n' "$WRAPPER" "$(realpath "$BUILD")" >"$TVP"
chmod +x "$TVP"
"$@"
