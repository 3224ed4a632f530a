/* SPDX-License-Identifier: MIT */
/* A figure of each claim: its ratios with their intervals and the bounds that are asked for. Drawn by gnuplot
 * from plots/claims.gp. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/build.h"
#include "claims.h"
#include "cli.h"
#include "plot.h"

#define FIGURE_NAME "claims"

static int is_drawn(const struct claim_figure *figure)
{
    return !figure->missing[0] && strcmp(figure->unit, "ratio") == 0 && figure->value.estimate > 0;
}

int claims_has_picture(const struct claim *claim)
{
    for (size_t f = 0; f < claim->figure_count; f++)
        if (is_drawn(&claim->figures[f]))
            return 1;
    return 0;
}

/* part: NULL where nothing is asked. side: 1 asked to lie above the bound, -1 below it, 2 between the two, 0
 * nothing is asked; answer: 1 no, 2 yes, 3 undecided or not asked. */
static json_t *row_of(const struct claim_figure *figure, const struct claim_part *part)
{
    static const int answers[] = {
        [ANSWER_NO] = 1, [ANSWER_YES] = 2, [ANSWER_UNDECIDED] = 3, [ANSWER_MISSING] = 3};
    static const int sides[] = {[OPERATOR_LEAST] = 1,
                                [OPERATOR_MOST] = -1,
                                [OPERATOR_WITHIN] = 2,
                                [OPERATOR_IS] = 0,
                                [OPERATOR_ISNOT] = 0};
    const struct stats_interval *value = &figure->value;
    const int has = value->kind == STATS_INTERVAL && value->low > 0; /* the range of a few trials is none */
    const int side = !part ? 0 : sides[part->compare];
    char quantity[128];
    claim_figure_quantity(figure, quantity, sizeof quantity);
    return json_pack("{s:o, s:o, s:f, s:f, s:f, s:o, s:o, s:i, s:i}", "label",
                     json_text(part ? part->text : figure->label), "quantity", json_text(quantity),
                     "estimate", value->estimate, "low", has ? value->low : value->estimate, "high",
                     has ? value->high : value->estimate, "bound",
                     part ? json_real(part->bound) : json_null(), "upper",
                     part ? json_real(part->upper) : json_null(), "side", side, "answer",
                     part ? answers[part->answer] : 3);
}

/* {"rows": [...]}: as a file of results that a figure is drawn from; what is asked comes first. */
static json_t *rows_of(const struct claim *claim)
{
    json_t *rows = json_array();
    for (size_t p = 0; p < claim->part_count; p++)
        if (claim->parts[p].figure && is_drawn(claim->parts[p].figure))
            json_array_append_new(rows, row_of(claim->parts[p].figure, &claim->parts[p]));
    const int bounds = (int)json_array_size(rows);
    for (size_t f = 0; f < claim->figure_count; f++)
        if (!claim_part_of(claim, &claim->figures[f]) && is_drawn(&claim->figures[f]))
            json_array_append_new(rows, row_of(&claim->figures[f], NULL));
    const int count = (int)json_array_size(rows);
    return json_pack("{s:o, s:i, s:i}", "rows", rows, "row_count", count, "bound_count", bounds);
}

static void put_facts(FILE *to, const struct claims *claims, const char *variable, const char *fact)
{
    const char *text = "";
    for (size_t i = 0; i < claims->fact_count && !*text; i++)
        if (strcmp(claims->facts[i].name, fact) == 0)
            text = claims->facts[i].text;
    plot_put_variable(to, variable, text);
}

static int write_script(const struct claims *claims, const struct claim *claim, const json_t *rows,
                        const struct plot_paths *paths)
{
    const struct figure figure = {.name = FIGURE_NAME};
    FILE *to = fopen(paths->script, "w");
    if (!to)
        return -1;
    put_facts(to, claims, "machine", "machine");
    put_facts(to, claims, "system_name", "system");
    put_facts(to, claims, "date", "date");
    put_facts(to, claims, "runtime", "python");
    plot_put_variable(to, "run", claim->id);
    plot_put_variable(to, "claim_text", claim->text);
    plot_put_variable(to, "verdict", claim_verdict_name(claim->verdict));
    plot_put_variable(to, "tvp", build_version);
    plot_put_variable(to, "common", "");
    plot_put_counts(to, 0, 0, 0);
    fputs("series_count = 0\narray series_second[1]\n", to);
    plot_put_results(to, rows, paths);
    plot_put_end(to, &figure, paths);
    return fclose(to);
}

static int draw(const struct claims *claims, const struct claim *claim, struct plot_paths *paths,
                const char *out, const char *gnuplot)
{
    char error[PLOT_ERROR_MAX] = "cannot write the figure's script", file[TVP_NAME_MAX + 8];
    json_t *rows = rows_of(claim);
    snprintf(file, sizeof file, "%s.svg", claim->id);
    const int bad = plot_join(paths->output, out, file) != 0 || plot_write_tables(rows, paths, error) != 0 ||
                    write_script(claims, claim, rows, paths) != 0 ||
                    gnuplot_run(gnuplot, paths->script, error) != 0;
    json_decref(rows);
    if (!bad)
        return EXIT_OK;
    plat_file_remove(paths->output); /* not half a figure */
    return cli_error(EXIT_TVP, "claims: the figure of %s: %s", claim->id, error);
}

int claims_draw(const struct claims *claims)
{
    char out[TVP_PATH_MAX], gnuplot[TVP_PATH_MAX];
    struct plot_paths paths = {.format = "svg"};
    if (figure_folder(paths.folder) != 0 || gnuplot_find(gnuplot) != 0)
        return cli_error(EXIT_TVP, "claims: the page has no figures: gnuplot is not installed (gnuplot-nox)");
    int code = plot_out_folder(NULL, claims->folder, out);
    if (!code)
        code = plot_work_make(NULL, paths.work);
    if (code)
        return code;
    if (plot_join(paths.script, paths.work, "figure.gp") != 0)
        code = cli_error(EXIT_TVP, "the path is too long: %s", paths.work);
    for (size_t i = 0; i < claims->count && !code; i++)
        if (claims_has_picture(&claims->claims[i]))
            code = draw(claims, &claims->claims[i], &paths, out, gnuplot);
    plat_folder_clear(paths.work);
    plat_folder_remove(paths.work);
    return code;
}
