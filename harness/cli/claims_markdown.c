/* SPDX-License-Identifier: MIT */
/* The claims as a page of Markdown. */
#include <string.h>

#include "claims.h"

/* What would be markup, or end a cell of a table. */
static void escaped(FILE *to, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_{}[]<>#|~", *text))
            fputc('\\', to);
        fputc((unsigned char)*text < 32 ? ' ' : *text, to);
    }
}

static void anchor_row(FILE *to, const struct claim *claim)
{
    fprintf(to, "| [%s](#%s) | ", claim->id, claim->id);
    escaped(to, claim->text);
    fprintf(to, " | %s |\n", claim_verdict_name(claim->verdict));
}

static void part_row(FILE *to, const struct claim_part *part)
{
    char value[CLAIM_TEXT_MAX], bound[64];
    claim_bound_text(part, bound, sizeof bound);
    fprintf(to, "| %s | ", claim_answer_name(part->answer));
    escaped(to, part->text);
    fprintf(to, " | ");
    if (part->figure) {
        claim_figure_text(part->figure, value, sizeof value);
        escaped(to, value);
    } else {
        escaped(to, part->one_case->outcome);
        if (part->one_case->detail[0] || part->one_case->missing[0]) {
            fprintf(to, ": ");
            escaped(to, part->one_case->missing[0] ? part->one_case->missing : part->one_case->detail);
        }
    }
    fprintf(to, " | ");
    escaped(to, bound);
    fprintf(to, " |\n");
}

/* One destination of a link: in angle brackets, as CommonMark has it for what may hold blanks. */
static void picture(FILE *to, const struct claim *claim, const char *figures)
{
    fprintf(to, "\n\n![%s: the figures and the bounds asked for](<", claim->id);
    for (const char *at = figures; *at; at++)
        fprintf(to, strchr("<>\\\n", *at) ? "%%%02X" : "%c", (unsigned char)*at);
    fprintf(to, "/%s.svg>)", claim->id);
}

static void section(FILE *to, const struct claims *claims, const struct claim *claim, const char *figures)
{
    char value[CLAIM_TEXT_MAX];
    fprintf(to, "\n## %s\n\n> ", claim->id);
    escaped(to, claim->text);
    fprintf(to, "\n\n**%s**", claim_verdict_name(claim->verdict));
    if (claim->why[0]) {
        fprintf(to, ": ");
        escaped(to, claim->why);
    }
    if (figures && claims_has_picture(claim))
        picture(to, claim, figures);
    fprintf(
        to,
        "\n\n| answer | part | figure (95 %% interval) or outcome | asked |\n| --- | --- | --- | --- |\n");
    for (size_t p = 0; p < claim->part_count; p++)
        part_row(to, &claim->parts[p]);
    const char *before = "\n";
    for (size_t f = 0; f < claim->figure_count; f++) {
        const struct claim_figure *figure = &claim->figures[f];
        if (claim_part_of(claim, figure) || !figure->label[0])
            continue;
        claim_figure_text(figure, value, sizeof value);
        fprintf(to, "%s- ", before);
        escaped(to, figure->label);
        fputs(": ", to);
        escaped(to, value);
        fputc('\n', to);
        before = "";
    }
    fputs("\nAgain: ``", to);
    claims_again(claims, claim, to, 0, 0);
    fputs("``\n", to);
}

static void head(FILE *to, const struct claims *claims)
{
    fputs("# The claims, answered by measurement\n\n", to);
    if (claims->fact_count)
        fputs("| measured on | |\n| --- | --- |\n", to);
    for (size_t i = 0; i < claims->fact_count; i++) {
        fprintf(to, "| %s | ", claims->facts[i].name);
        escaped(to, claims->facts[i].text);
        fputs(" |\n", to);
    }
    fputs(
        "\nA part is answered `yes` or `no` where its whole 95 % interval lies on one side of the bound, "
        "else it "
        "is `undecided`. A claim holds where all of its parts do. In the figures a point is the median (of a "
        "ratio: of pairs of trials in the same blocks), a bar its 95 % interval (a point without one is of "
        "too few trials for it), and a dashed mark the bound, with an arrow to the side that is asked for; "
        "behind each row stands the quantity that it is of: one axis has them all.\n\n"
        "| claim | text | verdict |\n| --- | --- | --- |\n",
        to);
}

int claims_markdown(const struct claims *claims, const char *figures, FILE *to)
{
    head(to, claims);
    for (size_t i = 0; i < claims->count; i++)
        anchor_row(to, &claims->claims[i]);
    for (size_t i = 0; i < claims->count; i++)
        section(to, claims, &claims->claims[i], figures);
    return ferror(to) ? -1 : 0;
}
