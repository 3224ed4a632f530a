/* SPDX-License-Identifier: MIT */
/* From figures to answers, and from answers to verdicts. */
#include <string.h>

#include "claims.h"
#include "table_units.h"

const char *claim_verdict_name(enum claim_verdict verdict)
{
    static const char *const names[] = {[CLAIM_HOLDS] = "holds",
                                        [CLAIM_IN_PART] = "holds in part",
                                        [CLAIM_FAILS] = "does not hold",
                                        [CLAIM_UNTESTED] = "not tested here"};
    return names[verdict];
}

const char *claim_answer_name(enum claim_answer answer)
{
    static const char *const names[] = {[ANSWER_NO] = "no",
                                        [ANSWER_YES] = "yes",
                                        [ANSWER_UNDECIDED] = "undecided",
                                        [ANSWER_MISSING] = "missing"};
    return names[answer];
}

const char *claim_figure_kind_name(enum claim_figure_kind kind)
{
    static const char *const names[] = {[CLAIM_MEDIAN] = "median",
                                        [CLAIM_RATIO] = "ratio",
                                        [CLAIM_PER_MIB] = "per_mib",
                                        [CLAIM_QUOTIENT] = "quotient"};
    return names[kind];
}

/* All of the interval must lie on one side of the bound; a figure without an interval decides nothing. */
static enum claim_answer of_figure(const struct claim_part *part)
{
    const struct stats_interval *value = &part->figure->value;
    if (part->figure->missing[0])
        return ANSWER_MISSING;
    if (value->kind != STATS_INTERVAL)
        return ANSWER_UNDECIDED; /* the range of a few trials says nothing of the next one */
    if (part->compare == OPERATOR_WITHIN)
        return value->low >= part->bound && value->high <= part->upper ? ANSWER_YES
               : value->high < part->bound || value->low > part->upper ? ANSWER_NO
                                                                       : ANSWER_UNDECIDED;
    const int above = value->low >= part->bound, below = value->high <= part->bound;
    if (above && below)
        return ANSWER_YES;
    if (!above && !below)
        return ANSWER_UNDECIDED;
    return (part->compare == OPERATOR_LEAST ? above : below) ? ANSWER_YES : ANSWER_NO;
}

static enum claim_answer of_case(const struct claim_part *part)
{
    const struct claim_case *one = part->one_case;
    if (one->missing[0] || !one->outcome[0] || strcmp(one->outcome, "missing") == 0)
        return ANSWER_MISSING;
    /* What this interpreter or system does not have was not tried; unless that is what is asked. */
    if (strcmp(one->outcome, "unsupported") == 0 && strcmp(part->word, "unsupported") != 0)
        return ANSWER_MISSING;
    const int same = strcmp(one->outcome, part->word) == 0;
    return same == (part->compare == OPERATOR_IS) ? ANSWER_YES : ANSWER_NO;
}

static const char *missing_of(const struct claim_part *part)
{
    if (part->figure)
        return part->figure->missing;
    return part->one_case->missing[0] ? part->one_case->missing : part->one_case->detail;
}

/* What a claim of which no part is answered is not tested for. */
static void say_why(struct claim *claim, size_t undecided, const char *missing)
{
    if (!undecided)
        snprintf(claim->why, sizeof claim->why, "%.190s", missing);
    else
        snprintf(claim->why, sizeof claim->why,
                 "too noisy or too few trials: %zu of %zu parts undecided%s%.100s", undecided,
                 claim->part_count, *missing ? "; " : "", missing);
}

/* Parts that nothing can be said of keep a claim from holding, not from failing in part; so do those that
 * need another system's record, where none is given. */
static void judge(struct claim *claim)
{
    size_t counts[4] = {0};
    const char *why = "";
    for (size_t p = 0; p < claim->part_count; p++) {
        struct claim_part *part = &claim->parts[p];
        part->answer = part->figure ? of_figure(part) : of_case(part);
        counts[part->answer]++;
        if (part->answer == ANSWER_MISSING && !*why)
            why = missing_of(part);
    }
    const size_t yes = counts[ANSWER_YES], no = counts[ANSWER_NO];
    claim->why[0] = '\0';
    if (yes + no == 0) {
        claim->verdict = CLAIM_UNTESTED;
        say_why(claim, counts[ANSWER_UNDECIDED], why);
    } else if (yes == claim->part_count) {
        claim->verdict = CLAIM_HOLDS;
    } else {
        claim->verdict = yes == 0 && no == claim->part_count ? CLAIM_FAILS : CLAIM_IN_PART;
    }
    if (claim->needs && counts[ANSWER_MISSING])
        snprintf(claim->why, sizeof claim->why, "%s%.150s",
                 claim->verdict == CLAIM_UNTESTED ? "needs " : "for all of it needs ", claim->needs);
}

void claims_judge(struct claims *claims)
{
    for (size_t i = 0; i < claims->count; i++)
        judge(&claims->claims[i]);
}

/* ---- words ---- */

const struct claim_part *claim_part_of(const struct claim *claim, const struct claim_figure *figure)
{
    for (size_t p = 0; p < claim->part_count; p++)
        if (claim->parts[p].figure == figure)
            return &claim->parts[p];
    return NULL;
}

void claim_figure_text(const struct claim_figure *figure, char *out, size_t room)
{
    const struct stats_interval *value = &figure->value;
    const char *why = claim_figure_why(figure), *of = figure->kind == CLAIM_RATIO ? "pair" : "trial";
    char text[128] = "-", few[64] = "";
    if (!figure->missing[0]) {
        units_full(text, sizeof text, value, figure->unit);
        if (value->kind != STATS_INTERVAL)
            snprintf(few, sizeof few, ", the range of %zu %s%s", value->count, of,
                     value->count == 1 ? "" : "s");
    }
    /* A median without a unit says what it is. */
    const int is_bare = figure->kind == CLAIM_MEDIAN && strcmp(figure->unit, "ratio") == 0;
    snprintf(out, room, "%s%s%s%s%s%s%s%s", is_bare ? figure->metric : "", is_bare ? " " : "", text,
             figure->kind == CLAIM_PER_MIB && !figure->missing[0] ? " per MiB" : "", few, *why ? " (" : "",
             why, *why ? ")" : "");
}

void claim_figure_quantity(const struct claim_figure *figure, char *out, size_t room)
{
    if (figure->kind == CLAIM_QUOTIENT)
        snprintf(out, room, "quotient of two figures");
    else
        snprintf(out, room, "%s%.100s", figure->kind == CLAIM_RATIO ? "ratio of " : "", figure->metric);
}

const char *claim_figure_why(const struct claim_figure *figure)
{
    if (figure->missing[0])
        return figure->missing;
    return figure->value.kind != STATS_INTERVAL ? figure->note : "";
}

void claim_bound_text(const struct claim_part *part, char *out, size_t room)
{
    if (part->compare == OPERATOR_WITHIN)
        snprintf(out, room, "from %g to %g", part->bound, part->upper);
    else if (part->figure)
        snprintf(out, room, "%s %g", part->compare == OPERATOR_LEAST ? "at least" : "at most", part->bound);
    else
        snprintf(out, room, "%s%s", part->compare == OPERATOR_IS ? "" : "not ", part->word);
}
