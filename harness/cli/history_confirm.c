/* SPDX-License-Identifier: MIT */
/* `tvp history check --confirm`: what is suspected is measured again, old image against new one, interleaved
 * in one run of `tvp ab`, before it fails anything. */
#include <stdlib.h>
#include <string.h>

#include "../core/machine.h"
#include "../store/images.h"
#include "../store/lines.h"
#include "ab.h"
#include "history_cli.h"
#include "history_stretch.h"

/* ---- what is in doubt ---- */

int history_doubt_add(struct history_doubts *doubts, const struct history_runs *runs,
                      const struct history_series *series, const struct history_change *change, int failing)
{
    if (doubts->count == doubts->room) {
        const size_t room = doubts->room ? 2 * doubts->room : 16;
        struct history_doubt *moved = realloc(doubts->all, room * sizeof *moved);
        if (!moved)
            return -1;
        doubts->all = moved;
        doubts->room = room;
    }
    const struct history_row *before = history_row_of(runs, series, change->previous),
                             *newest = history_row_of(runs, series, series->count - 1);
    struct history_doubt *doubt = &doubts->all[doubts->count++];
    *doubt = (struct history_doubt){.class_name = strdup(series->class_name),
                                    .cell = strdup(series->cell),
                                    .metric = strdup(series->metric),
                                    .before_image = strdup(before->image),
                                    .after_image = strdup(newest->image),
                                    .label = strdup(newest->label ? newest->label : ""),
                                    .change = *change,
                                    .imported = series->imported,
                                    .failing = failing};
    return doubt->class_name && doubt->cell && doubt->metric && doubt->before_image && doubt->after_image &&
                   doubt->label
               ? 0
               : -1;
}

void history_doubts_free(struct history_doubts *doubts)
{
    for (size_t i = 0; i < doubts->count; i++) {
        char *const texts[] = {doubts->all[i].class_name,   doubts->all[i].cell,        doubts->all[i].metric,
                               doubts->all[i].before_image, doubts->all[i].after_image, doubts->all[i].label};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            free(texts[t]);
    }
    free(doubts->all);
    *doubts = (struct history_doubts){.all = NULL};
}

void history_images_folder(const char *db, char folder[TVP_PATH_MAX])
{
    const char *slash = strrchr(db, '/'), *name = strrchr(IMAGES_FOLDER, '/') + 1;
    snprintf(folder, TVP_PATH_MAX, "%.*s%s%s", slash ? (int)(slash - db) : 0, db, slash ? "/" : "", name);
}

/* ---- from a series' name to the command line of tvp ab ---- */

#define WORDS_MAX 64u

/* Words of a command line, in one piece of memory. */
struct command {
    char *words[WORDS_MAX + 1];
    char room[8192];
    size_t count, used;
    int full;
};

static void add_word(struct command *command, const char *word, size_t length)
{
    if (command->count == WORDS_MAX || length + 1 > sizeof command->room - command->used) {
        command->full = 1;
        return;
    }
    char *place = command->room + command->used;
    memcpy(place, word, length);
    place[length] = '\0';
    command->words[command->count++] = place;
    command->used += length + 1;
}

static void add_option(struct command *command, const char *option, const char *value, size_t length)
{
    add_word(command, option, strlen(option));
    add_word(command, value, length);
}

/* heap=64M: an option of its own, or a parameter of the workload. */
static void add_param(struct command *command, const char *part, size_t length)
{
    static const char *const own[] = {"creator", "data",   "heap", "lifetime",
                                      "pages",   "starts", "task", "write"};
    char option[16];
    const size_t name = strcspn(part, "=");
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strlen(own[i]) != name || strncmp(own[i], part, name) != 0)
            continue;
        snprintf(option, sizeof option, "--%s", own[i]);
        add_option(command, option, part + name + 1, length - name - 1);
        return;
    }
    for (size_t i = 0; i < FACTOR_COUNT; i++) {
        if (strlen(factors[i].name) != name || strncmp(factors[i].name, part, name) != 0)
            continue;
        snprintf(option, sizeof option, "--%s", factors[i].name);
        add_option(command, option, part + name + 1, length - name - 1);
        return;
    }
    add_option(command, "--param", part, length);
}

/* "noop@2/fork/shm/w1/compact/starts=5", as export_cell_name makes it. NULL, or what is wrong. */
static const char *add_cell(struct command *command, const char *cell)
{
    static const char *const columns[] = {"--workload", "--model", "--sharing", "--workers", "--placement"};
    char workload[TVP_NAME_MAX];
    size_t column = 0;
    for (const char *part = cell; *part; column++) {
        const size_t length = strcspn(part, "/");
        if (column == 0) {
            const size_t name = strcspn(part, "@/");
            snprintf(workload, sizeof workload, "%.*s", (int)name, part);
            const struct tvp_workload *known = workload_find(workload);
            const unsigned long version = part[name] == '@' ? strtoul(part + name + 1, NULL, 10) : 1;
            if (!known || known->version != version)
                return "this tvp has not that version of the workload";
            add_option(command, columns[0], part, name);
        } else if (column < 5) {
            const size_t skip = column == 3 && *part == 'w';
            add_option(command, columns[column], part + skip, length - skip);
        } else if (memchr(part, '=', length)) {
            add_param(command, part, length);
        } else {
            return "its name is not one of tvp's";
        }
        part += length + (part[length] == '/');
    }
    return column < 5 ? "its name is not one of tvp's" : command->full ? "its name is too long" : NULL;
}

/* ---- measuring again ---- */

enum outcome_word { CONFIRMED, REJECTED, UNDECIDED };
static const char *const outcome_words[] = {"confirmed", "rejected", "undecided"};

/* What came of one. */
struct finding {
    enum outcome_word word;
    char why[IMAGES_ERROR_MAX];
    char run[TVP_PATH_MAX]; /* the folder of tvp ab, or "" */
    double ratio, low, high;
    int measured;
};

static void undecided(struct finding *finding, const char *why)
{
    finding->word = UNDECIDED;
    snprintf(finding->why, sizeof finding->why, "%s", why);
}

/* ARMS_FIGURES: tvp ab judges nothing that would show it. */
static enum arms_figure judged_figure(const char *metric)
{
    static const char *const of_op[] = {"op_ns", "ops_per_s", "work_ns"}, *const of_enter[] = {
                                                                              "enter_ns", "enter_p10_ns"};
    for (size_t i = 0; i < sizeof of_op / sizeof *of_op; i++)
        if (strcmp(metric, of_op[i]) == 0)
            return ARMS_OP;
    for (size_t i = 0; i < sizeof of_enter / sizeof *of_enter; i++)
        if (strcmp(metric, of_enter[i]) == 0)
            return ARMS_ENTER;
    return ARMS_FIGURES;
}

static int is_of_this_machine(const struct history_doubt *doubt)
{
    char class_name[HISTORY_CLASS_MAX], fingerprint[HISTORY_FINGERPRINT_MAX];
    json_t *facts = machine_facts("this", 0);
    history_machine_words(facts, class_name, fingerprint);
    json_decref(facts);
    return strcmp(class_name, doubt->class_name) == 0;
}

/* The path of one side's image: as given, or kept. 0, or -1 with the finding. */
static int find_image(const struct asked *asked, const char *given, const char *hash_text,
                      char path[TVP_PATH_MAX], struct finding *finding)
{
    char folder[TVP_PATH_MAX];
    uint64_t hash;
    finding->word = UNDECIDED;
    if (given) {
        snprintf(path, TVP_PATH_MAX, "%s", given);
        return 0;
    }
    history_images_folder(asked->db, folder);
    if (images_hash(hash_text, &hash) != 0) {
        undecided(finding, "the run does not say which image it was measured with");
        return -1;
    }
    return images_find(folder, hash, path, finding->why);
}

/* The command line; 0, or -1 with the finding. */
static int make_command(const struct asked *asked, const struct history_doubt *doubt, struct command *command,
                        struct finding *finding)
{
    char a[TVP_PATH_MAX], b[TVP_PATH_MAX];
    *command = (struct command){.count = 0};
    add_word(command, "ab", 2);
    const char *why = add_cell(command, doubt->cell);
    if (why) {
        undecided(finding, why);
        return -1;
    }
    if (!asked->a && !asked->b && strcmp(doubt->before_image, doubt->after_image) == 0) {
        finding->word = REJECTED;
        snprintf(finding->why, sizeof finding->why,
                 "image %.40s was measured before and after: no code changed", doubt->after_image);
        return -1;
    }
    if (find_image(asked, asked->a, doubt->before_image, a, finding) != 0 ||
        find_image(asked, asked->b, doubt->after_image, b, finding) != 0)
        return -1;
    add_option(command, "--a", a, strlen(a));
    add_option(command, "--b", b, strlen(b));
    if (asked->budget)
        add_option(command, "--budget", asked->budget, strlen(asked->budget));
    if (*doubt->label)
        add_option(command, "--label", doubt->label, strlen(doubt->label));
    add_word(command, "--quiet", 7);
    if (command->full)
        undecided(finding, "its name is too long");
    return command->full ? -1 : 0;
}

static void take_row(const struct history_doubt *doubt, const struct report_row *row, struct finding *finding)
{
    finding->measured = 1;
    finding->ratio = row->ratio;
    finding->low = row->low;
    finding->high = row->high;
    /* where nobody knows which way is better, any difference confirms that there is one */
    const int confirms =
        row->verdict == REPORT_REGRESSED || (row->verdict == REPORT_IMPROVED && doubt->change.worse == 0);
    finding->word = confirms ? CONFIRMED : row->verdict == REPORT_INCONCLUSIVE ? UNDECIDED : REJECTED;
}

/* EXIT_OK, or EXIT_INTERRUPTED. */
static int measure(const struct asked *asked, const struct history_doubt *doubt, struct finding *finding)
{
    struct command *command = calloc(1, sizeof *command);
    struct report report = {.rows = NULL};
    const enum arms_figure figure = judged_figure(doubt->metric);
    *finding = (struct finding){.word = UNDECIDED};
    int code = EXIT_OK;
    if (!command)
        undecided(finding, "out of memory");
    else if (doubt->imported)
        undecided(finding, "it was imported: tvp has nothing to measure it with");
    else if (figure == ARMS_FIGURES)
        undecided(finding, "`tvp ab` measures times of ops and of starts (op_ns, enter_ns), not this");
    else if (!is_of_this_machine(doubt))
        undecided(finding, "it is of another class of machines than this one");
    else if (make_command(asked, doubt, command, finding) == 0) {
        code = ab_measure((int)command->count, command->words, &report, finding->run);
        for (size_t i = 0; i < report.count; i++)
            if (strcmp(report.rows[i].metric, arms_metric(figure)) == 0)
                take_row(doubt, &report.rows[i], finding);
        if (!finding->measured)
            snprintf(finding->why, sizeof finding->why, "`tvp ab` ended with exit code %d", code);
    }
    report_free(&report);
    free(command);
    return code == EXIT_INTERRUPTED ? code : EXIT_OK;
}

/* ---- telling ---- */

static void tell(const struct history_doubt *doubt, const struct finding *finding)
{
    char cell[HISTORY_WORDS_MAX], metric[HISTORY_WORDS_MAX], why[HISTORY_WORDS_MAX],
        change[REPORT_CHANGE_MAX], interval[REPORT_INTERVAL_MAX];
    history_plain(cell, sizeof cell, doubt->cell);
    history_plain(metric, sizeof metric, doubt->metric);
    history_plain(why, sizeof why, finding->why);
    printf("%s: %s %s: ", outcome_words[finding->word], cell, metric);
    if (finding->measured) {
        const struct report_row row = {.ratio = finding->ratio, .low = finding->low, .high = finding->high};
        report_change(change, finding->ratio);
        report_interval(interval, &row);
        printf("%s (%s) in %s\n", change, interval, finding->run);
    } else {
        printf("%s\n", why);
    }
}

static int tell_json(const struct history_doubt *doubt, const struct finding *finding)
{
    json_t *line =
        json_pack("{s:o,s:o,s:o,s:s,s:b,s:o,s:o,s:o,s:o,s:o}", "machine", json_text(doubt->class_name),
                  "cell", json_text(doubt->cell), "metric", json_text(doubt->metric), "confirmation",
                  outcome_words[finding->word], "failing", doubt->failing, "ratio",
                  finding->measured ? json_number(finding->ratio) : json_null(), "low",
                  finding->measured ? json_number(finding->low) : json_null(), "high",
                  finding->measured ? json_number(finding->high) : json_null(), "run",
                  *finding->run ? json_text(finding->run) : json_null(), "why",
                  *finding->why ? json_text(finding->why) : json_null());
    const int bad = !line || json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(17)) != 0 ||
                    putchar('\n') == EOF;
    json_decref(line);
    return bad ? cli_error(EXIT_TVP, "cannot write the finding as JSON") : EXIT_OK;
}

/* A change that the detector is sure of fails unless it is rejected; a suspected one only if confirmed. */
static int exit_of(const struct history_doubt *doubt, const struct finding *finding, int so_far)
{
    const int fails = finding->word == CONFIRMED || (doubt->failing && finding->word == UNDECIDED);
    if (fails || so_far == EXIT_REGRESSION)
        return EXIT_REGRESSION;
    return finding->word == UNDECIDED ? EXIT_NO_VERDICT : so_far;
}

int history_confirm(const struct asked *asked, const struct history_doubts *doubts)
{
    int code = EXIT_OK;
    for (size_t i = 0; i < doubts->count; i++) {
        struct finding finding;
        int interrupted = measure(asked, &doubts->all[i], &finding);
        if (interrupted)
            return interrupted;
        if (asked->as_json) {
            int bad = tell_json(&doubts->all[i], &finding);
            if (bad)
                return bad;
        } else {
            tell(&doubts->all[i], &finding);
        }
        fflush(stdout); /* the next one takes a while */
        code = exit_of(&doubts->all[i], &finding, code);
    }
    return code;
}
