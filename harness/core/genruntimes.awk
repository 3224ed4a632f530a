# SPDX-License-Identifier: MIT
# Writes the C objects of what other languages' runtimes bring, from the comments at the head of their sources:
#   tvp runtime NAME    program: usual: options:
#   tvp model NAME      brief: provides: sharing: default: doc:
#   tvp workload NAME   brief: op: version: needs: sharing: served: param: NAME TYPE FALLBACK MIN MAX BRIEF   doc:
# each on a line of its own behind the language's comment sign, its fields on the lines below. With -v names=model (or
# workload) it writes their names alone.
function quote(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}
function bits(prefix, words,    n, i, part, out) {
    n = split(words, part, " ")
    out = n ? "" : "0"
    for (i = 1; i <= n; i++) out = out (i > 1 ? " | " : "") sprintf(prefix, toupper(part[i]))
    return out
}
function param(text,    part, n, i, brief, choice) {
    n = split(text, part, " ")
    # NAME A|B|C FALLBACK MIN MAX BRIEF is a choice.
    choice = index(part[2], "|") > 0
    for (i = 6; i <= n; i++) brief = brief (i > 6 ? " " : "") part[i]
    return sprintf("    {%s, TVP_PARAM_%s, %d, %s, %s, %s, %s, %s},\n", quote(part[1]), choice ? "CHOICE" : toupper(part[2]), 8 * params++,
                   quote(part[3]), choice ? quote(part[2]) : "NULL", part[4], part[5], quote(brief))
}
function finish() {
    if (kind == "") return
    if (names != "") { if (kind == names) print name; kind = ""; return }
    if (kind == "runtime")
        table = table sprintf("    {%s, %s, %s, %s, %s},\n", quote(name), quote(field["program"]), quote(field["usual"]),
                              quote(field["options"]), quote(script))
    else if (kind == "model") {
        if (params) printf "static const struct tvp_param params_%s[] = {\n%s    {.name = NULL}};\n", name, list
        printf "extern const struct tvp_model tvp_model_%s;\nconst struct tvp_model tvp_model_%s = {.name = %s, .brief = %s,\n", name, name, quote(name), quote(field["brief"])
        printf "    .doc = %s,\n    .provides = %s, .by_default = %d,\n", quote(field["doc"]), bits("TVP_%s", field["provides"]), field["default"] == "yes"
        if (params) printf "    .params = params_%s, .params_bytes = %d,\n", name, 8 * params
        printf "    .runtime = %s, .sharings = %s};\n", quote(runtime), bits("1u << SHARING_%s", field["sharing"])
    } else {
        if (served != "") printf "extern const struct tvp_workload tvp_workload_%s;\n", served
        if (params) printf "static const struct tvp_param params_%s[] = {\n%s    {.name = NULL}};\n", name, list
        printf "extern const struct tvp_workload tvp_workload_%s;\nconst struct tvp_workload tvp_workload_%s = {.name = %s, .brief = %s,\n", name, name, quote(name), quote(field["brief"])
        printf "    .op = %s, .doc = %s,\n    .version = %d, .needs = %s,\n", quote(field["op"]), quote(field["doc"]), field["version"], bits("TVP_%s", field["needs"])
        if (params) printf "    .params = params_%s, .params_bytes = %d,\n", name, 8 * params
        if (served != "") printf "    .served_by = &tvp_workload_%s,\n", served
        printf "    .runtime = %s, .sharings = %s};\n", quote(runtime), bits("1u << SHARING_%s", field["sharing"])
    }
    kind = ""
}
FNR == 1 {
    finish()
    n = split(FILENAME, path, "/")
    for (i = 1; i <= n; i++) if (path[i] == "runtimes") runtime = path[i + 1]
    script = path[n]
    if (names == "" && !begun++) print "/* Generated from bench/runtimes by harness/core/genruntimes.awk. */\n#include \"map.h\"\n#include \"registry.h\""
}
# Behind the comment sign
{ line = $0; if (!sub(/^(#|\/\/) ?/, "", line)) { finish(); next } }
line ~ /^tvp (runtime|model|workload) [a-z0-9_]+$/ {
    finish()
    split(line, word, " ")
    kind = word[2]; name = word[3]; params = 0; list = ""; served = ""; last = ""
    delete field
    next
}
kind != "" && line ~ /^  [a-z]+: / {
    last = line; sub(/^  /, "", last); sub(/:.*/, "", last)
    sub(/^  [a-z]+: +/, "", line)
    if (last == "param") list = list param(line)
    else if (last == "served") served = line
    else field[last] = line
    next
}
kind != "" && line ~ /^    / { sub(/^ +/, "", line); field[last] = field[last] " " line; next }
{ finish() }
END {
    finish()
    if (names == "") {
        if (!begun) print "/* No runtimes. */\n#include \"registry.h\""
        print "const struct runtime runtimes[] = {\n" table "    {.name = NULL}};"
    }
}
