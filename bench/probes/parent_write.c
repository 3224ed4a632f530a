/* SPDX-License-Identifier: MIT */
/* What the parent's first writes cost it after a fork: its pages are shared with the child until one of the
 * two writes. */
#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_parent_write;

enum { BEFORE, AFTER, AFTER_FIRST, COUNT };

#define PAGES_MAX 4096u /* written: as many as tell, so that a large heap costs no seconds */

static const struct tvp_metric metrics[] = {
    {"parent_write_before_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_REAL, 0,
     "the parent writes a byte to each page of its heap before it starts any worker: a page"},
    {"parent_write_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_REAL, 0,
     "the same when the last crew is READY, and shares those pages: a page"},
    {"parent_write_first_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "the first of these writes after the start"},
    {0}};

static uint64_t write_pages(struct tvp_trial *trial, uint64_t pages, uint64_t *first_ns)
{
    volatile unsigned char *heap = trial->heap;
    const uint64_t begun = plat_now_ns();
    heap[0]++;
    *first_ns = plat_now_ns() - begun;
    for (uint64_t page = 1; page < pages; page++)
        heap[page * trial->page_bytes]++;
    return plat_now_ns() - begun;
}

/* Why this model has no such stall, or there is nothing to write to. */
static const char *reason(const struct tvp_trial *trial)
{
    const uint32_t provides = tvp_provides(trial);
    if (!(provides & TVP_INHERITS) || provides & TVP_ONE_ADDRESS_SPACE)
        return "no worker shares the parent's pages until they are written";
    return trial->heap == NULL ? "needs --heap" : NULL;
}

static void plateau(struct tvp_trial *trial, enum tvp_plateau which)
{
    const char *why = reason(trial);
    const uint64_t all = trial->heap_bytes / trial->page_bytes, pages = all < PAGES_MAX ? all : PAGES_MAX;
    uint64_t first_ns;
    if (which == TVP_PLATEAU_DONE)
        return;
    if (why != NULL) {
        for (uint32_t m = 0; m < COUNT; m++)
            tvp_set_null(trial, TVP_TRIAL, &tvp_probe_parent_write, m, why);
        return;
    }
    const double ns = (double)write_pages(trial, pages, &first_ns) / (double)pages;
    tvp_set_real(trial, TVP_TRIAL, &tvp_probe_parent_write, which == TVP_PLATEAU_PARENT ? BEFORE : AFTER, ns);
    if (which == TVP_PLATEAU_READY)
        tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_parent_write, AFTER_FIRST, (int64_t)first_ns);
}

const struct tvp_probe tvp_probe_parent_write = {
    .name = "parent_write",
    .brief = "the parent's first writes to its heap after a fork (needs --heap)",
    .doc = "One byte to each of the first 4096 pages of the heap, before any start and again when all "
           "workers of "
           "the last crew are READY: each write then takes a fault and copies the page. For models whose "
           "workers "
           "inherit the parent's memory by copy-on-write; null with the reason for the others.",
    .kinds = 1u << TVP_KIND_TIME,
    .cost = TVP_AT_THE_EDGES,
    .metrics = metrics,
    .plateau = plateau,
};
