/* SPDX-License-Identifier: MIT */
/* What became of the claims, for the terminal and for programs. */
#include <math.h>
#include <string.h>

#include "claims.h"
#include "table.h"

static void print_line(FILE *to, const char *sign, const char *text)
{
    const int used = fprintf(to, "  %-4s ", sign);
    table_text(to, text, (size_t)used, 7, TABLE_WIDTH);
}

static void print_part(FILE *to, const struct claim_part *part)
{
    static const char *const signs[] = {
        [ANSWER_NO] = "no", [ANSWER_YES] = "yes", [ANSWER_UNDECIDED] = "?", [ANSWER_MISSING] = "-"};
    char value[CLAIM_TEXT_MAX], bound[64], line[1200];
    claim_bound_text(part, bound, sizeof bound);
    if (part->figure) {
        claim_figure_text(part->figure, value, sizeof value);
        snprintf(line, sizeof line, "%s: %s; asked: %s", part->text, value, bound);
    } else {
        const struct claim_case *one = part->one_case;
        const char *detail = one->missing[0] ? one->missing : one->detail;
        snprintf(line, sizeof line, "%s: %s%s%s%s; asked: %s", part->text,
                 one->outcome[0] ? one->outcome : "-", *detail ? " (" : "", detail, *detail ? ")" : "",
                 bound);
    }
    print_line(to, signs[part->answer], line);
}

static void print_claim(FILE *to, const struct claims *claims, const struct claim *claim)
{
    char line[1200], value[CLAIM_TEXT_MAX];
    snprintf(line, sizeof line, "%s: %s%s%s", claim->id, claim_verdict_name(claim->verdict),
             claim->why[0] ? ": " : "", claim->why);
    table_text(to, line, 0, 4, TABLE_WIDTH);
    fprintf(to, "  ");
    table_text(to, claim->text, 2, 2, TABLE_WIDTH);
    for (size_t p = 0; p < claim->part_count; p++)
        print_part(to, &claim->parts[p]);
    for (size_t f = 0; f < claim->figure_count; f++) {
        const struct claim_figure *figure = &claim->figures[f];
        if (claim_part_of(claim, figure) || !figure->label[0])
            continue;
        claim_figure_text(figure, value, sizeof value);
        snprintf(line, sizeof line, "%s: %s", figure->label, value);
        print_line(to, "", line);
    }
    const int used = fprintf(to, "  again: ");
    claims_again(claims, claim, to, (size_t)used, TABLE_WIDTH);
    fputs("\n\n", to);
}

int claims_text(const struct claims *claims, FILE *to)
{
    size_t counts[4] = {0};
    for (size_t i = 0; i < claims->fact_count; i++) {
        fprintf(to, "%-10s", claims->facts[i].name);
        table_text(to, claims->facts[i].text, 10, 10, TABLE_WIDTH);
    }
    if (claims->fact_count)
        fputc('\n', to);
    for (size_t i = 0; i < claims->count; i++) {
        print_claim(to, claims, &claims->claims[i]);
        counts[claims->claims[i].verdict]++;
    }
    fprintf(to, "%zu claims: %zu hold, %zu hold in part, %zu do not hold, %zu not tested here\n",
            claims->count, counts[CLAIM_HOLDS], counts[CLAIM_IN_PART], counts[CLAIM_FAILS],
            counts[CLAIM_UNTESTED]);
    return ferror(to) ? -1 : 0;
}
