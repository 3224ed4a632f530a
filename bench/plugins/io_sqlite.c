/* SPDX-License-Identifier: MIT */
/* Database queries: one SQLite file in WAL mode and a connection for each worker, which reads rows or adds to
 * them. A plug-in, so that the lean image links libc alone.
 *
 * links: -lsqlite3
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "write_queue.h"

#define ROWS        1000
#define ROW_TEXT    "item number "
#define PATIENCE_MS 20000 /* while others open, mend or close the file */

struct params {
    uint64_t writes, sync;
};

static const struct tvp_param list[] = {
    {"writes", TVP_PARAM_COUNT, offsetof(struct params, writes), "10", NULL, 0, 100,
     "share of the ops that write, percent, evenly spread"},
    {"sync", TVP_PARAM_CHOICE, offsetof(struct params, sync), "off", "off|normal|full", 0, 0,
     "SQLite's synchronous: wait for the disk never, where the log is written back, or after each write"},
    {.name = NULL}};

struct shared {
    struct queue queue;
    uint64_t written[TVP_WORKERS_MAX]; /* by each place, left by verify */
};

struct state {
    sqlite3 *db;
    sqlite3_stmt *get, *add;
    uint64_t turn, row, done, written, wrong;
    int error; /* SQLite's, of the first failure */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static const char *refuses(const void *params)
{
    (void)params;
    return sqlite3_threadsafe() ? NULL : "this SQLite is built for one thread alone";
}

static size_t shared_bytes(const void *params, uint32_t workers)
{
    (void)params;
    (void)workers;
    return sizeof(struct shared);
}

/* ---- the file ---- */

/* The same in every process of the trial. */
static void path_of(const struct tvp_trial *trial, const char *end, char path[TVP_PATH_MAX + 64])
{
    snprintf(path, TVP_PATH_MAX + 64, "%s/io_sqlite-%016" PRIx64 ".db%s", trial->tmp_path, trial->seed, end);
}

static void remove_files(const struct tvp_trial *trial)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[TVP_PATH_MAX + 64];

    for (int i = 0; i < 3; i++) {
        path_of(trial, ends[i], path);
        remove(path);
    }
}

/* A connection for one thread: to be closed with sqlite3_close also after an error. */
static int open_db(const struct tvp_trial *trial, sqlite3 **db)
{
    static const char *const how[] = {"PRAGMA synchronous = OFF", "PRAGMA synchronous = NORMAL",
                                      "PRAGMA synchronous = FULL"};
    const struct params *params = trial->params;
    char path[TVP_PATH_MAX + 64];

    path_of(trial, "", path);
    int error =
        sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (error == SQLITE_OK)
        error = sqlite3_busy_timeout(*db, PATIENCE_MS);
    return error == SQLITE_OK ? sqlite3_exec(*db, how[params->sync], NULL, NULL, NULL) : error;
}

static int prepare(struct tvp_trial *trial)
{
    static const char sql[] =
        "PRAGMA journal_mode = WAL;"
        "CREATE TABLE item (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, text TEXT NOT NULL);"
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999)"
        "INSERT INTO item SELECT i, 0, '" ROW_TEXT "' || i FROM n;";
    sqlite3 *db = NULL;

    int error = open_db(trial, &db);
    if (error == SQLITE_OK)
        error = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db); /* SQLite forbids to have it across a fork */
    return error == SQLITE_OK ? 0
                              : tvp_fail_trial(trial, "io_sqlite: no database: %s", sqlite3_errstr(error));
}

static int setup(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    const struct shared *shared = worker->trial->shared;

    *state = (struct state){.row = worker->index * 37u, .written = shared->written[worker->index]};
    int error = open_db(worker->trial, &state->db);
    if (error == SQLITE_OK)
        error = sqlite3_prepare_v2(state->db, "SELECT text FROM item WHERE id = ?1", -1, &state->get, NULL);
    if (error == SQLITE_OK)
        error = sqlite3_prepare_v2(state->db, "UPDATE item SET count = count + 1 WHERE id = ?1", -1,
                                   &state->add, NULL);
    return error == SQLITE_OK ? 0 : tvp_fail(worker, "io_sqlite: no connection: %s", sqlite3_errstr(error));
}

/* ---- the work ---- */

static void keep(struct state *state, int got, int wanted)
{
    if (got != wanted && state->error == SQLITE_OK)
        state->error = got;
}

static void read_row(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    const uint64_t row = state->row % ROWS;

    sqlite3_bind_int64(state->get, 1, (sqlite3_int64)row);
    tvp_block_begin(worker);
    const int got = sqlite3_step(state->get);
    tvp_block_end(worker);
    if (got == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(state->get, 0);
        state->wrong += text == NULL || strtoull(text + sizeof ROW_TEXT - 1, NULL, 10) != row;
    }
    keep(state, got, SQLITE_ROW);
    sqlite3_reset(state->get); /* ends the transaction */
}

/* A transaction of one statement takes the lock to write before it looks (as BEGIN IMMEDIATE does). */
static void add_to_row(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    struct shared *shared = worker->trial->shared;

    sqlite3_bind_int64(state->add, 1, (sqlite3_int64)(state->row % ROWS));
    tvp_block_begin(worker);
    const uint32_t ticket = queue_take(&shared->queue);
    const int got = sqlite3_step(state->add);
    sqlite3_reset(state->add);
    queue_give(&shared->queue, ticket);
    tvp_block_end(worker);
    keep(state, got, SQLITE_DONE);
    state->written += got == SQLITE_DONE;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const struct params *params = worker->params;
    struct state *state = state_of(worker);
    uint64_t begin_ns = tvp_op_begin(worker);

    for (; ops > 0 && state->error == SQLITE_OK; ops--, state->done++, state->row += 7) {
        state->turn += params->writes;
        if (state->turn < 100) {
            read_row(worker);
        } else {
            state->turn -= 100;
            add_to_row(worker);
        }
        begin_ns = tvp_op_end(worker, begin_ns);
    }
}

/* ---- was it done? ---- */

static int verify(struct tvp_worker *worker)
{
    struct shared *shared = worker->trial->shared;
    const struct state *state = state_of(worker);

    shared->written[worker->index] = state->written;
    if (state->error != SQLITE_OK || state->done != worker->ops_total)
        return tvp_fail(worker, "io_sqlite: %s after %" PRIu64 " of %" PRIu64 " ops",
                        sqlite3_errstr(state->error), state->done, worker->ops_total);
    if (state->wrong != 0)
        return tvp_fail(worker, "io_sqlite: %" PRIu64 " rows read were not those asked for", state->wrong);
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    sqlite3_finalize(state_of(worker)->get);
    sqlite3_finalize(state_of(worker)->add);
    sqlite3_close(state_of(worker)->db);
}

static int check(struct tvp_trial *trial)
{
    static const char sql[] = "SELECT sum(count), count(*) FROM item";
    const struct shared *shared = trial->shared;
    sqlite3 *db = NULL;
    sqlite3_stmt *sum = NULL;
    uint64_t written = 0, found = 0, rows = 0;

    for (uint32_t i = 0; i < trial->workers; i++)
        written += shared->written[i];
    int error = open_db(trial, &db);
    if (error == SQLITE_OK)
        error = sqlite3_prepare_v2(db, sql, -1, &sum, NULL);
    if (error == SQLITE_OK && (error = sqlite3_step(sum)) == SQLITE_ROW) {
        found = (uint64_t)sqlite3_column_int64(sum, 0);
        rows = (uint64_t)sqlite3_column_int64(sum, 1);
    }
    sqlite3_finalize(sum);
    sqlite3_close(db);
    remove_files(trial); /* workers may still have it open, by no name */
    if (error != SQLITE_ROW)
        return tvp_fail_trial(trial, "io_sqlite: the sum cannot be read: %s", sqlite3_errstr(error));
    if (found != written || rows != ROWS)
        return tvp_fail_trial(trial,
                              "io_sqlite: %" PRIu64 " increments found of %" PRIu64 ", in %" PRIu64 " rows",
                              found, written, rows);
    return 0;
}

static const struct tvp_workload io_sqlite = {
    .name = "io_sqlite",
    .brief = "database queries: SQLite in WAL mode, one connection a worker",
    .op = "one row of 1,000 read by its key, or (writes percent) its count incremented after waiting for the "
          "turn to write; each a transaction of its own",
    .doc = "The file lies in the run's tmp folder; shared under every model: the file, its write-ahead log "
           "and the log's index, which is shared memory; of one process also SQLite's own locks and the "
           "allocator. Each worker opens its connection in setup, none is carried across a fork. Writers "
           "queue up in the trial's mapping, as SQLite itself has no queue; waiting and queries are marked "
           "as blocking. Verified: each query had its row, and the counts add up to the writes of all "
           "workers.",
    .version = 2,
    .needs = TVP_NEEDS_TMP | TVP_TELLS_LATENCY,
    .params = list,
    .params_bytes = sizeof(struct params),
    .refuses = refuses,
    .shared_bytes = shared_bytes,
    .prepare = prepare,
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
    .check = check,
};

TVP_PLUGIN(io_sqlite);
