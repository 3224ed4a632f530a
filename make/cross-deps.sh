#!/bin/sh
# SPDX-License-Identifier: MIT
# Cross-builds what builds for other systems link and Debian does not have for them: jansson and hwloc, static, from
# Debian's source packages, which apt-get checks against its keys. Touches no configuration of this machine's apt.
#   cross-deps.sh PREFIX COMPILER [LIBRARY...]      default: jansson hwloc; AR: the archiver
# PREFIX gets include/ and lib/; the second time there is nothing to do. Used by `make windows-deps` and others.
set -eu

[ $# -ge 2 ] || { echo 'usage: cross-deps.sh PREFIX COMPILER [LIBRARY...]' >&2; exit 2; }
mkdir -p "$1"
prefix=$(cd "$1" && pwd)
compiler=$2
host=${compiler%-gcc}
shift 2
libraries=${*:-jansson hwloc}
archiver=${AR:-}
[ -n "$archiver" ] || archiver=$host-ar
command -v "${archiver%% *}" >/dev/null 2>&1 || archiver='ar'
suite=${CROSS_DEPS_SUITE:-bookworm}

say() {
    printf 'cross-deps: %s\n' "$*"
}

fail() {
    printf 'cross-deps: %s\n' "$*" >&2
    exit 1
}

# An apt of its own that knows source packages alone.
fetch() { # package
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" \
        >"$work/sources.list"
    cat >"$work/apt.conf" <<END
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$work/lists";
Dir::Cache "$work/cache";
APT::Sandbox::User "";
END
    [ -e "$work/updated" ] || APT_CONFIG=$work/apt.conf apt-get update -q >"$work/log" 2>&1 ||
        { cat "$work/log" >&2; fail "the list of Debian's source packages cannot be had"; }
    touch "$work/updated"
    (cd "$work" && APT_CONFIG=$work/apt.conf apt-get source -q --download-only "$1") >"$work/log" 2>&1 ||
        { cat "$work/log" >&2; fail "the source of $1 cannot be had"; }
    mkdir "$work/$1"
    tar -xf "$work/$1"_*.orig.tar.* -C "$work/$1" --strip-components=1
}

# Its configure script is not in the package, and what it would find out is known.
build_jansson() {
    cd "$work/jansson/src"
    sed -e 's/@json_inline@/inline/' -e 's/@json_have_[a-z_]*@/1/' jansson_config.h.in >jansson_config.h
    : >jansson_private_config.h # its definitions stand on the command line
    for source in *.c; do
        $compiler -O2 -std=gnu99 -D_GNU_SOURCE -DHAVE_STDINT_H -DHAVE_SYS_TYPES_H -DHAVE_SYS_TIME_H -DHAVE_GETTIMEOFDAY \
            -DHAVE_UNISTD_H -DHAVE_GETPID -DHAVE_LOCALE_H -DHAVE_STRTOLL -DHAVE_ATOMIC_BUILTINS -I. -c "$source"
    done
    $archiver rcs "$prefix/lib/libjansson.a" ./*.o
    cp jansson.h jansson_config.h "$prefix/include"
}

build_hwloc() {
    cd "$work/hwloc"
    ./configure --host="$host" --prefix="$prefix" --enable-static --disable-shared --disable-libxml2 --disable-cairo \
        --disable-io --disable-opencl --disable-gl --disable-netloc CC="$compiler" >configure.log 2>&1 ||
        { tail -n 20 configure.log >&2; fail "hwloc cannot be configured"; }
    for part in include hwloc; do
        make -C "$part" -j2 install >make.log 2>&1 || { tail -n 20 make.log >&2; fail "hwloc cannot be built"; }
    done
}

command -v "${compiler%% *}" >/dev/null 2>&1 || fail "there is no ${compiler%% *}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$prefix/include" "$prefix/lib"
for library in $libraries; do
    if [ -e "$prefix/lib/lib$library.a" ]; then
        say "$library is there"
        continue
    fi
    say "building $library"
    fetch "$library"
    (set -e; "build_$library")
done
say "in $prefix"
