/* SPDX-License-Identifier: MIT */
/* A history that is whole as a database, but whose texts and numbers are anything: the parts of the input,
 * each a line, are put one after the other into every column. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define PARTS 24

static char *whole;
static size_t whole_bytes;

/* A history of two runs and an imported series, kept as bytes. */
static void make_whole(const char *db)
{
    static const char series[] = "t,v\n1,1\n2,1\n3,2\n";
    FUZZ_COMMAND(history, "add", "--db", db, fuzz_small_run("one"), fuzz_small_run("two"));
    FUZZ_COMMAND(history, "import", "--db", db, fuzz_file("series.csv", series, sizeof series - 1));
    sqlite3 *open = NULL;
    if (sqlite3_open(db, &open) != SQLITE_OK ||
        sqlite3_exec(open, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != 0)
        abort();
    sqlite3_close(open);
    FILE *file = fopen(db, "rb");
    whole = malloc(1 << 20);
    whole_bytes = file && whole ? fread(whole, 1, 1 << 20, file) : 0;
    if (!file || whole_bytes == 0)
        abort();
    fclose(file);
}

struct change {
    sqlite3 *db;
    const struct fuzz_part *parts;
    size_t next;
};

/* A column: of texts they are texts or, after a NUL, bytes; of numbers they are numbers. */
static int change_column(void *context, int count, char **values, char **names)
{
    struct change *change = context;
    const struct fuzz_part *part = &change->parts[change->next++ % PARTS];
    char sql[256], number[64] = "";
    sqlite3_stmt *statement = NULL;
    if (part->size == 0 || count < 3)
        return 0;
    snprintf(sql, sizeof sql, "UPDATE OR IGNORE %s SET %s = ?1", values[0], values[1]);
    if (sqlite3_prepare_v2(change->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return 0;
    memcpy(number, part->bytes, part->size < 63 ? part->size : 63);
    if (strcmp(values[2], "TEXT") != 0)
        sqlite3_bind_double(statement, 1, strtod(number, NULL));
    else if (part->bytes[0] == '\0')
        sqlite3_bind_blob(statement, 1, part->bytes, (int)part->size, SQLITE_STATIC);
    else
        sqlite3_bind_text(statement, 1, (const char *)part->bytes, (int)part->size, SQLITE_STATIC);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
    (void)names;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char columns[] =
        "SELECT m.name, p.name, p.type FROM sqlite_master m, pragma_table_info(m.name) p "
        "WHERE m.type = 'table' ORDER BY 1, p.cid";
    struct fuzz_part parts[PARTS];
    const char *db = fuzz_path("history.db");
    if (!whole)
        make_whole(db);
    fuzz_file("history.db", whole, whole_bytes);
    fuzz_cut(data, size, parts, PARTS);
    struct change change = {.parts = parts};
    if (sqlite3_open(db, &change.db) != SQLITE_OK)
        abort();
    sqlite3_exec(change.db, "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY", NULL, NULL, NULL);
    sqlite3_exec(change.db, columns, change_column, &change, NULL);
    sqlite3_close(change.db);
    FUZZ_COMMAND(history, "list", "--db", db);
    FUZZ_COMMAND(history, "show", "--db", db);
    FUZZ_COMMAND(history, "check", "--json", "--db", db);
    FUZZ_COMMAND(compare, "--db", db, fuzz_path("one"), fuzz_path("two"));
    unlink(fuzz_path("history.db-wal"));
    unlink(fuzz_path("history.db-shm"));
    return 0;
}
