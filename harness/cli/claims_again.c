/* SPDX-License-Identifier: MIT */
/* The command that shows a claim again, as it was measured. */
#include <stdlib.h>
#include <string.h>

#include "../core/runtimes.h"
#include "claims.h"
#include "cli.h"

struct command {
    FILE *to;
    size_t column, width;
};

/* " --python PATH", on a line of its own where it would be too long for this one. */
static void put_option(struct command *command, const char *option, const char *value)
{
    char *text = NULL;
    size_t bytes;
    FILE *word = open_memstream(&text, &bytes);
    if (!word)
        return;
    fprintf(word, " %s", option);
    cli_quoted(word, value);
    if (fclose(word) == 0) {
        if (command->width && command->column + bytes + 2 > command->width) {
            fputs(" \\\n     ", command->to);
            command->column = 5;
        }
        fputs(text, command->to);
        command->column += bytes;
    }
    free(text);
}

/* The interpreter that a scenario's records are of, where it is not the usual one. */
static const char *scenario_python(const struct claims *claims, const struct claim *claim)
{
    const char *usual = runtime_here("python")->program;
    for (size_t k = 0; k < claim->scenario_count; k++) {
        const json_t *records = json_object_get(claims->scenarios, claim->scenarios[k]);
        const char *program = json_text_at(json_array_get(records, 0), "interpreter", "");
        if (*program && strcmp(program, usual) != 0)
            return program;
    }
    return "";
}

void claims_again(const struct claims *claims, const struct claim *claim, FILE *to, size_t column,
                  size_t width)
{
    struct command command = {to, column, width};
    char python[TVP_PATH_MAX], trials[16] = "";
    command.column += (size_t)fprintf(to, "tvp claims --only %s", claim->id);
    snprintf(python, sizeof python, "%s", claims->python ? claims->python : scenario_python(claims, claim));
    if (claim->run >= 0) {
        const struct claim_run *run = &claims->runs[claim->run];
        claims_run_line(run, CLAIMS_TRIALS_LINE, trials, sizeof trials);
        if (!claims->python)
            claims_run_line(run, CLAIMS_PYTHON_LINE, python, sizeof python);
    }
    if (*python)
        put_option(&command, "--python", python);
    if (*trials && strcmp(trials, CLAIMS_TRIALS_USUAL) != 0)
        put_option(&command, "--trials", trials);
    for (size_t i = 0; claim->system && i < claims->other_count; i++)
        put_option(&command, "--run", claims->others[i]);
}
