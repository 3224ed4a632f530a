/* SPDX-License-Identifier: MIT */
/* Is the clock one for all CPUs? Two threads on different CPUs hand stamps to each other; none may lie before
 * the one received. */
#include <stdatomic.h>

#include "doctor.h"

#define PAIR_NS_MIN UINT64_C(2000000)

/* The turn: even: the first one's, odd: the other's; the stamp is that of the last turn. */
struct table {
    _Atomic uint32_t turn;
    _Atomic uint64_t stamp_ns;
    _Atomic uint32_t is_over;
    uint64_t end_ns;
    uint32_t exchanges;
};

struct side {
    struct table *table;
    uint32_t cpu, parity;
    uint64_t exchanges, backwards, backwards_ns_max;
    int error;
};

static void take_turn(struct side *side, uint32_t turn)
{
    uint64_t theirs_ns = atomic_load(&side->table->stamp_ns), ours_ns = plat_now_ns();
    if (turn > 0) {
        side->exchanges++;
        if (ours_ns < theirs_ns) {
            side->backwards++;
            if (theirs_ns - ours_ns > side->backwards_ns_max)
                side->backwards_ns_max = theirs_ns - ours_ns;
        }
    }
    /* a new reading, so that the other's lies surely after it */
    atomic_store(&side->table->stamp_ns, plat_now_ns());
    atomic_store(&side->table->turn, turn + 1);
}

static void *play(void *argument)
{
    struct side *side = argument;
    struct table *table = side->table;
    side->error = plat_cpu_pin(side->cpu);
    while (side->error == 0 && !atomic_load(&table->is_over)) {
        uint32_t turn = atomic_load(&table->turn);
        if (turn % 2 == side->parity)
            take_turn(side, turn);
        if (turn >= table->exchanges || plat_now_ns() > table->end_ns)
            break;
    }
    atomic_store(&table->is_over, 1);
    return NULL;
}

static int play_pair(uint32_t a, uint32_t b, uint64_t ns, uint32_t exchanges,
                     struct doctor_measured *measured)
{
    struct table table = {.end_ns = plat_now_ns() + ns, .exchanges = exchanges};
    struct side side[2] = {{.table = &table, .cpu = a}, {.table = &table, .cpu = b, .parity = 1}};
    struct plat_task task[2];
    int error = plat_thread_start(&task[0], play, &side[0]);
    if (error != 0)
        return error;
    error = plat_thread_start(&task[1], play, &side[1]);
    if (error != 0)
        atomic_store(&table.is_over, 1);
    else
        plat_thread_join(&task[1]);
    plat_thread_join(&task[0]);
    for (int i = 0; i < 2; i++) {
        measured->exchanges += side[i].exchanges;
        measured->backwards += side[i].backwards;
        if (side[i].backwards_ns_max > measured->backwards_ns_max)
            measured->backwards_ns_max = side[i].backwards_ns_max;
        error = error != 0 ? error : side[i].error;
    }
    return error;
}

/* The first CPU with each other one, as long as there is time. */
void doctor_measure_exchange(const uint32_t *cpus, uint32_t count, const struct doctor_effort *effort,
                             struct doctor_measured *measured)
{
    const uint64_t start = plat_now_ns();
    measured->exchange_cpus = count > 0;
    if (count < 2)
        return;
    uint64_t each_ns = effort->exchanges_ns / (count - 1);
    each_ns = each_ns < PAIR_NS_MIN ? PAIR_NS_MIN : each_ns;
    for (uint32_t i = 1; i < count && plat_now_ns() - start < effort->exchanges_ns; i++) {
        int error = play_pair(cpus[0], cpus[i], each_ns, effort->exchanges, measured);
        if (error != 0) {
            measured->exchange_error = error;
            return;
        }
        measured->exchange_cpus++;
    }
}
