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
    char value[128], bound[64];
    claim_bound_text(part, bound, sizeof bound);
    fprintf(to, "| %s | ", claim_answer_name(part->answer));
    escaped(to, part->text);
    fprintf(to, " | ");
    if (part->figure) {
        claim_figure_text(part->figure, value, sizeof value);
        escaped(to, part->figure->missing[0] ? part->figure->missing : value);
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

static void section(FILE *to, const struct claim *claim)
{
    char value[128];
    fprintf(to, "\n## %s\n\n> ", claim->id);
    escaped(to, claim->text);
    fprintf(to, "\n\n**%s**", claim_verdict_name(claim->verdict));
    if (claim->why[0]) {
        fprintf(to, ": ");
        escaped(to, claim->why);
    }
    fprintf(
        to,
        "\n\n| answer | part | figure (95 %% interval) or outcome | asked |\n| --- | --- | --- | --- |\n");
    for (size_t p = 0; p < claim->part_count; p++)
        part_row(to, &claim->parts[p]);
    for (size_t f = 0; f < claim->figure_count; f++) {
        const struct claim_figure *figure = &claim->figures[f];
        if (!figure->label[0])
            continue;
        claim_figure_text(figure, value, sizeof value);
        fprintf(to, "\n- ");
        escaped(to, figure->label);
        fprintf(to, ": %s", value);
    }
    fprintf(to, "\n\nAgain: `tvp claims --only %s`\n", claim->id);
}

int claims_markdown(const struct claims *claims, FILE *to)
{
    fprintf(to,
            "# The claims, answered by measurement\n\nA part is answered `yes` or `no` where its whole 95 %% "
            "interval "
            "lies on one side of the bound, else `undecided`. A claim holds where all of its parts do.\n\n"
            "| claim | text | verdict |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < claims->count; i++)
        anchor_row(to, &claims->claims[i]);
    for (size_t i = 0; i < claims->count; i++)
        section(to, &claims->claims[i]);
    return ferror(to) ? -1 : 0;
}
