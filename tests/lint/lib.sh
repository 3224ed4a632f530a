# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What the rules have in common. A rule is a function that prints one line for each violation below the folder it is given.
# Each is also shown a violation planted into a copy of the tree: a rule that cannot fail proves nothing.
set -u

broken=0
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r harness bench tests make plots results docs Makefile .shellcheckrc .ci "$copy/" 2>/dev/null

# The tree keeps the rule.
holds() { # RULE
    local found
    found=$("$1" .)
    [[ -z $found ]] && return
    printf '%s:\n%s\n' "$1" "$found"
    broken=1
}

# With FILE in the copy ending in TEXT (or made of it), the rule says so and names FILE.
sees() { # RULE FILE TEXT
    local rule=$1 file=$copy/$2
    mkdir -p "$(dirname "$file")"
    printf '%s\n' "$3" >>"$file"
    if ! "$rule" "$copy" | grep -qF "$2"; then
        printf '%s does not see this in %s: %s\n' "$rule" "$2" "$3"
        broken=1
    fi
    if [[ -e $2 ]]; then cp "$2" "$file"; else rm "$file"; fi
}

# With FILE in the copy ending in TEXT, the rule has no objection.
accepts() { # RULE FILE TEXT
    local rule=$1 file=$copy/$2
    mkdir -p "$(dirname "$file")"
    printf '%s\n' "$3" >>"$file"
    if "$rule" "$copy" | grep -F "$2"; then
        printf '%s should not mind this in %s: %s\n' "$rule" "$2" "$3"
        broken=1
    fi
    if [[ -e $2 ]]; then cp "$2" "$file"; else rm "$file"; fi
}

# C files below a folder, as paths with it at the front.
c_files() { # FOLDER...
    find "$@" -name '*.[ch]' 2>/dev/null | sort
}

# Where code without its comments (with $2 = nostrings: and without what stands in its string literals) matches an
# extended regular expression: "FILE:LINE: code".
grep_code() { # PATTERN MODE FILE...
    local pattern=$1 mode=$2
    shift 2
    [[ $# -eq 0 ]] || pattern=$pattern mode=$mode awk '
    function code(line,    out, c, two, n, i, string) {
        if (comment ? line !~ /\*\// : line !~ /["\047]|\/[*\/]/)
            return comment ? "" : line
        n = length(line)
        for (i = 1; i <= n; i++) {
            c = substr(line, i, 1)
            two = substr(line, i, 2)
            if (comment) {
                if (two == "*/") { comment = 0; i++ }
            } else if (string != "") {
                if (c == "\\") { if (!nostrings) out = out two; i++ }
                else if (c == string) { out = out c; string = "" }
                else if (!nostrings) out = out c
            } else if (two == "/*") { comment = 1; i++ }
            else if (two == "//") break
            else { if (c == "\"" || c == "\047") string = c; out = out c }
        }
        return out
    }
    BEGIN { pattern = ENVIRON["pattern"]; nostrings = ENVIRON["mode"] == "nostrings" }
    FNR == 1 { comment = 0 }
    { text = code($0); if (text ~ pattern) print FILENAME ":" FNR ": " text }' "$@"
}

finish() {
    exit $broken
}
