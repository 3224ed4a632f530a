/* SPDX-License-Identifier: MIT */
/* What programs of a user's need as workers: descriptors by number, variables, and whether they are still
 * bound.
 */
#include "../../harness/api/plat_command.h"
#include "contract.h"

static void check_handles(void)
{
    int64_t ends[2], others[2];
    char got = 0;
    if (!CHECK(plat_channel_new(ends) == 0 && plat_channel_new(others) == 0, "two channels"))
        return;
    const int64_t copy = plat_handle_copy(ends[1]);
    CHECK(copy >= 0 && copy != ends[1], "a handle can be copied");
    CHECK(plat_channel_write(copy, "a", 1) == 0 && plat_channel_read(ends[0], &got, 1) == 0 && got == 'a',
          "the copy is of the same channel");
    CHECK(plat_handle_as(others[1], copy) == 0 && plat_channel_write(copy, "b", 1) == 0 &&
              plat_channel_read(others[0], &got, 1) == 0 && got == 'b',
          "a number can be made to name another one");
    plat_handle_close(ends[1]);
    CHECK(plat_channel_read(ends[0], &got, 1) == -PLAT_EPIPE, "and names the first one no longer");
    CHECK(plat_handle_copy(-1) < 0 && plat_handle_as(-1, copy) < 0, "a handle that is none is an error");
    const int64_t open[] = {ends[0], others[0], others[1], copy};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        plat_handle_close(open[i]);
}

static void check_programs(void)
{
    char path[1024];
    if (CHECK(plat_self_path(path, sizeof path) == 0, "the path of this program"))
        CHECK(plat_command_runnable(path) == 0, "it can be started");
    CHECK(plat_command_runnable("/no/such/program") == -PLAT_ENOENT, "one that is not there cannot");
    CHECK(plat_command_runnable("/") == -PLAT_EISDIR, "nor can a folder");
    const char *said = plat_variable_set("TVP_EXEC_TEST", "a b") == 0 ? getenv("TVP_EXEC_TEST") : NULL;
    CHECK(said != NULL && strcmp(said, "a b") == 0, "a variable can be set");
    CHECK(plat_group_end(-7) == -PLAT_EPERM, "nobody ends a group that is not his own");
}

static void check_affinity(void)
{
    uint32_t cpus[4];
    const int count = plat_cpus_allowed(cpus, 4);
    if (contract_skip(count < 0 ? count : plat_process_is_pinned(plat_pid(), 0),
                      "a process' CPUs are told") ||
        plat_cpu_pin_unsupported() != NULL)
        return;
    CHECK(plat_cpu_pin(cpus[0]) == 0 && plat_process_is_pinned(plat_pid(), cpus[0]) == 1,
          "a bound process is seen to be");
    if (count > 1)
        CHECK(plat_process_is_pinned(plat_pid(), cpus[1]) == 0 && plat_cpus_permit(cpus, 2) == 0 &&
                  plat_process_is_pinned(plat_pid(), cpus[0]) == 0 && plat_cpus_allowed(NULL, 0) == 2,
              "and is not, when it may run on two");
    const uint32_t none = 8000000;
    CHECK(plat_cpus_permit(&none, 1) < 0, "a CPU that cannot be is an error");
}

int main(void)
{
    plat_ignore_broken_channels();
    if (contract_skip(plat_handle_copy(-1), "programs as workers"))
        CHECK(plat_command_unsupported() != NULL, "and why not, is told");
    else if (CHECK(plat_command_unsupported() == NULL, "programs as workers")) {
        check_handles();
        check_programs();
    }
    check_affinity();
    return contract_done();
}
