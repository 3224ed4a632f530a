/* SPDX-License-Identifier: MIT */
/* Loading topologies: what is allowed, what is refused, what an export keeps and what it must not. */
#include "../../harness/topo/topo.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    char *text = calloc(1, 1 << 20);
    cr_assert_not_null(text);
    size_t length = fread(text, 1, (1 << 20) - 1, file);
    cr_assert(length > 0 && feof(file));
    fclose(file);
    return text;
}

Test(topo, counts_the_allowed)
{
    static const struct {
        const char *machine, *allowed;
        uint32_t cpus;
    } examples[] = {
        {"package:2 core:4 pu:2", NULL, 16}, {"package:2 core:4 pu:2", "0-3,8", 5}, {"core:1 pu:1", NULL, 1},
        {"core:4 pu:1", "2-100", 2},         {"package:2 core:64 pu:2", NULL, 256},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        char reason[REASON_MAX];
        struct topo *topo = topo_load_synthetic(examples[i].machine, examples[i].allowed, reason);
        cr_assert_not_null(topo, "%s", reason);
        cr_expect_eq(topo_cpus(topo), examples[i].cpus, "%s: %u", examples[i].machine, topo_cpus(topo));
        topo_free(topo);
    }
}

Test(topo, refuses_with_a_reason)
{
    char reason[REASON_MAX] = "";
    cr_expect_null(topo_load_synthetic("core:zwei", NULL, reason));
    cr_expect_not_null(strstr(reason, "core:zwei"), "%s", reason);
    reason[0] = '\0';
    cr_expect_null(topo_load_synthetic("core:4 pu:1", "8-9", reason));
    cr_expect_neq(reason[0], '\0');
    reason[0] = '\0';
    cr_expect_null(topo_load_xml("tests/unit/topologies/none.xml", NULL, reason));
    cr_expect_not_null(strstr(reason, "none.xml"), "%s", reason);
    topo_free(NULL);
}

Test(topo, stays_inside_a_taskset)
{
    char reason[REASON_MAX];
    uint32_t cpus[TVP_WORKERS_MAX];
    int oversubscribed, last = -1;
    cpu_set_t all, one;
    cr_assert_eq(sched_getaffinity(0, sizeof all, &all), 0);
    struct topo *topo = topo_load(reason);
    cr_assert_not_null(topo, "%s", reason);
    cr_expect_eq(topo_cpus(topo), (uint32_t)CPU_COUNT(&all));
    topo_free(topo);

    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &all))
            last = cpu;
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    topo = topo_load(reason);
    cr_assert_not_null(topo, "%s", reason);
    cr_expect_eq(topo_cpus(topo), 1);
    cr_assert_eq(topo_place(topo, PLACE_SCATTER, 2, cpus, &oversubscribed, reason), 0);
    cr_expect(cpus[0] == (uint32_t)last && cpus[1] == (uint32_t)last);
    cr_expect_eq(oversubscribed, 1);
    topo_free(topo);
}

Test(topo, export_comes_back)
{
    char reason[REASON_MAX], path[] = "/tmp/tvp-topo-XXXXXX";
    uint32_t before[16], after[16];
    int oversubscribed, fd = mkstemp(path);
    cr_assert(fd >= 0);
    struct topo *topo = topo_load_xml("tests/unit/topologies/interleaved.xml", NULL, reason);
    cr_assert_not_null(topo, "%s", reason);
    cr_assert_eq(topo_place(topo, PLACE_SCATTER, 16, before, &oversubscribed, reason), 0);
    cr_assert_eq(topo_export(topo, path, reason), 0, "%s", reason);
    topo_free(topo);
    topo = topo_load_xml(path, NULL, reason);
    cr_assert_not_null(topo, "%s", reason);
    cr_assert_eq(topo_place(topo, PLACE_SCATTER, 16, after, &oversubscribed, reason), 0);
    cr_expect_arr_eq(before, after, sizeof before);
    topo_free(topo);
    close(fd);
    unlink(path);
}

/* hwloc's export names the host, the boards' serial numbers and the cgroup: a run folder must not. */
Test(topo, export_names_no_host)
{
    char reason[REASON_MAX], host[256] = "", wanted[300], path[] = "/tmp/tvp-topo-XXXXXX";
    int fd = mkstemp(path);
    cr_assert(fd >= 0);
    cr_assert_eq(gethostname(host, sizeof host - 1), 0);
    struct topo *topo = topo_load(reason);
    cr_assert_not_null(topo, "%s", reason);
    cr_assert_eq(topo_export(topo, path, reason), 0, "%s", reason);
    topo_free(topo);
    char *text = read_file(path);
    snprintf(wanted, sizeof wanted, "\"%s\"", host);
    cr_expect_null(strstr(text, wanted), "the host's name is in the export");
    char *named = strstr(text, "name=\"HostName\" value=\"");
    cr_expect(!named || strncmp(named, "name=\"HostName\" value=\"\"", 24) == 0);
    cr_expect_not_null(strstr(text, "name=\"OSName\" value=\"Linux\""), "facts are kept");
    free(text);
    close(fd);
    unlink(path);
}

Test(topo, export_says_why_not)
{
    char reason[REASON_MAX] = "";
    struct topo *topo = topo_load_synthetic("core:2 pu:1", NULL, reason);
    cr_assert_not_null(topo);
    cr_expect_eq(topo_export(topo, "/nowhere/topology.xml", reason), -1);
    cr_expect_not_null(strstr(reason, "/nowhere/topology.xml"), "%s", reason);
    topo_free(topo);
}
