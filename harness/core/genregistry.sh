#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the C source of a registry from lists of names:
#   genregistry.sh registry "WORKLOADS" "MODELS" "PROBES"
#   genregistry.sh commands "COMMANDS"
#   genregistry.sh checks "CHECKS"
set -eu

list() { # kind array names: declarations, then the array
    for name in $3; do echo "extern const struct tvp_$1 tvp_$1_$name;"; done
    echo "const struct tvp_$1 *const $2[] = {"
    for name in $3; do echo "    &tvp_$1_$name,"; done
    echo "    NULL};"
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
    ;;
commands)
    echo '#include "cli.h"'
    list command tvp_commands "$1"
    ;;
checks)
    echo '#include "doctor.h"'
    list check tvp_checks "$1"
    ;;
esac
