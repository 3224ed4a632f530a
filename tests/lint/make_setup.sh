#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# make/setup.sh installs what is missing and no more, with each package manager, on machines made up of stand-ins.
set -u

broken=0
bin=$TMPDIR/bin log=$TMPDIR/log

# A machine: every command that setup looks for but those named, a compiler that knows every header but hwloc.h.
machine() { # MISSING-COMMAND...
    rm -rf "$bin"
    mkdir -p "$bin" "$TMPDIR/headers"
    : >"$log"
    local tool
    for tool in sh cat env ln; do ln -s "$(command -v "$tool")" "$bin/$tool"; done
    cat >"$bin/id" <<'END'
#!/bin/sh
echo "${FAKE_UID:-0}"
END
    while read -r tool; do
        [[ " $* " == *" $tool "* || -e $bin/$tool ]] || printf '#!/bin/sh\nexit 0\n' >"$bin/$tool"
    done < <(sed -n 's/^command \([^ ]*\).*/\1/p' make/setup.sh)
    cat >"$bin/cc" <<'END'
#!/bin/sh
case $* in *-E*) ;; *) exit 0 ;; esac
read -r line
[ "$line" != '#include <hwloc.h>' ] || [ -e "$FAKE/hwloc" ]
END
    chmod +x "$bin"/*
}

# A package manager that writes down how it was called; an installation makes what was missing appear, unless told not to.
manager() { # NAME
    cat >"$bin/$1" <<'END'
#!/bin/sh
echo "${0##*/} $*" >>"$FAKE/log"
case $* in
*gnuplot*) [ -n "${FAKE_USELESS:-}" ] || { ln -s git "$FAKE/bin/gnuplot"; : >"$FAKE/hwloc"; } ;;
esac
END
    cat >"$bin/sudo" <<'END'
#!/bin/sh
echo "sudo $*" >>"$FAKE/log"
"$@"
END
    chmod +x "$bin/$1" "$bin/sudo"
}

setup() { # [SETTING=VALUE...]; output in said, exit code in code
    env -i PATH="$bin" FAKE="$TMPDIR" "$@" sh make/setup.sh >"$TMPDIR/said" 2>&1
    code=$?
}

expect() { # WHAT CONDITION...
    local what=$1
    shift
    "$@" && return
    printf 'not so: %s (exit code %s)\n' "$what" "$code"
    sed 's/^/  said: /' "$TMPDIR/said"
    sed 's/^/  called: /' "$log"
    broken=1
}

said() { grep -qF -- "$1" "$TMPDIR/said"; }
called() { [[ $(cat "$log") == "$1" ]]; }
exited() { [[ $code -eq $1 ]]; }

begin() { # MANAGER
    rm -f "$TMPDIR/hwloc"
    machine gnuplot
    [[ -z $1 ]] || manager "$1"
}

umask 022
begin apt-get
setup
expect "what is missing is said" said "missing: gnuplot hwloc.h"
expect "two packages are installed, the list of packages read before" called \
    "apt-get update -q
apt-get install -y -q --no-install-recommends gnuplot-nox libhwloc-dev"
expect "it succeeds" exited 0
: >"$log"
setup
expect "the second time says so" said "nothing is missing"
expect "the second time calls nothing" called ""
expect "the second time succeeds" exited 0

begin apt-get
setup FAKE_UID=1000
expect "a user goes through sudo" grep -q '^sudo env DEBIAN_FRONTEND=noninteractive apt-get install' "$log"
begin apt-get
rm "$bin/sudo"
setup FAKE_UID=1000
expect "a user without sudo is told so" said "must be root, or have sudo"
expect "a user without sudo fails" exited 1

begin apt-get
setup FAKE_USELESS=1
expect "an installation that does not help is told" said "still missing after installing: gnuplot hwloc.h"
expect "an installation that does not help fails" exited 1

begin ''
setup
expect "without a package manager that is known it says what to install" said "libhwloc-dev"
expect "without a package manager that is known it fails" exited 1

machine x86_64-w64-mingw32-gcc
manager apt-get
: >"$TMPDIR/hwloc"
setup
expect "what Windows needs is not asked for unasked" called ""
machine x86_64-w64-mingw32-gcc
manager apt-get
setup NEEDS=windows
expect "for Windows the cross compiler is installed" grep -q '^apt-get install .*gcc-mingw-w64-x86-64-win32' "$log"

begin dnf
setup
expect "dnf's names" called "dnf install -y gnuplot hwloc-devel"
begin pacman
setup
expect "pacman's names" called "pacman -Sy --needed --noconfirm gnuplot hwloc"
begin brew
setup
expect "brew's names" called "brew install gnuplot hwloc"
exit $broken
