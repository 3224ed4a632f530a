#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# with_wine.sh COMMAND...: runs a command that finds a Windows of its own: WRAPPER runs programs in it, TVP is the Windows
# tvp. No screen is needed; nothing of it is left afterwards, neither process nor folder.
set -u

BUILD=$(realpath -m "${BUILD:-build/windows}")
WINE=$(command -v wine64 || echo /usr/lib/wine/wine64)
WINESERVER=$(command -v wineserver || echo /usr/lib/wine/wineserver)
[[ -x $WINE ]] || { echo "there is no Wine: make setup-windows" >&2 && exit 1; }

home=$(mktemp -d "${TMPDIR:-/tmp}/tvp-wine.XXXXXX") || exit 1
export WINEPREFIX=$home/prefix WINEDEBUG=-all DISPLAY=''
export WINEDLLOVERRIDES='mscoree=;mshtml=;winemenubuilder.exe=;winedbg.exe='
leave() {
    "$WINESERVER" -k 2>/dev/null
    for _ in {1..20}; do # it may still be writing its registry
        rm -rf "$home" 2>/dev/null && break
        sleep 0.25
    done
}
trap leave EXIT
trap 'exit 130' INT TERM

timeout 180 "$WINE" wineboot -i >"$home/log" 2>&1 || { cat "$home/log" >&2 && echo "Wine does not come up" >&2 && exit 1; }
printf '#!/bin/sh\nexec "%s" "%s/tvp.exe" "$@"\n' "$WINE" "$BUILD" >"$home/tvp"
chmod +x "$home/tvp"
export WINE WRAPPER=$WINE TVP=$home/tvp
"$@"
