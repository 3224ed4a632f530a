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
    char value[128], bound[64], line[1200];
    claim_bound_text(part, bound, sizeof bound);
    if (part->figure) {
        claim_figure_text(part->figure, value, sizeof value);
        snprintf(line, sizeof line, "%s: %s; asked: %s%s%s%s", part->text, value, bound,
                 part->figure->missing[0] ? " (" : "", part->figure->missing,
                 part->figure->missing[0] ? ")" : "");
    } else {
        const struct claim_case *one = part->one_case;
        const char *detail = one->missing[0] ? one->missing : one->detail;
        snprintf(line, sizeof line, "%s: %s%s%s%s; asked: %s", part->text,
                 one->outcome[0] ? one->outcome : "-", *detail ? " (" : "", detail, *detail ? ")" : "",
                 bound);
    }
    print_line(to, signs[part->answer], line);
}

/* Figures that no part asks about. */
static int is_asked_about(const struct claim *claim, const struct claim_figure *figure)
{
    for (size_t p = 0; p < claim->part_count; p++)
        if (claim->parts[p].figure == figure)
            return 1;
    return 0;
}

static void print_claim(FILE *to, const struct claim *claim)
{
    char line[600], value[128];
    snprintf(line, sizeof line, "%s: %s%s%s", claim->id, claim_verdict_name(claim->verdict),
             claim->why[0] ? ": " : "", claim->why);
    table_text(to, line, 0, 4, TABLE_WIDTH);
    fprintf(to, "  ");
    table_text(to, claim->text, 2, 2, TABLE_WIDTH);
    for (size_t p = 0; p < claim->part_count; p++)
        print_part(to, &claim->parts[p]);
    for (size_t f = 0; f < claim->figure_count; f++) {
        const struct claim_figure *figure = &claim->figures[f];
        if (is_asked_about(claim, figure) || !figure->label[0])
            continue;
        claim_figure_text(figure, value, sizeof value);
        snprintf(line, sizeof line, "%s: %s", figure->label, value);
        print_line(to, "", line);
    }
    fprintf(to, "  again: tvp claims --only %s\n\n", claim->id);
}

int claims_text(const struct claims *claims, FILE *to)
{
    size_t counts[4] = {0};
    for (size_t i = 0; i < claims->count; i++) {
        print_claim(to, &claims->claims[i]);
        counts[claims->claims[i].verdict]++;
    }
    fprintf(to, "%zu claims: %zu hold, %zu hold in part, %zu do not hold, %zu not tested here\n",
            claims->count, counts[CLAIM_HOLDS], counts[CLAIM_IN_PART], counts[CLAIM_FAILS],
            counts[CLAIM_UNTESTED]);
    return ferror(to) ? -1 : 0;
}

/* ---- JSON ---- */

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *figure_json(const struct claim_figure *figure)
{
    const struct stats_interval *value = &figure->value;
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:i, s:o}", "name", figure->name, "kind",
                     figure->is_ratio ? "ratio" : "median", "metric", figure->metric, "where", figure->where,
                     "against", figure->against, "label", figure->label, "estimate", number(value->estimate),
                     "low", number(value->low), "high", number(value->high), "trials", (int)value->count,
                     "missing", figure->missing[0] ? json_text(figure->missing) : json_null());
}

static json_t *part_json(const struct claim_part *part)
{
    json_t *json = json_pack("{s:s, s:s, s:s}", "name", part->name, "text", part->text, "answer",
                             claim_answer_name(part->answer));
    char bound[64];
    claim_bound_text(part, bound, sizeof bound);
    json_object_set_new(json, "asked", json_text(bound));
    if (part->figure) {
        json_object_set_new(json, "figure", figure_json(part->figure));
        return json;
    }
    json_object_set_new(json, "outcome", json_text(part->one_case->outcome));
    json_object_set_new(json, "detail", json_text(part->one_case->detail));
    return json;
}

json_t *claims_json(const struct claims *claims)
{
    json_t *list = json_array();
    for (size_t i = 0; i < claims->count; i++) {
        const struct claim *claim = &claims->claims[i];
        json_t *parts = json_array(), *figures = json_array();
        for (size_t p = 0; p < claim->part_count; p++)
            json_array_append_new(parts, part_json(&claim->parts[p]));
        for (size_t f = 0; f < claim->figure_count; f++)
            json_array_append_new(figures, figure_json(&claim->figures[f]));
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "id", claim->id, "claim",
                                              claim->text, "verdict", claim_verdict_name(claim->verdict),
                                              "reason", claim->why[0] ? json_text(claim->why) : json_null(),
                                              "parts", parts, "figures", figures, "again",
                                              json_sprintf("tvp claims --only %s", claim->id)));
    }
    return json_pack("{s:s, s:o}", "schema", "tvp.claims/1", "claims", list);
}
