/* SPDX-License-Identifier: MIT */
/* Opens the history: makes its tables, and says in one line what is wrong with a file that cannot be used. */
#include "history.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../api/plat.h"
#include "history_parts.h"
#include "run_parts.h"

#define APPLICATION_ID 0x74767068 /* "tvph": in the file's head, so that file(1) and we know it */

/* Figures of runs lie by run: adding one writes pages side by side, at the end; series are collected when
 * they are read. Imported figures come and go by series. */
static const char schema[] =
    "CREATE TABLE machine(id INTEGER PRIMARY KEY, class TEXT NOT NULL, fingerprint TEXT NOT NULL UNIQUE);"
    "CREATE TABLE run(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " path TEXT NOT NULL, content TEXT NOT NULL, time TEXT NOT NULL, machine INTEGER NOT NULL REFERENCES "
    "machine(id),"
    " tvp TEXT NOT NULL, commit_id TEXT NOT NULL, image TEXT NOT NULL, label TEXT NOT NULL,"
    " trials INTEGER NOT NULL, trials_ok INTEGER NOT NULL, reference TEXT NOT NULL,"
    " reference_kind TEXT NOT NULL, reference_value REAL);"
    "CREATE TABLE series(id INTEGER PRIMARY KEY AUTOINCREMENT, class TEXT NOT NULL, cell TEXT NOT NULL,"
    " kind TEXT NOT NULL, metric TEXT NOT NULL, unit TEXT NOT NULL, better TEXT NOT NULL,"
    " imported INTEGER NOT NULL, UNIQUE(class, cell, kind, metric));"
    "CREATE TABLE point(run INTEGER NOT NULL, series INTEGER NOT NULL, median REAL NOT NULL, low REAL, high "
    "REAL,"
    " trials INTEGER NOT NULL, log_ratio REAL, reference REAL, PRIMARY KEY(run, series)) WITHOUT ROWID;"
    "CREATE TABLE imported(series INTEGER NOT NULL, ordinal INTEGER NOT NULL, value REAL NOT NULL, time TEXT,"
    " commit_id TEXT, PRIMARY KEY(series, ordinal)) WITHOUT ROWID;";

static int fault_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return HISTORY_LOCKED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* our own statements do not fit the tables: they are not as we made them */
        return HISTORY_CORRUPT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return HISTORY_READ_ONLY;
    default:
        return HISTORY_FAILED;
    }
}

/* 1: the file itself says that it is of a version that can only be read (SQLite's "Database File Format",
 * bytes 18 and 19): none that we ever write. */
static int head_forbids_writing(const char *path)
{
    unsigned char head[20] = {0};
    FILE *file = fopen(path, "rb");
    const int read = file && fread(head, sizeof head, 1, file) == 1;
    if (file)
        fclose(file);
    return read && (head[18] > 2 || head[19] > 2);
}

int history_fail(const struct history *history, int code, char *error)
{
    const char *path = history->path;
    int fault = fault_of(code);
    if (fault == HISTORY_READ_ONLY && head_forbids_writing(path))
        fault = HISTORY_CORRUPT;
    const char *words = history->db && sqlite3_errcode(history->db) == code ? sqlite3_errmsg(history->db)
                                                                            : sqlite3_errstr(code);
    if (fault == HISTORY_LOCKED)
        snprintf(error, HISTORY_ERROR_MAX, "%s is locked by another process", path);
    else if (fault == HISTORY_CORRUPT)
        snprintf(error, HISTORY_ERROR_MAX,
                 "%s is broken (%.160s): `tvp history rebuild DIR...` makes it anew from run folders", path,
                 words);
    else if (fault == HISTORY_READ_ONLY)
        snprintf(error, HISTORY_ERROR_MAX, "%s cannot be written: it is read-only here", path);
    else
        snprintf(error, HISTORY_ERROR_MAX, "%s: %.300s", path, words);
    return fault;
}

int history_run_sql(struct history *history, const char *sql, char *error)
{
    int code = sqlite3_exec(history->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : history_fail(history, code, error);
}

static int number_of(struct history *history, const char *sql, int64_t *number, char *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(history->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? 0 : history_fail(history, code == SQLITE_DONE ? SQLITE_CORRUPT : code, error);
}

/* ---- the tables ---- */

static int not_ours(const struct history *history, char *error)
{
    snprintf(error, HISTORY_ERROR_MAX, "%s is a database of something else than tvp's history",
             history->path);
    return HISTORY_FAILED;
}

/* Within a transaction, so that two who come at once do not both make them. */
static int make_tables(struct history *history, char *error)
{
    int64_t tables = 0;
    char sql[96];
    int failed = history_run_sql(history, "BEGIN IMMEDIATE", error);
    if (!failed)
        failed = number_of(history, "SELECT count(*) FROM sqlite_master", &tables, error);
    if (!failed && tables == 0) {
        snprintf(sql, sizeof sql, "PRAGMA application_id=%d;PRAGMA user_version=%d;", APPLICATION_ID,
                 HISTORY_SCHEMA);
        failed = history_run_sql(history, schema, error);
        if (!failed)
            failed = history_run_sql(history, sql, error);
    }
    if (!failed)
        return history_run_sql(history, "COMMIT", error);
    sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
    return failed;
}

static int version_of(struct history *history, char *error)
{
    int64_t version = 0;
    int failed = number_of(history, "PRAGMA user_version", &version, error);
    history->schema = version >= 0 && version < INT32_MAX ? (int)version : INT32_MAX;
    return failed;
}

/* From schema 1: runs without a pinned reference stay as they are. Looked at again within the transaction:
 * another process may have been first. */
static int bring_up(struct history *history, char *error)
{
    int failed = history_run_sql(history, "BEGIN IMMEDIATE", error);
    if (failed)
        return failed;
    failed = version_of(history, error);
    if (!failed && history->schema == 1)
        failed = history_run_sql(history,
                                 "ALTER TABLE point ADD COLUMN reference REAL;PRAGMA user_version=2;", error);
    if (!failed)
        failed = history_run_sql(history, "COMMIT", error);
    if (failed)
        sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
    else
        history->schema = HISTORY_SCHEMA;
    return failed;
}

static int check_tables(struct history *history, enum history_mode mode, char *error)
{
    int64_t application = 0, tables = 0;
    int failed = number_of(history, "SELECT count(*) FROM sqlite_master", &tables, error);
    if (!failed && tables == 0) {
        if (mode == HISTORY_READ) {
            snprintf(error, HISTORY_ERROR_MAX, "%s is empty: `tvp history add RUN...` fills it",
                     history->path);
            return HISTORY_MISSING;
        }
        failed = make_tables(history, error);
    }
    if (!failed)
        failed = number_of(history, "PRAGMA application_id", &application, error);
    if (!failed)
        failed = version_of(history, error);
    if (failed)
        return failed;
    if (application != APPLICATION_ID)
        return not_ours(history, error);
    if (history->schema == 1 && mode == HISTORY_WRITE)
        return bring_up(history, error);
    if (history->schema >= 1 && history->schema <= HISTORY_SCHEMA)
        return 0;
    snprintf(error, HISTORY_ERROR_MAX,
             "%s has schema %d, this tvp knows %d: use a newer tvp, or move it away and rebuild it from run "
             "folders",
             history->path, history->schema, HISTORY_SCHEMA);
    return HISTORY_FAILED;
}

/* ---- opening ---- */

static int missing(const struct history *history, char *error)
{
    snprintf(error, HISTORY_ERROR_MAX, "there is no history at %s: `tvp history add RUN...` makes it",
             history->path);
    return HISTORY_MISSING;
}

/* Nobody may write it: said before root, whom the mode does not stop, does. */
static int refuse_mode(const struct history *history, const struct stat *about, char *error)
{
    return S_ISREG(about->st_mode) && (about->st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0
               ? history_fail(history, SQLITE_READONLY, error)
               : 0;
}

static int make_parents(const struct history *history, char *error)
{
    int code = run_make_parents(history->path);
    if (code == 0)
        return 0;
    snprintf(error, HISTORY_ERROR_MAX, "cannot make the folder of %s: %s", history->path,
             plat_error_text(code));
    return HISTORY_FAILED;
}

static int prepare_file(const struct history *history, enum history_mode mode, char *error)
{
    struct stat about;
    if (stat(history->path, &about) == 0) {
        if (S_ISREG(about.st_mode))
            return mode == HISTORY_WRITE ? refuse_mode(history, &about, error) : 0;
        snprintf(error, HISTORY_ERROR_MAX, "%s is no file", history->path);
        return HISTORY_FAILED;
    }
    if (errno != ENOENT && errno != ENOTDIR) {
        snprintf(error, HISTORY_ERROR_MAX, "cannot open %s: %s", history->path, strerror(errno));
        return HISTORY_FAILED;
    }
    return mode == HISTORY_WRITE ? make_parents(history, error) : missing(history, error);
}

/* In a folder that we may not write SQLite cannot make the files that go with a database in WAL mode. When
 * nobody has it open (there is no -wal), it can be read as it is. */
static int open_immutable(struct history *history, char *error)
{
    char uri[3 * TVP_PATH_MAX + 32], *to = uri + snprintf(uri, sizeof uri, "file:"), wal[TVP_PATH_MAX + 8];
    struct stat about;
    snprintf(wal, sizeof wal, "%s-wal", history->path);
    if (stat(wal, &about) == 0 && about.st_size > 0)
        return history_fail(history, SQLITE_READONLY, error);
    for (const char *from = history->path; *from; from++)
        to += snprintf(to, 4, strchr("%?#", *from) ? "%%%02x" : "%c", (unsigned char)*from);
    snprintf(to, sizeof uri - (size_t)(to - uri), "?immutable=1");
    sqlite3_close(history->db);
    int code = sqlite3_open_v2(uri, &history->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    return code == SQLITE_OK ? 0 : history_fail(history, code, error);
}

/* When two make a database at once, changing its mode is refused at once, without the wait: so we wait here.
 */
static int enter_wal(struct history *history, int wait_ms, char *error)
{
    static const char sql[] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;";
    const uint64_t until_ns = plat_now_ns() + (uint64_t)wait_ms * 1000000;
    int fault;
    while ((fault = history_run_sql(history, sql, error)) == HISTORY_LOCKED && plat_now_ns() < until_ns)
        sqlite3_sleep(10);
    return fault;
}

/* What a file that somebody made up could use against us stays off. */
static int settle(struct history *history, enum history_mode mode, int wait_ms, char *error)
{
    sqlite3_busy_timeout(history->db, wait_ms);
    sqlite3_extended_result_codes(history->db, 0);
    sqlite3_db_config(history->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(history->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(history->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(history->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    int failed = history_run_sql(history, "PRAGMA cell_size_check=ON;PRAGMA cache_size=-32768;", error);
    if (failed || mode == HISTORY_READ)
        return failed;
    if (sqlite3_db_readonly(history->db, "main") == 1)
        return history_fail(history, SQLITE_READONLY, error);
    return enter_wal(history, wait_ms, error);
}

int history_open(struct history *history, const char *path, enum history_mode mode, int wait_ms, char *error)
{
    *history = (struct history){0};
    if ((size_t)snprintf(history->path, sizeof history->path, "%s", path) >= sizeof history->path - 8) {
        snprintf(error, HISTORY_ERROR_MAX, "the path is too long: %.200s", path);
        return HISTORY_FAILED;
    }
    plat_ignore_full_files();
    int failed = prepare_file(history, mode, error);
    if (failed)
        return failed;
    const int flags =
        mode == HISTORY_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(history->path, &history->db, flags, NULL);
    if (code != SQLITE_OK)
        return history_fail(history, code, error);
    failed = settle(history, mode, wait_ms, error);
    if (!failed)
        failed = check_tables(history, mode, error);
    if (mode == HISTORY_READ &&
        (failed == HISTORY_READ_ONLY || sqlite3_errcode(history->db) == SQLITE_CANTOPEN)) {
        failed = open_immutable(history, error);
        if (!failed)
            failed = settle(history, mode, wait_ms, error);
        if (!failed)
            failed = check_tables(history, mode, error);
    }
    return failed;
}

void history_close(struct history *history)
{
    for (size_t i = 0; i < HISTORY_STATEMENTS; i++)
        sqlite3_finalize(history->statements[i]);
    sqlite3_close(history->db);
    *history = (struct history){0};
}

/* ---- broken ones ---- */

int history_verify(struct history *history, char *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(history->db, "PRAGMA integrity_check(1)", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    const char *words = code == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    const int sound = words && strcmp(words, "ok") == 0;
    sqlite3_finalize(statement);
    if (code == SQLITE_ROW)
        return sound ? history_prepare_all(history, error) : history_fail(history, SQLITE_CORRUPT, error);
    return history_fail(history, code, error);
}

int history_set_aside(const char *path, char *error)
{
    static const char *const ends[] = {"-wal", "-shm"};
    char other[TVP_PATH_MAX + 16];
    snprintf(other, sizeof other, "%s.broken", path);
    if (rename(path, other) != 0) {
        snprintf(error, HISTORY_ERROR_MAX, "cannot rename %s: %s", path, strerror(errno));
        return HISTORY_FAILED;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(other, sizeof other, "%s%s", path, ends[i]);
        int code = plat_file_remove(other);
        if (code != 0 && code != -PLAT_ENOENT) {
            snprintf(error, HISTORY_ERROR_MAX, "cannot remove %s: %s", other, plat_error_text(code));
            return HISTORY_FAILED;
        }
    }
    return 0;
}
