#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what building, testing and drawing need and what is not there yet, with the system's package manager.
# The second time it finds nothing missing and installs nothing. Used by `make setup`; may be run alone.
#   NEEDS=windows   what building for Windows and testing under Wine needs, this system's own tvp too (`make setup-windows`)
#   NEEDS=musl      what building with musl needs (`make setup-musl`)
#   NEEDS=aarch64   what building for 64-bit Arm and testing under qemu needs (`make setup-aarch64`)
#   NEEDS=darwin    what cross-compiling for macOS and the check for FreeBSD need (`make setup-darwin`)
#   NEEDS=workflows what linting the hosted CI's files needs (`make setup-workflows`)
#   NEEDS=python    what the Python lane and `tvp claims` need (`make setup-python`)
#   NEEDS=fuzz      what `make fuzz` needs on top (`make setup-fuzz`)
set -eu

CC=${CC:-cc}
command -v "${CC%% *}" >/dev/null 2>&1 || CC=cc

# What is needed, how it is looked for (a command, a file, a header of C or C++, a sanitizer's library, a
# compiler's fuzzer, the symbols that valgrind wants, a Python module, Wine's loader), and its package
# with apt-get, dnf, pacman and brew ("-": comes with something else, or has no package there).
needs() {
    cat <<'END'
command cc                      gcc               gcc                  gcc               -
command c++                     g++               gcc-c++              gcc               -
command make                    make              make                 make              make
command git                     git               git                  git               git
command bash                    bash              bash                 bash              bash
command python3                 python3           python3              python            python3
command gnuplot                 gnuplot-nox       gnuplot              gnuplot           gnuplot
command scdoc                   scdoc             scdoc                scdoc             scdoc
command readelf                 binutils          binutils             binutils          -
command shellcheck              shellcheck        ShellCheck           shellcheck        shellcheck
command clang-format            clang-format      clang-tools-extra    clang             clang-format
command clang-tidy              clang-tidy        clang-tools-extra    clang             llvm
command cppcheck                cppcheck          cppcheck             cppcheck          cppcheck
command valgrind                valgrind          valgrind             valgrind          -
symbols valgrind                libc6-dbg         -                    -                 -
command strace                  strace            strace               strace            -
command pgrep                   procps            procps-ng            procps-ng         -
command setarch                 util-linux        util-linux           util-linux        -
header stdio.h                  libc6-dev         glibc-devel          glibc             -
header hwloc.h                  libhwloc-dev      hwloc-devel          hwloc             hwloc
header jansson.h                libjansson-dev    jansson-devel        jansson           jansson
header sqlite3.h                libsqlite3-dev    sqlite-devel         sqlite            sqlite
header zlib.h                   zlib1g-dev        zlib-devel           zlib              zlib
header criterion/criterion.h    libcriterion-dev  criterion-devel      criterion         criterion
sanitizer address               -                 libasan              -                 -
sanitizer undefined             -                 libubsan             -                 -
sanitizer thread                -                 libtsan              -                 -
module yaml                     python3-yaml      python3-pyyaml       python-yaml       -
cxxheader benchmark/benchmark.h libbenchmark-dev  google-benchmark-devel benchmark         google-benchmark
command hyperfine               hyperfine         hyperfine            hyperfine         hyperfine
module prometheus_client        python3-prometheus-client python3-prometheus_client python-prometheus_client -
module jsonschema               python3-jsonschema python3-jsonschema  python-jsonschema -
END
}

# Debian's own Python, whatever else is in PATH.
needs_python() {
    cat <<'END'
command python3                 python3           python3              python            python3
debian joblib                   python3-joblib    python3-joblib       python-joblib     -
debian cloudpickle              python3-cloudpickle python3-cloudpickle python-cloudpickle -
debian distributed              python3-distributed python3-distributed python-distributed -
debian ipykernel                python3-ipykernel python3-ipykernel    python-ipykernel  -
debian nbclient                 python3-nbclient  python3-nbclient     python-nbclient   -
debian numpy                    python3-numpy     python3-numpy        python-numpy      -
END
}

needs_fuzz() {
    cat <<'END'
command c++                     g++               gcc-c++              gcc               -
command clang                   clang             clang                clang             llvm
fuzzer clang                    libclang-rt-dev   compiler-rt          compiler-rt       llvm
END
}

needs_windows() {
    cat <<'END'
command x86_64-w64-mingw32-gcc  gcc-mingw-w64-x86-64-win32 mingw64-gcc mingw-w64-gcc mingw-w64
wine wine64                     wine64            wine-core            wine              -
command make                    make              make                 make              make
command bash                    bash              bash                 bash              bash
command python3                 python3           python3              python            python3
module jsonschema               python3-jsonschema python3-jsonschema  python-jsonschema -
command bzip2                   bzip2             bzip2                bzip2             bzip2
command pgrep                   procps            procps-ng            procps-ng         -
command cc                      gcc               gcc                  gcc               -
command strings                 binutils          binutils             binutils          -
header stdio.h                  libc6-dev         glibc-devel          glibc             -
header hwloc.h                  libhwloc-dev      hwloc-devel          hwloc             hwloc
header jansson.h                libjansson-dev    jansson-devel        jansson           jansson
header sqlite3.h                libsqlite3-dev    sqlite-devel         sqlite            sqlite
keyring debian-archive-keyring  debian-archive-keyring -               -                 -
END
}

# Building for another Linux: its compiler, and jansson's source; the tests compare with this system's own tvp.
needs_elsewhere() {
    cat <<'END'
command make                    make              make                 make              make
command bash                    bash              bash                 bash              bash
command python3                 python3           python3              python            python3
module jsonschema               python3-jsonschema python3-jsonschema  python-jsonschema -
command bzip2                   bzip2             bzip2                bzip2             bzip2
command pgrep                   procps            procps-ng            procps-ng         -
command readelf                 binutils          binutils             binutils          -
command cc                      gcc               gcc                  gcc               -
header stdio.h                  libc6-dev         glibc-devel          glibc             -
header hwloc.h                  libhwloc-dev      hwloc-devel          hwloc             hwloc
header jansson.h                libjansson-dev    jansson-devel        jansson           jansson
header sqlite3.h                libsqlite3-dev    sqlite-devel         sqlite            sqlite
keyring debian-archive-keyring  debian-archive-keyring -               -                 -
END
}

needs_musl() {
    cat <<'END'
command musl-gcc                musl-tools        musl-gcc             musl              -
END
    needs_elsewhere
}

needs_darwin() {
    cat <<'END'
command npm                     npm               nodejs-npm           npm               node
command clang                   clang             clang                clang             llvm
file /usr/include/x86_64-linux-musl/stdio.h musl-dev - musl -
keyring debian-archive-keyring  debian-archive-keyring -               -                 -
command bzip2                   bzip2             bzip2                bzip2             bzip2
END
}

needs_workflows() {
    cat <<'END'
command npm                     npm               nodejs-npm           npm               node
command node                    nodejs            nodejs               nodejs            node
END
}

needs_aarch64() {
    cat <<'END'
command aarch64-linux-gnu-gcc   gcc-aarch64-linux-gnu gcc-aarch64-linux-gnu aarch64-linux-gnu-gcc -
file /usr/aarch64-linux-gnu/include/stdio.h libc6-dev-arm64-cross - aarch64-linux-gnu-glibc -
command qemu-aarch64-static     qemu-user-static  qemu-user-static     qemu-user-static  -
END
    needs_elsewhere
}

say() {
    printf 'setup: %s\n' "$*"
}

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

have() { # kind name
    case $1 in
    command) command -v "$2" >/dev/null 2>&1 ;;
    file) [ -e "$2" ] ;;
    wine) command -v "$2" >/dev/null 2>&1 || [ -x "/usr/lib/wine/$2" ] ;; # Debian's is not in PATH
    keyring) [ -e "/usr/share/keyrings/$2.gpg" ] ;;
    header) printf '#include <%s>\n' "$2" | $CC -E - >/dev/null 2>&1 ;;
    cxxheader) printf '#include <%s>\n' "$2" | c++ -E -x c++ - >/dev/null 2>&1 ;;
    sanitizer) printf 'int main(void) { return 0; }\n' | $CC "-fsanitize=$2" -x c - -o /dev/null >/dev/null 2>&1 ;;
    fuzzer) printf 'int LLVMFuzzerTestOneInput(void) { return 0; }\n' | "$2" -fsanitize=fuzzer,address -x c - -o /dev/null >/dev/null 2>&1 ;;
    symbols) "$2" -q true >/dev/null 2>&1 ;; # needs those of the dynamic loader
    # The system's own Python has the system's modules, which another one in PATH has not.
    debian) /usr/bin/python3 -c "import $2" >/dev/null 2>&1 || python3 -c "import $2" >/dev/null 2>&1 ;;
    module) python3 -c "import $2" >/dev/null 2>&1 || /usr/bin/python3 -c "import $2" >/dev/null 2>&1 ;;
    esac
}

# The first package manager that is there, and the column of its names.
find_manager() {
    for manager in apt-get dnf pacman brew; do
        command -v "$manager" >/dev/null 2>&1 && return 0
    done
    manager=''
}

package_of() { # apt-get-name dnf-name pacman-name brew-name
    case $manager in
    dnf) printf '%s' "$2" ;;
    pacman) printf '%s' "$3" ;;
    brew) printf '%s' "$4" ;;
    *) printf '%s' "$1" ;;
    esac
}

# Sets `missing` (what) and `packages` (without doubles).
find_missing() {
    missing=''
    packages=''
    while read -r kind name apt dnf pacman brew; do
        have "$kind" "$name" && continue
        package=$(package_of "$apt" "$dnf" "$pacman" "$brew")
        [ "$package" = - ] && continue
        missing="$missing $name"
        case " $packages " in *" $package "*) ;; *) packages="$packages $package" ;; esac
    done <<END
$(case ${NEEDS:-} in windows) needs_windows ;; musl) needs_musl ;; aarch64) needs_aarch64 ;; darwin) needs_darwin ;; workflows) needs_workflows ;; fuzz) needs_fuzz ;; python) needs_python ;; *) needs ;; esac)
END
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        fail "must be root, or have sudo, to run: $*"
    fi
}

# shellcheck disable=SC2086 # the packages are words
install_packages() {
    case $manager in
    apt-get)
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
        ;;
    dnf) as_root dnf install -y $packages ;;
    pacman) as_root pacman -Sy --needed --noconfirm $packages ;;
    brew) brew install $packages ;;
    esac
}

find_manager
find_missing
if [ -z "$packages" ]; then
    say "nothing is missing"
    exit 0
fi
say "missing:$missing"
[ -n "$manager" ] || fail "no package manager that is known here (apt-get, dnf, pacman, brew): install by hand, in Debian's names:$packages"
say "installing with $manager:$packages"
install_packages
find_missing
[ -z "$missing" ] || fail "still missing after installing:$missing"
say "done"
