/* SPDX-License-Identifier: MIT */
/* A run's trials of time as such: what is inside them, and whether they were left alone. */
#include <math.h>
#include <stdlib.h>

#include "noise.h"
#include "view.h"

static struct view_trial *grow(struct view_cell *cell)
{
    if (cell->trial_count == cell->trial_room) {
        size_t room = cell->trial_room ? 2 * cell->trial_room : 8;
        struct view_trial *moved = realloc(cell->trials, room * sizeof *moved);
        if (!moved)
            return NULL;
        cell->trials = moved;
        cell->trial_room = room;
    }
    return &cell->trials[cell->trial_count];
}

int view_keep_trial(struct view *view, const struct reader *reader, const struct record *record,
                    char error[READER_ERROR_MAX])
{
    struct view_cell *cell = &view->cells[record->cell];
    struct view_trial *trial = grow(cell);
    int sound = 1;
    if (trial && inside_read(&trial->inside, record->inside, &sound) == 0) {
        trial->trial = record->trial;
        trial->session = (uint32_t)record->session;
        trial->block = (uint32_t)record->block;
        trial->inside.op.session = trial->inside.enter.session = trial->session;
        for (int figure = 0; figure < NOISE_FIGURES; figure++)
            trial->judged[figure] =
                values_median(json_object_get(record->worker_metrics, noise_judged[figure]));
        health_read(&trial->health, record);
        cell->trial_count++;
        return 0;
    }
    if (trial)
        inside_free(&trial->inside);
    if (trial && !sound)
        snprintf(error, READER_ERROR_MAX, "%s/trials.jsonl:%llu: inside is not what docs/format.md says",
                 reader->path, (unsigned long long)reader->lines.number);
    else
        snprintf(error, READER_ERROR_MAX, "out of memory");
    return -1;
}

/* ---- the usual spin of each CPU ---- */

struct spin {
    int64_t cpu;
    double ns;
    struct health *health;
};

static int by_cpu(const void *left, const void *right)
{
    const struct spin *a = left, *b = right;
    if (a->cpu != b->cpu)
        return a->cpu > b->cpu ? 1 : -1;
    return (a->ns > b->ns) - (a->ns < b->ns);
}

static size_t all_spins(struct view *view, struct spin *spins)
{
    size_t count = 0;
    for (size_t c = 0; c < view->cell_count; c++)
        for (size_t t = 0; t < view->cells[c].trial_count; t++) {
            struct health *health = &view->cells[c].trials[t].health;
            if (isfinite(health->spin_ns) && spins)
                spins[count] = (struct spin){health->cpu, health->spin_ns, health};
            count += isfinite(health->spin_ns) != 0;
        }
    return count;
}

static void judge_cpu(const struct spin *spins, size_t count)
{
    /* sorted: the one in the middle */
    double usual_ns = count % 2 ? spins[count / 2].ns : (spins[count / 2 - 1].ns + spins[count / 2].ns) / 2;
    for (size_t i = 0; i < count; i++)
        health_judge_spin(spins[i].health, usual_ns);
}

int view_judge(struct view *view)
{
    size_t count = all_spins(view, NULL);
    struct spin *spins = calloc(count + 1, sizeof *spins);
    if (!spins)
        return -1;
    all_spins(view, spins);
    qsort(spins, count, sizeof *spins, by_cpu);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && spins[to].cpu == spins[from].cpu; to++)
            ;
        judge_cpu(spins + from, to - from);
    }
    free(spins);
    view->no_health = 1;
    for (size_t c = 0; c < view->cell_count; c++)
        for (size_t t = 0; t < view->cells[c].trial_count; t++)
            view->no_health &= view->cells[c].trials[t].health.judged == 0;
    return 0;
}

void view_free_trials(struct view_cell *cell)
{
    for (size_t i = 0; i < cell->trial_count; i++)
        inside_free(&cell->trials[i].inside);
    free(cell->trials);
    cell->trials = NULL;
    cell->trial_count = 0;
}

int view_disturbed(const struct view_cell *cell, uint64_t trial)
{
    for (size_t i = 0; i < cell->trial_count; i++)
        if (cell->trials[i].trial == trial)
            return cell->trials[i].health.off != 0;
    return 0;
}
