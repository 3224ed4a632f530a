/* SPDX-License-Identifier: MIT */
/* Which share of a cell's trials was ok, as a row of a comparison: figures of those that were left say
 * nothing of those that went wrong. */
#include <math.h>
#include <string.h>

#include "compare.h"

static const char *first_reason(const struct view *view, const struct view_cell *cell)
{
    for (size_t i = 0; i < view->trouble_count; i++)
        if (view->troubles[i].cell == cell->id && view->troubles[i].status != STATUS_INVALID)
            return view->troubles[i].reason;
    return "";
}

static double share_of(const struct view_cell *cell)
{
    return cell->good + cell->bad ? (double)cell->good / (double)(cell->good + cell->bad) : NAN;
}

/* Trials that were to be played, and have no record: the run did not end. */
static size_t missing_of(const struct view *view, const struct view_cell *cell)
{
    const uint64_t wanted = cell->id < view->reader.wanted_count ? view->reader.wanted[cell->id] : 0;
    return wanted > cell->recorded ? (size_t)(wanted - cell->recorded) : 0;
}

static void say(struct report_row *row, const struct view *view, const struct view_cell *cell,
                const char *side)
{
    if (*cell->unsupported)
        snprintf(row->hint, sizeof row->hint, "%s is unsupported: %.100s", side, cell->unsupported);
    else if (cell->good + cell->bad == 0)
        snprintf(row->hint, sizeof row->hint, "%s has no trials of it", side);
    else if (cell->bad == 0)
        snprintf(row->hint, sizeof row->hint, "%zu of %zu trials of %s are missing: it did not end",
                 missing_of(view, cell), missing_of(view, cell) + cell->recorded, side);
    else
        snprintf(row->hint, sizeof row->hint, "%zu trials of %s went wrong: %.100s", cell->bad, side,
                 first_reason(view, cell));
}

static enum report_verdict judge(const struct view_cell *a, const struct view_cell *b)
{
    const double before = share_of(a), now = share_of(b);
    if (*b->unsupported)
        return REPORT_REGRESSED;
    if (isnan(now) || isnan(before))
        return REPORT_INCONCLUSIVE;
    return now < before ? REPORT_REGRESSED : now > before ? REPORT_IMPROVED : REPORT_INCONCLUSIVE;
}

int compare_status(struct report *report, const struct view *const views[2],
                   const struct view_cell *const cells[2], const char *name, const char *not_comparable)
{
    const struct view_cell *a = cells[0], *b = cells[1];
    const int never = !*a->unsupported && !*b->unsupported && a->good + a->bad + b->good + b->bad == 0,
              both = *a->unsupported && *b->unsupported,
              missing = missing_of(views[0], a) + missing_of(views[1], b) > 0,
              fine = a->bad + b->bad == 0 && a->good && b->good && !missing;
    if (never || both || fine || (*a->unsupported && b->good && !b->bad))
        return 0;
    struct report_row *row = report_add(report, name, "trials_ok", "ratio");
    if (!row)
        return -1;
    row->a = share_of(a);
    row->b = share_of(b);
    row->n_a = a->good + a->bad;
    row->n_b = b->good + b->bad;
    row->ratio = row->b / row->a;
    row->verdict = judge(a, b);
    const int of_a = row->verdict == REPORT_IMPROVED || (!*b->unsupported && isnan(row->a)) ||
                     (b->good && !b->bad && missing_of(views[1], b) == 0);
    say(row, views[of_a ? 0 : 1], of_a ? a : b, of_a ? "A" : "B");
    if (*not_comparable) {
        row->verdict = REPORT_NOT_COMPARABLE;
        snprintf(row->hint, sizeof row->hint, "%s", not_comparable);
    }
    return 0;
}
