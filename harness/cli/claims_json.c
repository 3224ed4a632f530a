/* SPDX-License-Identifier: MIT */
/* What became of the claims, for programs. */
#include <stdio.h>
#include <stdlib.h>

#include "claims.h"

static json_t *text_or_null(const char *text)
{
    return *text ? json_text(text) : json_null();
}

static json_t *figure_json(const struct claim_figure *figure)
{
    const struct stats_interval *value = &figure->value;
    char unit[32];
    snprintf(unit, sizeof unit, "%s%s", figure->unit,
             figure->unit[0] && figure->kind == CLAIM_PER_MIB ? " per MiB" : "");
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:i, s:o}", "name", figure->name,
                     "kind", claim_figure_kind_name(figure->kind), "metric", figure->metric, "where",
                     figure->where, "against", figure->against, "label", figure->label, "unit",
                     text_or_null(unit), "estimate", json_number(value->estimate), "low",
                     json_number(value->low), "high", json_number(value->high), "trials", (int)value->count,
                     "missing", text_or_null(claim_figure_why(figure)));
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

static json_t *again_json(const struct claims *claims, const struct claim *claim)
{
    char *text = NULL;
    size_t bytes;
    FILE *to = open_memstream(&text, &bytes);
    if (!to)
        return NULL;
    claims_again(claims, claim, to, 0, 0);
    json_t *json = fclose(to) == 0 ? json_text(text) : NULL;
    free(text);
    return json;
}

json_t *claims_json(const struct claims *claims)
{
    json_t *list = json_array(), *facts = json_array();
    for (size_t i = 0; i < claims->fact_count; i++)
        json_array_append_new(facts, json_pack("{s:s, s:o}", "name", claims->facts[i].name, "text",
                                               json_text(claims->facts[i].text)));
    for (size_t i = 0; i < claims->count; i++) {
        const struct claim *claim = &claims->claims[i];
        json_t *parts = json_array(), *figures = json_array();
        for (size_t p = 0; p < claim->part_count; p++)
            json_array_append_new(parts, part_json(&claim->parts[p]));
        for (size_t f = 0; f < claim->figure_count; f++)
            json_array_append_new(figures, figure_json(&claim->figures[f]));
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "id", claim->id, "claim",
                                              claim->text, "verdict", claim_verdict_name(claim->verdict),
                                              "reason", text_or_null(claim->why), "parts", parts, "figures",
                                              figures, "again", again_json(claims, claim)));
    }
    return json_pack("{s:s, s:o, s:o}", "schema", "tvp.claims/1", "measured", facts, "claims", list);
}
