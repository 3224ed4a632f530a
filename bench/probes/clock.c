/* SPDX-License-Identifier: MIT */
/* The stamps, as metrics: what each start cost, and how fast the work went. */
#include "../../harness/api/tvp.h"
#include "quantile.h"

extern const struct tvp_probe tvp_probe_clock;

enum span { CALL_SPAN, ENTER_SPAN, READY_SPAN, EXIT_SPAN, SPANS };
enum variant { PLAIN, COLD, P10, P99, VARIANTS };
/* The worker metrics come in this order: for each span its four variants. */
enum { WORK = SPANS * VARIANTS, OPS, OPS_PER_S, CREW_READY, START_SKEW, STARTS_PER_S };

#define SPAN(name, what)                                                                                     \
    {name "_ns",                                                                                             \
     "ns",                                                                                                   \
     TVP_LOWER_IS_BETTER,                                                                                    \
     TVP_PER_WORKER,                                                                                         \
     TVP_INTEGER,                                                                                            \
     0,                                                                                                      \
     what ": median of starts 1 to K-1 of a trial"},                                                         \
        {name "_cold_ns",                                                                                    \
         "ns",                                                                                               \
         TVP_LOWER_IS_BETTER,                                                                                \
         TVP_PER_WORKER,                                                                                     \
         TVP_INTEGER,                                                                                        \
         0,                                                                                                  \
         what ": start 0, the first of its process"},                                                        \
        {name "_p10_ns",                                                                                     \
         "ns",                                                                                               \
         TVP_LOWER_IS_BETTER,                                                                                \
         TVP_PER_WORKER,                                                                                     \
         TVP_INTEGER,                                                                                        \
         0,                                                                                                  \
         what ": 10th percentile of starts 1 to K-1"},                                                       \
    {                                                                                                        \
        name "_p99_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_WORKER, TVP_INTEGER, 0,                           \
            what ": 99th percentile of starts 1 to K-1"                                                      \
    }

static const struct tvp_metric metrics[] = {
    SPAN("call", "CALL to CALLED, what creating costs the creator"),
    SPAN("enter", "CALL to ENTER, time to first instruction"),
    SPAN("ready", "CALL to READY, the data has come and is touched"),
    SPAN("exit", "LEAVE to JOINED"),
    {"work_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_WORKER, TVP_INTEGER, 0, "GO to DONE"},
    {"ops", "count", TVP_NEITHER, TVP_PER_WORKER, TVP_INTEGER, 1, "timed operations"},
    {"ops_per_s", "ops/s", TVP_HIGHER_IS_BETTER, TVP_PER_TRIAL, TVP_REAL, 0,
     "sum over the workers of ops / work time; of workers that take turns: what all did while all were "
     "timed"},
    {"crew_ready_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "first CALL to last READY of a crew: median of starts 1 to K-1, or start 0 with K = 1"},
    {"start_skew_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0, "first GO to last GO"},
    {"starts_per_s", "starts/s", TVP_HIGHER_IS_BETTER, TVP_PER_TRIAL, TVP_REAL, 0,
     "workers / crew_ready_ns: READY workers a second, one after the other or in bursts"},
    {0}};

/* Stamps that nobody took: a command's, which knows nothing of them. */
static const char *missing(const struct tvp_stamps *stamps, enum span span)
{
    if (span == ENTER_SPAN && stamps->enter == 0)
        return "a command does not stamp its first instruction";
    return span == EXIT_SPAN && stamps->leave == 0 ? "the command did not wait to be told to leave" : NULL;
}

static int64_t span_of(const struct tvp_stamps *stamps, enum span span)
{
    const uint64_t from = span == EXIT_SPAN ? stamps->leave : stamps->call;
    const uint64_t to[SPANS] = {stamps->called, stamps->enter, stamps->ready, stamps->joined};
    return (int64_t)(to[span] - from);
}

static void finish_span(struct tvp_trial *trial, uint32_t worker, enum span span, int64_t *room)
{
    const struct tvp_probe *me = &tvp_probe_clock;
    const uint32_t base = (uint32_t)span * VARIANTS, warm = tvp_starts(trial) - 1;
    const int32_t index = (int32_t)worker;
    const char *why = missing(tvp_stamps_of(trial, 0, worker), span);
    if (why != NULL)
        tvp_set_null(trial, index, me, base + COLD, why);
    else
        tvp_set_integer(trial, index, me, base + COLD, span_of(tvp_stamps_of(trial, 0, worker), span));
    for (uint32_t i = 0; i < warm; i++)
        room[i] = span_of(tvp_stamps_of(trial, i + 1, worker), span);
    if (warm == 0) {
        tvp_set_null(trial, index, me, base + PLAIN, "needs --starts 2 or more");
        tvp_set_null(trial, index, me, base + P10, "needs --starts 2 or more");
        tvp_set_null(trial, index, me, base + P99, "needs --starts 2 or more");
        return;
    }
    quantile_sort(room, warm);
    tvp_set_integer(trial, index, me, base + PLAIN, quantile_of(room, warm, 0.5));
    tvp_set_integer(trial, index, me, base + P10, quantile_of(room, warm, 0.1));
    tvp_set_integer(trial, index, me, base + P99, quantile_of(room, warm, 0.99));
}

static void finish_crews(struct tvp_trial *trial, int64_t *room)
{
    if (tvp_lives_for_tasks(trial)) {
        tvp_set_null(trial, TVP_TRIAL, &tvp_probe_clock, CREW_READY, "each worker lives for one task");
        return;
    }
    const uint32_t starts = tvp_starts(trial), from = starts > 1;
    for (uint32_t s = from; s < starts; s++) {
        uint64_t ready = 0;
        for (uint32_t w = 0; w < trial->workers; w++)
            if (tvp_stamps_of(trial, s, w)->ready > ready)
                ready = tvp_stamps_of(trial, s, w)->ready;
        room[s - from] = (int64_t)(ready - tvp_stamps_of(trial, s, 0)->call);
    }
    quantile_sort(room, starts - from);
    const int64_t ready_ns = quantile_of(room, starts - from, 0.5);
    tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_clock, CREW_READY, ready_ns);
    tvp_set_real(trial, TVP_TRIAL, &tvp_probe_clock, STARTS_PER_S,
                 (double)trial->workers * 1e9 / (double)(ready_ns > 0 ? ready_ns : 1));
}

/* When all workers were timed at once: from the last GO to the first DONE. */
struct window {
    uint64_t last_go, first_done;
};

static struct window window_of(const struct tvp_trial *trial)
{
    struct window window = {0, UINT64_MAX};
    for (uint32_t w = 0; w < trial->workers; w++) {
        const struct tvp_work work = tvp_work_of(trial, w);
        window.last_go = work.go > window.last_go ? work.go : window.last_go;
        window.first_done = work.done < window.first_done ? work.done : window.first_done;
    }
    return window;
}

static int64_t overlap_ns(const struct tvp_trial *trial)
{
    const struct window window = window_of(trial);
    return (int64_t)(window.first_done - window.last_go);
}

/* Who takes turns is fast in its turn, and its first and last one lie at the edges of its work: the rates of
 * such workers do not add up. Their batches of the time in which all were timed do. A batch's ops come before
 * what it hands over: it belongs to where it begins. */
static double rate_of_turns(const struct tvp_trial *trial)
{
    const struct window window = window_of(trial);
    uint64_t ops = 0;
    for (uint32_t w = 0; w < trial->workers; w++) {
        const struct tvp_batches batches = tvp_batches_of(trial, w);
        const uint64_t rest = tvp_work_of(trial, w).ops - batches.whole * batches.batch;
        for (uint64_t k = 0; k < batches.count; k++)
            if (batches.ends[k] >= window.last_go && batches.ends[k] < window.first_done)
                ops += k < batches.whole ? batches.batch : rest;
    }
    return (double)ops * 1e9 / (double)(window.first_done - window.last_go);
}

static int64_t longest_ns(const struct tvp_trial *trial)
{
    int64_t longest = 0;
    for (uint32_t w = 0; w < trial->workers; w++) {
        const struct tvp_work work = tvp_work_of(trial, w);
        const int64_t ns = (int64_t)(work.done - work.go);
        longest = ns > longest ? ns : longest;
    }
    return longest;
}

static void finish_work(struct tvp_trial *trial)
{
    const struct tvp_probe *me = &tvp_probe_clock;
    uint64_t first = UINT64_MAX, last = 0;
    double rate = 0;
    for (uint32_t w = 0; w < trial->workers; w++) {
        const struct tvp_work work = tvp_work_of(trial, w);
        const uint64_t ns = work.done > work.go ? work.done - work.go : 1; /* the clock's own step at least */
        tvp_set_integer(trial, (int32_t)w, me, WORK, (int64_t)(work.done - work.go));
        tvp_set_integer(trial, (int32_t)w, me, OPS, (int64_t)work.ops);
        rate += (double)work.ops * 1e9 / (double)ns;
        first = work.go < first ? work.go : first;
        last = work.go > last ? work.go : last;
    }
    /* Workers that take turns on a CPU each look fast in their turn: their rates add up only over many turns.
     */
    const int turns = (tvp_provides(trial) & TVP_TAKES_TURNS) != 0;
    if ((tvp_is_crowded(trial) || turns) && overlap_ns(trial) * (turns ? 4 : 2) < longest_ns(trial))
        tvp_set_null(trial, TVP_TRIAL, me, OPS_PER_S,
                     "workers hardly ran at the same time: needs more --time");
    else
        tvp_set_real(trial, TVP_TRIAL, me, OPS_PER_S, turns ? rate_of_turns(trial) : rate);
    tvp_set_integer(trial, TVP_TRIAL, me, START_SKEW, (int64_t)(last - first));
}

static void finish(struct tvp_trial *trial)
{
    static int64_t room[TVP_STARTS_MAX];
    for (uint32_t w = 0; w < trial->workers; w++)
        for (int span = 0; span < SPANS; span++)
            finish_span(trial, w, (enum span)span, room);
    finish_crews(trial, room);
    finish_work(trial);
}

const struct tvp_probe tvp_probe_clock = {
    .name = "clock",
    .brief = "the stamps: start-up, exit, work, throughput",
    .doc = "One system-wide monotonic clock, read by the harness itself at CALL, CALLED, ENTER, READY, GO, "
           "DONE, LEAVE and "
           "JOINED under every model.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
    .finish = finish,
};
