#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The programs need nothing but what every Windows has: they can be copied alone. The lean images need no more than the
# system's core and the C library, since every library more would be measured as start-up.
set -u
. tests/windows/lib/common.sh

OBJDUMP=${CC%gcc}objdump
imports() { "$OBJDUMP" -p "$1" | sed -n 's/^[[:space:]]*DLL Name: //p' | tr '[:upper:]' '[:lower:]' | tr -d '\r'; }
core='^(kernel32|msvcrt|ucrtbase|api-ms-win-[a-z0-9-]+)\.dll$'
system='^(kernel32|msvcrt|ucrtbase|api-ms-win-[a-z0-9-]+|advapi32|shell32|ntdll|user32|ws2_32)\.dll$'

for program in tvp tvp-trial tvp-empty; do
    all=$(imports "$BUILD/$program.exe")
    [ -n "$all" ] || fail "$program.exe imports nothing: it was not read"
    allowed=$core
    [ $program != tvp ] || allowed=$system
    other=$(grep -vE "$allowed" <<<"$all")
    [ -z "$other" ] || fail "$program.exe needs $other"
    ok "$program.exe imports $(tr '\n' ' ' <<<"$all")"
done

printf '#include <winsock2.h>\nint main(void) { WSADATA data; return WSAStartup(2, &data); }\n' >"$SCRATCH/planted.c"
"$CC" "$SCRATCH/planted.c" -o "$SCRATCH/planted.exe" -lws2_32 || fail "the compiler does not work"
imports "$SCRATCH/planted.exe" | grep -qvE "$core" || fail "a library more would not be seen"
ok "a library more would be seen"
