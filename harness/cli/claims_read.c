/* SPDX-License-Identifier: MIT */
/* Reads the files of bench/claims. Each line is NAME: VALUE; what a value holds is separated by `|`. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../core/suites.h"
#include "claims.h"
#include "cli.h"

#define FILE_MAX 65536u

struct reading {
    const char *path;
    unsigned line;
    struct claim *claim;
};

static int wrong(const struct reading *at, const char *what, const char *text)
{
    return cli_error(EXIT_TVP, "%s:%u: %s%s%s", at->path, at->line, what, *text ? ": " : "", text);
}

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    for (size_t n = strlen(text); n > 0 && isspace((unsigned char)text[n - 1]); n--)
        text[n - 1] = '\0';
    return text;
}

/* Cuts the next part off, at `|` or at the end. */
static char *next_part(char **rest)
{
    char *part = *rest, *bar = strchr(part, '|');
    *rest = bar ? bar + 1 : part + strlen(part);
    if (bar)
        *bar = '\0';
    return trim(part);
}

static char *next_word(char **rest)
{
    char *word = trim(*rest), *end = word;
    while (*end && !isspace((unsigned char)*end))
        end++;
    *rest = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

static int full(const struct reading *at, size_t count)
{
    return count == CLAIM_LINES_MAX ? wrong(at, "too many lines of that kind", "") : 0;
}

/* NAME median|ratio|per_mib METRIC [other] | WHERE | AGAINST | LABEL, or
 * NAME quotient | FIGURE | FIGURE | LABEL */
static int read_figure(struct reading *at, char *value)
{
    struct claim *claim = at->claim;
    if (full(at, claim->figure_count))
        return EXIT_TVP;
    struct claim_figure *figure = &claim->figures[claim->figure_count++];
    char *rest = value, *head = next_part(&rest);
    figure->name = next_word(&head);
    const char *how = next_word(&head);
    size_t kind = 0;
    while (kind < 4 && strcmp(how, claim_figure_kind_name((enum claim_figure_kind)kind)) != 0)
        kind++;
    if (kind == 4)
        return wrong(at, "a figure is a median, a ratio, per_mib or a quotient, not", how);
    figure->kind = (enum claim_figure_kind)kind;
    figure->metric = next_word(&head);
    figure->is_other = strcmp(next_word(&head), "other") == 0;
    figure->where = next_part(&rest);
    figure->against = next_part(&rest);
    figure->label = next_part(&rest);
    return *figure->where ? 0 : wrong(at, "a figure says of which cell", "");
}

/* NAME SCENARIO KEY [| other], or of trials: NAME [other] | WHERE, or of their runtime: NAME [other] | KEY */
static int read_case(struct reading *at, char *value, int is_status)
{
    struct claim *claim = at->claim;
    if (full(at, claim->case_count))
        return EXIT_TVP;
    struct claim_case *one = &claim->cases[claim->case_count++];
    char *rest = value, *head = next_part(&rest), *second = next_part(&rest);
    one->name = next_word(&head);
    if (!is_status)
        one->scenario = next_word(&head);
    const char *first = trim(head);
    one->key = is_status ? second : first;
    one->is_other = strcmp(is_status ? first : second, "other") == 0;
    return *one->key ? 0 : wrong(at, "a case has a name, and what it is", "");
}

/* SYSTEM | TEXT */
static int read_needs(struct reading *at, char *value)
{
    char *rest = value;
    at->claim->system = next_part(&rest);
    at->claim->needs = next_part(&rest);
    return *at->claim->needs ? 0 : wrong(at, "needs: of which system, and in words", "");
}

static int of_figure(const struct claim_part *part)
{
    return part->compare != OPERATOR_IS && part->compare != OPERATOR_ISNOT;
}

/* NAME >=|<=|within|is|isnot WHAT | TEXT; within LEAST MOST */
static int read_part(struct reading *at, char *value)
{
    static const char *const operators[] = {">=", "<=", "within", "is", "isnot"};
    struct claim *claim = at->claim;
    char *end, *rest = value, *head = next_part(&rest);
    if (full(at, claim->part_count))
        return EXIT_TVP;
    struct claim_part *part = &claim->parts[claim->part_count++];
    part->name = next_word(&head);
    const char *word = next_word(&head);
    size_t which = 0;
    while (which < 5 && strcmp(word, operators[which]) != 0)
        which++;
    if (which == 5)
        return wrong(at, "a part compares by >=, <=, within, is or isnot, not", word);
    part->compare = (enum claim_operator)which;
    part->word = trim(head);
    part->bound = strtod(part->word, &end);
    part->text = next_part(&rest);
    const int is_read = end != part->word, is_within = part->compare == OPERATOR_WITHIN;
    char *last = end;
    part->upper = is_within ? strtod(end, &last) : part->bound;
    if (of_figure(part) && (!is_read || *last || (is_within && (last == end || part->upper < part->bound))))
        return wrong(at, is_within ? "not two numbers, the greater behind" : "not a number", part->word);
    return *part->text ? 0 : wrong(at, "a part says what it means", "");
}

static int add(struct reading *at, const char **list, size_t *count, const char *value)
{
    if (full(at, *count))
        return EXIT_TVP;
    list[(*count)++] = value;
    return 0;
}

static int read_line(struct reading *at, char *line)
{
    struct claim *claim = at->claim;
    char *colon = strchr(line, ':');
    if (!colon)
        return wrong(at, "not NAME: VALUE", line);
    *colon = '\0';
    char *value = trim(colon + 1);
    if (strcmp(line, "order") == 0) {
        claim->order = strtol(value, NULL, 10);
        return 0;
    }
    if (strcmp(line, "claim") == 0) {
        claim->text = value;
        return 0;
    }
    if (strcmp(line, "needs") == 0)
        return read_needs(at, value);
    if (strcmp(line, "run") == 0)
        return add(at, claim->runs, &claim->run_count, value);
    if (strcmp(line, "scenario") == 0)
        return add(at, claim->scenarios, &claim->scenario_count, value);
    if (strcmp(line, "figure") == 0)
        return read_figure(at, value);
    if (strcmp(line, "case") == 0)
        return read_case(at, value, 0);
    if (strcmp(line, "status") == 0 || strcmp(line, "runtime") == 0) {
        const int code = read_case(at, value, 1);
        if (!code)
            claim->cases[claim->case_count - 1].is_runtime = line[0] == 'r';
        return code;
    }
    return strcmp(line, "part") == 0 ? read_part(at, value) : wrong(at, "no such line", line);
}

static int read_file(struct claim *claim, const char *path)
{
    struct reading at = {path, 0, claim};
    claim->file = text_of_file(path, FILE_MAX);
    if (!claim->file)
        return cli_error(EXIT_TVP, "cannot read %s", path);
    int code = 0;
    for (char *line = claim->file, *next; *line && !code; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        else
            next = line + strlen(line);
        at.line++;
        line = trim(line);
        if (*line && *line != '#')
            code = read_line(&at, line);
    }
    if (!code && (!claim->text || !claim->part_count))
        code = wrong(&at, "a claim has a text and a part", "");
    return code;
}

/* ---- which of them ---- */

static int is_asked_for(const char *only, const char *id)
{
    const size_t length = strlen(id);
    for (const char *at = only; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strncmp(at, id, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return 1;
    return !only;
}

static int by_order(const void *left, const void *right)
{
    const struct claim *a = left, *b = right;
    return (a->order > b->order) - (a->order < b->order);
}

static const char *id_at(size_t i, const void *context)
{
    return ((const struct claims *)context)->claims[i].id;
}

static int none_of(const struct claims *claims, const char *only)
{
    char word[TVP_NAME_MAX];
    for (const char *at = only; at && *at; at += strcspn(at, ","), at += *at == ',') {
        int known = 0;
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, ","), at);
        for (size_t i = 0; i < claims->count; i++)
            known |= strcmp(claims->claims[i].id, word) == 0;
        const char *nearest = known ? NULL : cli_nearest(word, claims->count, id_at, claims);
        if (!known)
            return cli_error(EXIT_USAGE, "claims: --only: there is no claim %s%s%s%s", word,
                             nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
    }
    return 0;
}

static int take_file(struct claims *claims, const char *name, const char *path)
{
    const size_t length = strlen(name);
    if (length <= 6 || length - 6 >= TVP_NAME_MAX || strcmp(name + length - 6, ".claim") != 0)
        return 0;
    if (claims->count == CLAIMS_MAX)
        return cli_error(EXIT_TVP, "more than %u claims", CLAIMS_MAX);
    struct claim *claim = &claims->claims[claims->count++];
    snprintf(claim->id, sizeof claim->id, "%.*s", (int)(length - 6), name);
    return read_file(claim, path);
}

static void keep_asked_for(struct claims *claims)
{
    size_t kept = 0;
    for (size_t i = 0; i < claims->count; i++)
        if (is_asked_for(claims->only, claims->claims[i].id))
            claims->claims[kept++] = claims->claims[i];
        else
            free(claims->claims[i].file);
    claims->count = kept;
}

struct claim_figure *claim_figure_named(struct claim *claim, const char *name)
{
    for (size_t i = 0; i < claim->figure_count; i++)
        if (strcmp(claim->figures[i].name, name) == 0)
            return &claim->figures[i];
    return NULL;
}

/* A quotient's two figures are there, and are none themselves. */
static int check_quotients(struct claim *claim)
{
    for (size_t i = 0; i < claim->figure_count; i++)
        for (size_t side = 0; claim->figures[i].kind == CLAIM_QUOTIENT && side < 2; side++) {
            const char *name = side ? claim->figures[i].against : claim->figures[i].where;
            const struct claim_figure *figure = claim_figure_named(claim, name);
            if (!figure || figure->kind == CLAIM_QUOTIENT)
                return cli_error(EXIT_TVP, "claim %s: a quotient is of two figures, not of %s", claim->id,
                                 name);
        }
    return 0;
}

/* When claims lie where they stay: each part's figure or case. */
static int bind_parts(struct claim *claim)
{
    for (size_t p = 0; p < claim->part_count; p++) {
        struct claim_part *part = &claim->parts[p];
        if (of_figure(part))
            part->figure = claim_figure_named(claim, part->name);
        for (size_t i = 0; !of_figure(part) && i < claim->case_count; i++)
            if (strcmp(claim->cases[i].name, part->name) == 0)
                part->one_case = &claim->cases[i];
        if (!part->figure && !part->one_case)
            return cli_error(EXIT_TVP, "claim %s: no figure or case is called %s", claim->id, part->name);
    }
    return check_quotients(claim);
}

int claims_read(struct claims *claims)
{
    char folder[TVP_PATH_MAX], path[TVP_PATH_MAX + 64];
    char **names = NULL;
    claims->claims = calloc(CLAIMS_MAX, sizeof *claims->claims);
    if (!claims->claims)
        return cli_error(EXIT_TVP, "out of memory");
    const int count = suite_sibling("claims", folder) == 0 ? plat_folder_names(folder, &names) : -1;
    if (count < 0)
        return cli_error(EXIT_TVP, "the claims' files are not installed");
    int code = 0;
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%.60s", folder, names[i]);
        if (!code)
            code = take_file(claims, names[i], path);
    }
    free(names);
    if (!code)
        code = none_of(claims, claims->only);
    if (code)
        return code;
    keep_asked_for(claims);
    qsort(claims->claims, claims->count, sizeof *claims->claims, by_order);
    for (size_t i = 0; i < claims->count && !code; i++)
        code = bind_parts(&claims->claims[i]);
    return code;
}

void claims_free(struct claims *claims)
{
    for (size_t i = 0; i < claims->count; i++)
        free(claims->claims[i].file);
    free(claims->claims);
    for (size_t i = 0; i < claims->run_count; i++)
        free(claims->runs[i].suite);
    json_decref(claims->scenarios);
}
