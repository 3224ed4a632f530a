#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the C source of a registry from lists of names:
#   genregistry.sh registry "WORKLOADS" "MODELS" "PROBES" "PLUGINS"
#   genregistry.sh commands "COMMANDS"
#   genregistry.sh checks "CHECKS"
#   genregistry.sh absent FILE...
set -eu

list() { # kind array names: declarations, then the array
    for name in $3; do echo "extern const struct tvp_$1 tvp_$1_$name;"; done
    # Workloads may be loaded besides: behind their list there is room for some.
    if [ "$1" = workload ]; then
        echo "const struct tvp_$1 *$2[$(echo "$3" | wc -w) + LOADED_MAX + 1] = {"
    else
        echo "const struct tvp_$1 *const $2[] = {"
    fi
    for name in $3; do echo "    &tvp_$1_$name,"; done
    echo "    NULL};"
}

# The value of a one-line field of a source's object.
field() { # file name
    sed -nE "/^(static )?const struct tvp_(workload|model|probe|command|check) /,\$ s/^ *\\.$2 = (.*),\$/\\1/p" "$1" | head -n 1
}

# What holds the place of a workload that is loaded (bench/plugins) until it is.
plugins() { # names
    echo '#define AWAITED "it is a plug-in, and not loaded"'
    for name in $1; do
        file=bench/plugins/$name.c
        echo "const struct tvp_workload tvp_workload_$name = {.name = \"$name\", .brief = $(field "$file" brief)," \
            ".version = $(field "$file" version), .unsupported = AWAITED};"
    done
    echo "const struct tvp_workload *const tvp_plugins[] = {"
    for name in $1; do echo "    &tvp_workload_$name,"; done
    echo "    NULL};"
    echo '_Static_assert(sizeof tvp_plugins / sizeof *tvp_plugins <= PLUGINS_MAX + 1, "PLUGINS_MAX");'
}

# What stands in for a case or subcommand that this system cannot have: listed, and never played.
absent() { # kind name reason
    case $1 in
    command) file=harness/cli/cmd_$2.c usage=".usage = \"usage: tvp $2\\n\\nNot in this build: $3.\\n\"," ;;
    model)
        file=bench/models/$2.c usual=$(field "$file" by_default)
        usage=".provides = $(field "$file" provides), .by_default = ${usual:-0},"
        ;;
    *) file=bench/$1s/$2.c usage= ;;
    esac
    printf '%s\n' "extern const struct tvp_$1 tvp_$1_$2;" \
        "const struct tvp_$1 tvp_$1_$2 = {.name = \"$2\", .brief = $(field "$file" brief)," \
        "    $usage .unsupported = \"$3\"};"
}

kind=$1
shift
echo "/* Generated from the folders by harness/core/genregistry.sh. */"
case $kind in
registry)
    echo '#include "registry.h"'
    list workload tvp_workloads "$1"
    list model tvp_models "$2"
    list probe tvp_probes "$3"
    plugins "$4"
    ;;
commands)
    echo '#include "cli.h"'
    list command tvp_commands "$1"
    ;;
checks)
    echo '#include "doctor.h"'
    list check tvp_checks "$1"
    ;;
absent)
    echo '#include "cli.h"'
    echo '#include "registry.h"'
    cat "$@" | while read -r what name reason; do
        case $what in '' | '#'*) continue ;; esac
        absent "$what" "$name" "$reason"
    done
    ;;
esac
