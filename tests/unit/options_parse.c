/* SPDX-License-Identifier: MIT */
/* The option table: values into their fields, mistakes into one line that names the option and the text. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../harness/core/options.h"

#define CPUS 6u

static struct request request;
static char error[OPTION_ERROR_MAX];

/* Reads words separated by blanks as the command line. */
static int parse(const char *line, enum option_source source)
{
    static char copy[4096];
    char *words[64];
    int count = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *at = copy; *at; at += strspn(at, " ")) {
        words[count++] = at;
        at += strcspn(at, " ");
        if (*at)
            *at++ = 0;
    }
    request_default(&request);
    memset(error, 0, sizeof error);
    return options_parse(&request, count, words, source, CPUS, error);
}

static void accepts(const char *line)
{
    cr_assert_eq(parse(line, SOURCE_COMMAND), 0, "%s: %s", line, error);
}

static void refuses(const char *line, const char *wanted)
{
    cr_assert_eq(parse(line, SOURCE_COMMAND), -1, "%s was accepted", line);
    cr_assert_str_eq(error, wanted);
}

static void workers_are(const char *text, const char *wanted)
{
    char line[128], got[128] = "";
    snprintf(line, sizeof line, "--workers %s", text);
    accepts(line);
    for (uint32_t i = 0; i < request.workers.count; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%llu", i ? "," : "",
                 (unsigned long long)request.workers.item[i]);
    cr_assert_str_eq(got, wanted, "%s gives %s, not %s", text, got, wanted);
}

Test(options, every_option_is_its_own)
{
    for (unsigned i = 0; i < OPTION_ID_COUNT; i++) {
        cr_assert_not_null(run_options[i].help);
        cr_assert(run_options[i].offset + run_options[i].bytes <= sizeof(struct request));
        for (unsigned j = 0; j < i; j++)
            cr_assert_str_neq(run_options[i].name, run_options[j].name);
    }
}

Test(options, workers)
{
    workers_are("4", "4");
    workers_are("N", "6");
    workers_are("2N", "12");
    workers_are("N/2", "3");
    workers_are("N/100", "1");
    workers_are("1..N", "1,2,4,6");
    workers_are("1..N,2N", "1,2,4,6,12");
    workers_are("1..8", "1,2,4,8");
    workers_are("3..20", "3,6,12,20");
    workers_are("2,1,2,N,6", "2,1,6");
    workers_are("1000N", "256");
    workers_are("8..N,1", "1");
}

Test(options, bad_workers)
{
    refuses("--workers 0", "--workers: 0: must be 1 to 256");
    refuses("--workers 257", "--workers: 257: must be 1 to 256");
    refuses("--workers 99999999999999999999", "--workers: 99999999999999999999: must be 1 to 256");
    refuses("--workers x", "--workers: x is not a number of workers such as 4, N, 2N, N/2 or 1..N");
    refuses("--workers 8..4", "--workers: 8..4 is not a number of workers such as 4, N, 2N, N/2 or 1..N");
    refuses("--workers N/0", "--workers: N/0 is not a number of workers such as 4, N, 2N, N/2 or 1..N");
    refuses("--workers 8..N", "--workers: 8..N is an empty range with 6 CPUs");
    refuses("--workers 1,,2", "--workers: an empty value in the list");
}

Test(options, values_come_with_or_without_an_equals_sign)
{
    accepts("--data 64M,1G --write=10,50% --starts 50 --time=100ms --seed 7 --trials=3");
    cr_assert_eq(request.data.count, 2);
    cr_assert_eq(request.data.item[1], 1u << 30);
    cr_assert_eq(request.write.item[1], 50);
    cr_assert_eq(request.starts, 50);
    cr_assert_eq(request.time_ns, 100000000);
    cr_assert_eq(request.seed, 7);
    cr_assert_eq(request.trials, 3);
    cr_assert(request_has(&request, OPTION_ID_TIME) && !request_has(&request, OPTION_ID_OPS));
}

Test(options, defaults_are_those_of_the_design)
{
    accepts("");
    cr_assert_eq(request.given, 0);
    cr_assert(request.sharings.count == 1 && request.sharings.item[0] == SHARING_SHM);
    cr_assert(request.data.count == 1 && request.data.item[0] == 0);
    cr_assert(request.pages.count == 1 && request.pages.item[0] == PLAT_PAGES_4K);
    cr_assert(request.starts == 1 && request.time_ns == 100000000 && request.timeout_ns == 30000000000);
    cr_assert(request.models.all && request.models.count > 0);
}

Test(options, names)
{
    accepts("--workload noop,counter,noop --model all --placement none");
    cr_assert_eq(request.workloads.count, 2);
    cr_assert_str_eq(tvp_workloads[request.workloads.item[0]]->name, "noop");
    cr_assert(!request.workloads.all && request.models.all);
    accepts("--workload all");
    for (uint32_t i = 0; i < request.workloads.count; i++)
        cr_assert(!(tvp_workloads[request.workloads.item[i]]->needs & TVP_NOT_IN_SUITES));
    refuses("--workload nop", "--workload: there is no workload nop (did you mean noop?)");
    refuses("--model zzzzzzzz", "--model: there is no model zzzzzzzz");
}

Test(options, mistakes)
{
    refuses("--wrkload noop", "unknown option --wrkload (did you mean --workload?)");
    refuses("--wrkload=noop", "unknown option --wrkload (did you mean --workload?)");
    refuses("--zzzzzzzzzz", "unknown option --zzzzzzzzzz");
    refuses("-x", "unknown option -x");
    refuses("--data", "--data needs a value: --data SIZES");
    refuses("--data 12Q", "--data: 12Q is not a size such as 64K, 256M or 1G");
    refuses("--data 2T", "--data: 2T: must be 0 to 1T");
    refuses("--starts 10001", "--starts: 10001: must be 1 to 10000");
    refuses("--time 0", "--time: 0: must be 1us to 1h");
    refuses("--time 100", "--time: 100 is not a duration such as 500us, 100ms, 30s or 3m");
    refuses("--trials 0", "--trials: 0: must be 1 to 100000");
    refuses("--force=1", "--force takes no value");
    refuses("--label ../x", "--label: ../x: letters, digits, dots, dashes and underscores only");
    refuses("a b", "one suite at a time: a, and then b");
}

Test(options, params)
{
    accepts("--param delay=1ms --param io_request.delay=2ms,io_file.sync=none");
    cr_assert_str_eq(request.params, "delay=1ms,io_request.delay=2ms,io_file.sync=none,");
    refuses("--param delay", "--param: delay is not [WORKLOAD.]NAME=VALUE or MODEL.NAME=VALUE");
    refuses("--param io_request.dely=1ms", "--param: io_request has no parameter dely (did you mean delay?)");
    refuses("--param io_requst.delay=1ms",
            "--param: there is no workload or model io_requst (did you mean io_request?)");
    accepts("--param gil.switch=1ms");
    refuses("--param gil.swich=1ms", "--param: gil has no parameter swich (did you mean switch?)");
    refuses("--param gil.switch=0ns", "--param: switch=0ns: must be 1us to 1s");
    refuses("--param switch=1ms", "--param: no workload has a parameter switch (did you mean gil.switch?)");
    refuses("--param zzz=1", "--param: no workload has a parameter zzz");
    cr_assert_eq(parse("--param io_request.delay=1x", SOURCE_COMMAND), -1);
}

Test(options, probes)
{
    accepts("--probe memory --probe rusage");
    cr_assert_str_eq(request.probes, "memory,rusage,");
    refuses("--probe memry", "--probe: there is no probe memry (did you mean memory?)");
}

Test(options, targets)
{
    accepts("--target 2% --budget 1m");
    cr_assert_eq(request.target_millionths, 20000);
    cr_assert_eq(request_check(&request, error), 0);
    accepts("--target 0.5% --trials 7");
    cr_assert_eq(request_check(&request, error), 0);
    refuses("--target 0", "--target: 0: must be 0.1% to 50%");
    refuses("--target 51%", "--target: 51%: must be 0.1% to 50%");
    refuses("--target abc", "--target: abc is not a percentage such as 2% or 0.5%");
    refuses("--target 0.02", "--target: 0.02 is 0.02%, less than 0.1% (did you mean 2%?)");
    refuses("--target 0.02%", "--target: 0.02%: must be 0.1% to 50%");
}

Test(options, a_suite_has_no_options_of_the_user)
{
    cr_assert_eq(parse("--out x", SOURCE_SUITE_ALL), -1);
    cr_assert_str_eq(error, "--out is for the command line, not for a suite");
    cr_assert_eq(parse("--budget 1m", SOURCE_SUITE_ALL), 0);
    cr_assert_eq(parse("--budget 1m", SOURCE_SUITE_LINE), -1);
    cr_assert_str_eq(error, "--budget is about the whole run: put it on a line `all: --budget ...`");
}

static void excludes(const char *line, const char *wanted)
{
    accepts(line);
    cr_assert_eq(request_check(&request, error), -1, "%s", line);
    cr_assert_str_eq(error, wanted);
}

Test(options, exclusions)
{
    excludes("--time 1ms --ops 3", "--time and --ops exclude each other");
    excludes("--budget 1m --trials 3", "--budget and --trials exclude each other");
    excludes("--resume x --workers 3", "--workers cannot go with --resume: the plan says it already");
    excludes("--plan x quick", "a suite cannot go with --plan: the plan says it already");
    excludes("--force", "--force is for --resume");
    accepts("--plan x --label y --out z --timeout 3s --quiet");
    cr_assert_eq(request_check(&request, error), 0, "%s", error);
}

Test(options, overriding_a_line_of_a_suite)
{
    static struct request line;
    accepts("--workload noop,counter --model thread,fork --time 5ms --data 64M --param delay=1ms");
    line = request;
    accepts("--model fork,spawn --sharing inherit --ops 9 --data 128M --param delay=2ms");
    request_override(&line, &request);
    cr_assert(line.workloads.count == 2);
    cr_assert(line.models.count == 1 && strcmp(tvp_models[line.models.item[0]]->name, "fork") == 0);
    cr_assert(line.sharings.count == 1 && line.sharings.item[0] == SHARING_INHERIT, "the line named none");
    cr_assert(request_has(&line, OPTION_ID_OPS) && !request_has(&line, OPTION_ID_TIME) && line.ops == 9);
    cr_assert(line.data.count == 1 && line.data.item[0] == 128u << 20);
    cr_assert_str_eq(line.params, "delay=1ms,delay=2ms,");
}
